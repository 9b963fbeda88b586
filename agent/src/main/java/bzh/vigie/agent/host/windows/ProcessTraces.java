package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.ProcessFacts;
import bzh.vigie.agent.host.ProcessNotices;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Begins trace sessions for processes, one after the other. Who stops one has it begun again at once; one that ended within a minute of
 * its beginning is not, so that two programs do not stop each other without end. Thread-safe.
 */
final class ProcessTraces {
    private static final Duration SETTLED = Duration.ofMinutes(1);

    private final Traces calls;
    private final InstantSource clock;
    private Optional<Instant> began = Optional.empty();

    ProcessTraces(Traces calls, InstantSource clock) {
        this.calls = calls;
        this.clock = clock;
    }

    /**
     * Begins one.
     *
     * @param now what a process tells when it is asked
     */
    synchronized ProcessNotices begin(IntFunction<ProcessFacts> now) throws Refused {
        Optional<Instant> before = began;
        Instant at = clock.instant();
        began = Optional.empty();
        if (before.filter(then -> Duration.between(then, at).abs().compareTo(SETTLED) < 0)
                .isPresent()) {
            throw Refused.saying(ReasonCode.FAILED, SourceText.detail("windows-process-stopped-twice"));
        }
        ProcessNotices notices = new TraceNotices(TraceSession.open(calls, TraceSession.Kind.PROCESSES), now);
        began = Optional.of(at);
        return notices;
    }
}
