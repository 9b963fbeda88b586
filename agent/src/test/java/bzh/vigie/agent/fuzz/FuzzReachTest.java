package bzh.vigie.agent.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * No parser is without a fuzz target: every class of the packages that take apart what others wrote is needed by the seeds of
 * some target, or is in {@code fuzz-not-reached.txt} with the reason ({@code class | why}). Which classes are needed, a Java of
 * its own says while it reads the seeds.
 */
final class FuzzReachTest {
    private static final Path CLASSES = Path.of("target/classes");
    private static final Path LISTED = Path.of("src/test/resources/fuzz-not-reached.txt");
    private static final Pattern INITIALISED = Pattern.compile("Initializing '([^']+)'");

    /** Folders of the packages whose classes all have to be reached. */
    private static final List<String> PARSERS = List.of(
            "bzh/vigie/agent/persistence/format",
            "bzh/vigie/agent/persistence/windows",
            "bzh/vigie/agent/host/packages",
            "bzh/vigie/agent/host/sqlite",
            "bzh/vigie/agent/windows");

    /** Classes elsewhere that take such bytes. */
    private static final List<String> OTHERS = List.of(
            "bzh/vigie/agent/directory/AttributeStamps",
            "bzh/vigie/agent/directory/Dn",
            "bzh/vigie/agent/directory/Entry",
            "bzh/vigie/agent/directory/GeneralizedTime",
            "bzh/vigie/agent/directory/Grant",
            "bzh/vigie/agent/directory/KeyCredential",
            "bzh/vigie/agent/directory/Keytab",
            "bzh/vigie/agent/host/Capabilities",
            "bzh/vigie/agent/host/HostText",
            "bzh/vigie/agent/host/PasswdAccounts",
            "bzh/vigie/agent/host/linux/AuditMessage",
            "bzh/vigie/agent/host/linux/ConnectorMessage",
            "bzh/vigie/agent/host/linux/DiagMessage",
            "bzh/vigie/agent/host/linux/ProcCmdline",
            "bzh/vigie/agent/host/linux/ProcNet",
            "bzh/vigie/agent/host/linux/ProcStat",
            "bzh/vigie/agent/host/linux/ProcStatus",
            "bzh/vigie/agent/persistence/FileHashes",
            "bzh/vigie/agent/persistence/KernelModules",
            "bzh/vigie/agent/persistence/ModuleSignatures",
            "bzh/vigie/agent/persistence/Resolver",
            "bzh/vigie/agent/persistence/SiteWire",
            "bzh/vigie/agent/source/AuditExecs",
            "bzh/vigie/agent/source/AuthLines",
            "bzh/vigie/agent/source/CommandLineMask",
            "bzh/vigie/agent/source/JournalEntry",
            "bzh/vigie/agent/source/SshdLines",
            "bzh/vigie/agent/source/SyslogLine",
            "bzh/vigie/agent/source/UtmpRecord",
            "bzh/vigie/agent/transport/HttpProxy",
            "bzh/vigie/agent/transport/ProxyBypass",
            "bzh/vigie/agent/transport/ProxyChallenges",
            "bzh/vigie/agent/transport/ProxyList",
            "bzh/vigie/agent/transport/ProxyReply");

    @Test
    void everyParserIsReachedOrHasAReason() throws Exception {
        Set<String> reached = reached();
        Set<String> missed = new TreeSet<>();
        for (String name : parsers()) {
            if (!reached.contains(name)) {
                missed.add(name.replace('/', '.'));
            }
        }
        assertEquals(String.join("\n", listed()), String.join("\n", missed));
    }

    private static Set<String> listed() throws IOException {
        Set<String> listed = new TreeSet<>();
        for (String line : Files.readAllLines(LISTED)) {
            if (!line.startsWith("#")) {
                String[] parts = line.split(" \\| ", 2);
                assertFalse(parts.length < 2 || parts[1].isBlank(), "without a reason: " + line);
                listed.add(parts[0]);
            }
        }
        return listed;
    }

    /** Names with slashes of the classes that are no interfaces and stand in no other class. */
    private static Set<String> parsers() throws IOException, ClassNotFoundException {
        Set<String> parsers = new TreeSet<>(OTHERS);
        for (String folder : PARSERS) {
            try (Stream<Path> files = Files.walk(CLASSES.resolve(folder))) {
                files.map(file -> CLASSES.relativize(file).toString())
                        .filter(file -> file.endsWith(".class") && !file.contains("$") && !file.contains("-info"))
                        .map(file -> file.substring(0, file.length() - ".class".length()))
                        .forEach(parsers::add);
            }
        }
        for (String name : List.copyOf(parsers)) {
            ClassLoader loader = FuzzReachTest.class.getClassLoader();
            if (Class.forName(name.replace('/', '.'), false, loader).isInterface()) {
                parsers.remove(name);
            }
        }
        return parsers;
    }

    private static Set<String> reached() throws IOException, InterruptedException {
        Path folder = Files.createDirectories(Path.of("target/fuzz"));
        Path log = folder.resolve("initialised.txt");
        Path said = folder.resolve("seeds.txt");
        int status = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx640m",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xlog:class+init=info:file=" + log + ":none",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Fuzz.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start()
                .waitFor();
        assertEquals(0, status, () -> "see agent/" + said);
        try (Stream<String> lines = Files.lines(log)) {
            return lines.flatMap(line -> INITIALISED.matcher(line).results())
                    .map((MatchResult result) -> result.group(1))
                    .collect(Collectors.toSet());
        }
    }
}
