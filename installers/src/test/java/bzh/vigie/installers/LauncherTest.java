package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How {@code ./vigie} comes by a JDK and a Maven, on a machine that has of both only what a test gives it: a mount namespace whose
 * {@code /usr/lib/jvm} and {@code /opt} are empty, a home and a PATH of its own, and a file server. JDK and Maven are scripts that say
 * what the real ones say; {@code docs/decisions} (0071) tells how the real ones were tried.
 */
final class LauncherTest {
    private static final String PROGRAMS =
            "bash sh env dirname basename uname id sed grep readlink mktemp mkdir rm mv cp"
                    + " sha256sum true tar gzip find cat touch awk locale ls chmod";
    /** Runs what follows where nothing but this test puts a JDK. */
    private static final String EMPTY_MACHINE = """
        for each in /usr/lib/jvm /opt; do [ ! -d $each ] || mount -t tmpfs tmpfs $each || exit 77; done
        eval "$BEFORE"
        exec "$@"
        """;

    private @TempDir Path folder;
    private final Map<String, byte[]> served = new HashMap<>();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer server;
    private Path home;
    private Path programs;
    private Path top;

    @BeforeEach
    void machine() throws IOException, InterruptedException {
        home = Files.createDirectories(folder.resolve("home"));
        programs = Files.createDirectories(folder.resolve("bin"));
        for (String each : PROGRAMS.split(" ", -1)) {
            link(each);
        }
        link("curl");
        assumeTrue(
                run(List.of("true"), "", Map.of()).code() == 0,
                "skipped: no mount namespace can be made here: needs root");
        script(programs.resolve("mvn"), maven("3.9.9"));
        top = Files.createDirectories(folder.resolve("top"));
        Files.createDirectories(top.resolve("installers"));
        for (String each : List.of("vigie", "installers/tools.sh", "installers/reports.sh")) {
            Files.copy(Commands.TOP.resolve(each), top.resolve(each));
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        ended.countDown();
        if (server != null) {
            server.stop(0);
        }
        threads.shutdownNow();
    }

    @Test
    void aJdkIsFoundOnPathAndWhereJavaHomeSays() throws Exception {
        Path jdk = jdk(folder.resolve("somewhere/jdk-25"), "25.0.1");
        assertEquals(jdk, builtWith(Map.of("JAVA_HOME", jdk.toString())));
        Files.createSymbolicLink(programs.resolve("javac"), jdk.resolve("bin/javac"));
        assertEquals(jdk, builtWith(Map.of()));
    }

    @Test
    void aJdkIsFoundWhereSystemsAndTheirUsersKeepThem() throws Exception {
        for (String place : List.of(
                "/usr/lib/jvm/java-25",
                "/opt/jdk-27",
                "/opt/java/openjdk",
                home + "/.sdkman/candidates/java/25.0.1-tem",
                home + "/.jdks/openjdk-26")) {
            if (!Files.isDirectory(Path.of("/usr/lib/jvm")) && place.startsWith("/usr/lib/jvm")) {
                continue;
            }
            Path given = jdk(folder.resolve("given" + place.hashCode()), place.contains("27") ? "27-ea" : "26.0.2");
            String put = "mkdir -p " + place + " && cp -r " + given + "/. " + place;
            Commands.Outcome outcome = build(put, Map.of());
            assertEquals(0, outcome.code(), outcome::said);
            assertEquals(place, Files.readString(top.resolve("built-with")));
            Commands.run(List.of(
                    "rm", "-rf", home.toString(), top.resolve("collector").toString()));
            Files.createDirectories(home);
        }
    }

    /** Whoever may write into a folder in which it looks would have his program run, by root too. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "chmod o+w /opt/java/openjdk/bin/javac",
                "chmod g+w /opt/java/openjdk/bin",
                "chmod o+w /opt/java/openjdk",
                "chmod o+w /opt/java",
                "of another account",
            })
    void aJdkThatOthersMayChangeIsNotTaken(String edit) throws Exception {
        Path given = jdk(folder.resolve("given"), "26.0.2");
        String put = "mkdir -p /opt/java/openjdk && cp -r " + given + "/. /opt/java/openjdk; ";
        Path own = jdk(home.resolve(".jdks/jdk-25"), "25.0.1");
        if (edit.startsWith("of")) {
            // Of an account that the launcher's name space does not know.
            assumeTrue(
                    Commands.run(List.of("chown", "12345", given.toString())).code() == 0,
                    "skipped: giving a file away needs root");
            edit = "rm -r /opt/java/openjdk; ln -s " + given + " /opt/java/openjdk";
        }
        Commands.Outcome outcome = build(put + edit, Map.of());
        assertEquals(0, outcome.code(), outcome::said);
        assertEquals(own.toString(), Files.readString(top.resolve("built-with")));
        assertTrue(
                outcome.said().contains("vigie: passed over, since others than root and you may change it: "),
                outcome::said);
        // By somebody's word it is.
        Commands.run(List.of("rm", "-rf", top.resolve("collector").toString()));
        outcome = build(put + edit, Map.of("JAVA_HOME", "/opt/java/openjdk"));
        assertEquals(0, outcome.code(), outcome::said);
        assertEquals("/opt/java/openjdk", Files.readString(top.resolve("built-with")));
    }

    @Test
    void anOlderJdkIsNotTakenAndThreeLinesSayWhatToDo() throws Exception {
        Path old = jdk(folder.resolve("jdk-21"), "21.0.8");
        Path justTooOld = jdk(home.resolve(".jdks/jdk-24"), "24.0.2");
        Path noCompiler = jdk(home.resolve(".jdks/jre-25"), "25.0.1");
        Files.delete(noCompiler.resolve("bin/javac"));
        Files.delete(programs.resolve("curl"));
        Commands.Outcome outcome = build("", Map.of("JAVA_HOME", old.toString()));
        assertEquals(1, outcome.code(), outcome::said);
        assertTrue(Files.exists(justTooOld), outcome::said);
        assertEquals("""
            vigie: a JDK 25 or newer is missing and could not be downloaded: neither curl nor wget is here
            vigie: install it (on Debian 13: sudo apt-get install openjdk-25-jdk-headless) or set JAVA_HOME to where one is;
            vigie: or set VIGIE_JDK_URL to a mirror or a copy of its tar.gz (file:///…), and VIGIE_JDK_SHA256 to its sum where that is not the pinned one
            """, outcome.said());
    }

    @Test
    void whatIsDownloadedIsKeptAndFoundTheNextTime() throws Exception {
        Map<String, String> settings = serve("jdk.tar.gz", packed(jdk(folder.resolve("new/jdk-25"), "25.0.4")));
        Path first = builtWith(settings);
        assertTrue(first.startsWith(home.resolve(".cache/vigie")), first::toString);
        assertEquals(List.of(first), inCache());
        server.removeContext("/");
        Commands.run(List.of("rm", "-rf", top.resolve("collector").toString()));
        assertEquals(first, builtWith(Map.of()));
    }

    @Test
    void wgetAndACopyOnAStickWillDoToo() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/wget")), "skipped: there is no wget");
        Path archive = packed(jdk(folder.resolve("new/jdk-25"), "25.0.4"));
        Map<String, String> settings = serve("jdk.tar.gz", archive);
        Files.delete(programs.resolve("curl"));
        Map<String, String> copy = new HashMap<>(settings);
        copy.put("VIGIE_JDK_URL", archive.toUri().toString());
        assertTrue(builtWith(copy).startsWith(home.resolve(".cache/vigie")));
        Commands.run(List.of(
                "rm",
                "-rf",
                home.resolve(".cache").toString(),
                top.resolve("collector").toString()));
        link("wget");
        assertTrue(builtWith(settings).startsWith(home.resolve(".cache/vigie")));
    }

    @Test
    void anArchiveThatIsCutOrAnotherOrNoneIsToldAndNothingStays() throws Exception {
        Path archive = packed(jdk(folder.resolve("new/jdk-25"), "25.0.4"));
        Map<String, String> settings = serve("jdk.tar.gz", archive);
        assertRefused("the download failed", with(settings, "VIGIE_JDK_URL", address("cut/jdk.tar.gz")));
        assertRefused("the download failed", with(settings, "VIGIE_JDK_URL", address("none.tar.gz")));
        assertRefused("the download failed", with(settings, "VIGIE_JDK_URL", "file:///nowhere/jdk.tar.gz"));
        assertRefused("its SHA-256 is not " + "0".repeat(64), with(settings, "VIGIE_JDK_SHA256", "0".repeat(64)));
        Map<String, String> pinned = new HashMap<>(settings);
        pinned.remove("VIGIE_JDK_SHA256");
        assertRefused("its SHA-256 is not ", pinned);
        assertRefused("no JDK 25", serve("old.tar.gz", packed(jdk(folder.resolve("old/jdk-24"), "24.0.2"))));
        Path text = Files.writeString(folder.resolve("text"), "<html>sign in to use this network</html>");
        assertRefused("could not be unpacked", serve("text.tar.gz", text));
    }

    @Test
    void aFullDiskIsToldAndNothingStays() throws Exception {
        Path jdk = jdk(folder.resolve("new/jdk-25"), "25.0.4");
        Files.write(jdk.resolve("lib-modules"), new byte[1 << 20]);
        Map<String, String> settings = serve("jdk.tar.gz", packed(jdk));
        // Too small for what is in the archive; then for the archive itself.
        for (String size : List.of("200k", "4k")) {
            String disk =
                    "mkdir -p " + home + "/.cache && mount -t tmpfs -o size=" + size + " tmpfs " + home + "/.cache";
            Commands.Outcome outcome = run(
                    List.of("sh", "-c", top.resolve("vigie") + " build; echo code $?; ls -A " + home + "/.cache/vigie"),
                    disk,
                    settings);
            assertTrue(outcome.said().endsWith("code 1\n"), outcome::said);
            assertTrue(outcome.said().contains("No space left on device") || size.equals("4k"), outcome::said);
            assertTrue(outcome.said().contains("vigie: or set VIGIE_JDK_URL"), outcome::said);
        }
    }

    @Test
    void whoIsInterruptedLeavesNothing() throws Exception {
        Map<String, String> settings = serve("jdk.tar.gz", packed(jdk(folder.resolve("new/jdk-25"), "25.0.4")));
        ProcessBuilder builder = new ProcessBuilder(unshared(
                "",
                with(settings, "VIGIE_JDK_URL", address("slow/jdk.tar.gz")),
                top.resolve("vigie").toString(),
                "build"));
        Path said = folder.resolve("said");
        Process process =
                builder.redirectErrorStream(true).redirectOutput(said.toFile()).start();
        asked.await();
        // As Ctrl-C does: everybody in the foreground.
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        all.forEach(ProcessHandle::destroy);
        process.waitFor();
        for (ProcessHandle each : all) {
            each.onExit().get();
        }
        assertEquals(List.of(), inCache());
    }

    @Test
    void anOlderMavenIsNotTakenAndItsArchiveIs() throws Exception {
        Path jdk = jdk(home.resolve(".jdks/jdk-25"), "25.0.1");
        script(programs.resolve("mvn"), maven("3.8.7"));
        Path tree = folder.resolve("new/apache-maven-3.9.11");
        script(tree.resolve("bin/mvn"), maven("3.9.11"));
        Map<String, String> settings = serve("maven.tar.gz", packed(tree), "VIGIE_MAVEN");
        assertEquals(jdk, builtWith(settings));
        assertTrue(Files.readString(top.resolve("built-by"))
                .startsWith(home.resolve(".cache/vigie/maven-").toString()));
        Commands.run(List.of(
                "rm",
                "-rf",
                home.resolve(".cache").toString(),
                top.resolve("collector").toString()));
        assertRefused("Maven 3.9 or newer is missing", Map.of("VIGIE_MAVEN_URL", address("none.tar.gz")));
    }

    @Test
    void thePackageIsInstalledWhereThereIsOne() throws Exception {
        String offered = "/usr/lib/jvm/java-25-openjdk-amd64";
        assumeTrue(Files.isDirectory(Path.of("/usr/lib/jvm")), "skipped: no /usr/lib/jvm to hide");
        Path given = jdk(folder.resolve("package"), "25.0.5");
        script(
                programs.resolve("apt-cache"),
                "echo \"$2:\"; echo '  Installed: (none)'; echo '  Candidate: 25.0.5+8-1~deb13u1'");
        script(
                programs.resolve("apt-get"),
                "echo \"$@\" >>" + folder + "/apt; mkdir -p " + offered + " && cp -r " + given + "/. " + offered);
        assertEquals(Path.of(offered), builtWith(Map.of()));
        assertEquals(
                "install -y -q --no-install-recommends openjdk-25-jdk-headless\n",
                Files.readString(folder.resolve("apt")));
    }

    @Test
    void nothingIsInstalledWhereThereIsNoSuchPackage() throws Exception {
        // As on Debian 12, before and after apt-get update.
        script(programs.resolve("apt-cache"), "echo N: Unable to locate package \"$2\" >&2");
        script(programs.resolve("apt-get"), "echo \"$@\" >>" + folder + "/apt");
        Map<String, String> settings = serve("jdk.tar.gz", packed(jdk(folder.resolve("new/jdk-25"), "25.0.4")));
        assertTrue(builtWith(settings).startsWith(home.resolve(".cache/vigie")));
        assertEquals("update -qq\n", Files.readString(folder.resolve("apt")));
    }

    /** Takes what is said to be told in three lines, and nothing left. */
    private void assertRefused(String why, Map<String, String> settings) throws IOException, InterruptedException {
        Commands.Outcome outcome = build("", settings);
        assertEquals(1, outcome.code(), outcome::said);
        assertTrue(outcome.said().contains(why), outcome::said);
        List<String> lines = outcome.said().lines().toList();
        List<String> last = lines.subList(lines.size() - 3, lines.size());
        assertTrue(last.get(0).contains("is missing and could not be downloaded: "), outcome::said);
        assertTrue(last.get(1).startsWith("vigie: install it "), outcome::said);
        assertTrue(last.get(2).startsWith("vigie: or set VIGIE_"), outcome::said);
        assertFalse(Files.exists(top.resolve("collector")), "nothing was built");
        assertEquals(List.of(), inCache());
    }

    private List<Path> inCache() throws IOException {
        Path cache = home.resolve(".cache/vigie");
        if (!Files.isDirectory(cache)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(cache)) {
            return all.toList();
        }
    }

    /** The JDK with which a build that works was made. */
    private Path builtWith(Map<String, String> settings) throws IOException, InterruptedException {
        Commands.Outcome outcome = build("", settings);
        assertEquals(0, outcome.code(), outcome::said);
        return Path.of(Files.readString(top.resolve("built-with")));
    }

    private Commands.Outcome build(String before, Map<String, String> settings)
            throws IOException, InterruptedException {
        return run(List.of(top.resolve("vigie").toString(), "build"), before, settings);
    }

    private Commands.Outcome run(List<String> words, String before, Map<String, String> settings)
            throws IOException, InterruptedException {
        return Commands.run(unshared(before, settings, words.toArray(new String[0])));
    }

    private List<String> unshared(String before, Map<String, String> settings, String... words) throws IOException {
        List<String> all = new ArrayList<>(List.of("unshare", "--mount", "--map-root-user"));
        all.addAll(List.of("env", "-i", "BEFORE=" + before, "sh", "-c", EMPTY_MACHINE, "sh", "env", "-i"));
        Map<String, String> environment =
                new HashMap<>(Map.of("HOME", home + "", "PATH", programs + "", "LANG", "C.UTF-8"));
        environment.putAll(settings);
        environment.forEach((name, value) -> all.add(name + "=" + value));
        all.addAll(List.of(words));
        return all;
    }

    private Map<String, String> serve(String name, Path archive) throws IOException, InterruptedException {
        return serve(name, archive, "VIGIE_JDK");
    }

    private Map<String, String> serve(String name, Path archive, String variable)
            throws IOException, InterruptedException {
        served.put("/" + name, Files.readAllBytes(archive));
        // coreutils says the sum, not us.
        String sum =
                Commands.run(List.of("sha256sum", archive.toString())).said().substring(0, 64);
        return Map.of(variable + "_URL", address(name), variable + "_SHA256", sum);
    }

    private String address(String name) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + name;
    }

