package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.HandedCommands;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A collector that runs here as a program of its own, with an authority of its own. */
record Collector(Path dir, int port, Program program) implements AutoCloseable {
    static final String COMMUNE = "29019";

    /** One that ends after a minute is not worth the second compiler: its start takes half the processor time without. */
    private static final String SHORT_LIVED = "VIGIE_COLLECTOR_JAVA_OPTIONS=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

    /** Makes one in a new folder and starts it, without a console. */
    static Collector start(Path dir) throws IOException, InterruptedException {
        return start(dir, "none");
    }

    /** The same with a console on a free port of this machine. */
    static Collector withConsole(Path dir) throws IOException, InterruptedException {
        return start(dir, "127.0.0.1:" + freePort());
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static Collector start(Path dir, String console) throws IOException, InterruptedException {
        int port = freePort();
        Commands.vigie(
                        "collector",
                        "init",
                        "--dir",
                        dir.toString(),
                        "--name",
                        "localhost:" + port,
                        "--admin",
                        "anne",
                        "--console",
                        console)
                .orFail("collector init");
        Program program = Program.start(List.of(
                "env",
                SHORT_LIVED,
                Commands.TOP.resolve("vigie").toString(),
                "collector",
                "run",
                "--dir",
                dir.toString()));
        Collector collector = new Collector(dir, port, program);
        boolean listens = program.says("listening on", Duration.ofMinutes(2));
        assertTrue(listens, program::said);
        return collector;
    }

    /** A token for twenty hosts. */
    String token() {
        return token(20);
    }

    /** A token for so many hosts. */
    String token(int uses) {
        String said = run("token", "create", "--commune", COMMUNE, "--uses", Integer.toString(uses), "--expires", "1d");
        return said.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("vigie1."))
                .findFirst()
                .orElseThrow();
    }

    /** Adds a person; the link by which they choose a password. */
    String person(String name, String role) {
        return lines("users", "add", name, "--role", role, "--reason", "a test")
                .replaceAll("(?s).*\"link\":\"([^\"]+)\".*", "$1");
    }

    /** The break-glass code of the commune, a new one. */
    String breakGlass() {
        return lines("token", "break-glass", "--commune", COMMUNE).replaceAll("(?s).*\"code\":\"([^\"]+)\".*", "$1");
    }

    /** What a command of the collector says of its folder, as JSON lines. */
    String lines(String... command) {
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(List.of("--format", "jsonl"));
        return run(words.toArray(String[]::new));
    }

    /** In this virtual machine: the start of another costs more than most commands. */
    private String run(String... command) {
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(List.of("--dir", dir.toString()));
        HandedCommands.Run run = HandedCommands.runNow(words.toArray(String[]::new));
        assertEquals(0, run.code(), () -> "collector " + String.join(" ", words) + "\n" + run.err());
        return run.out();
    }

    @Override
    public void close() throws IOException {
        program.close();
    }
}
