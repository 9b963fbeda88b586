package bzh.vigie.installers;

import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.windows.LiveWindows;
import bzh.vigie.agent.source.Source;
import bzh.vigie.agent.source.WindowsSources;
import bzh.vigie.event.Clock;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Observed;
import bzh.vigie.event.ProcessKey;
import bzh.vigie.event.WatchState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Runs on a Windows: starts a program that waits, listens and connects to itself, and writes down every event that the sources tell
 * until the program's start, its end, the port and the connection are among them, or five minutes have gone by.
 */
final class WatchedWindows {
    static final int PORT = 45_678;

    private static final long LIMIT = 300_000;

    private WatchedWindows() {}

    /** With the file for the events, a folder for the sources' own, and the program that waits with its arguments. */
    public static void main(String[] arguments) throws Exception {
        ConcurrentLinkedQueue<Event> events = new ConcurrentLinkedQueue<>();
        Clock clock = () -> new Moment(InstantSource.system().instant(), "wine", System.nanoTime() / 1_000);
        Path state = Files.createDirectories(Path.of(arguments[1]));
        System.out.println("own pid " + ProcessHandle.current().pid());
        try (Machine machine = LiveWindows.open().ifFound().orElseThrow()) {
            List<Source> sources = WindowsSources.open(events::add, clock, state, machine, "0", record -> {});
            sources.forEach(Source::start);
            // The first lists are those that others are compared with.
            while (!haveListed(events)) {
                Thread.sleep(200);
            }
            Process waits = new ProcessBuilder(List.of(arguments).subList(2, arguments.length)).start();
            try (var listens = new ServerSocket(PORT);
                    var connects = new Socket(InetAddress.getLoopbackAddress(), PORT);
                    var accepted = listens.accept()) {
                long until = System.nanoTime() + LIMIT * 1_000_000;
                while (System.nanoTime() - until < 0
                        && accepted.isConnected()
                        && connects.isConnected()
                        && !isComplete(events, waits.pid())) {
                    Thread.sleep(200);
                }
                write(Path.of(arguments[0]), events);
            }
            sources.forEach(Source::close);
        }
        System.exit(0);
    }

    /** Whether processes were listed, this one among them, and sockets, after which the source says how it stands. */
    private static boolean haveListed(Iterable<Event> events) {
        boolean processes = false;
        boolean sockets = false;
        for (Event event : events) {
            switch (event) {
                case Event.ProcessStarted e ->
                    processes |= e.process().pid() == ProcessHandle.current().pid();
                case Event.SourceState e ->
                    sockets |= e.source().equals("windows.network") && e.state() != WatchState.DOWN;
                default -> {}
            }
        }
        return processes && sockets;
    }

    /** Wine lists a process at once, before it says when it was made and what it runs, and then once more. */
    private static boolean isComplete(Iterable<Event> events, long pid) {
        Optional<ProcessKey> started = Optional.empty();
        boolean stopped = false;
        boolean listens = false;
        boolean connected = false;
        for (Event event : events) {
            switch (event) {
                case Event.ProcessStarted e
                when e.process().pid() == pid && e.image() instanceof Observed.Known ->
                    started = Optional.of(e.process());
                case Event.ProcessStopped e -> stopped |= started.equals(Optional.of(e.process()));
                case Event.Listener e -> listens |= e.local().port() == PORT;
                case Event.Flow e -> connected |= e.remote().port() == PORT;
                default -> {}
            }
        }
        return stopped && listens && connected;
    }

    private static void write(Path to, Iterable<Event> events) throws IOException {
        List<String> lines = new ArrayList<>();
        events.forEach(event -> lines.add(event.toString()));
        Files.write(to, lines);
    }
}
