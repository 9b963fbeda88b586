package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Windows that Wine makes, with a virtual machine for it that ran on Windows: the nearest to one that there is here.
 *
 * @param environment what its programs have in theirs besides, each {@code NAME=value}
 */
record Wine(Path prefix, List<String> environment) {
    private static final Pattern VERSION = Pattern.compile("wine-(\\d+)\\.");
    private static final int OLDEST = 10;
    private static final String MAIN = "bzh.vigie.agent.Main";
    private static final Path RUNTIMES = Path.of(System.getProperty("vigie.runtimes", "../../shared/runtimes"));
    private static final Path KEPT = Path.of("target/wine").toAbsolutePath();

    Wine(Path prefix) {
        this(prefix, List.of());
    }

    /** The same whose clock is off by that much, as faketime has it ({@code +5y}); time since boot is as it was. */
    Wine withClock(Path faketime, String off) {
        return new Wine(prefix, List.of("LD_PRELOAD=" + faketime, "FAKETIME=" + off, "FAKETIME_DONT_FAKE_MONOTONIC=1"));
    }

    /** A copy of one that is made once a run; skipped without Wine, failed with one that is too old for the virtual machine. */
    static synchronized Wine fresh(Path folder) throws IOException, InterruptedException {
        assumeTrue(Commands.works("wine", "--version"), "skipped: wine is not installed");
        String version = Commands.run(List.of("wine", "--version")).said();
        Matcher number = VERSION.matcher(version);
        assertTrue(
                number.find() && Integer.parseInt(number.group(1)) >= OLDEST,
                () -> "Wine 10 or later is needed, this is " + version);
        Path base = KEPT.resolve("base");
        if (!Files.isDirectory(base)) {
            Files.createDirectories(KEPT);
            Wine made = new Wine(KEPT.resolve("being-made"));
            Commands.run(List.of("rm", "-rf", made.prefix.toString())).orFail("rm");
            made.run("wineboot", "--init").orFail("wineboot");
            made.stop();
            Files.move(made.prefix, base);
        }
        Path prefix = folder.resolve("prefix");
        Commands.run(List.of("cp", "-a", base.toString(), prefix.toString())).orFail("cp");
        Wine windows = new Wine(prefix);
        WineEnds.afterThisTest(windows);
        return windows;
    }

    /** The virtual machine of a Windows runtime; skipped where there is none. */
    static synchronized Path java() throws IOException, InterruptedException {
        Path unpacked = KEPT.resolve("runtime");
        if (!Files.isDirectory(unpacked)) {
            List<Path> wheels = List.of();
            if (Files.isDirectory(RUNTIMES)) {
                try (Stream<Path> all = Files.list(RUNTIMES)) {
                    wheels = all.filter(each -> each.toString().endsWith("win_amd64.whl"))
                            .sorted()
                            .toList();
                }
            }
            assumeTrue(!wheels.isEmpty(), "skipped: no Windows runtime in " + RUNTIMES + ": set -Dvigie.runtimes");
            Path partly = KEPT.resolve("runtime-being-unpacked");
            Files.createDirectories(partly);
            Commands.run(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "jar")
                                    .toString(),
                            "--extract",
                            "--file",
                            wheels.getLast().toAbsolutePath().toString(),
                            "--dir",
                            partly.toString()))
                    .orFail("unpacking " + wheels.getLast());
            Files.move(partly, unpacked);
        }
        try (Stream<Path> all = Files.walk(unpacked, 4)) {
            return all.filter(each -> each.endsWith("bin/java.exe")).findFirst().orElseThrow();
        }
    }

    /** Runs a program of that Windows, or of Wine. */
    Commands.Outcome run(String... words) throws IOException, InterruptedException {
        return Commands.run(within(List.of(words)));
    }

    /** Starts a program of that Windows, which goes on. */
    Program start(String... words) throws IOException {
        return Program.start(within(List.of(words)));
    }

    private List<String> within(List<String> words) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "env",
                "WINEPREFIX=" + prefix.toAbsolutePath(),
                "WINEARCH=win64",
                "WINEDEBUG=-all",
                "WINEDLLOVERRIDES=mscoree,mshtml=",
                "HOME=" + Files.createDirectories(KEPT.resolve("home"))));
        all.addAll(environment);
        all.addAll(words);
        return all;
    }

    /** Waits until all that runs there has ended, and the registry is written. */
    void stop() throws IOException, InterruptedException {
        run("wineserver", "--wait").orFail("wineserver");
    }

    /** Ends all that runs there. */
    void kill() throws IOException, InterruptedException {
        run("wineserver", "--kill");
        stop();
    }

    /** The agent as it is built, with the Windows runtime. */
    Commands.Outcome agent(String... arguments) throws IOException, InterruptedException {
        return java(MAIN, arguments);
    }

    /** A class of the agent, of its tests or of these with a main method, with the Windows runtime. */
    Commands.Outcome java(String main, String... arguments) throws IOException, InterruptedException {
        return run(javaWords(main, arguments).toArray(String[]::new));
    }

    /** The agent, which goes on. */
    Program startAgent(String... arguments) throws IOException, InterruptedException {
        return start(javaWords(MAIN, arguments).toArray(String[]::new));
    }

    /** What starts a class with the Windows runtime. */
    static List<String> javaWords(String main, String... arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(
                "wine",
                java().toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath(),
                main));
        words.addAll(List.of(arguments));
        return words;
    }

    /** Of the agent as it is built, of its tests and of these, as that Windows names them. */
    static String classPath() throws IOException {
        Path agent = Commands.TOP.resolve("agent/target");
        List<String> classPath = new ArrayList<>(List.of(
                windows(agent.resolve("classes")),
                windows(agent.resolve("test-classes")),
                windows(Commands.TOP.resolve("proto/target/classes")),
                windows(Commands.TOP.resolve("installers/target/test-classes"))));
        try (Stream<Path> all = Files.list(agent.resolve("lib"))) {
            all.filter(each -> !each.getFileName().toString().startsWith("vigie-"))
                    .sorted()
                    .forEach(each -> classPath.add(windows(each)));
        }
        return String.join(";", classPath);
    }

    /** How that Windows names a file of this machine. */
    static String windows(Path file) {
        return "Z:" + file.toAbsolutePath().normalize().toString().replace('/', '\\');
    }
}
