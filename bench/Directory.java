import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.linux.LinuxApart;
import bzh.vigie.agent.host.linux.LiveMachine;
import bzh.vigie.agent.host.offline.MountedLinux;
import bzh.vigie.agent.persistence.DirectoryInventory;
import bzh.vigie.agent.persistence.Inventory;
import bzh.vigie.agent.persistence.OwnCanaries;
import bzh.vigie.event.Clock;
import bzh.vigie.event.Event;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.Moment;
import bzh.vigie.wire.EventCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Readings of a domain's directory as the agent that the collector chose makes them: all of it, and what changed since. Arguments: folder
 * for state, root below which the computer's key lies, root in which the controller runs, a command that changes something.
 * Prints time with the pauses, processor time of this process, of the one that it has read the directory and of the controller, bytes over the
 * network both ways (LDAP, Kerberos and names), bytes of the events that a collector would be sent before they are deflated, and what both
 * processes had resident at most.
 */
public final class Directory {
    private static final String ONE = "ad.settings";

    private static final AtomicLong EVENTS = new AtomicLong();
    private static final AtomicLong BYTES = new AtomicLong();
    private static final AtomicLong STATES = new AtomicLong();

    public static void main(String[] arguments) throws Exception {
        Path state = Path.of(arguments[0]);
        Path root = Path.of(arguments[1]);
        Path server = Path.of(arguments[2]);
        List<String> change = List.of(arguments).subList(3, arguments.length);
        Clock clock = () -> new Moment(InstantSource.system().instant(), "bench", System.nanoTime() / 1_000);
        System.out.printf(
                "%-24s %8s %8s %8s %8s %9s %7s %9s %9s %9s%n",
                "",
                "wall s",
                "agent s",
                "apart s",
                "server s",
                "net KiB",
                "events",
                "events KiB",
                "RSS MiB",
                "apart MiB");
        readMachine(state, root, clock);
        System.out.printf(Locale.ROOT, "after a pass over an empty machine, as every agent has one: %.1f MiB%n", resident());
        try (Machine machine = LiveMachine.open().ifFound().orElseThrow()) {
            DirectoryInventory inventory = DirectoryInventory.open(
                    Directory::take,
                    clock,
                    machine,
                    state.resolve("directory"),
                    () -> {
                        throw new IllegalStateException("it is read by a process apart");
                    },
                    Optional.of(LinuxApart.ofDirectory(root.toString())),
                    Duration.ofDays(1));
            try (inventory) {
                measured("everything", server, inventory::start, 2);
                measured("nothing changed", server, () -> inventory.listCompletely(ONE, ""), 1);
                if (new ProcessBuilder(change).inheritIO().start().waitFor() != 0) {
                    throw new IOException("nothing could be changed");
                }
                measured("an account changed", server, () -> inventory.listCompletely(ONE, ""), 1);
                System.out.printf(Locale.ROOT, "afterwards: %.1f MiB%n", resident());
            }
        }
    }

    private static void readMachine(Path state, Path root, Clock clock) throws Exception {
        try (Machine files = MountedLinux.open(root).ifFound().orElseThrow();
                Inventory inventory = Inventory.open(
                        event -> BYTES.addAndGet(EventCodec.encode(List.of(event)).length),
                        clock,
                        new Machine(
                                files.files(),
                                files.accounts(),
                                files.packages(),
                                Reading.absent(),
                                Reading.absent(),
                                Reading.absent(),
                                Reading.found(new LinuxApart(root.toString()))),
                        state.resolve("inventory"),
                        new OwnCanaries(state, System::nanoTime, () -> {}))) {
            inventory.start();
            while (inventory.progress() != Inventory.Progress.COMPLETE) {
                Thread.sleep(50);
            }
        }
    }

    private static double resident() throws IOException {
        System.gc();
        return status("VmRSS:") / 1024.0;
    }

    private static void take(Event event) {
        EVENTS.incrementAndGet();
        BYTES.addAndGet(EventCodec.encode(List.of(event)).length);
        if (event instanceof Event.LocationRead read && read.status().state() != State.READ) {
            System.out.println(read.status().location() + " " + read.status().state() + " "
                    + read.status().detail());
        }
        if (event instanceof Event.SourceState said) {
            System.out.println(said.state() + " " + said.detail());
            STATES.incrementAndGet();
        }
    }

    private static void measured(String what, Path server, Runnable start, int states) throws Exception {
        System.gc();
        Files.writeString(Path.of("/proc/self/clear_refs"), "5");
        long events = EVENTS.get();
        long bytes = BYTES.get();
        long until = STATES.get() + states;
        double own = own();
        double apart = apart();
        double of = server(server);
        long net = net();
        long began = System.nanoTime();
        start.run();
        BooleanSupplier over = () -> STATES.get() >= until;
        long child = 0;
        while (!over.getAsBoolean() || ProcessHandle.current().children().findAny().isPresent()) {
            Thread.sleep(20);
            child = Math.max(child, child());
        }
        double wall = (System.nanoTime() - began) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "%-24s %8.1f %8.2f %8.2f %8.2f %9d %7d %9d %9.1f %9.1f%n",
                what,
                wall,
                own() - own,
                apart() - apart,
                server(server) - of,
                (net() - net) >> 10,
                EVENTS.get() - events,
                (BYTES.get() - bytes) >> 10,
                status("VmHWM:") / 1024.0,
                child / 1024.0);
    }

    /** KiB that the process which reads has had at most so far. */
    private static long child() {
        return ProcessHandle.current()
                .children()
                .mapToLong(each -> {
                    try {
                        return status(Path.of("/proc/" + each.pid() + "/status"), "VmHWM:");
                    } catch (IOException e) {
                        return 0; // it ended
                    }
                })
                .max()
                .orElse(0);
    }

    /** Seconds of processes that this one started and that ended. */
    private static double apart() throws IOException {
        return seconds("/proc/self/stat", 13);
    }

    /** The sum of two times (proc_pid_stat(5)). */
    private static double seconds(String file, int first) throws IOException {
        String stat = Files.readString(Path.of(file));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[first]) + Long.parseLong(fields[first + 1])) / 100.0;
    }

    /** Seconds of this process without what this thread takes to look at it, as the kernel says, since Java's own way takes memory. */
    private static double own() throws IOException {
        return seconds("/proc/self/stat", 11) - seconds("/proc/thread-self/stat", 11);
    }

    /** Seconds of the processes whose root that is (proc_pid_stat(5)), of those that ended as far as they were waited for. */
    private static double server(Path root) throws IOException {
        long ticks = 0;
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            for (Path each : all.filter(path -> path.getFileName().toString().matches("\\d+"))
                    .toList()) {
                try {
                    String stat = Files.readString(each.resolve("stat"));
                    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
                    if (Files.readSymbolicLink(each.resolve("root")).equals(root)) {
                        ticks += Long.parseLong(fields[11])
                                + Long.parseLong(fields[12])
                                + Long.parseLong(fields[13])
                                + Long.parseLong(fields[14]);
                    }
                } catch (IOException e) {
                    // it ended
                }
            }
        }
        return ticks / 100.0;
    }

    /** Bytes over the namespace's only interface: what one side sends the other receives. */
    private static long net() throws IOException {
        return Files.readAllLines(Path.of("/proc/net/dev")).stream()
                .map(String::strip)
                .filter(line -> line.startsWith("lo:"))
                .mapToLong(line -> Long.parseLong(line.substring(3).strip().split(" +")[0]))
                .sum();
    }

    private static double status(String key) throws IOException {
        return status(Path.of("/proc/self/status"), key);
    }

    private static long status(Path file, String key) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(key))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }
}
