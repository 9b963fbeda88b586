package bzh.vigie.agent.source;

import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.Clock;
import bzh.vigie.event.ReasonCode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Calls into libraries of Windows and of others, each written down as tried ({@link Trying}) while it lasts. What is still asked, or did not
 * answer within its minute, is not asked beside that: its mark is ours, and no sign of an agent that ended. Thread-safe.
 */
final class TriedCalls implements AutoCloseable {
    private final Path dir;
    private final Clock clock;

    /** What is asked, or did not answer in time and runs on, by what it is. */
    private final Map<String, Trying> open = new HashMap<>();

    /** @param dir an existing folder of the agent's own */
    TriedCalls(Path dir, Clock clock) {
        this.dir = dir;
        this.clock = clock;
    }

    /** The words for one that is left off (until when, how often it ended), and for one that is still asked. */
    record Said(String leftOff, String late) {}

    /** Writes down that it is asked; to be ended whatever comes of it. */
    synchronized Reading<Trying> begin(String what, Said said) {
        Trying before = open.get(what);
        if (before != null && !before.isOver()) {
            return Reading.refused(ReasonCode.TIMED_OUT, said.late());
        }
        try {
            Trying trying = Trying.begin(dir, what, clock, said.leftOff());
            open.put(what, trying);
            return Reading.found(trying);
        } catch (Refused e) {
            return Reading.refused(e.reason(), e.detailOr(e.what()));
        }
    }

    /** Crosses it out; one that did not answer still runs, and its minute goes on. */
    synchronized void end(String what, Trying trying, boolean isLate) {
        if (!isLate) {
            trying.close();
            open.remove(what, trying);
        }
    }

    /** What the question gives. */
    <T> Reading<T> ask(String what, Said said, Supplier<Reading<T>> question) {
        return switch (begin(what, said)) {
            case Reading.Found<Trying> trying -> {
                boolean late = false;
                try {
                    Reading<T> answer = question.get();
                    late = isLate(answer);
                    yield answer;
                } finally {
                    end(what, trying.value(), late);
                }
            }
            case Reading.Absent<Trying> ignored -> Reading.absent();
            case Reading.Refused<Trying> off -> Reading.refused(off.reason(), off.detail());
        };
    }

    static boolean isLate(Reading<?> answer) {
        return answer instanceof Reading.Refused<?> refused && refused.reason() == ReasonCode.TIMED_OUT;
    }

    /** The agent ends in good order: whatever is still asked is not why. */
    @Override
    public synchronized void close() {
        open.values().forEach(Trying::close);
    }
}
