package bzh.vigie.agent.selftest;

import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.identity.StateFolder;
import bzh.vigie.agent.persistence.OwnCanaries;
import bzh.vigie.agent.persistence.Scan;
import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.event.Item;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Plants a harmless specimen in every location that can be tried, finds it as a scan does, looks whether a running agent noticed
 * it, and removes it. Its specimens are known by a secret of the run, which a running agent reads in its own folder. One thread;
 * {@link #close} may be called by another at any time.
 */
public final class Selftest implements AutoCloseable {
    /** How soon a running agent should notice. */
    public static final Duration SOON = Duration.ofSeconds(2);

    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration AFTERWARDS = Duration.ofSeconds(3);

    private final StateFolder state;
    private final Plantings plantings;
    private final String secret;
    private final InstantSource clock;

    /**
     * In a tree, / on a running machine, with the agent's folder.
     *
     * @param clock of the scan that has to find them
     */
    public Selftest(StateFolder state, Path root, SecureRandom random, InstantSource clock) {
        this.state = state;
        this.clock = clock;
        this.plantings = new Plantings(state, root);
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        this.secret = HexFormat.of().formatHex(bytes);
    }

    /** How it went with a location. */
    public sealed interface Result {
        String location();

        /**
         * It was tried.
         *
         * @param path where the specimen was
         * @param found by a scan
         * @param noticed how long a running agent took; empty where none runs or it did not
         */
        record Tried(String location, String path, boolean found, Optional<Duration> noticed) implements Result {}

        /**
         * It was not.
         *
         * @param detail of the file system; may be empty
         */
        record Not(String location, Untried why, String detail) implements Result {}
    }

    /**
     * Tries all; in the order of the catalogue.
     *
     * @param agentRuns whether to wait for a running agent to notice
     */
    public List<Result> run(Machine machine, boolean agentRuns) throws IOException, InterruptedException {
        plantings.clear();
        List<Canary> canaries =
                Canaries.all().stream().map(canary -> canary.with(secret)).toList();
        plantings.announce(secret, canaries);
        Files.deleteIfExists(state.file(OwnCanaries.NOTICED));
        state.write(OwnCanaries.SECRET, secret);
        Map<String, Canary> planted = new HashMap<>();
        Map<String, Result.Not> not = new HashMap<>();
        Map<String, Long> when = new HashMap<>();
        for (Canary canary : canaries) {
            if (!plantings.hasPlace(canary, secret)) {
                not.put(canary.location(), new Result.Not(canary.location(), Untried.NOT_HERE, ""));
                continue;
            }
            try {
                if (!plantings.isOurs(canary, secret)) {
                    not.put(canary.location(), new Result.Not(canary.location(), Untried.OF_AN_ACCOUNT, ""));
                    continue;
                }
                when.put(canary.location(), System.nanoTime());
                plantings.plant(canary, secret);
                planted.put(canary.location(), canary);
            } catch (IOException e) {
                not.put(
                        canary.location(),
                        new Result.Not(canary.location(), Untried.NOT_WRITTEN, String.valueOf(e.getMessage())));
            }
        }
        Map<String, Duration> noticed = agentRuns ? noticed(planted.keySet(), when) : Map.of();
        Set<String> found = found(machine, planted.keySet());
        plantings.clear();
        List<Result> results = new ArrayList<>();
        for (Location location : Catalogue.linux()) {
            String id = location.id();
            Optional<Untried> untried = Canaries.untried(location);
            if (untried.isPresent()) {
                results.add(new Result.Not(id, untried.get(), ""));
            } else if (not.containsKey(id)) {
                results.add(not.get(id));
            } else if (planted.containsKey(id)) {
                results.add(new Result.Tried(
                        id, planted.get(id).path(), found.contains(id), Optional.ofNullable(noticed.get(id))));
            }
        }
        return results;
    }

    private Set<String> found(Machine machine, Set<String> planted) {
        Set<String> found = new HashSet<>();
        Scan.of(machine, clock, planted::contains, new Scan.Output() {
            @Override
            public void item(Item item) {
                if (OwnCanaries.carries(item, secret)) {
                    found.add(item.location());
                }
            }

            @Override
            public void place(Scan.Place place) {}
        });
        return found;
    }

    /** Until the running agent noticed all, or long enough. */
    private Map<String, Duration> noticed(Set<String> planted, Map<String, Long> when)
            throws IOException, InterruptedException {
        Map<String, Duration> noticed = new HashMap<>();
        long began = System.nanoTime();
        while (noticed.size() < planted.size() && System.nanoTime() - began < PATIENCE.toNanos()) {
            Thread.sleep(LOOK);
            for (String location :
                    state.read(OwnCanaries.NOTICED, 1 << 20).orElse("").lines().toList()) {
                Long since = when.get(location);
                if (since != null) {
                    noticed.putIfAbsent(location, Duration.ofNanos(System.nanoTime() - since));
                }
            }
        }
        return noticed;
    }

    /** Removes every specimen, and the secret once a running agent had time to see them gone. */
    @Override
    public void close() throws IOException {
        plantings.clear();
        try {
            if (Files.exists(state.file(OwnCanaries.NOTICED))) {
                Thread.sleep(AFTERWARDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Files.deleteIfExists(state.file(OwnCanaries.SECRET));
        Files.deleteIfExists(state.file(OwnCanaries.NOTICED));
    }
}
