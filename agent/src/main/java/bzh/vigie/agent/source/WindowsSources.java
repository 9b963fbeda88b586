package bzh.vigie.agent.source;

import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.windows.WindowsEventLogs;
import bzh.vigie.event.Clock;
import java.nio.file.Path;
import java.util.List;

/** The telemetry sources of a running Windows: one line each. */
public final class WindowsSources {
    private WindowsSources() {}

    /**
     * All of them, not started yet.
     *
     * @param stateDir an existing folder of the agent's own, where the sources keep caches and positions over restarts
     * @param machine this one
     */
    @SuppressWarnings("UnusedVariable") // until the first of them needs it
    public static List<Source> open(Sink sink, Clock clock, Path stateDir, Machine machine) {
        return List.of(
                new EventLogSource(sink, clock, EventLogSource.EVERY, new WindowsEventLogs(), stateDir, ignored -> {}));
    }
}
