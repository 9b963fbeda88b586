package bzh.vigie.collector.detect.logon;

import bzh.vigie.collector.detect.logon.LogonReading.Attempted;
import bzh.vigie.collector.detect.logon.LogonReading.Connected;
import bzh.vigie.collector.detect.logon.LogonReading.LeftOut;
import bzh.vigie.collector.detect.logon.LogonReading.Privileged;
import bzh.vigie.collector.detect.sigma.LogSource;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Logons of files, which are their own history: gathered first, in any order, and judged by their times. Of each log of each host the
 * first half is learnt, at most 14 days; one of less than two days as a whole. At most {@value #MOST} are kept, the first ones; more are
 * counted. Thread-safe while gathering.
 */
public final class LogonHistory {
    static final int MOST = 300_000;

    private static final Duration TOO_SHORT = Duration.ofDays(2);
    private static final Duration LONGEST = Duration.ofDays(14);
    private static final Comparator<Told> ORDER =
            Comparator.comparing(Told::time).thenComparing(Told::file).thenComparingInt(Told::line);

    private final List<Told> told = new ArrayList<>();
    private long tooMany;

    /** What a line of a file says. */
    private record Told(LogonReading reading, Instant time, String file, int line) {}

    /**
     * What was found.
     *
     * @param record the fields by which the event can be found again
     * @param line of the file that showed it
     */
    public record Found(LogonFinding finding, SigmaRecord record, String file, int line) {}

    /** Keeps what a record says of logons, where it says something that counts. */
    public void add(SigmaRecord record, String hostName, Instant time, String file, int line) {
        LogonReading reading = LogonJudge.read(record, Origin.word(hostName), hostName, time);
        if (reading instanceof LeftOut) {
            return;
        }
        synchronized (this) {
            if (told.size() < MOST) {
                told.add(new Told(reading, time, file, line));
            } else {
                tooMany++;
            }
        }
    }

    /** Judges what was gathered, which is then forgotten; of findings of one cause the first is given. */
    public synchronized void end(Consumer<Found> to) {
        told.sort(ORDER);
        Map<String, Long> learntUntil = learntUntil();
        Learning learning = (memory, host, log, millis) -> millis < learntUntil.getOrDefault(host + "|" + log, 0L);
        LogonJudge judge = new LogonJudge(new LogonMemory.Passing(), "", learning, LogonJudge.MOST_ACCOUNTS);
        Set<String> causes = new HashSet<>();
        for (Told each : told) {
            for (LogonFinding finding : judge.judge(each.reading())) {
                if (causes.add(finding.rule() + "\n" + finding.cause())) {
                    to.accept(new Found(finding, record(each), each.file(), each.line()));
                }
            }
        }
        told.clear();
    }

    /** Logons that were not kept. */
    public synchronized long tooMany() {
        return tooMany;
    }

    private Map<String, Long> learntUntil() {
        Map<String, long[]> spans = new HashMap<>();
        for (Told each : told) {
            if (each.reading() instanceof Attempted(LogonAttempt attempt)) {
                long millis = attempt.millis();
                long[] span = spans.computeIfAbsent(
                        attempt.host() + "|" + attempt.log(), ignored -> new long[] {millis, millis});
                span[1] = millis;
            }
        }
        Map<String, Long> until = new HashMap<>();
        spans.forEach((log, span) -> {
            long length = span[1] - span[0];
            boolean whole = length < TOO_SHORT.toMillis();
            until.put(log, whole ? Long.MAX_VALUE : span[0] + Math.min(LONGEST.toMillis(), length / 2));
        });
        return until;
    }

    private static SigmaRecord record(Told told) {
        return switch (told.reading()) {
            case Attempted(LogonAttempt attempt) ->
                record(told.time(), attempt.witness(), attempt.hostName(), attempt.recordId());
            case Privileged privileged -> record(told.time(), "4672", privileged.hostName(), 0);
            case Connected connected -> record(told.time(), "1149", connected.host(), 0);
            case LeftOut ignored -> record(told.time(), "", "", 0);
        };
    }

    private static SigmaRecord record(Instant time, String witness, String hostName, long recordId) {
        boolean ours = witness.equals("logon");
        SigmaRecord.Builder record = SigmaRecord.of(new LogSource(ours ? "linux" : "windows", "", ""))
                .put("time", time.toString())
                .ifAny("Computer", hostName);
        if (ours) {
            return record.put("kind", witness).build();
        }
        return record.put("EventID", witness)
                .put("Channel", WindowsLogons.channel(witness))
                .ifAny("EventRecordID", recordId == 0 ? "" : Long.toString(recordId))
                .build();
    }
}
