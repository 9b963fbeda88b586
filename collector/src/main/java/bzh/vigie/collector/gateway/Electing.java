package bzh.vigie.collector.gateway;

import bzh.vigie.collector.incident.HostNames;
import bzh.vigie.collector.incident.KnownControllers;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Directories;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.Moment;
import bzh.vigie.v1.MachineFacts;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which connected agent reads the directory of each domain (decision 0058): a controller's before a member's, where its directory or
 * an analyst says so too ({@link KnownControllers}), a Windows' before another's, which does not reach what the controllers share (decision
 * 0062), the one that was enrolled first. It stays, until it was not heard for {@link #PATIENCE}, could read nothing for that long, or told
 * nothing that it read for {@link #SILENT}; then the next one is chosen, if there is one: who was left as silent comes last for {@link #LEFT},
 * and what makes no whole reading is not silent. A person may decide otherwise ({@link Directories#refuse}). {@link #look} off the event loops.
 */
final class Electing {
    private static final System.Logger LOG = System.getLogger(Electing.class.getName());
    private static final Duration PATIENCE = Duration.ofMinutes(45);

    /** All is read once a day: who told nothing of a reading for longer, though another one is there, does not read. */
    private static final Duration SILENT = Duration.ofHours(26);

    /** How long who was left for that is not gone back to while another is there: else two that cannot would take turns each day. */
    private static final Duration LEFT = Duration.ofDays(7);

    /** How far the clock of an agent may be off after it was put right. */
    private static final Duration UNSURE = Duration.ofMinutes(1);

    /** How long a domain has a place of which no reading was told, while another wants it. */
    private static final Duration UNPROVEN = Duration.ofDays(1);

    /** How long one says to be in another domain before it reads that one, and nobody the one before. */
    private static final Duration MOVED = Duration.ofDays(7);

    /** With those that nobody reads any more. */
    private static final int MOST_KNOWN = 40;

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
    private final Notices notices;

    /** Who of them was told to read: a person decides about that in another program. Empty before the first look. */
    private Optional<Map<Place, AgentId>> told = Optional.empty();

    /** When it was told last that a commune has no place left. */
    private final Map<Commune, Instant> full = new HashMap<>();

    Electing(Store store, InstantSource clock, Presence presence, Notices notices) {
        this.store = store;
        this.clock = clock;
        this.notices = notices;
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
            Map<Place, AgentId> before = told.orElseGet(this::readers);
            Map<Place, List<Candidate>> places = candidates();
            moving(places);
            places.forEach(this::decide);
            Map<Place, AgentId> after = readers();
            told = Optional.of(after);
            tell(before, after);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "who reads a directory cannot be decided now; tried again soon", e);
        }
    }

    private Map<Place, AgentId> readers() {
        Map<Place, AgentId> readers = new HashMap<>();
        store.read(session -> session.directories().list(new Scope.All())).stream()
                .filter(Directories.Reader::isRead)
                .forEach(reader -> readers.put(new Place(reader.commune(), reader.domain()), reader.reader()));
        return readers;
    }

    /** By the domain that each agent says to be in; of several connections of one the newest counts. */
    private Map<Place, List<Candidate>> candidates() {
        Map<AgentId, Candidate> newest = new LinkedHashMap<>();
        for (AgentSession session : presence.all()) {
            session.candidate()
                    .filter(candidate -> session.isOpen())
                    .ifPresent(candidate -> newest.put(candidate.agent(), candidate));
        }
        return newest.values().stream()
                .collect(Collectors.groupingBy(candidate ->
                        new Place(candidate.commune(), candidate.membership().domain())));
    }

    /** Notes who says to be in another domain than the one it reads, and since when. */
    private void moving(Map<Place, List<Candidate>> places) {
        Map<AgentId, Place> in = new HashMap<>();
        places.forEach((place, candidates) -> candidates.forEach(each -> in.put(each.agent(), place)));
        for (Directories.Reader reader :
                store.read(session -> session.directories().list(new Scope.All()))) {
            Place reads = new Place(reader.commune(), reader.domain());
            boolean isElsewhere = !in.getOrDefault(reader.reader(), reads).equals(reads);
            boolean isBack = in.containsKey(reader.reader()) && !isElsewhere;
            if (isElsewhere && reader.moved().isEmpty()) {
                Instant now = clock.instant();
                store.change(
                        session -> session.directories().moved(reader.commune(), reader.domain(), Optional.of(now)));
            } else if (isBack && reader.moved().isPresent()) {
                store.change(
                        session -> session.directories().moved(reader.commune(), reader.domain(), Optional.empty()));
            }
        }
    }

    private void decide(Place place, List<Candidate> candidates) {
        Instant now = clock.instant();
        Optional<Directories.Reader> reader =
                store.read(session -> session.directories().find(place.commune(), place.domain()));
        Standing standing = reader.map(each -> standing(each, candidates, now)).orElse(Standing.NOBODY);
        if (standing == Standing.READS) {
            return;
        }
        if (reader.filter(Directories.Reader::isRead).isEmpty()
                && isFull(place.commune())
                && !makesRoom(place, candidates, now)) {
            tellFull(place, candidates.getFirst(), now);
            return;
        }
        next(place, candidates, reader.map(Directories.Reader::reader), standing)
                .ifPresent(chosen -> store.change(session -> {
                    if (standing.isSilent()) {
                        session.directories()
                                .silent(
                                        place.commune(),
                                        place.domain(),
                                        reader.orElseThrow().reader(),
                                        now);
                    }
                    session.directories().choose(place.commune(), place.domain(), chosen.agent(), now);
                }));
    }

    /**
     * Has nobody read a domain of the commune of which nothing was told: after {@link #UNPROVEN}, and where a controller wants the place
     * after {@link #PATIENCE}. Names of domains are words of agents; only a reading shows that there is one.
     */
    private boolean makesRoom(Place place, List<Candidate> candidates, Instant now) {
        boolean isOfController =
                candidates.stream().anyMatch(c -> c.membership().isController());
        Instant begun = now.minus(isOfController ? PATIENCE : UNPROVEN);
        return store.write(session -> {
            Optional<Directories.Reader> unproven =
                    session.directories().list(new Scope.Communes(Set.of(place.commune()))).stream()
                            .filter(Directories.Reader::isRead)
                            .filter(reader -> reader.since().isBefore(begun))
                            .filter(reader ->
                                    !isTold(session, reader, session.hosts().find(reader.reader()), now.minus(SILENT)))
                            .min(Comparator.comparing(Directories.Reader::since));
            unproven.ifPresent(reader -> session.directories().leave(reader.commune(), reader.domain(), now));
            return unproven.isPresent();
        });
    }

    /** Once a day: names of domains are words of agents, which could say another one each minute. */
    private void tellFull(Place place, Candidate candidate, Instant now) {
        Instant last = full.getOrDefault(place.commune(), Instant.MIN);
        if (last.isBefore(now.minus(UNPROVEN))) {
            full.put(place.commune(), now);
            notices.directoryPlacesFull(candidate.agent(), place.commune(), place.domain());
        }
    }

    private boolean isFull(Commune commune) {
        List<Directories.Reader> all =
                store.read(session -> session.directories().list(new Scope.Communes(Set.of(commune))));
        return all.size() >= MOST_KNOWN
                || all.stream().filter(Directories.Reader::isRead).count() >= Directories.MOST_READ;
    }

    /** Whoever is another one than before, that they read or no longer do. */
    private void tell(Map<Place, AgentId> before, Map<Place, AgentId> now) {
        before.forEach((place, agent) -> {
            if (!agent.equals(now.get(place))) {
                tell(agent, place, Choice.OTHER);
            }
        });
        now.forEach((place, agent) -> {
            if (!agent.equals(before.get(place))) {
                tell(agent, place, Choice.ITSELF);
            }
        });
    }

    private void tell(AgentId agent, Place place, Choice choice) {
        presence.of(agent)
                .forEach(session ->
                        session.policy(place.commune(), Frames.policy(Optional.empty(), Optional.of(choice))));
    }

    /** What keeps a reader, or has another one chosen. */
    private enum Standing {
        READS,
        NOBODY,
        /** It was not heard, or could read nothing. */
        AWAY,
        /** Nothing of a reading was told. */
        SILENT,
        /** Likewise, but for places of which it said that it could not read them; what it says to reach no lower one does. */
        SILENT_AND_HIGHER;

        boolean isSilent() {
            return this == SILENT || this == SILENT_AND_HIGHER;
        }
    }

    private Standing standing(Directories.Reader reader, List<Candidate> candidates, Instant now) {
        if (!reader.isRead()) {
            return Standing.NOBODY;
        }
        Instant before = now.minus(PATIENCE);
        if (!reader.since().isBefore(before)) {
            return Standing.READS;
        }
        Optional<Candidate> here = candidates.stream()
                .filter(c -> c.agent().equals(reader.reader()))
                .findFirst();
        return store.read(session -> {
            Optional<Host> host = session.hosts().find(reader.reader());
            boolean isKnownToRun = reader.moved().isEmpty()
                    && host.flatMap(Host::lastSeen).filter(before::isBefore).isPresent();
            boolean wasHeard = here.isPresent() || isKnownToRun;
            if (!wasHeard || told(session, reader, host, reader.since()).allMatch(State.UNREADABLE::equals)) {
                return Standing.AWAY;
            }
            Instant oldest = now.minus(SILENT);
            if (!reader.since().isBefore(oldest) || isTold(session, reader, host, oldest)) {
                return Standing.READS;
            }
            boolean isHigher =
                    here.filter(each -> each.membership().isWindows()).isPresent()
                            && told(session, reader, host, oldest).findAny().isPresent();
            return isHigher ? Standing.SILENT_AND_HIGHER : Standing.SILENT;
        });
    }

    /** Of each place of the directory that it told since then: what the one before could read is no sign that this one does. */
    private static Stream<State> told(
            Store.Session session, Directories.Reader reader, Optional<Host> host, Instant since) {
        Instant after = since.minus(UNSURE).plus(host.map(Host::skewMicros).orElse(0L), ChronoUnit.MICROS);
        return session.inventories().statuses(reader.reader()).stream()
                .filter(status -> status.location().startsWith(Directories.LOCATIONS))
                .filter(status -> !Moment.instant(status.startedWallMicros()).isBefore(after))
                .map(LocationStatus::state);
    }

    /** A directory may be too large to be read to its end, or read slowly: a part of a reading is enough. */
    private static boolean isTold(
            Store.Session session, Directories.Reader reader, Optional<Host> host, Instant oldest) {
        return session.directoryAccounts()
                        .told(reader.commune(), reader.domain())
                        .filter(last -> !last.isBefore(oldest))
                        .isPresent()
                || told(session, reader, host, oldest).anyMatch(state -> state != State.UNREADABLE);
    }

    /**
     * The first in order that is not the one before, that nobody refused, and that reads no other domain: what is known of that one is not to
     * be nobody's because an agent says another's name. One that is silent gives way to none that was left for the same.
     */
    private Optional<Candidate> next(
            Place place, List<Candidate> candidates, Optional<AgentId> before, Standing standing) {
        Instant moved = clock.instant().minus(MOVED);
        Instant left = clock.instant().minus(LEFT);
        return store.read(session -> {
            Map<AgentId, Host> hosts = new HashMap<>();
            candidates.forEach(c -> session.hosts().find(c.agent()).ifPresent(host -> hosts.put(c.agent(), host)));
            Set<AgentId> controllers = controllers(place, candidates, hosts, session);
            Set<AgentId> silent = session.directories().silentSince(place.commune(), place.domain(), left);
            return candidates.stream()
                    .filter(c -> before.filter(c.agent()::equals).isEmpty())
                    .filter(c -> !session.directories().isRefused(place.commune(), place.domain(), c.agent()))
                    .filter(c -> session.directories()
                            .readBy(c.agent())
                            .filter(other -> other.moved()
                                    .filter(since -> !since.isAfter(moved))
                                    .isEmpty())
                            .isEmpty())
                    .filter(c -> !standing.isSilent() || !silent.contains(c.agent()))
                    .filter(c -> standing != Standing.SILENT_AND_HIGHER
                            || c.membership().isWindows())
                    .min(Comparator.comparing((Candidate c) -> silent.contains(c.agent()))
                            .thenComparing(c -> !controllers.contains(c.agent()))
                            .thenComparing(c -> !c.membership().isWindows())
                            .thenComparing(c -> Optional.ofNullable(hosts.get(c.agent()))
                                    .map(Host::enrolled)
                                    .orElse(Instant.MAX))
                            .thenComparing(c -> c.agent().text()));
        });
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
