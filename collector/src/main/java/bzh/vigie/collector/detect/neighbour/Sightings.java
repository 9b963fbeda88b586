package bzh.vigie.collector.detect.neighbour;

import bzh.vigie.collector.detect.finding.Detector;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Neighbour;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps which machines were seen around the hosts of a commune, as hosts tell them and as their logons do; finds nothing by itself.
 * A machine that logs on all day is kept once an hour. A host may have {@value #MOST_AN_HOUR} kept in an hour: what it tells beyond
 * that is refused and counted.
 */
public final class Sightings implements Detector {
    /** More than a full network of 1,022 PCs, each with three addresses. */
    static final int MOST_AN_HOUR = 4_096;

    private static final Duration OFTEN = Duration.ofHours(1);
    private static final Duration KEPT = Duration.ofDays(90);
    private static final int REMEMBERED = 65_536;
    private static final int HOSTS = 65_536;

    private final Map<Client, Instant> kept = bounded(REMEMBERED);
    private final Map<AgentId, Hour> hours = bounded(HOSTS);

    private record Client(AgentId host, Neighbour neighbour) {}

    private record Hour(Instant since, int kept) {}

    @Override
    public List<Finding> judge(Seen seen, Store.Session session) {
        switch (seen.event()) {
            case Event.NeighboursSeen told -> keep(seen, told.neighbours(), session);
            case Event.Logon logon -> client(seen, logon, session);
            case Event.LogRecord log -> client(seen, log, session);
            default -> {
                // tells of no other machine
            }
        }
        return List.of();
    }

    private void client(Seen seen, Event event, Store.Session session) {
        LogonClients.of(event).ifPresent(neighbour -> {
            Client client = new Client(
                    seen.host(),
                    new Neighbour(neighbour.origin(), neighbour.address(), neighbour.mac(), neighbour.name(), 0, 0));
            Instant before = kept.getOrDefault(client, Instant.MIN);
            if (before.isBefore(seen.time().minus(OFTEN))) {
                kept.put(client, seen.time());
                keep(seen, List.of(neighbour), session);
            }
        });
    }

    private void keep(Seen seen, List<Neighbour> neighbours, Store.Session session) {
        Hour hour = hours.getOrDefault(seen.host(), new Hour(Instant.MIN, 0));
        if (hour.since().isBefore(seen.received().minus(OFTEN))) {
            hour = new Hour(seen.received(), 0);
        }
        int room = Math.min(neighbours.size(), MOST_AN_HOUR - hour.kept());
        hours.put(seen.host(), new Hour(hour.since(), hour.kept() + room));
        for (Neighbour neighbour : neighbours.subList(0, room)) {
            session.neighbours().see(seen.host(), seen.commune(), corrected(seen, neighbour), seen.received());
        }
        if (room < neighbours.size()) {
            session.neighbours().refuse(seen.commune(), neighbours.size() - room, seen.received());
        }
    }

    /** What the host's clock is known to be wrong by is taken off; the rest is its word, within what can be. */
    static Neighbour corrected(Seen seen, Neighbour neighbour) {
        Duration wrong = Duration.between(seen.time(), seen.event().at().wall());
        Instant last = within(Moment.instant(neighbour.lastWallMicros()).minus(wrong), seen.received());
        Instant first = within(Moment.instant(neighbour.firstWallMicros()).minus(wrong), last);
        return new Neighbour(
                neighbour.origin(),
                neighbour.address(),
                neighbour.mac(),
                neighbour.name(),
                micros(first),
                micros(last));
    }

    private static Instant within(Instant time, Instant latest) {
        Instant earliest = latest.minus(KEPT);
        return time.isAfter(latest) ? latest : time.isBefore(earliest) ? earliest : time;
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    @Override
    public void forget() {
        kept.clear();
    }

    private static <K, V> Map<K, V> bounded(int most) {
        return new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }
}
