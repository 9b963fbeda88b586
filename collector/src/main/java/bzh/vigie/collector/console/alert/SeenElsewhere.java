package bzh.vigie.collector.console.alert;

import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.PageSearches;
import bzh.vigie.collector.hunt.Hunting;
import bzh.vigie.collector.hunt.QueryText;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.EventSearch.Hit;
import bzh.vigie.collector.store.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How often the program of an alert was seen in the event history: on its host, in its commune and, for who sees all, in the region. By the hash of its
 * file where that is known, otherwise by its path.
 *
 * @param field by which it was counted
 * @param host events on the host
 * @param commune events in the commune
 * @param region events in the region; empty for who does not see it
 * @param whole whether all were counted; otherwise there are at least so many
 */
public record SeenElsewhere(String field, String value, long host, long commune, Optional<Long> region, boolean whole) {
    private static final Duration PATIENCE = Duration.ofMillis(300);

    /** That of the alert's event; empty where it is about no program, or there was no turn to count. */
    static Optional<SeenElsewhere> of(PageSearches searches, Call call, Alert alert, List<Hit> around) {
        Optional<Hit> event = around.stream()
                .filter(each -> each.id().equals(alert.firstEvent()))
                .findFirst();
        for (String field : List.of("sha256", "Image")) {
            Optional<String> value = event.map(each -> each.fields().getOrDefault(field, ""))
                    .filter(text -> !text.isEmpty() && text.indexOf('\n') < 0);
            Optional<String> test = value.flatMap(text -> QueryText.ofField(field, text));
            if (test.isPresent()) {
                return counted(searches, call, alert, field, value.orElseThrow(), test.get());
            }
        }
        return Optional.empty();
    }

    private static Optional<SeenElsewhere> counted(
            PageSearches searches, Call call, Alert alert, String field, String value, String test) {
        Optional<Hunting.Times> host =
                times(searches, call, "host:" + alert.host().text() + " " + test);
        Optional<Hunting.Times> commune =
                times(searches, call, "commune:" + alert.commune().insee() + " " + test);
        boolean region = call.scope() instanceof Scope.All;
        Optional<Hunting.Times> all = region ? times(searches, call, test) : Optional.empty();
        boolean counted = host.isPresent() && commune.isPresent() && (!region || all.isPresent());
        return counted
                ? Optional.of(new SeenElsewhere(
                        field,
                        value,
                        host.get().total(),
                        commune.get().total(),
                        all.map(Hunting.Times::total),
                        !searches.isAnew()
                                && Stream.of(host, commune, all)
                                        .flatMap(Optional::stream)
                                        .allMatch(each -> each.end() == Hunting.End.ALL)))
                : Optional.empty();
    }

    private static Optional<Hunting.Times> times(PageSearches searches, Call call, String query) {
        return searches.times(Timeline.parsed(query, call.clock().instant()).orElseThrow(), PATIENCE);
    }
}
