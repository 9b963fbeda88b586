package bzh.vigie.collector.neighbour;

import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.event.Neighbour.Origin;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A machine that hosts of a commune saw and that has no agent: seen, not enrolled.
 *
 * @param key by which it is shown and exempted: {@code mac:}, else {@code ip:}, else {@code name:}, and what it is known by
 * @param addresses as text, latest first
 * @param names what it called itself, latest first; nobody proved them
 * @param hosts how many hosts saw it
 * @param madeUp its MAC address was not given by a maker: a system that hides its card, or a virtual machine; it may be another
 *     tomorrow
 * @param exempted an analyst who said that no agent could watch it, and why
 */
public record SeenMachine(
        Commune commune,
        String key,
        List<String> addresses,
        List<String> names,
        Set<Origin> origins,
        Instant first,
        Instant last,
        int hosts,
        boolean madeUp,
        Optional<Author> exempted) {
    public SeenMachine {
        addresses = List.copyOf(addresses);
        names = List.copyOf(names);
        origins = Set.copyOf(origins);
    }
}
