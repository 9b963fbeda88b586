package bzh.vigie.collector.detect.returns;

import bzh.vigie.collector.detect.fields.SigmaFields;
import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Detector;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.detect.returns.Recurring.Sighting;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Inventories.Known;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Marked items that are where they were after they were to be removed, as {@link Artefacts} have it: after the date given with the mark, else
 * after the end of their host's eviction. What was gone by then and came back is a return and nothing else. Each is told once, at the latest
 * with the first full pass that began after that date; of a host that was not read since, nothing is said: that is a gap.
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
        for (Tombstone tombstone : standing.all(session)) {
            Optional<Instant> due = due(tombstone).filter(now::isAfter);
            if (due.isPresent()
                    && session.progress()
                            .state(TOLD, name(tombstone, due.get()))
                            .isEmpty()) {
                still(tombstone, due.get(), now, session).ifPresent(findings::add);
            }
        }
        return findings;
    }

    private Optional<Instant> due(Tombstone tombstone) {
        return tombstone.host().isEmpty() || tombstone.key().isEmpty()
                ? Optional.empty()
                : Artefacts.due(tombstone, standing.evictions(tombstone.incident()));
    }

    private Optional<Finding> still(Tombstone tombstone, Instant due, Instant now, Store.Session session) {
        AgentId id = tombstone.host().orElseThrow();
        Optional<Instant> there = Artefacts.state(session, tombstone, Optional.of(due), now)
                .lastPresent()
                .filter(due::isBefore);
        Optional<Known> known = there.flatMap(at -> session.inventories().find(id, tombstone.key()))
                .filter(each -> !isToldAsReturn(tombstone, each, due, id, session));
        Optional<Host> host = session.hosts().find(id);
        if (known.isEmpty() || host.isEmpty()) {
            return Optional.empty();
        }
        session.progress().state(TOLD, name(tombstone, due), new byte[0]);
        Event.ItemSeen seen = new Event.ItemSeen(
                new Moment(now, "collector", 0),
                "collector",
                Event.Change.PRESENT,
                known.get().item(),
                Optional.empty(),
                known.get().reading());
        Sighting sighting = new Sighting(
                id,
                host.get().hostname(),
                host.get().commune(),
                "not-removed/" + name(tombstone, due),
                now,
                there.get());
        return Optional.of(recurring.notRemoved(
                sighting,
                tombstone,
                SigmaFields.item(seen, Event.Change.PRESENT, Optional.empty(), Map.of()),
                due,
                standing.evictions(tombstone.incident()).place(id, now)));
    }

    /** Whether it was gone when it was to be, and that it came back was told. */
    private static boolean isToldAsReturn(
            Tombstone tombstone, Known known, Instant due, AgentId id, Store.Session session) {
        return known.since().isAfter(due)
                && session.hosts()
                        .find(id)
                        .flatMap(host -> session.alerts()
                                .newest(
                                        host.commune(),
                                        Recurring.RETURN,
                                        Recurring.cause(tombstone, id, tombstone.key())))
                        .filter(alert -> !alert.lastTime().isBefore(known.since()))
                        .isPresent();
    }

    private static String name(Tombstone tombstone, Instant due) {
        return tombstone.id() + "/" + due;
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
