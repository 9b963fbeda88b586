import bzh.vigie.agent.directory.Membership;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.linux.LiveMachine;
import bzh.vigie.agent.persistence.DirectoryInventory;
import bzh.vigie.event.Clock;
import bzh.vigie.event.Event;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.Moment;
import bzh.vigie.wire.EventCodec;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Readings of a domain's directory as the agent that the collector chose makes them: all of it, and what changed since. Arguments: folder
 * for state, root below which the computer's key lies, root in which the controller runs, a command that changes something.
 * Prints time with the pauses, processor time of this process and of the controller, bytes over the network both ways (LDAP, Kerberos and
 * names), bytes of the events that a collector would be sent before they are deflated, the heap's peak and that of resident memory.
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
                "%-24s %8s %8s %8s %9s %7s %9s %9s %9s%n",
                "", "wall s", "agent s", "server s", "net KiB", "events", "events KiB", "heap KiB", "RSS MiB");
        try (Machine machine = LiveMachine.open().ifFound().orElseThrow()) {
            DirectoryInventory inventory = DirectoryInventory.open(
                    Directory::take,
                    clock,
                    machine,
                    state.resolve("directory"),
                    () -> Membership.ofLinux(root, InstantSource.system()),
                    Duration.ofDays(1));
            try (inventory) {
                measured("everything", server, inventory::start, 2);
                measured("nothing changed", server, () -> inventory.listCompletely(ONE, ""), 1);
                if (new ProcessBuilder(change).inheritIO().start().waitFor() != 0) {
                    throw new IOException("nothing could be changed");
                }
                measured("an account changed", server, () -> inventory.listCompletely(ONE, ""), 1);
            }
        }
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
        heaps().forEach(MemoryPoolMXBean::resetPeakUsage);
        long events = EVENTS.get();
        long bytes = BYTES.get();
        long until = STATES.get() + states;
        double own = own();
        double of = server(server);
        long net = net();
        long began = System.nanoTime();
        start.run();
        BooleanSupplier over = () -> STATES.get() >= until;
        while (!over.getAsBoolean()) {
            Thread.sleep(20);
        }
        double wall = (System.nanoTime() - began) / 1e9;
        long heap = heaps().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum() >> 10;
        System.out.printf(
                Locale.ROOT,
                "%-24s %8.1f %8.2f %8.2f %9d %7d %9d %9d %9.1f%n",
                what,
                wall,
                own() - own,
                server(server) - of,
                (net() - net) >> 10,
                EVENTS.get() - events,
                (BYTES.get() - bytes) >> 10,
                heap,
                status("VmHWM:") / 1024.0);
    }

    private static Stream<MemoryPoolMXBean> heaps() {
        return ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getType() == MemoryType.HEAP);
    }

    private static double own() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
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
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith(key))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }
}
