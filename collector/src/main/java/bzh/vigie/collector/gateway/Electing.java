package bzh.vigie.collector.gateway;

import bzh.vigie.collector.incident.HostNames;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Directories;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.v1.MachineFacts;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which connected agent reads the directory of each domain (decision 0058): a controller's before a member's, where its directory or
 * an analyst says so too ({@link KnownControllers}), a Windows' before another's, which does not reach what the controllers share (decision
 * 0062), the one that was enrolled first. It stays, until it was not heard for {@link #PATIENCE} or could read nothing for that long; then
 * the next one is chosen. {@link #look} off the event loops.
 */
final class Electing {
    private static final System.Logger LOG = System.getLogger(Electing.class.getName());
    private static final Duration PATIENCE = Duration.ofMinutes(45);

    /** How long one says to be in another domain before it reads that one, and what was known of the one before is gone. */
    private static final Duration MOVED = Duration.ofDays(7);

    /** Domains of a commune at most: more are made up. */
    private static final int MOST_DOMAINS = 8;

    private static final int DAILY_MINUTES = 1_440;

    /**
     * Which domain a machine says to be in.
     *
     * @param domain DNS name in lower case
     */
    record Membership(String domain, boolean isController, boolean isWindows) {
        /** Of what it says of itself; empty for none, and for what is no name of a domain. */
        static Optional<Membership> of(MachineFacts facts) {
            return Directories.domain(facts.getDomain())
                    .map(domain -> new Membership(
                            domain,
                            facts.getDomainRole().equals("controller"),
                            facts.getOs().equals("windows")));
        }
    }

    /** A domain of a commune. */
    private record Place(Commune commune, String domain) {}

    /** Who could read it. */
    record Candidate(Commune commune, Membership membership, AgentSession session) {
        AgentId agent() {
            return session.agent();
        }
    }

    private final Store store;
    private final InstantSource clock;
    private final Presence presence;

    /** Since when an agent says to be in another domain than the one it reads. */
    private final Map<AgentId, Instant> moved = new HashMap<>();

    Electing(Store store, InstantSource clock, Presence presence) {
        this.store = store;
        this.clock = clock;
        this.presence = presence;
    }

    /** Who reads the directory of an agent's domain. */
    enum Choice {
        /** It is in no domain, or another one does. */
        OTHER,
        /** Itself. */
        ITSELF,
        /** Nobody yet. */
        NOBODY;

        /** Minutes between two readings, as a policy has them; 0 for none. */
        int minutes() {
            return this == ITSELF ? DAILY_MINUTES : 0;
        }
    }

    /** Who was chosen for the domain of that agent: not for an event loop. */
    Choice choice(AgentId agent, Commune commune, Optional<Membership> membership) {
        if (membership.isEmpty()) {
            return Choice.OTHER;
        }
        return store.read(session ->
                        session.directories().find(commune, membership.get().domain()))
                .map(reader -> reader.reader().equals(agent) ? Choice.ITSELF : Choice.OTHER)
                .orElse(Choice.NOBODY);
    }

    /** Chooses where one is to be chosen. To be called every minute. */
    synchronized void look() {
        try {
            Map<Place, List<Candidate>> places = candidates();
            moving(places);
            places.forEach(this::decide);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "who reads a directory cannot be decided now; tried again soon", e);
        }
    }

    private Map<Place, List<Candidate>> candidates() {
        Map<Place, List<Candidate>> places = new HashMap<>();
        for (AgentSession session : presence.all()) {
            session.candidate()
                    .filter(candidate -> session.isOpen())
                    .ifPresent(candidate -> places.computeIfAbsent(
                                    new Place(
                                            candidate.commune(),
                                            candidate.membership().domain()),
                                    place -> new ArrayList<>())
                            .add(candidate));
        }
        return places;
    }

    /** Notes who says to be in another domain than the one it reads, and since when. */
    private void moving(Map<Place, List<Candidate>> places) {
        Map<AgentId, Place> reads = store.read(session -> session.directories().list(new Scope.All())).stream()
                .collect(Collectors.toMap(
                        Directories.Reader::reader, reader -> new Place(reader.commune(), reader.domain())));
        places.forEach((place, candidates) -> {
            for (Candidate each : candidates) {
                if (place.equals(reads.getOrDefault(each.agent(), place))) {
                    moved.remove(each.agent());
                } else {
                    moved.putIfAbsent(each.agent(), clock.instant());
                }
            }
        });
        moved.keySet().retainAll(reads.keySet());
    }

    private void decide(Place place, List<Candidate> candidates) {
        Instant now = clock.instant();
        Optional<Directories.Reader> reader =
                store.read(session -> session.directories().find(place.commune(), place.domain()));
        if (reader.isPresent() && !isOver(reader.get(), candidates, now)) {
            return;
        }
        if (reader.isEmpty() && isFull(place.commune())) {
            LOG.log(Level.WARNING, "no more than {0} domains of commune {1} are read", MOST_DOMAINS, place.commune());
            return;
        }
        Optional<Candidate> next = next(place, candidates, reader.map(Directories.Reader::reader));
        next.ifPresent(chosen -> {
            store.change(session -> session.directories().choose(place.commune(), place.domain(), chosen.agent(), now));
            reader.ifPresent(
                    before -> presence.of(before.reader()).forEach(session -> tell(session, place, Choice.OTHER)));
            tell(chosen.session(), place, Choice.ITSELF);
        });
    }

    private boolean isFull(Commune commune) {
        return store.read(session -> session.directories().list(new Scope.Communes(Set.of(commune))))
                        .size()
                >= MOST_DOMAINS;
    }

    private static void tell(AgentSession session, Place place, Choice choice) {
        session.policy(place.commune(), Frames.policy(Optional.empty(), Optional.of(choice)));
    }

    /** Whether another one is to be chosen: it is away, or it reads nothing. */
    private boolean isOver(Directories.Reader reader, List<Candidate> candidates, Instant now) {
        Instant before = now.minus(PATIENCE);
        if (!reader.since().isBefore(before)) {
            return false;
        }
        boolean isHere = candidates.stream().anyMatch(c -> c.agent().equals(reader.reader()));
        return store.read(session -> {
            Optional<Host> host = session.hosts().find(reader.reader());
            boolean isElsewhere = moved.containsKey(reader.reader());
            boolean isKnownToRun = !isElsewhere
                    && host.flatMap(Host::lastSeen).filter(before::isBefore).isPresent();
            boolean wasHeard = isHere || isKnownToRun;
            List<LocationStatus> read = session.inventories().statuses(reader.reader()).stream()
                    .filter(status -> status.location().startsWith(Directories.LOCATIONS))
                    .toList();
            boolean readsNothing = read.stream().allMatch(status -> status.state() == State.UNREADABLE);
            return !wasHeard || readsNothing;
        });
    }

    /**
     * The first in order that is not the one before and reads no other domain: what is known of that one is not to be lost because an
     * agent says another's name.
     */
    private Optional<Candidate> next(Place place, List<Candidate> candidates, Optional<AgentId> before) {
        List<Candidate> inOrder = store.read(session -> {
            Map<AgentId, Host> hosts = new HashMap<>();
            candidates.forEach(c -> session.hosts().find(c.agent()).ifPresent(host -> hosts.put(c.agent(), host)));
            Set<AgentId> controllers = controllers(place, candidates, hosts, session);
            return candidates.stream()
                    .sorted(Comparator.comparing((Candidate c) -> !controllers.contains(c.agent()))
                            .thenComparing(c -> !c.membership().isWindows())
                            .thenComparing(c -> Optional.ofNullable(hosts.get(c.agent()))
                                    .map(Host::enrolled)
                                    .orElse(Instant.MAX))
                            .thenComparing(c -> c.agent().text()))
                    .toList();
        });
        return inOrder.stream()
                .filter(c -> before.filter(c.agent()::equals).isEmpty())
                .filter(c -> !moved.containsKey(c.agent())
                        || !clock.instant().isBefore(moved.get(c.agent()).plus(MOVED)))
                .findFirst();
    }

    /** Those that say to be one and are taken for one; of two that go by one name neither is, since one of them lies. */
    private static Set<AgentId> controllers(
            Place place, List<Candidate> candidates, Map<AgentId, Host> hosts, Store.Session session) {
        List<Host> claiming = candidates.stream()
                .filter(c -> c.membership().isController() && hosts.containsKey(c.agent()))
                .map(c -> hosts.get(c.agent()))
                .toList();
        if (claiming.isEmpty()) {
            return Set.of();
        }
        KnownControllers known = KnownControllers.of(session, place.commune(), place.domain());
        return claiming.stream()
                .filter(host -> known.agree(host.hostname()))
                .filter(host -> !known.isRead()
                        || claiming.stream()
                                        .filter(other -> HostNames.same(other.hostname(), host.hostname()))
                                        .count()
                                == 1)
                .map(Host::id)
                .collect(Collectors.toSet());
    }
}
