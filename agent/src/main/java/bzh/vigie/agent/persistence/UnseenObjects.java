package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.UnreadObjects;
import bzh.vigie.text.SourceText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * What one reading of a place of a directory could not look into: at most {@value #MOST} objects are told apart, each as an item of the
 * place. Where there are more, nothing is. Used by one thread.
 */
final class UnseenObjects {
    static final int MOST = 256;

    private static final int MOST_NAMED = 5;
    private static final int MOST_NAME = 120;

    /** An item that stands for an object. */
    private record Standing(String source, String name) {}

    private final Map<Standing, String> items = new LinkedHashMap<>();
    private final Set<String> hidden = new HashSet<>();
    private final Set<String> doubted = new HashSet<>();
    private Optional<Reading.Refused<?>> spent = Optional.empty();
    private ReasonCode reason = ReasonCode.MALFORMED;
    private boolean isFull;

    /** Nothing of that object may be read. */
    void hidden(String source, ReasonCode why, String value) {
        if (stands(source, UnreadObjects.HIDDEN, value)) {
            hidden.add(source);
        }
        because(why);
    }

    /** Of a file, which could not be read or, for today, no more: nothing is told of it that was not before. */
    void file(String source, Reading.Refused<?> why, boolean isSpent) {
        if (!isSpent) {
            hidden(
                    source,
                    why.reason(),
                    why.reason() == ReasonCode.NO_RIGHT
                            ? "it may not be read by the computer"
                            : "it cannot be read: " + SourceText.say(why.detail(), Locale.ENGLISH));
            return;
        }
        spent = spent.or(() -> Optional.of(why));
        if (hidden.size() < MOST) {
            hidden.add(source);
        }
    }

    /** Something of that object may not be read, or of another that is told with it; empty for itself. */
    void partly(String source, String other) {
        String name = UnreadObjects.PARTLY + (other.isEmpty() ? "" : " " + other);
        if (stands(source, name, "something of it may not be read by the computer")) {
            doubted.add(source);
        }
        because(ReasonCode.NO_RIGHT);
    }

    /** That object has more than is read. */
    void more(String source) {
        if (stands(source, UnreadObjects.MORE, "it has more than is read")) {
            doubted.add(source);
        }
        because(ReasonCode.TOO_LARGE);
    }

    /** What is told of it may still be there: it is said elsewhere why. */
    void doubted(String source) {
        if (doubted.size() < MOST) {
            doubted.add(source);
        } else {
            isFull = true;
        }
    }

    /** Something of that object was not understood. */
    void malformed(String source) {
        if (stands(source, UnreadObjects.MALFORMED, "something of it is not as it has to be")) {
            doubted.add(source);
        }
    }

    private void because(ReasonCode why) {
        if (reason == ReasonCode.MALFORMED) {
            reason = why;
        }
    }

    private boolean stands(String source, String name, String value) {
        Standing standing = new Standing(source, name);
        if (!items.containsKey(standing) && items.size() >= MOST) {
            isFull = true;
            return false;
        }
        items.putIfAbsent(standing, value);
        return true;
    }

    boolean isEmpty() {
        return items.isEmpty() && spent.isEmpty();
    }

    /** Whether there are more than are told apart. */
    boolean isFull() {
        return isFull;
    }

    /** Why the first of them could not be read; those that were not understood count last. */
    ReasonCode reason() {
        return spent.<ReasonCode>map(Reading.Refused::reason).orElse(reason);
    }

    /** How many there are, and the first by name. */
    String detail() {
        if (spent.isPresent()) {
            return spent.get().detail();
        }
        List<String> names = new ArrayList<>();
        for (Standing each : items.keySet()) {
            if (names.size() == MOST_NAMED) {
                names.add("…");
                break;
            }
            names.add(ItemMaker.cut(each.source(), MOST_NAME));
        }
        return SourceText.detail(
                isFull ? "directory-objects-many" : UnreadObjects.DETAIL,
                isFull ? MOST : items.size(),
                String.join("; ", names));
    }

    /** What of it is compared otherwise. */
    Unseen unseen() {
        return new Unseen(hidden, doubted);
    }

    /** The items that stand for the objects, with the source of each. */
    void forEach(BiConsumer<String, Draft> each) {
        items.forEach((standing, value) ->
                each.accept(standing.source(), Draft.of(standing.name(), value, new Run.Nothing())));
    }
}
