package bzh.vigie.collector.gateway;

import bzh.vigie.collector.gateway.Electing.Candidate;
import bzh.vigie.collector.incident.HostNames;
import bzh.vigie.collector.incident.KnownControllers;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Directories.Reader;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Store;
import bzh.vigie.v1.CollectorFrame;
import bzh.vigie.v1.InventoryRequest;
import bzh.vigie.v1.LocationDigest;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Directories of which a controller wrote down a change that is not the one whose agent reads them: that agent is asked for a listing of one
 * small place, and reads what changed with it (decision 0058). Once in {@link #BETWEEN} at most for each, and on the word of a host alone that
 * the directory or an analyst has as a controller of that domain. Thread-safe.
 */
public final class ChangedDirectories {
    private static final System.Logger LOG = System.getLogger(ChangedDirectories.class.getName());
    private static final Duration BETWEEN = Duration.ofMinutes(10);
    private static final int MOST = 4_096;

    private static final CollectorFrame ASKED = CollectorFrame.newBuilder()
            .setInventoryRequest(InventoryRequest.newBuilder()
                    .addLocations(LocationDigest.newBuilder().setLocation("ad.settings")))
            .build();

    /** A domain of a commune. */
    private record Place(Commune commune, String domain) {
        static Place of(Candidate candidate) {
            return new Place(candidate.commune(), candidate.membership().domain());
        }
    }

    private final Set<AgentId> tellers = ConcurrentHashMap.newKeySet();

    /** When the reader of each was asked last. */
    private final Map<Place, Instant> asked = new HashMap<>();

    /** That host wrote down a change of a directory: whether it may, is looked at later. Returns at once. */
    public void told(AgentId host) {
        if (tellers.size() < MOST) {
            tellers.add(host);
        }
    }

    /** Asks where somebody is to be asked. To be called every minute, off the event loops. */
    synchronized void look(Store store, Presence presence, Instant now) {
        try {
            asked.values().removeIf(last -> Duration.between(last, now).abs().compareTo(BETWEEN) >= 0);
            Set<Place> done = new HashSet<>();
            Map<Place, KnownControllers> known = new HashMap<>();
            for (AgentId teller : Set.copyOf(tellers)) {
                Optional<Candidate> candidate = candidate(presence, teller);
                if (candidate.isPresent()
                        && asked.containsKey(Place.of(candidate.get()))
                        && !done.contains(Place.of(candidate.get()))) {
                    continue; // it waits for its time
                }
                tellers.remove(teller);
                candidate
                        .filter(c -> !done.contains(Place.of(c)) && isController(store, presence, c, known))
                        .filter(c -> ask(store, presence, c))
                        .ifPresent(c -> {
                            done.add(Place.of(c));
                            asked.put(Place.of(c), now);
                        });
            }
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "no reader of a directory is asked for what changed; tried again soon", e);
        }
    }

    private static Optional<Candidate> candidate(Presence presence, AgentId agent) {
        return presence.of(agent).stream()
                .filter(AgentSession::isOpen)
                .flatMap(session -> session.candidate().stream())
                .reduce((older, newer) -> newer);
    }

    /** Whether it is one by another word than its own, and no other agent calls itself like it. */
    private static boolean isController(
            Store store, Presence presence, Candidate candidate, Map<Place, KnownControllers> read) {
        if (!candidate.membership().isController()) {
            return false;
        }
        List<AgentId> claiming = presence.all().stream()
                .filter(AgentSession::isOpen)
                .flatMap(session -> session.candidate().stream())
                .filter(other -> other.membership().isController()
                        && Place.of(other).equals(Place.of(candidate))
                        && !other.agent().equals(candidate.agent()))
                .map(Candidate::agent)
                .distinct()
                .toList();
        return store.read(session -> {
            Optional<String> name = session.hosts().find(candidate.agent()).map(Host::hostname);
            KnownControllers known = read.computeIfAbsent(
                    Place.of(candidate), place -> KnownControllers.of(session, place.commune(), place.domain()));
            return known.isRead()
                    && name.filter(known::agree).isPresent()
                    && claiming.stream()
                            .flatMap(other -> session.hosts().find(other).stream())
                            .noneMatch(other -> HostNames.same(other.hostname(), name.get()));
        });
    }

    /** Whether there was another agent to ask. */
    private static boolean ask(Store store, Presence presence, Candidate teller) {
        Optional<Candidate> reader = store.read(session -> session.directories()
                        .find(teller.commune(), teller.membership().domain()))
                .map(Reader::reader)
                .filter(agent -> !agent.equals(teller.agent()))
                .flatMap(agent -> candidate(presence, agent))
                .filter(each -> Place.of(each).equals(Place.of(teller)));
        reader.map(Candidate::session)
                .ifPresent(session -> session.onLoop(() -> {
                    if (session.isOpen()) {
                        session.send(ASKED);
                    }
                }));
        return reader.isPresent();
    }
}
