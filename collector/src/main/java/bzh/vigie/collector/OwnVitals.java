package bzh.vigie.collector;

import bzh.vigie.collector.console.route.Vitals;
import bzh.vigie.collector.gateway.Gateway;
import bzh.vigie.collector.gateway.GatewayCounters;
import bzh.vigie.collector.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** How this collector is: its gateway's figures, and what {@code doctor} says that is cheap to look at. */
final class OwnVitals implements Vitals {
    private static final Duration OLD = Duration.ofSeconds(10);

    private final CollectorFolder folder;
    private final Gateway gateway;
    private final InstantSource clock;
    private final Store store;
    private final Supplier<List<Check>> more;
    private final Map<Locale, Looked> looked = new ConcurrentHashMap<>();
    private final Set<Locale> looking = ConcurrentHashMap.newKeySet();

    private record Looked(Instant at, List<Trouble> troubles) {}

    /** @param more what else may be wrong */
    OwnVitals(CollectorFolder folder, Gateway gateway, Store store, InstantSource clock, Supplier<List<Check>> more) {
        this.more = more;
        this.folder = folder;
        this.gateway = gateway;
        this.store = store;
        this.clock = clock;
    }

    @Override
    public Map<String, Double> gauges() {
        Map<String, Double> gauges = new LinkedHashMap<>();
        gauges.put("vigie_agents_connected", (double) gateway.agents());
        gauges.put("vigie_in_flight_bytes", (double) gateway.inFlight());
        gauges.put("vigie_disk_free_bytes", (double) folder.dir().toFile().getUsableSpace());
        return gauges;
    }

    @Override
    public Map<String, Double> counters() {
        GatewayCounters.Snapshot now = gateway.counters().snapshot();
        Map<String, Double> counters = new LinkedHashMap<>();
        counters.put("vigie_connections_accepted", (double) now.accepted());
        counters.put("vigie_connections_too_many", (double) now.tooMany());
        counters.put("vigie_handshakes_failed", (double) now.failedHandshakes());
        counters.put("vigie_frames_bad", (double) now.badFrames());
        counters.put("vigie_agents_refused", (double) now.refused());
        counters.put("vigie_agents_shed", (double) now.shed());
        counters.put("vigie_batches", (double) now.batches());
        counters.put("vigie_batch_bytes", (double) now.bytes());
        counters.put("vigie_batches_repeated", (double) now.repeated());
        return counters;
    }

    /** Looked at every ten seconds at most: whoever asks costs nothing. */
    @Override
    public synchronized List<Trouble> troubles(Locale locale) {
        Instant now = clock.instant();
        Looked before = looked.get(locale);
        if (before == null || isOld(before, now)) {
            before = new Looked(now, look(locale));
            looked.put(locale, before);
        }
        return before.troubles();
    }

    private static boolean isOld(Looked before, Instant now) {
        return Duration.between(before.at(), now).abs().compareTo(OLD) > 0;
    }

    /** What was found last; where that is old, or nothing was, it is looked for meanwhile. */
    @Override
    public List<Trouble> known(Locale locale) {
        Looked before = looked.get(locale);
        if ((before == null || isOld(before, clock.instant())) && looking.add(locale)) {
            Thread.ofPlatform().daemon().name("vitals").start(() -> {
                try {
                    var _ = troubles(locale);
                } finally {
                    looking.remove(locale);
                }
            });
        }
        return before == null ? List.of() : before.troubles();
    }

    private List<Trouble> look(Locale locale) {
        Words words = Words.of(StoreWork.class, locale);
        List<Check> checks = new ArrayList<>(new FolderChecks(folder).all(clock.instant()));
        checks.addAll(new AuthorityChecks(folder, locale).all());
        checks.addAll(new MailChecks(folder).all(clock.instant()));
        checks.addAll(SinkChecks.all(store));
        checks.addAll(DirectoryChecks.all(store));
        checks.addAll(DetectionChecks.all(store, clock.instant()));
        checks.addAll(more.get());
        return checks.stream()
                .filter(check -> check.verdict() != Check.Verdict.GOOD)
                .map(check -> {
                    String[] values = check.values().toArray(String[]::new);
                    return new Trouble(
                            check.verdict() == Check.Verdict.WRONG,
                            check.key(),
                            words.say("doctor." + check.key(), values),
                            words.say("doctor." + check.key() + ".do", values));
                })
                .toList();
    }
}
