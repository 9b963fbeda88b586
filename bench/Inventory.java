import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.linux.LiveMachine;
import bzh.vigie.agent.host.offline.MountedLinux;
import bzh.vigie.agent.persistence.OwnCanaries;
import bzh.vigie.event.Clock;
import bzh.vigie.event.Event;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.Moment;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Full passes of the agent's inventory, as {@code run} makes them, over this machine or over a Linux system below a folder: the
 * first, the next, the first after a restart, and one location by itself. Arguments: folder for state, root, and whether a process
 * apart reads ({@code apart} or {@code inside}). Prints processor
 * time of the process and of what it started, wall time, peak resident memory, bytes allocated, events told.
 */
public final class Inventory {
    private static final String ONE = "linux.cron.d";

    private static final AtomicLong EVENTS = new AtomicLong();
    private static final AtomicLong ONE_READ = new AtomicLong();
    private static volatile long childPeak;

    public static void main(String[] arguments) throws Exception {
        Path state = Path.of(arguments[0]);
        Path root = Path.of(arguments[1]);
        Thread.ofPlatform().daemon().start(Inventory::watchChildren);
        System.out.printf("%-26s %8s %8s %9s %9s %10s %7s%n", "", "CPU s", "wall s", "RSS MiB", "child MiB", "alloc MiB", "events");
        try (Machine open = open(root)) {
            Machine machine = arguments[2].equals("inside") ? open.inside() : open;
            try (var inventory = inventory(machine, state)) {
                measured("first pass", inventory::start, () -> inventory.passes() > 0);
                measured("next pass", inventory::passNow, () -> inventory.passes() > 1);
                measured("next pass", inventory::passNow, () -> inventory.passes() > 2);
                long before = ONE_READ.get();
                measured(ONE + " again", () -> inventory.listCompletely(ONE, ""), () -> ONE_READ.get() > before);
            }
            try (var inventory = inventory(machine, state)) {
                measured("first pass of a restart", inventory::start, () -> inventory.passes() > 0);
            }
        }
    }

    private static Machine open(Path root) throws IOException {
        Reading<Machine> machine = root.equals(Path.of("/")) ? LiveMachine.open() : MountedLinux.open(root);
        return machine.ifFound().orElseThrow(() -> new IOException("cannot be read: " + root));
    }

    private static bzh.vigie.agent.persistence.Inventory inventory(Machine machine, Path state) throws IOException {
        Clock clock = () -> new Moment(InstantSource.system().instant(), "bench", System.nanoTime() / 1_000);
        OwnCanaries none = new OwnCanaries(state, System::nanoTime, () -> {});
        return bzh.vigie.agent.persistence.Inventory.open(Inventory::take, clock, machine, state.resolve("inventory"), none);
    }

    private static void take(Event event) {
        EVENTS.incrementAndGet();
        if (event instanceof Event.LocationRead read && read.status().location().equals(ONE)) {
            ONE_READ.incrementAndGet();
        }
        if (event instanceof Event.LocationRead read && read.status().state() == State.UNREADABLE) {
            System.out.println("unreadable: " + read.status().location() + " " + read.status().detail());
        }
    }

    private static void measured(String what, Runnable start, BooleanSupplier over) throws Exception {
        System.gc();
        Files.writeString(Path.of("/proc/self/clear_refs"), "5");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        childPeak = 0;
        long events = EVENTS.get();
        double cpu = cpuSeconds();
        long allocated = threads.getTotalThreadAllocatedBytes();
        long began = System.nanoTime();
        start.run();
        while (!over.getAsBoolean()) {
            Thread.sleep(5);
        }
        long ended = System.nanoTime();
        // Its time is counted once it has ended.
        while (ProcessHandle.current().children().findAny().isPresent()) {
            Thread.sleep(5);
        }
        System.out.printf(
                Locale.ROOT,
                "%-26s %8.2f %8.2f %9.1f %9.1f %10.1f %7d%n",
                what,
                cpuSeconds() - cpu,
                (ended - began) / 1e9,
                kib(Path.of("/proc/self/status"), "VmHWM:") / 1024.0,
                childPeak / 1024.0,
                (threads.getTotalThreadAllocatedBytes() - allocated) / 1048576.0,
                EVENTS.get() - events);
    }

    /** User and system time of this process and of those that it started and that ended (proc(5), stat 14 to 17). */
    private static double cpuSeconds() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long ticks = 0;
        for (int i = 11; i <= 14; i++) {
            ticks += Long.parseLong(fields[i]);
        }
        return ticks / 100.0;
    }

    private static void watchChildren() {
        while (true) {
            ProcessHandle.current()
                    .children()
                    .forEach(child -> childPeak = Math.max(childPeak, kib(Path.of("/proc/" + child.pid() + "/status"), "VmHWM:")));
            try {
                Thread.sleep(TimeUnit.MILLISECONDS.toMillis(50));
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static long kib(Path status, String field) {
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith(field))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException | java.io.UncheckedIOException e) {
            return 0;
        }
    }
}
