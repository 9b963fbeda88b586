package bzh.vigie.collector.detect.returns;

import bzh.vigie.collector.detect.fields.SigmaFields;
import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Detector;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.detect.returns.Recurring.Sighting;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.incident.Evictions.Place;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Inventories.Known;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones;
import bzh.vigie.collector.store.Tombstones.Recurrence;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Marked items, and what is known as one or like one, that are where they were after they were to be removed, as {@link Artefacts} have it:
 * after the date given with the mark, and after the end of their host's eviction. What is only like one is told as a suspected return. What
 * was gone by then and came back is a return and nothing else. Each is told once for each date, at the latest with the first full pass that
 * began after it; of a host that was not read since, nothing is said: that is a gap.
 */
public final class NotRemoved implements Detector {
    /** Under which it is kept which were told. */
    private static final String TOLD = "not-removed";

    private static final Duration PAUSE = Duration.ofMinutes(5);

    private final Recurring recurring;
    private final Standing standing;
    private Instant next = Instant.MIN;

    public NotRemoved(Cards cards, Standing standing) {
        this.recurring = new Recurring(cards);
        this.standing = standing;
    }

    @Override
    public List<Finding> judge(Seen seen, Store.Session session) {
        if (seen.event() instanceof Event.Coverage stretch && stretch.isPass()) {
            next = Instant.MIN;
        }
        return List.of();
    }

    @Override
    public List<Finding> tick(Instant now, Store.Session session) {
        if (now.isBefore(next)) {
            return List.of();
        }
        next = now.plus(PAUSE);
        List<Finding> findings = new ArrayList<>();
        for (Left left : due(session, now)) {
            if (session.progress().state(TOLD, left.name()).isEmpty()) {
                still(left, now, session).ifPresent(findings::add);
            }
        }
        return findings;
    }

    /**
     * An item that was to be removed.
     *
     * @param tombstone it, or what it is known as
     * @param fields what was marked, or seen
     */
    private record Left(Tombstone tombstone, AgentId host, String key, Map<String, String> fields, Instant due) {
        /** Under which it is kept that it was told. */
        private String name() {
            return tombstone.id() + "/" + due + "/" + host.text() + "/" + key;
        }
    }

    /** What is marked, and what is known as it, or is like it, and was seen before the eviction of its host ended. */
    private List<Left> due(Store.Session session, Instant now) {
        List<Left> due = new ArrayList<>();
        Map<String, Tombstone> all = new HashMap<>();
        for (Tombstone tombstone : standing.all(session)) {
            all.put(tombstone.id(), tombstone);
            if (tombstone.host().isPresent() && !tombstone.key().isEmpty()) {
                standing.evictions(tombstone.incident())
                        .due(tombstone)
                        .forEach(at -> due.add(
                                new Left(tombstone, tombstone.host().get(), tombstone.key(), tombstone.fields(), at)));
            }
        }
        Set<IncidentId> incidents =
                all.values().stream().map(Tombstone::incident).collect(Collectors.toSet());
        for (IncidentId incident : incidents) {
            Evictions evictions = standing.evictions(incident);
            if (evictions.firstEnd().filter(now::isAfter).isEmpty()) {
                continue;
            }
            for (Recurrence each : session.tombstones().recurrences(new Scope.All(), incident)) {
                Alert alert = each.alert();
                Tombstone tombstone = all.get(alert.evidence().getOrDefault(Tombstones.TOMBSTONE, ""));
                String key = alert.evidence().getOrDefault("key", "");
                if (each.sameAttack() && tombstone != null && !key.isEmpty()) {
                    evictions
                            .forHost(alert.host())
                            .flatMap(Interval::end)
                            .map(at -> new Left(tombstone, alert.host(), key, alert.evidence(), at))
                            .ifPresent(due::add);
                }
            }
        }
        return due.stream().filter(each -> now.isAfter(each.due())).toList();
    }

    private Optional<Finding> still(Left left, Instant now, Store.Session session) {
        Tombstone tombstone = left.tombstone();
        AgentId id = left.host();
        Instant due = left.due();
        Optional<Instant> there = Artefacts.state(session, tombstone, id, left.key(), left.fields(), now)
                .lastPresent()
                .filter(due::isBefore);
        Optional<Known> known = there.flatMap(at -> session.inventories().find(id, left.key()))
                .filter(each -> !isToldAsReturn(left, each, session));
        Optional<Host> host = session.hosts().find(id);
        if (known.isEmpty() || host.isEmpty()) {
            return Optional.empty();
        }
        session.progress().state(TOLD, left.name(), new byte[0]);
        Event.ItemSeen seen = new Event.ItemSeen(
                new Moment(now, "collector", 0),
                "collector",
                Event.Change.PRESENT,
                known.get().item(),
                Optional.empty(),
                known.get().reading());
        Sighting sighting = new Sighting(
                id, host.get().hostname(), host.get().commune(), "not-removed/" + left.name(), now, there.get());
        SigmaRecord record = SigmaFields.item(seen, Event.Change.PRESENT, Optional.empty(), Map.of());
        Place place = standing.evictions(tombstone.incident()).place(id, now);
        boolean certain = Artefacts.certainty(tombstone, left.fields(), known.get(), id)
                .filter(each -> each == Certainty.CERTAIN)
                .isPresent();
        List<Match> alike = certain
                ? List.of()
                : new Marked(List.of(tombstone))
                        .matches(Features.seen(Sweep.fields(known.get().item()), id.text()));
        return Optional.of(
                alike.isEmpty()
                        ? recurring.notRemoved(sighting, tombstone, left.key(), record, due, place)
                        : recurring.again(sighting, left.key(), record, alike, place, place));
    }

    /** Whether it was gone, or something else, when it was to be, and that it came back was told, by its own mark or another. */
    private boolean isToldAsReturn(Left left, Known known, Store.Session session) {
        AgentId id = left.host();
        if (!known.since().isAfter(left.due())) {
            return false;
        }
        List<String> causes = standing.all(session).stream()
                .filter(each -> each.incident().equals(left.tombstone().incident()))
                .map(each -> Recurring.cause(each, id, left.key()))
                .toList();
        return session.hosts().find(id).stream()
                .flatMap(host -> Stream.of(Recurring.RETURN, Recurring.SUSPECTED)
                        .flatMap(rule -> causes.stream()
                                .flatMap(cause -> session.alerts().newest(host.commune(), rule, cause).stream())))
                .anyMatch(alert -> !alert.lastTime().isBefore(known.since()));
    }

    @Override
    public void save(Store.Session session) {
        standing.ended();
    }

    @Override
    public void forget() {
        next = Instant.MIN;
        standing.forget();
    }
}
