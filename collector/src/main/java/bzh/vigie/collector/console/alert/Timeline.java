package bzh.vigie.collector.console.alert;

import bzh.vigie.collector.console.route.PageSearches;
import bzh.vigie.collector.console.route.Searches;
import bzh.vigie.collector.hunt.Parsed;
import bzh.vigie.collector.hunt.Query;
import bzh.vigie.collector.hunt.QueryParser;
import bzh.vigie.collector.hunt.ValueTest;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.EventSearch.Hit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the host told around an alert: a quarter of an hour before and after, and less where that is too much. */
public final class Timeline {
    /** Events that a page shows at most. */
    private static final int MOST = 300;

    /** Times before and after, the widest first: the first that has no more events than are shown is taken. */
    private static final List<Duration> WIDTHS =
            List.of(Duration.ofMinutes(15), Duration.ofMinutes(2), Duration.ofSeconds(15));

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final List<String> SHOWN = List.of(
            "action",
            "change",
            "Image",
            "CommandLine",
            "location",
            "name",
            "value",
            "target",
            "account",
            "source_address",
            "User",
            "DestinationIp",
            "DestinationPort",
            "QueryName",
            "Channel",
            "EventID",
            "status",
            "state",
            "reason",
            "detail");

    private Timeline() {}

    /**
     * What was found.
     *
     * @param hits oldest first
     * @param width so long before and after the alert
     * @param cut whether there is more in that time: then the nearest of the newest
     * @param query the same as one of Hunt, over a quarter of an hour before and after
     */
    public record Around(List<Hit> hits, Duration width, boolean cut, String query) {
        public Around {
            hits = List.copyOf(hits);
        }

        /** Whether the time had to be shortened. */
        public boolean isShort() {
            return !width.equals(WIDTHS.getFirst());
        }
    }

    /** Empty where there was no turn for the first search. */
    static Optional<Around> around(PageSearches searches, Alert alert) {
        String host = "host:" + alert.host().text();
        String query = host + " received:" + alert.time().minus(WIDTHS.getFirst()) + ".."
                + alert.time().plus(WIDTHS.getFirst());
        Query on = parsed(host, alert.time()).orElseThrow();
        Optional<Around> best = Optional.empty();
        for (Duration width : WIDTHS) {
            boolean last = width.equals(WIDTHS.getLast());
            Optional<Searches.Found> looked = searches.find(
                    new Query.And(List.of(
                            on,
                            new Query.Received(new ValueTest.Times(
                                    Optional.of(alert.time().minus(width)),
                                    Optional.of(alert.time().plus(width)))))),
                    last ? 10 * MOST : MOST + 1,
                    PATIENCE);
            if (looked.isEmpty()) {
                return best;
            }
            Searches.Found found = looked.get();
            boolean many = found.hits().size() > MOST;
            best = Optional.of(new Around(nearest(found.hits(), alert), width, many || !found.isWhole(), query));
            if (!many) {
                return best;
            }
        }
        return best;
    }

    private static List<Hit> nearest(List<Hit> hits, Alert alert) {
        List<Hit> all = new ArrayList<>(hits);
        all.sort(Comparator.comparing(
                hit -> Duration.between(alert.time(), hit.received()).abs()));
        return all.stream()
                .limit(MOST)
                .sorted(Comparator.comparing(Hit::received).thenComparing(Hit::id))
                .toList();
    }

    /** A query of this section; empty where it is none. */
    static Optional<Query> parsed(String text, Instant now) {
        return QueryParser.parse(text, now) instanceof Parsed.Understood understood
                ? Optional.of(understood.query())
                : Optional.empty();
    }

    /** What a line about an event says: of its usual fields those that it has. */
    public static String line(Hit hit) {
        return SHOWN.stream()
                .map(name -> hit.fields().getOrDefault(name, ""))
                .filter(value -> !value.isEmpty())
                .distinct()
                .collect(Collectors.joining("  "));
    }
}
