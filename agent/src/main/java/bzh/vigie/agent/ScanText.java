package bzh.vigie.agent;

import bzh.vigie.agent.persistence.Scan;
import bzh.vigie.event.Account;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.text.Printable;
import bzh.vigie.text.SourceText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A scan in words: how many items each kind of place has, which items have something that a person should look at, and what
 * could not be read. Where most programs are not on the disk, as in a collection of hives, that they are missing is one line.
 * Used by one thread.
 */
final class ScanText implements Scan.Output {
    private static final int SHOWN = 100;
    private static final int WIDTH = 160;
    /** Of one item. */
    private static final int LINES = 3;

    private final Words words;
    private final Map<String, Integer> counts = new TreeMap<>();
    private final Map<String, Integer> shipped = new HashMap<>();
    private final Shown notable = new Shown();
    private final Shown missing = new Shown();
    private final List<String> unread = new ArrayList<>();
    private int items;

    /** Items of one kind, the first of them in words. */
    private static final class Shown {
        private final List<String> lines = new ArrayList<>();
        private int count;
    }

    ScanText(Words words) {
        this.words = words;
    }

    @Override
    public void item(Item item) {
        items++;
        if (item.traits().isEmpty() || item.shipped() == Shipped.AS_PACKAGED) {
            return;
        }
        Shown kind = item.traits().equals(Set.of(Trait.TARGET_MISSING)) ? missing : notable;
        kind.count++;
        if (kind.count <= SHOWN) {
            kind.lines.add("  " + item.location() + "  " + Printable.line(item.source(), WIDTH));
            kind.lines.add("      " + Printable.line(item.value().isEmpty() ? item.name() : item.value(), WIDTH));
            kind.lines.add(
                    "      " + item.traits().stream().sorted().map(words::of).collect(Collectors.joining("; ")));
        }
    }

    @Override
    public void place(Scan.Place place) {
        int ignored = counts.merge(place.location(), place.items(), Integer::sum);
        place.asShipped().ifPresent(mass -> shipped.merge(place.location(), mass.items(), Integer::sum));
        if (place.state() == State.PARTIAL || place.state() == State.UNREADABLE) {
            String whose = place.account()
                    .map(Account::name)
                    .map(n -> " (" + Printable.line(n, 64) + ")")
                    .orElse("");
            String why = place.detail().isEmpty()
                    ? words.of(place.reason())
                    : SourceText.say(place.detail(), words.locale());
            unread.add("  " + place.location() + whose + ": " + words.of(place.state()) + ". " + why);
        }
    }

    /** The report. */
    List<String> lines(String root) {
        List<String> lines = new ArrayList<>();
        lines.add(words.say("scan.header", items, root));
        counts.forEach((location, count) -> lines.add("  %-36s %6d".formatted(location, count)
                + Optional.ofNullable(shipped.get(location))
                        .map(n -> words.say("status.as-shipped", n))
                        .orElse("")));
        boolean mostMissing = missing.count > items / 2;
        int notables = notable.count + (mostMissing ? 0 : missing.count);
        if (notables > 0) {
            lines.add(words.say("scan.notable", notables));
            lines.addAll(notable.lines);
            int room = mostMissing ? 0 : Math.min(Math.max(SHOWN - notable.count, 0), missing.count);
            lines.addAll(missing.lines.subList(0, LINES * room));
            int left = notables - Math.min(notable.count, SHOWN) - room;
            if (left > 0) {
                lines.add(words.say("scan.more", left));
            }
        }
        if (mostMissing) {
            lines.add(words.say("scan.missing", missing.count));
        }
        if (unread.isEmpty()) {
            lines.add(words.say("scan.all-read"));
        } else {
            lines.add(words.say("scan.unread", unread.size()));
            lines.addAll(unread);
        }
        return lines;
    }
}
