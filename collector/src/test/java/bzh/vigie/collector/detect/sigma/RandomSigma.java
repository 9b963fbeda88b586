package bzh.vigie.collector.detect.sigma;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Makes rules, as text, and records that often have what they ask for: of few words, fields and log sources, and with every modifier. */
final class RandomSigma {
    private static final List<String> FIELDS = List.of("A", "B", "C", "D", "E");
    private static final List<String> WORDS = List.of(
            "foo",
            "Foo",
            "bar",
            "BAZ",
            "b",
            "x",
            "s",
            "S",
            "k",
            "-",
            "/",
            "\\",
            " ",
            "–",
            "É",
            "é",
            "İ",
            "i̇",
            "ſ",
            "K",
            "Σ",
            "σ",
            "ς",
            "ß",
            "*",
            "?",
            "%",
            ".",
            "1",
            "12",
            "4624",
            "10.0.0.1",
            "fe80::1",
            "2026-11-25T10:00:00Z",
            "Zm9v",
            "ZgBvAG8A",
            "\n",
            "𝒳",
            "\ufffe",
            "\uffff",
            "\\foo.exe",
            "-enc",
            "/enc",
            "—enc",
            "sk",
            "ſk",
            "sK");
    private static final List<String> MODIFIERS = List.of(
            "",
            "",
            "",
            "",
            "|contains",
            "|contains",
            "|startswith",
            "|endswith",
            "|endswith",
            "|contains|all",
            "|all",
            "|cased",
            "|contains|cased",
            "|endswith|cased",
            "|windash",
            "|contains|windash",
            "|windash|endswith",
            "|base64",
            "|base64|contains",
            "|base64offset|contains",
            "|wide|base64offset|contains",
            "|utf16be|base64",
            "|utf16|base64",
            "|wide|contains",
            "|neq",
            "|contains|neq",
            "|expand",
            "|contains|expand",
            "|startswith|all|neq",
            "|cased|neq");
    private static final List<String> REGEXES = List.of(
            "fo+",
            "^foo",
            "ba[rz]",
            "(foo|bar)",
            "(foo|)x",
            "foo?",
            "(?:foo)*b",
            "s",
            "K.?x",
            "\\\\foo\\.exe$",
            "x{2}",
            "(?i)FOO|BAZ",
            "[^a]foo",
            "a|foo.*bar",
            "((f)oo)+-",
            "\\d+",
            "foo{0}",
            "e\\.xe|\\.exe",
            "b|",
            ".",
            "[]x]foo",
            "[[:alpha:]]foo",
            "\\bfoo\\b",
            "sk",
            "(sk|x)foo",
            "foo(?i:sk)",
            "foo[ab12]",
            "(?i)[k-s]/?[FX]",
            "x+(foo|bar)+[s]");
    private static final List<String> RARE = List.of("/enc", "x /enc", "x —enc", "–enc", "ſk", "xſKfoo", "s\u212a");
    private static final List<String> DASHED = List.of("-enc", "/enc", "x -enc", "—enc");
    private static final List<String> LONG_S = List.of("sk", "sK+", "(sk|x)foo");
    private static final List<String> CHANNELS = List.of("windows", "linux", "");
    private static final List<String> CATEGORIES = List.of("", "process_creation", "registry_event", "registry_set");
    private static final List<String> SERVICES = List.of("", "security", "sshd");
    static final String PLACEHOLDERS = "one: foo\nmany: [f*, '?ar', '']\n";

    private final Random random;

