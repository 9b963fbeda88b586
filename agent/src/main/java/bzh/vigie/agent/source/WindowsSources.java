package bzh.vigie.agent.source;

import bzh.vigie.agent.host.Files.OpenFile;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.NetworkCards;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.windows.WindowsAuditPolicy;
import bzh.vigie.agent.host.windows.WindowsEventLogs;
import bzh.vigie.agent.host.windows.WindowsNeighbours;
import bzh.vigie.agent.host.windows.WindowsProcesses;
import bzh.vigie.agent.host.windows.WindowsSessions;
import bzh.vigie.agent.host.windows.WindowsSockets;
import bzh.vigie.event.Clock;
import bzh.vigie.event.Observed;
import bzh.vigie.event.Observed.Why;
import bzh.vigie.event.WindowsEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The telemetry sources of a running Windows: one line each. */
public final class WindowsSources {
    private WindowsSources() {}

    /**
     * All of them, not started yet.
     *
     * @param stateDir an existing folder of the agent's own, where the sources keep caches and positions over restarts
     * @param machine this one; stays open while the sources watch
     * @param version the agent's own
     * @param records takes every record of the event log as it comes, on any thread
     */
    public static List<Source> open(
            Sink sink, Clock clock, Path stateDir, Machine machine, String version, Consumer<WindowsEvent> records) {
        WindowsProcesses processes =
                new WindowsProcesses(machine.files(), () -> clock.now().wall());
        AuditStates audit = new AuditStates(sink, clock, new WindowsAuditPolicy(), machine.registry());
        WindowsAccountNames names = new WindowsAccountNames(machine.registry().ifFound());
        SessionSource sessions = new SessionSource(sink, clock, new WindowsSessions(), stateDir, version);
        ProgramSource program = new ProgramSource(
                sink,
                clock,
                ProgramSource.EVERY,
                OwnFiles.ofThisProcess(),
                path -> machine.files().open(path).then(WindowsSources::opened));
        LoggedStarts starts = new LoggedStarts(names::of, System::nanoTime);
        return List.of(
                sessions,
                program,
                new NeighbourSource(
                        WatchedSystem.WINDOWS,
                        sink,
                        clock,
                        stateDir,
                        NeighbourSource.EVERY,
                        List.of(WindowsNeighbours.overBoth(), WindowsNeighbours.overIpv4()),
                        List.of(),
                        NetworkCards::addresses),
                new ProcessSource(
                        WatchedSystem.WINDOWS,
                        sink,
                        clock,
                        processes,
                        new ProcessWorker.Extras(
                                names::of,
                                path -> Observed.missed(Why.NOT_OFFERED),
                                stateDir,
                                Optional.empty(),
                                Optional.of(starts))),
                new NetworkSource(
                        WatchedSystem.WINDOWS,
                        sink,
                        clock,
                        stateDir,
                        NetworkSource.EVERY,
                        () -> WindowsSockets.open(processes),
                        () -> WindowsSockets.lists(processes)),
                new EventLogSource(
                        sink,
                        clock,
                        EventLogSource.EVERY,
                        new WindowsEventLogs(),
                        audit,
                        stateDir,
                        records.andThen(sessions::accept).andThen(program::accept),
                        starts::take));
    }

    private static Reading<Boolean> opened(OpenFile file) {
        file.close();
        return Reading.found(true);
    }
}
