package bzh.vigie.agent.source;

import bzh.vigie.agent.host.AuditPolicy.Audited;
import bzh.vigie.agent.host.EventLogs;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.offline.OfflineProcesses;
import bzh.vigie.event.Account;
import bzh.vigie.event.Clock;
import bzh.vigie.event.Observed;
import bzh.vigie.event.Observed.Why;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The event log and the processes of a Windows, joined as the agent joins them; no process is seen but by its records. */
public final class LoggedProcesses implements AutoCloseable {
    private final ProcessSource processes;
    private final EventLogSource log;

    /** Not started yet; the state lies in an existing folder. */
    public LoggedProcesses(Sink sink, Clock clock, EventLogs logs, Path stateDir) {
        LoggedStarts starts = new LoggedStarts(sid -> new Account(sid, ""), System::nanoTime);
        processes = new ProcessSource(
                WatchedSystem.WINDOWS,
                sink,
                clock,
                new OfflineProcesses(),
                new ProcessWorker.Extras(
                        sid -> new Account(sid, ""),
                        path -> Observed.missed(Why.NOT_OFFERED),
                        stateDir,
                        Optional.empty(),
                        Optional.of(starts)));
        log = new EventLogSource(
                sink,
                clock,
                Duration.ofMillis(5),
                logs,
                new AuditStates(sink, clock, ignored -> Reading.found(new Audited(true, true)), Reading.absent()),
                stateDir,
                ignored -> {},
                starts::take);
    }

    /** Begins to read. */
    public void start() {
        processes.start();
        log.start();
    }

    /** Reads what is there and tells it. */
    @Override
    public void close() {
        log.close();
        processes.close();
    }
}
