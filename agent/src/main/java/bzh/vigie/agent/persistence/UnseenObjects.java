package bzh.vigie.agent.persistence;

import bzh.vigie.agent.directory.Dn;
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
 * What one reading of a place of a directory could not look into: at most {@value #MOST} objects of which nothing is known, and as many of
 * which not all is, are told apart, each as an item of the place. Used by one thread.
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
    private boolean hidesMore;
    private boolean doubtsMore;

    /** Nothing of that object may be read. */
    void hidden(String source, ReasonCode why, String value) {
        if (hidden.contains(source) || hidden.size() < MOST) {
            hidden.add(source);
            items.putIfAbsent(new Standing(source, UnreadObjects.HIDDEN), value);
        } else {
            hidesMore = true;
        }
        because(why);
    }

    /** Nothing of that file could be read. */
    void file(String source, Reading.Refused<?> why) {
        String value = why.reason() == ReasonCode.NO_RIGHT
                ? "it may not be read by the computer"
                : "it cannot be read: " + SourceText.say(why.detail(), Locale.ENGLISH);
        hidden(source, why.reason(), value);
    }

    /** Another reading goes on: what is told of that file may still be there. */
    void spent(String source, Reading.Refused<?> why) {
        spent = spent.or(() -> Optional.of(why));
        doubted(source);
    }

    /** What is told of it may still be there: it is said elsewhere why. */
    void doubted(String source) {
        if (doubted.contains(source) || doubted.size() < MOST) {
            doubted.add(source);
        } else {
            doubtsMore = true;
        }
    }

    /** Something of that object may not be read, or of another that is told with it; empty for itself. */
    void partly(String source, String other) {
        String name = UnreadObjects.PARTLY + (other.isEmpty() ? "" : " " + other);
        stands(source, name, "something of it may not be read by the computer");
        because(ReasonCode.NO_RIGHT);
    }

    /** That object has more than is read. */
    void more(String source) {
        stands(source, UnreadObjects.MORE, "it has more than is read");
        because(ReasonCode.TOO_LARGE);
    }

    /** Something of that object was not understood. */
    void malformed(String source) {
        stands(source, UnreadObjects.MALFORMED, "something of it is not as it has to be");
    }

    private void because(ReasonCode why) {
        if (reason == ReasonCode.MALFORMED) {
            reason = why;
        }
    }

    private void stands(String source, String name, String value) {
        doubted(source);
        if (items.size() - hidden.size() < MOST) {
            items.putIfAbsent(new Standing(source, name), value);
        } else {
            doubtsMore = true;
        }
    }

    boolean isEmpty() {
        return items.isEmpty() && spent.isEmpty();
    }

    /** Whether nothing is known of more objects than are told apart. */
    boolean isFull() {
        return hidesMore;
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
                hidesMore || doubtsMore ? "directory-objects-many" : UnreadObjects.DETAIL,
                items.size(),
                String.join("; ", names));
    }

    /** What of it is compared otherwise; of all that is not found where other things were left out. */
    Unseen unseen(boolean isLeftOut) {
        return new Unseen(hidden, doubted, doubtsMore || isLeftOut);
    }

    /** The items that stand for the objects, with the source of each; what is said of an object begins with its name. */
    void forEach(BiConsumer<String, Draft> each) {
        items.forEach((standing, value) -> each.accept(
                standing.source(),
                Draft.of(standing.name(), shown(standing.source()) + ": " + value, new Run.Nothing())));
    }

    private static String shown(String source) {
        String name = source.contains("=") ? Dn.name(source) : source.substring(source.lastIndexOf('\\') + 1);
        return name.isBlank() ? source : name;
    }
}
