package bzh.vigie.agent.source;

import bzh.vigie.agent.host.OpenImage;
import bzh.vigie.agent.host.ProcessFacts;
import bzh.vigie.agent.host.Processes;
import bzh.vigie.event.Clock;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Observed;
import bzh.vigie.event.Observed.Why;
import bzh.vigie.event.ProcessKey;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Starts that logs tell, on their way through the worker of the process source. */
final class LoggedWorker implements LoggedStarts.Worker {
    private final Processes processes;
    private final LiveProcesses live;
    private final OpenImages images;
    private final Clock clock;
    private final long since;
    private final Predicate<LoggedStart> queue;
    private final Completing completing;
    private final Consumer<Event.ProcessStarted> tell;

    /** Adds hash, signer and account to what a process tells. */
    interface Completing {
        Event.ProcessStarted completed(ProcessWork.Started started, String source);
    }

    /** From now on; the queue says whether it took a start. */
    LoggedWorker(
            Processes processes,
            LiveProcesses live,
            OpenImages images,
            Clock clock,
            Predicate<LoggedStart> queue,
            Completing completing,
            Consumer<Event.ProcessStarted> tell) {
        this.processes = processes;
        this.live = live;
        this.images = images;
        this.clock = clock;
        this.queue = queue;
        this.completing = completing;
        this.tell = tell;
        since = LoggedStart.fileTime(clock.now().wall());
    }

    @Override
    public boolean takes(LoggedStart start) {
        // What was before is told by the log alone: what still runs of it was told without what only the log knows.
        return start.created() >= since && queue.test(start);
    }

    @Override
    public Event.ProcessStarted unseen(LoggedStart start) {
        ProcessFacts facts = processes.facts(start.pid());
        boolean same = facts.startTicks().isPresent()
                && LoggedStarts.isSame(facts.startTicks().getAsLong(), start.created());
        if (!same) {
            facts.file().ifPresent(OpenImage::close);
        } else if (facts.file().isPresent()) {
            images.opened();
        }
        ProcessFacts told = same ? facts : ended(start);
        long created = same ? facts.startTicks().getAsLong() : start.created();
        Observed<ProcessKey> parent = live.parentOf(told);
        if (same) {
            live.put(start.pid(), new LiveProcesses.Live(created, parent, told.image(), true));
        }
        Moment now = clock.now();
        return completing.completed(
                new ProcessWork.Started(
                        new Moment(start.time(), now.bootId(), now.monotonicMicros()),
                        live.key(start.pid(), created),
                        parent,
                        live.imageOf(parent),
                        told,
                        false),
                start.log().source());
    }

    private ProcessFacts ended(LoggedStart start) {
        return new ProcessFacts(
                start.pid(),
                OptionalLong.of(start.created()),
                start.parentPid(),
                "",
                Observed.missed(Why.ENDED),
                Observed.missed(Why.ENDED),
                Observed.missed(Why.ENDED),
                false,
                Optional.empty());
    }

    @Override
    public void tell(Event.ProcessStarted start) {
        tell.accept(start);
    }
}
