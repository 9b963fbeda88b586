package bzh.vigie.collector.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.evtx.Logs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of docs/sigma.md compiles and runs with the two packages, and what the page says they need, alone. */
final class LibraryExampleTest {
    private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final List<String> PACKAGES =
            List.of("bzh/vigie/collector/detect/sigma", "bzh/vigie/collector/evtx");
    private static final List<String> NEEDED = List.of(
            "org.snakeyaml.engine.v2.api.LoadSettings",
            "com.google.re2j.Pattern",
            "org.jspecify.annotations.NullMarked");

    private static Path of(Class<?> type) throws URISyntaxException {
        URI place = type.getProtectionDomain().getCodeSource().getLocation().toURI();
        return Path.of(place);
    }

    /** A folder with these packages of the collector and nothing else of it. */
    private static Path alone(Path folder) throws IOException, URISyntaxException {
        Path classes = of(Offline.class);
        for (String each : PACKAGES) {
            try (Stream<Path> files = Files.walk(classes.resolve(each))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Path copy = folder.resolve(classes.relativize(file).toString());
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
            }
        }
        return folder;
    }

    @Test
    void theExampleCompilesAndRunsWithTheTwoPackagesAlone(@TempDir Path folder) throws Exception {
        Matcher page = EXAMPLE.matcher(Files.readString(Path.of("../docs/sigma.md")));
        assertTrue(page.find());
        Path source = Files.writeString(folder.resolve("Example.java"), page.group(1));
        List<Path> path =
                new ArrayList<>(List.of(alone(folder.resolve("classes")), of(bzh.vigie.event.WindowsEvent.class)));
        for (String each : NEEDED) {
            path.add(of(Class.forName(each)));
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        String classPath = String.join(
                System.getProperty("path.separator"),
                path.stream().map(Path::toString).toList());
        int code = compiler.run(
                null,
                said,
                said,
                "-d",
                folder.toString(),
                "-cp",
                classPath,
                "-Xlint:all",
                "-Werror",
                source.toString());
        assertEquals(0, code, said.toString(StandardCharsets.UTF_8));

        Path rule = Files.writeString(folder.resolve("tool.yml"), """
                title: A tool was started
                logsource: {product: windows, service: security}
                detection: {s: {EventID: 1, Image|endswith: '\\tool.exe'}, condition: s}
                """);
        Path log = Files.write(folder.resolve("log.evtx"), Logs.processCreated("C:\\Temp\\tool.exe"));
        assertTrue(run(folder, path, rule, log).startsWith("A tool was started {"), "what the example printed");
    }

    /** What it prints, with the platform's own classes and these. */
    private static String run(Path folder, List<Path> path, Path rule, Path log) throws Exception {
        List<URL> urls = new ArrayList<>(List.of(folder.toUri().toURL()));
        for (Path each : path) {
            urls.add(each.toUri().toURL());
        }
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (URLClassLoader loader =
                new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            loader.loadClass("Example").getMethod("main", String[].class).invoke(null, (Object)
                    new String[] {rule.toString(), log.toString()});
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
