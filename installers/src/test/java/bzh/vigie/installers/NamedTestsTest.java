package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests by which SECURITY.md and docs/trust.md vouch for what they say: each is there. */
final class NamedTestsTest {
    private static final Path TOP = Path.of("..");

    /** A class, with a method or without; a method of the class before it; a method between stars, with an ellipsis for what is left out. */
    private static final Pattern NAMED = Pattern.compile(
            "`(?<type>[A-Z]\\w*(?:Test|Contract))?(?:#(?<method>\\w+))?`|\\*(?<part>…?[a-z]*[A-Z…][\\w…]*)\\*");

    private static final Pattern PARENT = Pattern.compile("class \\w+ extends (\\w+)");

    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        for (String module : List.of("proto", "agent", "collector", "installers")) {
            try (Stream<Path> files = Files.walk(TOP.resolve(module + "/src/test/java"))) {
                for (Path file :
                        files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    String name = file.getFileName().toString();
                    sources.put(name.substring(0, name.length() - ".java".length()), Files.readString(file));
                }
            }
        }
        return sources;
    }

    @ParameterizedTest
    @CsvSource({"SECURITY.md, 60", "docs/trust.md, 25"})
    void eachIsThere(String document, int least) throws IOException {
        Map<String, String> sources = sources();
        List<String> missing = new ArrayList<>();
        int named = 0;
        for (String line : Files.readAllLines(TOP.resolve(document))) {
            Matcher found = NAMED.matcher(line);
            String type = "";
            while (found.find()) {
                String own = found.group("type");
                type = own == null ? type : own;
                String method = found.group("method") == null ? found.group("part") : found.group("method");
                if (type.isEmpty()) {
                    continue;
                }
                named++;
                if (!has(sources, type, method == null ? "" : method)) {
                    missing.add(type + "#" + method);
                }
            }
        }
        assertEquals(List.of(), missing);
        assertTrue(named >= least, named + " named");
    }

    /** Whether the class, or one that it extends, has such a method; with no method, whether it is there. */
    private static boolean has(Map<String, String> sources, String type, String method) {
        String source = sources.get(type);
        if (source == null || method.isEmpty()) {
            return source != null;
        }
        String name = method.replace("…", "\\w*");
        Matcher parent = PARENT.matcher(source);
        return Pattern.compile("void " + name + "\\(").matcher(source).find()
                || (parent.find() && has(sources, parent.group(1), method));
    }
}