    RandomSigma(Random random) {
        this.random = random;
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    String rule(int id) {
        StringBuilder rule = new StringBuilder("title: t\nid: '" + id + "'\nlogsource:\n");
        String product = any(CHANNELS);
        String category = any(CATEGORIES);
        String service = any(SERVICES);
        if ((product + category + service).isEmpty()) {
            product = "windows";
        }
        rule.append("  product: '").append(product).append("'\n  category: '").append(category);
        rule.append("'\n  service: '").append(service).append("'\ndetection:\n");
        List<String> names = IntStream.rangeClosed(1, 1 + random.nextInt(4))
                .mapToObj(i -> (oneIn(3) ? "f" : "s") + i)
                .toList();
        for (String name : names) {
            rule.append("  ").append(name).append(": ").append(search()).append('\n');
        }
        return rule.append("  condition: ")
                .append(condition(names))
                .append('\n')
                .toString();
    }

    private String condition(List<String> names) {
        return oneIn(12) ? "[" + expression(names, 2) + ", " + expression(names, 1) + "]" : expression(names, 3);
    }

    private String expression(List<String> names, int depth) {
        return switch (depth == 0 ? 0 : random.nextInt(9)) {
            case 1 -> "not " + expression(names, depth - 1);
            case 2 -> "(" + expression(names, depth - 1) + " or " + expression(names, depth - 1) + ")";
            case 3, 4 -> "(" + expression(names, depth - 1) + " and " + expression(names, depth - 1) + ")";
            case 5 -> "1 of " + any(names).charAt(0) + "*";
            case 6 -> "all of them";
            case 7 -> (1 + random.nextInt(3)) + " of them";
            case 8 -> any(names) + " and not " + any(names);
            default -> any(names);
        };
    }

    private String search() {
        return switch (random.nextInt(12)) {
            case 0 -> quoted(value());
            case 1 -> "[" + quoted(value()) + ", " + quoted(value()) + "]";
            case 2 -> "[" + map() + ", " + map() + (oneIn(3) ? ", " + quoted(value()) : "") + "]";
            case 3 -> "{'|all': [" + quoted(value()) + ", " + quoted(value()) + "]}";
            case 4 -> "{'|re': " + quoted(any(REGEXES)) + "}";
            default -> map();
        };
    }

    private String map() {
        List<String> fields = new ArrayList<>();
        for (String name : FIELDS) {
            if (oneIn(3)) {
                fields.add(field(name));
            }
        }
        if (fields.isEmpty() || oneIn(4)) {
            fields.add(eventId());
        }
        return "{" + String.join(", ", fields) + "}";
    }

    private String eventId() {
        return switch (random.nextInt(8)) {
            case 0 -> "EventID: ['4624', '4625']";
            case 1 -> "EventID|gt: 4000";
            case 2 -> "EventID: '46*'";
            case 3 -> "EventID|neq: 4624";
            case 4 -> "EventID: [null, '1']";
            case 5 -> "EventID|all: ['4624', '1']";
            default -> "EventID: " + any(List.of("1", "4624", "4625", "'7'"));
        };
    }

    private String field(String name) {
        return switch (random.nextInt(16)) {
            case 0 ->
                name + "|re" + any(List.of("", "|i", "|s", "|m", "|i|all")) + ": " + list(() -> quoted(any(REGEXES)));
            case 1 -> name + "|cidr: " + any(List.of("10.0.0.0/8", "'fe80::/10'", "0.0.0.0/0"));
            case 2 -> name + "|exists: " + random.nextBoolean();
            case 3 -> name + any(List.of("|gt", "|gte", "|lt", "|lte")) + ": " + random.nextInt(20);
            case 4 ->
                name
                        + any(List.of(
                                "|fieldref",
                                "|fieldref|contains",
                                "|endswith|fieldref",
                                "|fieldref|neq",
                                "|fieldref|cased"))
                        + ": " + any(FIELDS);
            case 5 -> name + any(List.of("|hour: 10", "|day|gte: 5", "|week: 48", "|minute|neq: 1", "|year|lt: 2027"));
            case 6 -> name + ": null";
            case 8 ->
                name + any(List.of("|windash", "|windash|contains", "|endswith|windash")) + ": " + quoted(any(DASHED));
            case 9 -> name + "|re|i: " + quoted(any(LONG_S));
            case 7 -> name + ": [null, " + quoted(value()) + "]";
            default -> {
                String modifiers = any(MODIFIERS);
                yield name + modifiers + ": " + list(() -> quoted(modifiers.contains("64") ? text(1) : value()));
            }
        };
    }

    private String list(java.util.function.Supplier<String> one) {
        return oneIn(2) ? one.get() : "[" + one.get() + ", " + one.get() + (oneIn(3) ? ", " + one.get() : "") + "]";
    }

    private String value() {
        return oneIn(15)
                ? ""
                : oneIn(12) ? any(List.of("%one%", "%many%x", "\\%one%", "x%one%%many%")) : text(1 + random.nextInt(3));
    }

    private String text(int words) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            text.append(any(WORDS));
        }
        return text.toString();
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    SigmaRecord record() {
        SigmaRecord.Builder to = SigmaRecord.of(new LogSource(
                any(List.of("windows", "windows", "linux", "other")),
                any(List.of("", "process_creation", "registry_set", "registry_add", "other")),
                any(List.of("", "security", "sshd", "other"))));
        for (String name : FIELDS) {
            if (!oneIn(3)) {
                int values = oneIn(4) ? 1 + random.nextInt(3) : 1;
                to.put(
                        name,
                        IntStream.range(0, values)
                                .mapToObj(i -> oneIn(6) ? any(RARE) : text(random.nextInt(6)))
                                .toList());
            }
        }
        switch (random.nextInt(6)) {
            case 0 -> to.put("EventID", List.of("4624", "1"));
            case 1 -> {
                // None.
            }
            case 2 -> to.put("EventID", text(1));
            default -> to.put("EventID", any(List.of("1", "4624", "4625", "4688")));
        }
        return to.build();
    }
}
