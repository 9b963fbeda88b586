package bzh.vigie.collector.console.route;

import bzh.vigie.collector.host.HandedOut;
import bzh.vigie.collector.host.HandedOut.Setting;
import bzh.vigie.collector.host.HandedOut.Thing;
import bzh.vigie.collector.host.PolicyLinks;
import bzh.vigie.collector.host.PolicyReader;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Store;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What group policies hand out to a host, by the word of who reads its domain: the items of a domain are read once and kept until another reading
 * of them ended (decision 0060). Thread-safe.
 */
public final class DomainPolicies {
    /** Domains that are kept: of one with 20,000 files some ten megabytes. */
    private static final int KEPT = 8;

    private static final Duration LASTS = Duration.ofHours(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Kept<AgentId, HandedOut> kept;

    /** Keeps nothing yet. */
    public DomainPolicies() {
        kept = new Kept<>(new Turns(2, 1, PATIENCE), KEPT, LASTS, PATIENCE, PATIENCE, _ -> true);
    }

    /**
     * What is handed out to a host.
     *
     * @param reader whose word it is; empty where nobody's counts
     */
    public record Told(Optional<PolicyReader> reader, HandedOut handedOut) {
        /** Nothing. */
        public static final Told NOTHING = new Told(Optional.empty(), HandedOut.of(List.of(), PolicyLinks.UNKNOWN));

        /** What of it is called like something on that host, or has its content. */
        public List<Setting> like(Thing there) {
            return handedOut.like(there);
        }
    }

    /** Reads one consistent state. */
    @FunctionalInterface
    interface Reads {
        <T> T read(Function<Store.Session, T> work);
    }

    /** What is known to be handed out to a host; nothing where it cannot be read now. Not to be called while something is read. */
    public Told to(Call call, Host host) {
        return to(call.who().name(), call::read, call.clock(), host);
    }

    Told to(String person, Reads store, InstantSource clock, Host host) {
        Optional<PolicyReader> reader = store.read(session -> PolicyReader.of(session, host, clock.instant()));
        return reader.flatMap(each ->
                        read(person, store, clock, each.host().id()).map(handedOut -> new Told(reader, handedOut)))
                .orElse(Told.NOTHING);
    }

    /** What an agent tells of the policies of the domain that it reads, whoever believes it; empty where it cannot be read now. */
    public Optional<HandedOut> by(Call call, AgentId reader) {
        return read(call.who().name(), call::read, call.clock(), reader);
    }

    private Optional<HandedOut> read(String person, Reads store, InstantSource clock, AgentId reader) {
        Object point = store.read(session -> HandedOut.LOCATIONS.stream()
                .map(place -> session.inventories().point(reader, place))
                .toList());
        try {
            return kept.find(
                            person,
                            reader,
                            point,
                            clock,
                            () -> store.read(session -> HandedOut.of(session.inventories(), reader)))
                    .map(Kept.Found::value);
        } catch (BusyException later) {
            return Optional.empty();
        }
    }
}
