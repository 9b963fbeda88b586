package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A Windows, as Wine plays it, on which the agent is installed by its MSI, and the collector of its agent. */
record InstalledWindows(Wine windows, Collector collector) {
    private static final String NAME = "vigie-agent";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern STARTED = Pattern.compile("\"started\":\"([^\"]+)\"");

    /** Of its agent. */
    Path state() {
        return windows.prefix().resolve("drive_c/ProgramData/Vigie/agent");
    }

    Path programs() {
        return windows.prefix().resolve("drive_c/Program Files/Vigie/agent");
    }

    /** Runs Windows Installer without a window. */
    Commands.Outcome msiexec(String what, Path msi, String... properties) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("wine", "msiexec", what, Wine.windows(msi), "/qn"));
        words.addAll(List.of(properties));
        return windows.run(words.toArray(String[]::new));
    }

    /** The same where the old version is to keep the state: Wine does not tell it that it is being replaced (decision 0027). */
    InstalledWindows keepingState() {
        return new InstalledWindows(new Wine(windows.prefix(), List.of("VIGIE_KEEPSTATE=1")), collector);
    }

    /** Starts Windows again: all programs end at once, then what starts by itself does. */
    void restart() throws IOException, InterruptedException {
        windows.kill();
        windows.run("wineboot").orFail("wineboot");
    }

    /** What stands in the result file, once these words do. */
    String result(String words) throws IOException, InterruptedException {
        Path file = programs().resolve("resultat.txt");
        await(() -> has(file, words), words + " in the result file");
        return Files.readString(file);
    }

    /** Waits for an agent that started after the one of {@code before} and is connected, and says when it started. */
    String connectedAfter(String before) throws IOException, InterruptedException {
        Path status = state().resolve("status.jsonl");
        await(
                () -> has(status, "\"connection\":\"connected\"")
                        && !started(status).equals(before),
                "a connected agent that did not start at " + before);
        return started(status);
    }

    /** Waits for an agent that started after the one of {@code before}, connected or not. */
    void startedAfter(String before) throws IOException, InterruptedException {
        Path status = state().resolve("status.jsonl");
        await(
                () -> Files.exists(status) && !started(status).equals(before),
                "an agent that did not start at " + before);
    }

    private static String started(Path status) throws IOException {
        Matcher matcher = STARTED.matcher(Files.readString(status));
        return matcher.find() ? matcher.group(1) : "";
    }

    /** Waits until the agent keeps such a file. */
    void awaitFile(String name) throws IOException, InterruptedException {
        await(() -> Files.exists(state().resolve(name)), name);
    }

    /** Waits until an event of its agent is at the collector. */
    void awaitEvent(String words) throws IOException, InterruptedException {
        await(() -> collector.lines("events").contains(words), words + " at the collector");
    }

    /** Whether the service is in that state. */
    boolean is(String state) throws IOException, InterruptedException {
        return query().contains(state);
    }

    void awaitService(String state) throws IOException, InterruptedException {
        await(() -> is(state), "a service that is " + state);
    }

    private String query() throws IOException, InterruptedException {
        return windows.run("wine", "sc", "query", NAME).said();
    }

    /** What of the agent's stands in the registry, once it is written: a line each. */
    List<String> inRegistry() throws IOException, InterruptedException {
        windows.stop();
        try (Stream<String> lines = Files.lines(windows.prefix().resolve("system.reg"), StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.toLowerCase(Locale.ROOT).contains("vigie"))
                    .sorted()
                    .toList();
        }
    }

    /** The files of that Windows and its registry in which these words stand, the installer's log besides. */
    List<Path> filesWith(String words) throws IOException, InterruptedException {
        return Commands.run(List.of(
                        "grep",
                        "--recursive",
                        // the agent goes on writing: a file that went meanwhile holds nothing
                        "--no-messages",
                        "--files-with-matches",
                        "--binary-files=text",
                        "--devices=skip",
                        "--fixed-strings",
                        "--exclude-dir=dosdevices",
                        words,
                        windows.prefix().toString()))
                .said()
                .lines()
                .map(Path::of)
                .toList();
    }

    private void await(Program.Condition condition, String what) throws IOException, InterruptedException {
        boolean holds = collector.program().until(condition, PATIENCE);
        assertTrue(holds, () -> "no " + what + "\n" + logs());
    }

    private static boolean has(Path file, String words) throws IOException {
        return Files.exists(file) && Files.readString(file).contains(words);
    }

    /** What the agent and its service host said. */
    String logs() {
        StringBuilder said = new StringBuilder();
        try (Stream<Path> logs = Files.list(state())) {
            for (Path each :
                    logs.filter(file -> file.toString().endsWith(".log")).toList()) {
                said.append(each).append(":\n").append(Files.readString(each));
            }
            Path result = programs().resolve("resultat.txt");
            if (Files.exists(result)) {
                said.append(Files.readString(result));
            }
        } catch (IOException e) {
            said.append(e).append('\n');
        }
        return said.toString();
    }
}
