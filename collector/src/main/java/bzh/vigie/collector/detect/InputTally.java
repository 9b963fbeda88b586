package bzh.vigie.collector.detect;

import bzh.vigie.collector.evtx.Tally;
import bzh.vigie.text.Sentence;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What became of the inputs of {@link Offline}: what was judged, and what could not be read. One thread. */
public final class InputTally {
    private static final int BAD_LINES_KEPT = 20;

    private final List<BadLine> badLines = new ArrayList<>();
    private final List<Path> notLogs = new ArrayList<>();
    private final Map<Path, Tally> damagedLogs = new LinkedHashMap<>();
    private Tally logs = Tally.NONE;
    private long events;
    private long bad;

    InputTally() {}

    /** A line that is no event, or that was judged in part. */
    public record BadLine(Path file, int line, Sentence reason) {}

    void event() {
        events++;
    }

    void bad(BadLine line) {
        bad++;
        if (badLines.size() < BAD_LINES_KEPT) {
            badLines.add(line);
        }
    }

    void log(Path file, Tally tally) {
        logs = logs.plus(tally);
        if (!tally.headerRight() && tally.records() == 0) {
            notLogs.add(file);
        } else if (!tally.isWhole()) {
            damagedLogs.put(file, tally);
        }
    }

    void add(InputTally other) {
        events += other.events;
        bad += other.bad;
        other.badLines.stream().limit(BAD_LINES_KEPT - badLines.size()).toList().forEach(badLines::add);
        notLogs.addAll(other.notLogs);
        damagedLogs.putAll(other.damagedLogs);
        logs = logs.plus(other.logs);
    }

    /** Takes back the bad lines since a time when there were so many. */
    void forgetBadSince(long before) {
        bad = before;
        while (badLines.size() > before) {
            badLines.removeLast();
        }
    }

    /** Records that were judged. */
    public long events() {
        return events;
    }

    /** Lines that could not be read, or not wholly. */
    public long bad() {
        return bad;
    }

    /** The first of those, in the order of the inputs. */
    public List<BadLine> badLines() {
        return List.copyOf(badLines);
    }

    /** What was read of Windows event logs. */
    public Tally logs() {
        return logs;
    }

    /** Files given as Windows event logs that are none. */
    public List<Path> notLogs() {
        return List.copyOf(notLogs);
    }

    /** Windows event logs that could not be read whole, each with what was read of it. */
    public Map<Path, Tally> damagedLogs() {
        return Collections.unmodifiableMap(damagedLogs);
    }
}
