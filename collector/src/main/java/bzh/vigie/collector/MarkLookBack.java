package bzh.vigie.collector;

import bzh.vigie.collector.detect.Raising;
import bzh.vigie.collector.detect.SearchProgress;
import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.returns.HistorySweep;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.incident.HistorySearch;
import bzh.vigie.collector.ingest.IngestLog;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.EventSearch;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Holds what the event history has from before a mark against it, in the background, whoever set the mark. What is not finished is begun anew
 * after a restart; what was told is not told again.
 */
final class MarkLookBack implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(MarkLookBack.class.getName());
    private static final Scope ALL = new Scope.All();
    private static final long LOOK_SECONDS = 10;

    private final Store store;
    private final EventSearch history;
    private final Supplier<Cards> cards;
    private final ScheduledExecutorService timer;
    private String finished = "";
    private Optional<Waiting> waiting = Optional.empty();
    private volatile boolean closing;

    MarkLookBack(Store store, EventSearch history, Supplier<Cards> cards) {
        this.store = store;
        this.history = history;
        this.cards = cards;
        this.timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("mark-look-back").factory());
        var _ = timer.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * Marks as they stood at a time.
     *
     * @param position up to which detection had judged the log then: the history may have less yet
     */
    private record Waiting(String version, List<Tombstone> standing, long position) {}

    /** One round. */
    synchronized void look() {
        try {
            if (waiting.isEmpty()) {
                waiting = store.read(session -> {
                    String version = session.tombstones().version();
                    return version.equals(finished)
                            ? Optional.empty()
                            : Optional.of(new Waiting(
                                    version,
                                    session.tombstones().standing(),
                                    session.progress().position(IngestLog.NAME).orElse(-1)));
                });
            }
            if (waiting.isPresent()
                    && history.position(IngestLog.NAME) >= waiting.get().position()) {
                if (lookBack(waiting.get().standing())) {
                    finished = waiting.get().version();
                }
                waiting = Optional.empty();
            }
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "looking back for marks broke off; tried again", e);
        }
    }

    /** False where it was to stop. */
    private boolean lookBack(List<Tombstone> standing) {
        Map<IncidentId, List<Tombstone>> byIncident =
                standing.stream().collect(Collectors.groupingBy(Tombstone::incident));
        for (Map.Entry<IncidentId, List<Tombstone>> each : byIncident.entrySet()) {
            if (!lookBack(each.getKey(), each.getValue())) {
                return false;
            }
        }
        return true;
    }

    private boolean lookBack(IncidentId incident, List<Tombstone> standing) {
        Map<Commune, List<Tombstone>> due = store.read(session -> due(session, incident, standing));
        if (due.isEmpty()) {
            return true;
        }
        Set<Tombstone> sought = due.values().stream().flatMap(List::stream).collect(Collectors.toSet());
        Evictions evictions =
                Evictions.of(store.read(session -> session.incidents().evictions(ALL, incident)));
        SearchProgress progress = new SearchProgress(store, incident);
        Optional<HistorySweep.Result> result = new HistorySweep(store, history, cards.get())
                .of(sought, standing, evictions, due.keySet(), received -> {
                    progress.at(received);
                    return !closing;
                });
        if (result.isEmpty()) {
            return false;
        }
        Raising.past(store, result.get().found());
        store.change(session -> {
            due.forEach((commune, marks) -> session.tombstones().lookedBack(commune, marks));
            HistorySearch.ended(session, incident);
        });
        if (result.get().cut() > 0) {
            LOG.log(
                    Level.WARNING,
                    "{0} sightings of {1} in the event history were too many to be told",
                    result.get().cut(),
                    incident.text());
        }
        return true;
    }

    /** Marks that are still to be looked for, by commune. */
    private static Map<Commune, List<Tombstone>> due(
            Store.Session session, IncidentId incident, List<Tombstone> standing) {
        Map<Commune, List<Tombstone>> due = new HashMap<>();
        for (Commune commune :
                session.incidents().find(ALL, incident).map(Incident::communes).orElse(List.of())) {
            Set<String> done = session.tombstones().lookedBack(commune);
            List<Tombstone> of =
                    standing.stream().filter(each -> !done.contains(each.id())).toList();
            if (!of.isEmpty()) {
                due.put(commune, of);
            }
        }
        return due;
    }

    @Override
    public void close() {
        closing = true;
        Ending.of(timer, 10);
    }
}
