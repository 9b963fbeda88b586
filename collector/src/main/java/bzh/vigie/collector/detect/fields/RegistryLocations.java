package bzh.vigie.collector.detect.fields;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The agent's locations in Windows' registry, looked up by a key and a value, however these are written: what a rule knows of a
 * location holds of an item on a disk and of an event that writes there. Immutable. {@code registry-locations.tsv} is the
 * catalogue's; a test holds it equal.
 */
public final class RegistryLocations {
    private static final int LONGEST = 4_096;
    private static final String ANY = "*";
    private static final Node KEYS = load();

    /** How a hive is named in events, commands and scripts, and what stands for it here. */
    private static final List<Map.Entry<Pattern, String>> HIVES = List.of(
            hive("hk(?:ey_)?(?:current_user|cu)\\\\software\\\\classes", "hkcu\\software\\classes"),
            hive("hk(?:ey_)?(?:classes_root|cr)", "hkcr"),
            hive("(?:hk(?:ey_)?(?:users|u)|registry\\\\user)\\\\s-1-[\\d-]{1,180}_classes", "hkcu\\software\\classes"),
            hive("(?:hk(?:ey_)?(?:users|u)|registry\\\\user)\\\\(?:s-1-[\\d-]{1,180}|\\.default)", "hkcu"),
            hive("hk(?:ey_)?(?:current_user|cu)", "hkcu"),
            hive("(?:hk(?:ey_)?(?:local_machine|lm)|registry\\\\machine)", "hklm"));

    private static final Pattern PREFIX =
            Pattern.compile("^(?:microsoft\\.powershell\\.core\\\\)?registry::|^computer\\\\|^\\\\+");
    /** What programs of 32 bits see stands for both views. */
    private static final Pattern VIEW = Pattern.compile("\\\\wow6432node(?=\\\\|$)");

    private static final Pattern CONTROL_SET = Pattern.compile("^hklm\\\\system\\\\controlset\\d{3}(?=\\\\|$)");
    private static final Pattern DEFAULT = Pattern.compile("^[({]default[)}]$");

    private RegistryLocations() {}

    private record Value(String name, RegistryLocation location) {}

    private static final class Node {
        private final Map<String, Node> below = new TreeMap<>();
        private final List<Map.Entry<Pattern, Node>> patterns = new ArrayList<>();
        private final List<Value> values = new ArrayList<>();
    }

    /** Those that read this value; empty where none does. */
    public static List<RegistryLocation> of(String key, String value) {
        if (key.length() > LONGEST || value.length() > LONGEST) {
            return List.of();
        }
        String name = folded(value);
        Set<RegistryLocation> found = new LinkedHashSet<>();
        for (String path : written(key)) {
            List<String> parts = List.of(path.split("\\\\", 64));
            find(KEYS, parts, 0, DEFAULT.matcher(name).matches() || name.isEmpty() ? "@" : name, found);
        }
        return List.copyOf(found);
    }

    /** The same of a key and a value in one text, as Sysmon has them in {@code TargetObject}. */
    public static List<RegistryLocation> of(String targetObject) {
        int last = targetObject.lastIndexOf('\\');
        return last < 0 ? List.of() : of(targetObject.substring(0, last), targetObject.substring(last + 1));
    }

    /** Every location that the list has; for the test that compares it with the catalogue. */
    public static List<String> ids() {
        Set<String> ids = new LinkedHashSet<>();
        collect(KEYS, ids);
        return List.copyOf(ids);
    }

    private static void collect(Node node, Set<String> ids) {
        node.values.forEach(value -> ids.add(value.location().id()));
        node.below.values().forEach(each -> collect(each, ids));
        node.patterns.forEach(each -> collect(each.getValue(), ids));
    }

    /** A key as the catalogue writes it, in small letters; what is merged of two hives stands for both. */
    private static List<String> written(String key) {
        String plain = folded(key.strip()).replace('/', '\\');
        plain = PREFIX.matcher(plain).replaceFirst("");
        plain = VIEW.matcher(plain).replaceFirst("");
        plain = plain.endsWith("\\") ? plain.substring(0, plain.length() - 1) : plain;
        for (Map.Entry<Pattern, String> hive : HIVES) {
            Matcher begins = hive.getKey().matcher(plain);
            if (begins.find()) {
                String below = plain.substring(begins.end());
                if (hive.getValue().equals("hkcr")) {
                    return List.of("hklm\\software\\classes" + below, "hkcu\\software\\classes" + below);
                }
                return List.of(CONTROL_SET
                        .matcher(hive.getValue() + below)
                        .replaceFirst("hklm\\\\system\\\\currentcontrolset"));
            }
        }
        return List.of();
    }

    private static Map.Entry<Pattern, String> hive(String written, String plain) {
        return Map.entry(Pattern.compile("^" + written + ":?(?=\\\\|$)"), plain);
    }

    /** A value of a subkey may be one of its parent's, such as {@code Parameters\ServiceDll}. */
    private static void find(Node at, List<String> parts, int next, String value, Set<RegistryLocation> found) {
        if (!at.values.isEmpty() && parts.size() - next <= 2) {
            String name =
                    next == parts.size() ? value : String.join("\\", parts.subList(next, parts.size())) + "\\" + value;
            for (Value each : at.values) {
                if (matches(each.name(), name, next == parts.size())) {
                    found.add(each.location());
                }
            }
        }
        if (next < parts.size()) {
            Node exact = at.below.get(parts.get(next));
            if (exact != null) {
                find(exact, parts, next + 1, value, found);
            }
            for (Map.Entry<Pattern, Node> each : at.patterns) {
                if (each.getKey().matcher(parts.get(next)).matches()) {
                    find(each.getValue(), parts, next + 1, value, found);
                }
            }
        }
    }

    private static boolean matches(String pattern, String name, boolean ofTheKey) {
        return pattern.endsWith(ANY)
                ? ofTheKey && name.startsWith(pattern.substring(0, pattern.length() - 1))
                : pattern.equals(name);
    }

    private static String folded(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static Node load() {
        Node root = new Node();
        try (InputStream in = RegistryLocations.class.getResourceAsStream("registry-locations.tsv")) {
            if (in == null) {
                throw new IllegalStateException("registry-locations.tsv is not there");
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#") && !line.isBlank()) {
                    add(root, line.split("\t", -1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return root;
    }

    private static void add(Node root, String[] fields) {
        Node at = root;
        for (String part : folded(fields[2]).split("\\\\", -1)) {
            at = part.contains(ANY) ? patterned(at, part) : at.below.computeIfAbsent(part, name -> new Node());
        }
        RegistryLocation location = new RegistryLocation(
                fields[0],
                List.of(fields[1].split(" ", -1)),
                fields[4],
                Arrays.stream(fields[5].split("\\|", -1))
                        .filter(text -> !text.isEmpty())
                        .toList(),
                fields[6]);
        for (String name : folded(fields[3]).split("\\|", -1)) {
            at.values.add(new Value(name, location));
        }
    }

    private static Node patterned(Node at, String part) {
        String regex = Arrays.stream(part.split("\\*", -1))
                .map(Pattern::quote)
                .reduce((a, b) -> a + ".*" + b)
                .orElse("");
        for (Map.Entry<Pattern, Node> each : at.patterns) {
            if (each.getKey().pattern().equals(regex)) {
                return each.getValue();
            }
        }
        Node made = new Node();
        at.patterns.add(Map.entry(Pattern.compile(regex), made));
        return made;
    }
}