    /** Below {@code /cut/} half of it comes, below {@code /slow/} half of it and the rest never. */
    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] body = served.get(path.replaceFirst("^/(cut|slow)/", "/"));
        if (body == null) {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
            return;
        }
        boolean whole = !path.startsWith("/cut/") && !path.startsWith("/slow/");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body, 0, whole ? body.length : body.length / 2);
        exchange.getResponseBody().flush();
        if (path.startsWith("/slow/")) {
            asked.countDown();
            try {
                ended.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        exchange.close();
    }

    private static Map<String, String> with(Map<String, String> settings, String name, String value) {
        Map<String, String> all = new HashMap<>(settings);
        all.put(name, value);
        return all;
    }

    private Path jdk(Path where, String version) throws IOException {
        script(where.resolve("bin/javac"), "echo javac " + version);
        script(where.resolve("bin/java"), "echo openjdk version " + version);
        // As the file "release" of every JDK since 7 says it.
        Files.writeString(
                where.resolve("release"), "IMPLEMENTOR=\"nobody\"\nJAVA_VERSION=\"" + version + "\"\nLIBC=\"gnu\"\n");
        return where.toRealPath();
    }

    private String maven(String version) {
        return "if [ \"$1\" = --version ]; then echo 'Apache Maven " + version + " (x)'; exit; fi\n"
                + "printf %s \"$JAVA_HOME\" >built-with\nprintf %s \"$0\" >built-by\n"
                + "mkdir -p collector/target && : >collector/target/vigie-collector-1.jar\n";
    }

    private static Path packed(Path tree) throws IOException, InterruptedException {
        Path archive = Path.of(tree + ".tar.gz");
        Commands.run(List.of(
                        "tar",
                        "-czf",
                        archive.toString(),
                        "-C",
                        tree.resolve("..").toString(),
                        tree.getFileName() + ""))
                .orFail("tar");
        return archive;
    }

    private void link(String program) throws IOException {
        for (String place : List.of("/usr/bin", "/bin", "/usr/local/bin")) {
            Path there = Path.of(place, program);
            if (Files.isExecutable(there)) {
                script(programs.resolve(program), "exec " + there + " \"$@\"");
                return;
            }
        }
    }

    private static void script(Path file, String body) throws IOException {
        Files.createDirectories(file.resolve("..").normalize());
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        assertTrue(file.toFile().setExecutable(true));
    }
}
