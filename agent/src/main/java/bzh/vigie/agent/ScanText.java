package bzh.vigie.agent;

import bzh.vigie.agent.persistence.Scan;
import bzh.vigie.event.Account;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.text.Printable;
import bzh.vigie.text.SourceText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A scan in words: how many items each kind of place has, which items have something that a person should look at, and what
 * could not be read. Used by one thread.
 */
final class ScanText implements Scan.Output {
    private static final int SHOWN = 100;
    private static final int WIDTH = 160;

    private final Words words;
    private final Map<String, Integer> counts = new TreeMap<>();
    private final Map<String, Integer> shipped = new HashMap<>();
    private final List<String> notable = new ArrayList<>();
    private final List<String> unread = new ArrayList<>();
    private int items;
    private int notables;

    ScanText(Words words) {
        this.words = words;
    }

    @Override
    public void item(Item item) {
        items++;
        if (item.traits().isEmpty() || item.shipped() == Shipped.AS_PACKAGED) {
            return;
        }
        notables++;
        if (notables <= SHOWN) {
            notable.add("  " + item.location() + "  " + Printable.line(item.source(), WIDTH));
            notable.add("      " + Printable.line(item.value().isEmpty() ? item.name() : item.value(), WIDTH));
            notable.add(
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
        if (!notable.isEmpty()) {
            lines.add(words.say("scan.notable", notables));
            lines.addAll(notable);
            if (notables > SHOWN) {
                lines.add(words.say("scan.more", notables - SHOWN));
            }
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
