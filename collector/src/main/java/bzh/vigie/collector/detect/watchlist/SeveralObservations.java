package bzh.vigie.collector.detect.watchlist;

import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Detector;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.detect.watchlist.Sequence.Step;
import bzh.vigie.collector.intel.stix.StixPattern.Remembered;
import bzh.vigie.collector.store.Indicators.Listed;
import bzh.vigie.collector.store.Progress;
import bzh.vigie.collector.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds patterns of STIX that ask for several observations, among the events of one host: what happens on two is a coincidence more often
 * than it is a pattern. What has to be remembered goes with the transaction, so that a replay finds the same.
 */
public final class SeveralObservations implements Detector {
    /** Under this name what is remembered of a host and a pattern is kept. */
    static final String STATES = "stix-observations";

    private static final Duration PAUSE = Duration.ofHours(1);
    private static final int MOST_CACHED = 5_000;

    private final Cards cards;
    private final Map<String, List<Remembered>> memories = new HashMap<>();
    private final Set<String> changed = new HashSet<>();
    private List<Sequence> sequences = List.of();
    private Concerned concerned = Concerned.NOBODY;
    private long changes = -1;
    private final Map<String, UndecidedPattern> undecided = new HashMap<>();
    private Instant nextCleaning = Instant.MIN;

    /** With the cards of the detectors. */
    public SeveralObservations(Cards cards) {
        this.cards = cards;
    }

    @Override
    public List<Finding> judge(Seen seen, Store.Session session) {
        if (changes < 0) {
            update(session);
        }
        if (sequences.isEmpty()) {
            return List.of();
        }
        List<Map<String, Object>> objects = StixObjects.of(seen.record().flat());
        if (objects.isEmpty()) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        for (Sequence sequence : sequences) {
            if (concerned.is(sequence.listed(), seen.commune())) {
                sequence.remembered(seen.time(), objects)
                        .ifPresent(one -> take(sequence, one, seen, session, findings));
            }
        }
        return findings;
    }

    private void take(Sequence sequence, Remembered one, Seen seen, Store.Session session, List<Finding> findings) {
        String key = seen.host().text() + "|" + sequence.listed().id();
        List<Remembered> before = memories.computeIfAbsent(
                key,
                name -> session.progress()
                        .state(STATES, name)
                        .map(Sequence::decoded)
                        .orElse(List.of()));
        Step step = sequence.next(before, one);
        memories.put(key, step.memory());
        changed.add(key);
        Sighting sighting = new Sighting(sequence.listed(), "stix-pattern", sequence.text());
        if ((step.forgotten() > 0 || step.undecided()) && WatchlistFindings.isTold(sighting, seen.received())) {
            undecided(key, sighting, step, seen).ifPresent(findings::add);
        }
        if (step.found().isPresent() && WatchlistFindings.isTold(sighting, seen.received())) {
            findings.add(WatchlistFindings.finding(
                    seen, sighting, evidence(sequence, step.found().get()), cards, session));
        }
    }

    /** At the first time on a host, and then when there is twice as much: a flood is few findings. */
    private Optional<Finding> undecided(String key, Sighting sighting, Step step, Seen seen) {
        UndecidedPattern now =
                undecided.getOrDefault(key, UndecidedPattern.none(sighting)).plus(step);
        undecided.put(key, now);
        boolean told =
                Long.bitCount(now.forgotten() + now.undecided()) == 1 || (step.undecided() && now.undecided() == 1);
        return told
                ? Optional.of(Finding.about(
                        seen,
                        UndecidedPattern.RULE,
                        now.severity(cards.severity(UndecidedPattern.RULE)),
                        cards.techniques(UndecidedPattern.RULE),
                        now.cause(seen.host().text()),
                        now.evidence()))
                : Optional.empty();
    }

    /** When the observations were that were found together, and how far apart they could be. */
    static Map<String, String> evidence(Sequence sequence, List<Remembered> found) {
        return Map.of(
                "observations",
                found.stream().map(each -> each.time().toString()).collect(Collectors.joining("\n")),
                "window_seconds",
                Long.toString(sequence.window().toSeconds()));
    }

    @Override
    public List<Finding> tick(Instant now, Store.Session session) {
        update(session);
        if (!now.isBefore(nextCleaning)) {
            nextCleaning = now.plus(PAUSE);
            clean(now, session.progress());
        }
        return List.of();
    }

    /** What nothing more can be put together with is forgotten, and what is of a pattern that is off the list. */
    private void clean(Instant now, Progress progress) {
        Map<String, Sequence> byId = new HashMap<>();
        sequences.forEach(each -> byId.put(each.listed().id(), each));
        progress.states(STATES).forEach((key, state) -> {
            Sequence sequence = byId.get(key.substring(key.indexOf('|') + 1));
            List<Remembered> memory = Sequence.decoded(state);
            if (sequence == null
                    || memory.isEmpty()
                    || memory.getLast()
                            .time()
                            .plus(sequence.window())
                            .plus(Sequence.LATE)
                            .isBefore(now)) {
                progress.forget(STATES, key);
                memories.remove(key);
                changed.remove(key);
            }
        });
    }

    @Override
    public void save(Store.Session session) {
        for (String key : changed) {
            List<Remembered> memory = memories.getOrDefault(key, List.of());
            if (memory.isEmpty()) {
                session.progress().forget(STATES, key);
            } else {
                session.progress().state(STATES, key, Sequence.encoded(memory));
            }
        }
        changed.clear();
        if (memories.size() > MOST_CACHED) {
            memories.clear();
        }
        if (undecided.size() > MOST_CACHED) {
            undecided.clear();
        }
        update(session);
    }

    @Override
    public void forget() {
        memories.clear();
        undecided.clear();
        changed.clear();
        changes = -1;
        nextCleaning = Instant.MIN;
    }

    private void update(Store.Session session) {
        long now = session.indicators().changes();
        if (now != changes) {
            List<Listed> all = WatchlistFindings.all(session);
            sequences = StixPatterns.sequences(all);
            concerned = Concerned.by(session, all);
            changes = now;
        }
    }
}
