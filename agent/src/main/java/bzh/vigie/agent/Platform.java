package bzh.vigie.agent;

import bzh.vigie.agent.budget.ClassCache;
import bzh.vigie.agent.budget.MachineActivity;
import bzh.vigie.agent.budget.OwnUse;
import bzh.vigie.agent.directory.Directory;
import bzh.vigie.agent.host.Apart;
import bzh.vigie.agent.host.LocalNetwork;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.host.Turn;
import bzh.vigie.agent.source.Sink;
import bzh.vigie.agent.source.Source;
import bzh.vigie.event.Clock;
import bzh.vigie.event.WindowsEvent;
import bzh.vigie.text.SourceText;
import bzh.vigie.v1.MachineFacts;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What the agent asks of the system it runs on, one implementation for each. Thread-safe. */
interface Platform {
    /** That of this machine: the one place that asks which system it is. */
    static Platform here() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows")
                ? new WindowsPlatform()
                : new LinuxPlatform();
    }

    /** Whether this is a Windows. */
    boolean isWindows();

    /** Where the agent keeps its state if nothing is said. */
    Path state();

    /** Opens this machine to read it once. */
    Reading<Machine> open();

    /** Opens this machine to read it and to be told of changes. */
    Reading<Machine> watch();

    /** What the machine offers for reaching others. */
    LocalNetwork network();

    /** What the machine says of itself, with its addresses. */
    MachineFacts facts();

    /** Why the agent is asked to stop, as a detail of its goodbye; empty where that is not known. */
    String stopReason(Instant now);

    /** Detail of a start after a run that broke off: how that run ended. */
    default String lastExit() {
        return SourceText.detail("state-broken-off");
    }

    /** What the system calls this boot, 1 to 64 characters; empty where that cannot be known. */
    Optional<String> bootId();

    /** Reads the time since boot, sleep included, in microseconds; empty where that fails. */
    Supplier<OptionalLong> uptime();

    /** Reads how long the machine was awake, in nanoseconds from some point on: stands still while it sleeps. */
    LongSupplier awakeNanos();

    /** How much the machine did, and how long the calling thread waited for its turn; empty where the system does not tell. */
    Optional<MachineActivity> activity();

    /** The process that watches gives up what it does not need of rights and of its turn; called once, first of all. */
    void settle();

    /** How a thread of the process that watches goes last when it reads the inventory. */
    Turn passes();

    /** What this process has used of the machine; empty where that fails. */
    Optional<OwnUse> ownUse();

    /**
     * Puts into the system's log how it went to do what an installer left: an error, a warning or an information. Where what the agent
     * says goes there by itself, nothing.
     */
    void record(SetupResult.End end, String text);

    /** What makes the archive of loaded classes while nothing else is to be done; empty where the agent is to make none. */
    Optional<ClassCache> classCache();

    /**
     * The telemetry sources, not started yet.
     *
     * @param caches an existing folder of the agent's own, where sources keep caches and positions over restarts
     * @param records takes every record of Windows' event log as it comes, on any thread
     */
    List<Source> sources(
            Sink sink, Clock clock, Path caches, Machine machine, AgentConfig config, Consumer<WindowsEvent> records);

    /**
     * Connects to the directory of the machine's domain, in the computer's name.
     *
     * @param clock the machine's wall clock
     * @throws Refused where the machine is in none, or no controller lets it in
     */
    Directory directory(InstantSource clock) throws Refused;

    /** Starts the process that reads that directory for the agent. */
    Apart directoryReader();
}
