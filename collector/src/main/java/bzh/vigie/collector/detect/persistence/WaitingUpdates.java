package bzh.vigie.collector.detect.persistence;

import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.incident.Situations;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Progress;
import bzh.vigie.collector.store.Store;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Findings of low severity about what may be an update of something in a signed baseline, whose communes are too few yet: an update comes
 * to one commune first. Each waits a week for others to have it; what several have by then is dropped, the rest is told. In the session's
 * progress, with the shape as its label ({@link FindingBytes}).
 */
final class WaitingUpdates {
    /** Publishers give an update to some first, and a town hall may be shut for a week. */
    static final Duration WAIT = Duration.ofDays(7);

    /** Kinds of things of one host that wait: more than any round of updates of what is approved. */
    static final int MOST_OF_A_HOST = 200;

    /** Hosts of a commune that are kept of one thing. */
    private static final int MOST_HOSTS = 500;

    private static final String DETECTOR = "updates-waiting";
    private static final String OTHERS = "updates-waiting-hosts";
    private static final String COUNTS = "updates-waiting-count";

    private WaitingUpdates() {}

    /**
     * Whether it is to be told when its time is over, on its host and on all that get it by then; not where its host has as many waiting as
     * it may, which makes them up or is no PC of a town hall.
     */
    static boolean add(Progress progress, String shape, Finding finding) {
        String key = finding.commune().insee() + "|" + finding.rule() + "|" + finding.cause();
        String host = finding.host().text();
        Optional<byte[]> before = progress.state(DETECTOR, key);
        if (before.isEmpty()) {
            int waiting = number(progress, host);
            if (waiting >= MOST_OF_A_HOST) {
                return false;
            }
            progress.state(DETECTOR, key, encode(new Waiting(shape, finding)));
            progress.state(COUNTS, host, text(Integer.toString(waiting + 1)));
        } else if (!decode(before.get()).finding().host().equals(finding.host())) {
            Set<String> others = others(progress, key);
            if (others.size() < MOST_HOSTS && others.add(host)) {
                progress.state(OTHERS, key, text(String.join("\n", others)));
            }
        }
        return true;
    }

    /** What is to be told now, of each host that has it: nobody else does. */
    static List<Finding> due(Instant now, Store.Session session) {
        Progress progress = session.progress();
        List<Finding> due = new ArrayList<>();
        progress.states(DETECTOR).forEach((key, bytes) -> {
            Waiting waiting = decode(bytes);
            Finding first = waiting.finding();
            boolean spread = Vouching.isSpread(
                    session,
                    new Situations(session.incidents()).of(first.host(), first.commune(), now),
                    waiting.shape());
            boolean over = !now.isBefore(first.time().plus(WAIT));
            if (over && !spread) {
                due.add(first);
                others(progress, key).stream()
                        .flatMap(other -> session.hosts().find(new AgentId(other)).stream())
                        .forEach(other -> due.add(first.of(other)));
            }
            if (spread || over) {
                progress.forget(DETECTOR, key);
                progress.forget(OTHERS, key);
                String host = first.host().text();
                progress.state(COUNTS, host, text(Integer.toString(Math.max(0, number(progress, host) - 1))));
            }
        });
        return due;
    }

    private static int number(Progress progress, String host) {
        return progress.state(COUNTS, host)
                .map(bytes -> Integer.parseInt(new String(bytes, StandardCharsets.UTF_8)))
                .orElse(0);
    }

    private static Set<String> others(Progress progress, String key) {
        return progress.state(OTHERS, key)
                .map(bytes -> new TreeSet<>(List.of(new String(bytes, StandardCharsets.UTF_8).split("\n", -1))))
                .orElseGet(TreeSet::new);
    }

    private static byte[] text(String words) {
        return words.getBytes(StandardCharsets.UTF_8);
    }

    private record Waiting(String shape, Finding finding) {}

    private static byte[] encode(Waiting waiting) {
        return FindingBytes.encode(waiting.shape(), waiting.finding());
    }

    private static Waiting decode(byte[] bytes) {
        return new Waiting(FindingBytes.label(bytes), FindingBytes.finding(bytes));
    }
}
