package bzh.vigie.collector.conclusion;

import bzh.vigie.collector.coverage.Spans;
import bzh.vigie.collector.coverage.Window;
import bzh.vigie.collector.schedule.Schedules;
import bzh.vigie.collector.schedule.Timetable;
import bzh.vigie.collector.schedule.Timetable.Due;
import bzh.vigie.collector.schedule.Timetable.State;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Inventories.Known;
import bzh.vigie.event.Account;
import bzh.vigie.event.Item;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Something that starts by itself at a time on a watched host, as its watch ended.
 *
 * @param state whether it was due while the host was watched: what it does at its time was seen then, otherwise not
 * @param next when it is due next, for what may come within a period the latest; empty where that is not known
 */
public record ScheduledRun(Host host, Item item, State state, Optional<Instant> next) {
    /** Those of a host, out of what it had when its window ended. Pure. */
    static List<ScheduledRun> of(WatchedHost watched, List<Known> items) {
        Host host = watched.coverage().host();
        Window window = watched.window();
        Spans seen = watched.coverage().agent().watched().without(watched.seen().rest());
        Set<String> defined = items.stream()
                .map(Known::item)
                .filter(item -> item.location().equals(Schedules.DEFINITIONS))
                .filter(item -> !item.times().starts().isEmpty())
                .map(Item::name)
                .collect(Collectors.toSet());
        List<ScheduledRun> runs = new ArrayList<>();
        for (Known known : items) {
            Item item = known.item();
            // The registry has the same task again and tells less of its times.
            if (item.location().equals(Schedules.CACHE) && defined.contains(item.name())) {
                continue;
            }
            Optional<Timetable> table = Schedules.of(item);
            Optional<Due> due = table.flatMap(
                    each -> each.due(host, window, seen, watched.seen().boots(), Schedules.zone(host.commune())));
            due.ifPresent(each -> runs.add(new ScheduledRun(host, item, each.state(), each.next())));
        }
        return runs;
    }

    /** Whether the watch says nothing of what it does at its time. */
    public boolean isOpen() {
        return state != State.SEEN;
    }

    /** Where it stands, whose it is, and its name. May come from a host, so is to be cleaned before it is shown. */
    public String named() {
        String account = item.account().map(Account::name).orElse("");
        return account.isEmpty()
                ? Criterion.named(item.location(), item.name())
                : Criterion.named(item.location(), account, item.name());
    }
}
