package bzh.vigie.collector.console.alert;

import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Searches;
import bzh.vigie.collector.hunt.Hunting;
import bzh.vigie.collector.hunt.QueryText;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.EventSearch.Hit;
import bzh.vigie.collector.store.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

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
public record Common(String field, String value, long host, long commune, Optional<Long> region, boolean whole) {
    private static final Duration PATIENCE = Duration.ofMillis(300);

    /** That of the alert's event; empty where it is about no program. */
    static Optional<Common> of(Searches searches, Call call, Alert alert, List<Hit> around) {
        Optional<Hit> event = around.stream()
                .filter(each -> each.id().equals(alert.firstEvent()))
                .findFirst();
        for (String field : List.of("sha256", "Image")) {
            Optional<String> value = event.map(each -> each.fields().getOrDefault(field, ""))
                    .filter(text -> !text.isEmpty() && text.indexOf('\n') < 0);
            Optional<String> test = value.flatMap(text -> QueryText.ofField(field, text));
            if (test.isPresent()) {
                return Optional.of(counted(searches, call, alert, field, value.orElseThrow(), test.get()));
            }
        }
        return Optional.empty();
    }

    private static Common counted(Searches searches, Call call, Alert alert, String field, String value, String test) {
        Hunting.Times host = times(searches, call, "host:" + alert.host().text() + " " + test);
        Hunting.Times commune =
                times(searches, call, "commune:" + alert.commune().insee() + " " + test);
        Optional<Hunting.Times> region =
                call.scope() instanceof Scope.All ? Optional.of(times(searches, call, test)) : Optional.empty();
        return new Common(
                field,
                value,
                host.total(),
                commune.total(),
                region.map(Hunting.Times::total),
                host.end() == Hunting.End.ALL
                        && commune.end() == Hunting.End.ALL
                        && region.filter(each -> each.end() != Hunting.End.ALL).isEmpty());
    }

    private static Hunting.Times times(Searches searches, Call call, String query) {
        return searches.times(
                call, Timeline.parsed(query, call.clock().instant()).orElseThrow(), PATIENCE);
    }
}
