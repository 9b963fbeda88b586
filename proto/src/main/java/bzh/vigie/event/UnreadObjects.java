package bzh.vigie.event;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a place of a directory says that something of single objects could not be read while all else was: an item for each of them, whose
 * source is the object's, and a detail of its own. Pure.
 */
public final class UnreadObjects {
    /** Key of the detail of such a place; behind it stand how many objects, and the names of the first. */
    public static final String DETAIL = "directory-objects-unread";

    /** Key of the detail of a place of which all was read, and most of what was there before is missing: it is kept. */
    public static final String GONE = "directory-gone-at-once";

    /** Name of the item of an object of which nothing may be read. */
    public static final String HIDDEN = "unreadable";

    /** Name of the item of an object of which something may not be read, or of which something is told with one that may not. */
    public static final String PARTLY = "partly unreadable";

    /** Name of the item of an object of which something was not understood. */
    public static final String MALFORMED = "not understood";

    /** Name of the item of an object that has more than is read. */
    public static final String MORE = "more than is read";

    private static final Pattern COUNT = Pattern.compile(DETAIL + "\\|([0-9]{1,6})(?:\\||$)");

    private UnreadObjects() {}

    /** Whether all but single objects was read: what is listed then is all that is there, but in those. */
    public static boolean isReadBut(LocationStatus status) {
        return status.state() == LocationStatus.State.PARTIAL
                && (begins(status.detail(), DETAIL) || begins(status.detail(), GONE));
    }

    /** How many items stand for what could not be read of a place of which all else was; empty where it lacks more. */
    public static OptionalInt count(LocationStatus status) {
        Matcher told = COUNT.matcher(status.detail());
        return status.state() == LocationStatus.State.PARTIAL && told.lookingAt()
                ? OptionalInt.of(Integer.parseInt(told.group(1)))
                : OptionalInt.empty();
    }

    private static boolean begins(String detail, String key) {
        return detail.startsWith(key) && (detail.length() == key.length() || detail.charAt(key.length()) == '|');
    }

    /** Whether the item stands for an object of which other items may be missing. */
    public static boolean isOne(Item item) {
        return item.name().equals(HIDDEN)
                || item.name().equals(MALFORMED)
                || item.name().equals(MORE)
                || (item.name() + ' ').startsWith(PARTLY + ' ');
    }

    /** Key of the item that stands for the object of that one, where nothing of it may be read. */
    public static String keyOfHidden(Item item) {
        return ItemNames.key(item, HIDDEN);
    }
}
