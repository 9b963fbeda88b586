package bzh.vigie.agent.source;

import bzh.vigie.agent.host.Accounts;
import bzh.vigie.agent.host.NetworkCards;
import bzh.vigie.agent.host.Packages;
import bzh.vigie.agent.host.linux.AuditMulticast;
import bzh.vigie.agent.host.linux.JournalFollower;
import bzh.vigie.agent.host.linux.KernelAudit;
import bzh.vigie.agent.host.linux.LinuxKernelNotices;
import bzh.vigie.agent.host.linux.LinuxNeighbours;
import bzh.vigie.agent.host.linux.LinuxProcesses;
import bzh.vigie.agent.host.linux.LinuxSockets;
import bzh.vigie.agent.host.linux.ProcArp;
import bzh.vigie.agent.host.linux.ProcNetSockets;
import bzh.vigie.event.Clock;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The telemetry sources of a running Linux: one line each. */
public final class LinuxSources {
    private LinuxSources() {}

    /**
     * All of them, not started yet.
     *
     * @param stateDir an existing folder of the agent's own, where the sources keep caches and positions over restarts
     * @param accounts of this machine
     * @param owners of this machine, shared with whoever else asks
     * @param audit the setting {@code linux-audit}
     */
    public static List<Source> open(
            Sink sink, Clock clock, Path stateDir, Accounts accounts, Packages owners, AuditMode audit) {
        AccountNames names = new AccountNames(accounts);
        LinuxProcesses processes = new LinuxProcesses();
        return List.of(
                new ProcessSource(
                        WatchedSystem.LINUX,
                        sink,
                        clock,
                        processes,
                        new ProcessWorker.Extras(
                                names::of,
                                owners::owner,
                                stateDir,
                                Optional.of(new ProcessWorker.Audit(audit, AuditMulticast::open, KernelAudit::open)),
                                Optional.empty())),
                new LogonSource(
                        sink, clock, LogonSource.EVERY, processes, Path.of("/"), stateDir, JournalFollower.opener()),
                new NetworkSource(
                        WatchedSystem.LINUX,
                        sink,
                        clock,
                        stateDir,
                        NetworkSource.EVERY,
                        LinuxSockets::open,
                        () -> new ProcNetSockets(Path.of("/proc/self/net"))),
                new NeighbourSource(
                        WatchedSystem.LINUX,
                        sink,
                        clock,
                        stateDir,
                        NeighbourSource.EVERY,
                        List.of(new LinuxNeighbours()),
                        List.of(new ProcArp(Path.of("/proc/self/net/arp"))),
                        NetworkCards::addresses),
                new KernelSource(sink, clock, stateDir, LinuxKernelNotices::open));
    }
}
