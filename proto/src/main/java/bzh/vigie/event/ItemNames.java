package bzh.vigie.event;

import bzh.vigie.text.LetterCase;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The three names of an item (DESIGN.md 5.8), each a SHA-256 over length-prefixed UTF-8 fields in a fixed order, so that no
 * two different lists of fields give the same bytes. A name starts with its version: a change of what goes in is a new
 * version, and what it makes appear is newly visible, not added. On Windows letter case does not count where it does not count for
 * the system, and what changes by itself ({@link VolatileWindowsParts}) is left out of a key.
 */
public final class ItemNames {
    /** Beginning of an observable that says what is on the watchlist, and not what the item is. */
    public static final String LISTED_WORD = "word=";

    /** Goes up when the fields of {@link #fingerprint} or {@link #shape} change. */
    public static final int VERSION = 1;

    private static final Pattern HOME = Pattern.compile("(?<![\\w/])(/home/|/var/home/|/export/home/)[^/\\s:'\"]+");
    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final Pattern SID = Pattern.compile("S-1-5-21-\\d+-\\d+-\\d+-\\d+");
    private static final Pattern PROFILE = Pattern.compile("(?i)([A-Z]:\\\\Users\\\\)[^\\\\\\s\"]+");
    private static final Pattern RANDOM_PART =
            Pattern.compile("(?<=[./_-])(?=[A-Za-z]*\\d)(?=\\d*[A-Za-z])[0-9A-Za-z]{16,}(?=$|[./\\s_-])");

    /** Characters of a text in which placeholders are looked for. */
    private static final int LONGEST = 4_096;

    private ItemNames() {}

    /** Where the item is: the same for a swapped binary, different for another account or another file. */
    public static String key(Item item) {
        return key(item, item.name());
    }

    /** Where something of that name would be beside the item. */
    static String key(Item item, String name) {
        return isOfWindows(item)
                ? hash(List.of(
                        item.location(),
                        accountInKey(item),
                        LetterCase.fold(VolatileWindowsParts.replaced(item.source())),
                        LetterCase.fold(VolatileWindowsParts.replaced(name))))
                : hash(List.of(item.location(), accountInKey(item), item.source(), name));
    }

    /** What the item is: any change of what runs changes it; times and counters do not. */
    public static String fingerprint(Item item) {
        List<String> fields = new ArrayList<>(List.of(
                key(item),
                item.value(),
                isOfWindows(item) ? LetterCase.fold(item.target()) : item.target(),
                item.sha256().map(Sha256::hex).orElse(""),
                item.signer(),
                Boolean.toString(item.enabled())));
        // its environment, and what lies in files that its command names
        item.observables().stream()
                .filter(each -> !each.startsWith(LISTED_WORD))
                .forEach(fields::add);
        return VERSION + ":" + hash(fields);
    }

    /** What the item is, the same on every host: home, profile, SID, UUID and random parts are named placeholders. */
    public static String shape(Item item) {
        return VERSION
                + ":"
                + hash(List.of(
                        item.location(),
                        item.account().isPresent() ? "user" : "machine",
                        inShape(item, item.source()),
                        inShape(item, item.name()),
                        inShape(item, item.value()),
                        inShape(item, item.target()),
                        item.sha256().map(Sha256::hex).orElse(""),
                        item.signer(),
                        Boolean.toString(item.enabled())));
    }

    /**
     * Where a thing of this shape stands and what it is told to do, whatever its file holds and whoever signed that: what stays when a
     * program is updated.
     */
    public static String lineage(Item item) {
        return VERSION
                + ":"
                + hash(List.of(
                        item.location(),
                        item.account().isPresent() ? "user" : "machine",
                        inLineage(item, item.source()),
                        inLineage(item, item.name()),
                        inLineage(item, item.value()),
                        inLineage(item, item.target())));
    }

    private static String inLineage(Item item, String text) {
        String shape = inShape(item, text);
        return isOfWindows(item) ? VolatileWindowsParts.withoutVersion(shape) : shape;
    }

    /** Text with what belongs to one host or one user replaced by named placeholders. */
    public static String withoutHost(String text) {
        // Each expression is tried only where the text has what it needs, which takes a tenth of the time.
        String t = text.contains("/home/") ? HOME.matcher(text).replaceAll("{home}") : text;
        t = t.contains(":\\") ? PROFILE.matcher(t).replaceAll("{profile}") : t;
        t = t.contains("S-1-5-21-") ? SID.matcher(t).replaceAll("{sid}") : t;
        t = t.indexOf('-') >= 0 ? UUID.matcher(t).replaceAll("{uuid}") : t;
        return RANDOM_PART.matcher(t).replaceAll("{random}");
    }

    /**
     * On Windows letter case does not count, and a system may lie on any drive. Of a text over {@link #LONGEST} the rest counts as it is: what
     * it costs to look for placeholders is bounded.
     */
    private static String inShape(Item item, String text) {
        if (text.length() > LONGEST) {
            return inShape(item, text.substring(0, LONGEST)) + hash(List.of(text.substring(LONGEST)));
        }
        return isOfWindows(item)
                ? LetterCase.fold(VolatileWindowsParts.withoutHost(VolatileWindowsParts.replaced(text)))
                : withoutHost(text);
    }

    private static boolean isOfWindows(Item item) {
        return item.os().equals("windows");
    }

    private static String accountInKey(Item item) {
        // On Linux the account is its name in that tree, since a uid given to another name is another account.
        return item.account().map(a -> isOfWindows(item) ? a.id() : a.name()).orElse("");
    }

    private static String hash(List<String> fields) {
        MessageDigest digest = Sha256.digest();
        ByteBuffer length = ByteBuffer.allocate(4);
        for (String field : fields) {
            byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
            digest.update(length.clear().putInt(bytes.length).flip());
            digest.update(bytes);
        }
        return Sha256.of(digest.digest()).hex();
    }
}
