package bzh.vigie.agent.source;

import bzh.vigie.agent.host.NeighbourRow;
import bzh.vigie.event.MacAddress;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Neighbour;
import bzh.vigie.event.Neighbour.Origin;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Which neighbours were told and when, so that each is told when it is new and then once a day, where it has shown since that it
 * is still there. Bounded: of more than {@value #MOST} at once, the others are counted as lost. For one thread.
 */
final class NeighbourBook {
    /** Neighbours remembered at once: a full network of 1,022 PCs and what they have over IPv6. */
    static final int MOST = 4_096;

    private static final long DAY = TimeUnit.DAYS.toMicros(1);

    private final Map<Key, Entry> entries = new HashMap<>();

    private record Key(Origin origin, InetAddress address, MacAddress mac) {}

    private record Entry(long first, long last, long lastTold, long told, long listed) {}

    /**
     * Takes a listing.
     *
     * @param own addresses of this machine's own cards, which are no neighbours
     * @return what is to be told now
     */
    Listing take(List<NeighbourRow> rows, List<NeighbourRow> own, Moment now) {
        List<Neighbour> tell = new ArrayList<>();
        int refused = 0;
        for (NeighbourRow row : own) {
            refused += take(Origin.OWN_CARD, row, now, tell);
        }
        for (NeighbourRow row : rows) {
            if (own.stream().noneMatch(mine -> mine.address().equals(row.address()))) {
                refused += take(row.configured() ? Origin.CONFIGURED : Origin.CACHE, row, now, tell);
            }
        }
        entries.values().removeIf(entry -> now.monotonicMicros() - entry.listed() > DAY);
        return new Listing(tell, refused);
    }

    /** What a listing brought, and how many entries there was no room for. */
    record Listing(List<Neighbour> tell, int refused) {}

    private int take(Origin origin, NeighbourRow row, Moment now, List<Neighbour> tell) {
        Key key = new Key(origin, row.address(), row.mac());
        Optional<Entry> known = Optional.ofNullable(entries.get(key));
        if (known.isEmpty() && entries.size() >= MOST) {
            return 1;
        }
        long seen = now.wallMicros() - row.age().orElse(Duration.ZERO).toNanos() / 1_000;
        // Where the machine does not say when, only that it is there at all is known.
        long last = known.map(entry -> row.age().isEmpty() ? entry.last() : Math.max(entry.last(), seen))
                .orElse(seen);
        long first = Math.min(known.map(Entry::first).orElse(seen), last);
        boolean due = known.map(entry -> now.monotonicMicros() - entry.told() >= DAY && last > entry.lastTold())
                .orElse(true);
        if (due) {
            tell.add(new Neighbour(origin, Optional.of(row.address()), Optional.of(row.mac()), "", first, last));
        }
        entries.put(
                key,
                new Entry(
                        first,
                        last,
                        due ? last : known.map(Entry::lastTold).orElse(last),
                        due ? now.monotonicMicros() : known.map(Entry::told).orElse(0L),
                        now.monotonicMicros()));
        return 0;
    }
}
