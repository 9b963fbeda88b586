package bzh.vigie.collector.detect.behaviour;

import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Detector;
import bzh.vigie.collector.detect.finding.Evidence;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.detect.logon.Learning;
import bzh.vigie.collector.detect.logon.LogonFinding;
import bzh.vigie.collector.detect.logon.LogonJudge;
import bzh.vigie.collector.detect.logon.LogonMemory;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Progress;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Event;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Logons of Linux and Windows hosts, judged within a commune by {@link LogonJudge}. All it remembers lies in the store's progress,
 * read for each logon and written as it changes.
 */
public final class Logons implements Detector {
    private final Cards cards;
    private final Learning learning = Learning.live();

    public Logons(Cards cards) {
        this.cards = cards;
    }

    @Override
    public List<Finding> judge(Seen seen, Store.Session session) {
        boolean told = seen.event() instanceof Event.Logon || seen.event() instanceof Event.LogRecord;
        if (!told || !LogonJudge.isAbout(seen.record())) {
            return List.of();
        }
        LogonJudge judge = new LogonJudge(
                new InProgress(session.progress()), seen.commune().insee(), learning, LogonJudge.MOST_ACCOUNTS);
        List<Finding> findings = new ArrayList<>();
        for (LogonFinding found :
                judge.judge(seen.record(), seen.host().text(), seen.hostname(), seen.time(), seen.received())) {
            Map<String, String> evidence = new LinkedHashMap<>(Evidence.of(seen.record()));
            evidence.putAll(found.evidence());
            Finding finding = cards.about(seen, found.rule(), found.cause(), evidence);
            findings.add(Optional.ofNullable(found.evidence().get(LogonFinding.FILLED_BY))
                    .flatMap(host -> session.hosts().find(new AgentId(host)))
                    .map(finding::of)
                    .orElse(finding));
        }
        return findings;
    }

    /** Memory in the transaction that the alerts are in too. */
    private record InProgress(Progress progress) implements LogonMemory {
        @Override
        public Optional<byte[]> row(String table, String key) {
            return progress.state(table, key);
        }

        @Override
        public Map<String, byte[]> rows(String table) {
            return progress.states(table);
        }

        @Override
        public void row(String table, String key, byte[] value) {
            progress.state(table, key, value);
        }

        @Override
        public void forget(String table, String key) {
            progress.forget(table, key);
        }
    }
}
