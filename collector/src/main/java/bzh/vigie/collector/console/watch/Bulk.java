package bzh.vigie.collector.console.watch;

import bzh.vigie.collector.console.route.Form;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Filter;
import bzh.vigie.collector.store.Alerts.Group;
import bzh.vigie.collector.store.Alerts.Line;
import bzh.vigie.collector.store.Alerts.Move;
import bzh.vigie.collector.store.Alerts.Outcome;
import bzh.vigie.collector.store.Alerts.Step;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Decisions about all that is open of chosen groups, as far as their author saw it. */
final class Bulk {
    /** Alerts of one decision at most: nothing else is written meanwhile. */
    static final int MOST = 2_000;

    /** Groups of one decision at most. */
    static final int MOST_GROUPS = 100;

    /** So long after a decision it can be taken back as a whole. */
    static final Duration UNDONE_WITHIN = Duration.ofMinutes(15);

    private Bulk() {}

    /** The groups that were chosen, each with the hosts that the page showed: {@code 12-3}; none where it does not say. */
    static Map<Long, Long> groups(Form form) {
        Map<Long, Long> groups = new LinkedHashMap<>();
        for (String each : form.all("group")) {
            String[] parts = each.split("-", 2);
            WatchPage.number(parts[0])
                    .ifPresent(group -> groups.put(
                            group,
                            parts.length < 2 ? 0L : WatchPage.number(parts[1]).orElse(0L)));
        }
        return groups;
    }

    /**
     * What became of a decision about groups.
     *
     * @param others who had decided about others of their alerts since
     * @param refused whether nothing was written, since it would close several of which some are possible recurrences
     * @param left open ones left as they are, since they came, or came again, after the author looked, or are too many for one decision
     */
    record Decided(List<Line> done, List<String> others, int left, boolean refused) {}

    /** Decides about what the author saw of these groups, in one commune where only that one was shown. */
    static Decided decide(
            Store.Session session,
            Scope scope,
            Optional<Commune> commune,
            Map<Long, Long> groups,
            WatchPage.Seen seen,
            Move move,
            Author author) {
        List<Line> done = new ArrayList<>();
        List<String> others = new ArrayList<>();
        boolean closes = move.step() == Step.CLOSED;
        if (closes
                && Tombstones.isBulkAct(groups.keySet().stream()
                        .flatMap(group ->
                                session
                                        .alerts()
                                        .list(scope, open(commune, group, seen), Optional.empty(), MOST)
                                        .stream())
                        .toList())) {
            return new Decided(List.of(), List.of(), 0, true);
        }
        int looked = 0;
        int left = 0;
        for (Map.Entry<Long, Long> group : groups.entrySet()) {
            List<Alert> open =
                    session.alerts().list(scope, open(commune, group.getKey(), seen), Optional.empty(), MOST - looked);
            looked += open.size();
            int all = session.alerts()
                    .group(scope, commune, group.getKey())
                    .map(Group::open)
                    .orElse(0);
            left += all - open.size();
            if (closes && isOnMore(session, scope, open, group.getValue())) {
                left += open.size();
                continue;
            }
            for (Alert alert : open) {
                List<Line> lines = session.alerts().lines(scope, alert.id());
                if (!lines.isEmpty() && lines.getLast().number() > seen.line()) {
                    others.add(lines.getLast().author().name());
                } else if (closes && alert.lastTime().isAfter(seen.at())) {
                    left++;
                } else if (session.alerts().decide(scope, alert.id(), move, author) instanceof Outcome.Done one) {
                    done.add(one.line());
                }
            }
        }
        if (looked == 0 && left == 0) {
            // Nothing of them is open any more: who closed the last.
            for (long group : groups.keySet()) {
                session.alerts()
                        .list(scope, Filter.NONE.ofGroup(group), Optional.empty(), 1)
                        .forEach(alert -> session.alerts().lines(scope, alert.id()).stream()
                                .filter(line -> line.number() > seen.line())
                                .forEach(line -> others.add(line.author().name())));
            }
        }
        return new Decided(done, others, left, false);
    }

    private static Filter open(Optional<Commune> commune, long group, WatchPage.Seen seen) {
        Filter every = Filter.open().ofGroup(group).until(seen.last());
        return commune.map(every::in).orElse(every);
    }

    /** Whether these alerts are on more hosts than that. */
    private static boolean isOnMore(Store.Session session, Scope scope, List<Alert> alerts, long shown) {
        Set<AgentId> hosts = new HashSet<>();
        for (Alert alert : alerts) {
            hosts.addAll(session.alerts().hosts(scope, alert.id(), Math.clamp(shown + 1, 1, Integer.MAX_VALUE)));
            if (hosts.size() > shown) {
                return true;
            }
        }
        return false;
    }

    /** Whether these lines are one decision of that person, taken a short while ago. */
    static boolean isOne(List<Line> lines, String person, Instant now) {
        Line first = lines.getFirst();
        Instant since = now.minus(UNDONE_WITHIN);
        return first.step() != Step.UNDONE
                && lines.stream()
                        .allMatch(line -> line.author().name().equals(person)
                                && line.author().equals(first.author())
                                && line.step() == first.step()
                                && line.closing().equals(first.closing())
                                && !line.written().isBefore(since));
    }
}
