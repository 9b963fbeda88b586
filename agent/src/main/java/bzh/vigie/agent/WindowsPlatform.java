package bzh.vigie.agent;

import bzh.vigie.agent.budget.ClassCache;
import bzh.vigie.agent.budget.MachineActivity;
import bzh.vigie.agent.budget.OwnUse;
import bzh.vigie.agent.directory.ComputerLogin;
import bzh.vigie.agent.directory.Directory;
import bzh.vigie.agent.directory.Membership;
import bzh.vigie.agent.directory.Trust;
import bzh.vigie.agent.host.Apart;
import bzh.vigie.agent.host.EncodedCertificate;
import bzh.vigie.agent.host.FileDigest;
import bzh.vigie.agent.host.LocalNetwork;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.host.Turn;
import bzh.vigie.agent.host.windows.Bcrypt;
import bzh.vigie.agent.host.windows.BootKey;
import bzh.vigie.agent.host.windows.ComputerAccount;
import bzh.vigie.agent.host.windows.EventWriter;
import bzh.vigie.agent.host.windows.Firmware;
import bzh.vigie.agent.host.windows.KeptPrivileges;
import bzh.vigie.agent.host.windows.LiveWindows;
import bzh.vigie.agent.host.windows.OwnProcess;
import bzh.vigie.agent.host.windows.OwnProgram;
import bzh.vigie.agent.host.windows.Priority;
import bzh.vigie.agent.host.windows.Privileges;
import bzh.vigie.agent.host.windows.SmbiosTables;
import bzh.vigie.agent.host.windows.SystemShutdown;
import bzh.vigie.agent.host.windows.SystemTimes;
import bzh.vigie.agent.host.windows.WindowsProxies;
import bzh.vigie.agent.identity.ThisMachine;
import bzh.vigie.agent.identity.WindowsMachine;
import bzh.vigie.agent.source.Sink;
import bzh.vigie.agent.source.Source;
import bzh.vigie.agent.source.WindowsSources;
import bzh.vigie.event.Clock;
import bzh.vigie.event.WindowsEvent;
import bzh.vigie.v1.MachineFacts;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** A Windows. */
final class WindowsPlatform implements Platform {
    private static final System.Logger LOG = System.getLogger(WindowsPlatform.class.getName());

    /** As in the log it is called. */
    private static final String PROGRAM = "Vigie";

    private static final int SETUP_EVENT = 2;

    WindowsPlatform() {
        FileDigest.by(Bcrypt::digest);
    }

    @Override
    public boolean isWindows() {
        return true;
    }

    @Override
    public Path state() {
        return Path.of(Optional.ofNullable(System.getenv("ProgramData")).orElse("C:\\ProgramData"), "Vigie", "agent");
    }

    @Override
    public Reading<Machine> open() {
        return LiveWindows.open();
    }

    @Override
    public Reading<Machine> watch() {
        return LiveWindows.watched();
    }

    @Override
    public LocalNetwork network() {
        return new LocalNetwork(new WindowsProxies(), Optional.of(new ComputerAccount()), ThisMachine::addresses);
    }

    @Override
    public MachineFacts facts() {
        return LiveWindows.open()
                .ifFound()
                .flatMap(machine -> machine.registry().ifFound())
                .map(registry -> {
                    try (registry) {
                        return new WindowsMachine(
                                        registry,
                                        () -> SmbiosTables.systemUuid(Firmware.smbios()),
                                        Firmware::memoryBytes)
                                .facts(ThisMachine.addresses());
                    }
                })
                .orElseGet(() -> MachineFacts.newBuilder().setOs("windows").build());
    }

    @Override
    public String stopReason(Instant now) {
        return StopReason.ofWindows(SystemShutdown.isUnderWay());
    }

    @Override
    public Optional<String> bootId() {
        return BootKey.id(new SecureRandom());
    }

    @Override
    public Supplier<OptionalLong> uptime() {
        return SystemTimes::uptimeMicros;
    }

    @Override
    public LongSupplier awakeNanos() {
        return SystemTimes::awakeNanos;
    }

    @Override
    public Optional<MachineActivity> activity() {
        // Windows itself stops the programs of a PC in modern standby while its clock goes on.
        return Optional.empty();
    }

    @Override
    public void settle() {
        Set<String> kept = Privileges.keepOnly(KeptPrivileges.NAMES);
        boolean lowered = Priority.lower();
        LOG.log(Level.DEBUG, "privileges kept: " + kept + ", priority lowered: " + lowered);
    }

    @Override
    public Turn passes() {
        return last -> {
            boolean taken = Priority.background(last);
            LOG.log(Level.DEBUG, "background " + last + ": " + (taken ? "taken" : "refused"));
        };
    }

    @Override
    public Optional<OwnUse> ownUse() {
        return OwnProcess.read().map(used -> new OwnUse(used.workingSetBytes(), used.cpuMicros(), used.threads()));
    }

    @Override
    public void record(SetupResult.End end, String text) {
        EventWriter.Kind kind = switch (end) {
            case DONE -> EventWriter.Kind.INFORMATION;
            case LATER, IN_PART -> EventWriter.Kind.WARNING;
            case FAILED, NOT_REMOVED -> EventWriter.Kind.ERROR;
        };
        try {
            EventWriter.write(PROGRAM, SETUP_EVENT, kind, text);
        } catch (Refused e) {
            LOG.log(Level.WARNING, "the Application log does not take how the set-up went: " + e.what());
        }
    }

    @Override
    public Optional<ClassCache> classCache() {
        return OwnProgram.classCache();
    }

    @Override
    public List<Source> sources(
            Sink sink, Clock clock, Path caches, Machine machine, AgentConfig config, Consumer<WindowsEvent> records) {
        return WindowsSources.open(sink, clock, caches, machine, Main.VERSION, records);
    }

    @Override
    public Directory directory(InstantSource clock) throws Refused {
        return LiveWindows.open()
                .ifFound()
                .flatMap(machine -> machine.registry().ifFound())
                .flatMap(registry -> {
                    try (registry) {
                        return Membership.ofWindows(registry);
                    }
                })
                .orElseThrow(Membership::none)
                .connect(controllers -> ComputerLogin.ofProcess(), Trust.in(WindowsPlatform::authorities), clock);
    }

    @Override
    public Apart directoryReader() {
        return OwnProgram::readDirectory;
    }

    private static List<EncodedCertificate> authorities() {
        return LiveWindows.open()
                .ifFound()
                .flatMap(machine -> machine.lists().ifFound())
                .map(WindowsTrust::authorities)
                .orElse(List.of());
    }
}
