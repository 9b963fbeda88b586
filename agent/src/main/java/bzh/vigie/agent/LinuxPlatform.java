package bzh.vigie.agent;

import bzh.vigie.agent.budget.ClassCache;
import bzh.vigie.agent.budget.MachineActivity;
import bzh.vigie.agent.budget.OwnUse;
import bzh.vigie.agent.directory.Directory;
import bzh.vigie.agent.directory.Membership;
import bzh.vigie.agent.host.Apart;
import bzh.vigie.agent.host.FileDigest;
import bzh.vigie.agent.host.LocalNetwork;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.host.Turn;
import bzh.vigie.agent.host.linux.CryptoLibrary;
import bzh.vigie.agent.host.linux.EnvironmentProxies;
import bzh.vigie.agent.host.linux.LinuxApart;
import bzh.vigie.agent.host.linux.LinuxClassCache;
import bzh.vigie.agent.host.linux.LiveMachine;
import bzh.vigie.agent.host.linux.SystemState;
import bzh.vigie.agent.identity.HostClock;
import bzh.vigie.agent.identity.ThisMachine;
import bzh.vigie.agent.source.LinuxSources;
import bzh.vigie.agent.source.Sink;
import bzh.vigie.agent.source.Source;
import bzh.vigie.event.Clock;
import bzh.vigie.event.WindowsEvent;
import bzh.vigie.v1.MachineFacts;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** A Linux. */
final class LinuxPlatform implements Platform {
    private static final Path ROOT = Path.of("/");

    LinuxPlatform() {
        FileDigest.by(CryptoLibrary::digest);
    }

    @Override
    public boolean isWindows() {
        return false;
    }

    @Override
    public Path state() {
        return Path.of("/var/lib/vigie-agent");
    }

    @Override
    public Reading<Machine> open() {
        return LiveMachine.open();
    }

    @Override
    public Reading<Machine> watch() {
        return LiveMachine.open();
    }

    @Override
    public LocalNetwork network() {
        return new LocalNetwork(new EnvironmentProxies(System.getenv()), Optional.empty(), ThisMachine::addresses);
    }

    @Override
    public MachineFacts facts() {
        return new ThisMachine(ROOT).facts(ThisMachine.addresses());
    }

    @Override
    public String stopReason(Instant now) {
        return StopReason.of(SystemState.ask(), StopReason.UPGRADE, now);
    }

    @Override
    public String lastExit() {
        return LastExit.take(LastExit.RECORD);
    }

    @Override
    public Optional<String> bootId() {
        return new ThisMachine(ROOT).bootId();
    }

    @Override
    public Supplier<OptionalLong> uptime() {
        return HostClock.uptime(ROOT);
    }

    @Override
    public LongSupplier awakeNanos() {
        return System::nanoTime;
    }

    @Override
    public Optional<MachineActivity> activity() {
        return MachineActivity.read(Path.of("/proc"));
    }

    @Override
    public void settle() {
        // The service's unit does (systemd.exec(5)), and those who read for the agent do it themselves.
    }

    @Override
    public Turn passes() {
        // Passes are read by a process apart, which is the last; an ordinary thread that is once nice stays so.
        return Turn.ORDINARY;
    }

    @Override
    public Optional<OwnUse> ownUse() {
        return OwnUse.read(Path.of("/proc"));
    }

    @Override
    public void record(SetupResult.End end, String text) {
        // The journal takes what the agent says (systemd.exec(5), StandardError).
    }

    @Override
    public Optional<ClassCache> classCache() {
        return LinuxClassCache.here();
    }

    @Override
    public List<Source> sources(
            Sink sink, Clock clock, Path caches, Machine machine, AgentConfig config, Consumer<WindowsEvent> records) {
        return LinuxSources.open(sink, clock, caches, machine.accounts(), machine.packages(), config.audit());
    }

    @Override
    public Directory directory(InstantSource clock) throws Refused {
        return Membership.ofLinux(ROOT, clock);
    }

    @Override
    public Apart directoryReader() {
        return LinuxApart.ofDirectory(ROOT.toString(), () -> Membership.keyToHand(ROOT));
    }
}
