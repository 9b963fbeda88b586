package bzh.vigie.collector.detect.sigma;

import bzh.vigie.collector.detect.sigma.ValueTest.Order;
import bzh.vigie.collector.detect.sigma.ValueTest.SameAs;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The modifiers of one field ({@code Field|contains|all}), and what they make of its values. */
final class Modifiers {
    private static final Set<String> WIDE = Set.of("wide", "utf16le", "utf16be", "utf16");
    private static final Set<String> KINDS = Set.of("re", "cidr", "exists", "fieldref", "lt", "lte", "gt", "gte");
    private static final Set<String> STRING_ONLY =
            Set.of("base64", "base64offset", "wide", "utf16le", "utf16be", "utf16", "windash");
    private static final Set<String> OTHERS = Set.of(
            "contains",
            "startswith",
            "endswith",
            "all",
            "cased",
            "windash",
            "neq",
            "base64",
            "base64offset",
            "i",
            "m",
            "s");
    private static final int MAX_REGEX = 4_096;

    private final Set<String> names;
    private final String kind;

    private Modifiers(Set<String> names, String kind) {
        this.names = names;
        this.kind = kind;
    }

    static Modifiers parse(List<String> chain, int line) throws Refusal {
        Set<String> names = new HashSet<>();
        String kind = "";
        for (String name : chain) {
            if (name.equals("expand")) {
                throw new Refusal(
                        line, "modifier 'expand': its placeholders need a list that this program does not have");
            }
            if (!KINDS.contains(name) && !OTHERS.contains(name) && !WIDE.contains(name)) {
                throw new Refusal(line, "modifier '" + name + "' is not supported");
            }
            if (!names.add(name)) {
                throw new Refusal(line, "modifier '" + name + "' stands twice");
            }
            if (KINDS.contains(name)) {
                if (!kind.isEmpty()) {
                    throw new Refusal(line, "modifiers '" + kind + "' and '" + name + "' exclude each other");
                }
                kind = name;
            }
        }
        Modifiers modifiers = new Modifiers(names, kind);
        modifiers.check(line);
        return modifiers;
    }

    private void check(int line) throws Refusal {
        boolean flags = names.contains("i") || names.contains("m") || names.contains("s");
        if (flags && !kind.equals("re")) {
            throw new Refusal(line, "modifiers i, m and s belong to 're'");
        }
        boolean part = names.contains("contains") || names.contains("startswith") || names.contains("endswith");
        if (part && !kind.isEmpty() && !kind.equals("fieldref")) {
            throw new Refusal(line, "modifier '" + kind + "' cannot be joined with contains, startswith or endswith");
        }
        if (!kind.isEmpty() && names.stream().anyMatch(STRING_ONLY::contains)) {
            throw new Refusal(line, "modifier '" + kind + "' cannot be joined with an encoding or windash");
        }
        if (names.contains("base64") && names.contains("base64offset")) {
            throw new Refusal(line, "modifiers 'base64' and 'base64offset' exclude each other");
        }
        if (names.stream().filter(WIDE::contains).count() > 1) {
            throw new Refusal(line, "more than one of wide, utf16le, utf16be, utf16");
        }
        if (names.stream().anyMatch(WIDE::contains) && !names.contains("base64") && !names.contains("base64offset")) {
            throw new Refusal(line, "wide and utf16 modifiers need base64 or base64offset after them");
        }
    }

    boolean all() {
        return names.contains("all");
    }

    boolean unequal() {
        return names.contains("neq");
    }

    /** The test for one value; {@code keyword} where it has no field and so is looked for inside values. */
    ValueTest test(Yaml value, boolean keyword) throws Refusal {
        return switch (value) {
            case Yaml.Nothing nothing -> absent(nothing, keyword);
            case Yaml.Text text -> test(text, keyword);
            case Yaml.Sequence list -> throw new Refusal(list.line(), "a list in a list of values");
            case Yaml.Mapping map -> throw new Refusal(map.line(), "a map where a value is expected");
        };
    }

    private ValueTest absent(Yaml.Nothing nothing, boolean keyword) throws Refusal {
        if (keyword || !kind.isEmpty()) {
            throw new Refusal(nothing.line(), "null cannot be looked for here");
        }
        return new ValueTest.Exists(false);
    }

    private ValueTest test(Yaml.Text value, boolean keyword) throws Refusal {
        String text = value.text();
        int line = value.line();
        boolean cased = names.contains("cased");
        return switch (kind) {
            case "re" -> regex(text, line);
            case "cidr" ->
                new ValueTest.InNetwork(Network.parse(text)
                        .orElseThrow(() -> new Refusal(line, "'" + text + "' is not a network such as 10.0.0.0/8")));
            case "exists" -> new ValueTest.Exists(truth(text, line));
            case "fieldref" -> new SameAs(text, part(), cased);
            case "lt" -> new ValueTest.Ordered(Order.LT, number(text, line));
            case "lte" -> new ValueTest.Ordered(Order.LTE, number(text, line));
            case "gt" -> new ValueTest.Ordered(Order.GT, number(text, line));
            case "gte" -> new ValueTest.Ordered(Order.GTE, number(text, line));
            default -> like(text, line, keyword, cased);
        };
    }

    private SameAs.How part() {
        if (names.contains("contains")) {
            return SameAs.How.PART;
        }
        if (names.contains("startswith")) {
            return SameAs.How.START;
        }
        return names.contains("endswith") ? SameAs.How.END : SameAs.How.WHOLE;
    }

    private ValueTest regex(String text, int line) throws Refusal {
        if (text.length() > MAX_REGEX) {
            throw new Refusal(line, "regular expression over " + MAX_REGEX + " characters");
        }
        int flags = (names.contains("i") ? Pattern.CASE_INSENSITIVE : 0)
                | (names.contains("m") ? Pattern.MULTILINE : 0)
                | (names.contains("s") ? Pattern.DOTALL : 0);
        try {
            return new ValueTest.Regex(Pattern.compile(text, flags));
        } catch (PatternSyntaxException e) {
            throw new Refusal(line, "regular expression not supported (RE2 syntax): " + e.getMessage());
        }
    }

    private ValueTest like(String text, int line, boolean keyword, boolean cased) throws Refusal {
        List<TextPattern> patterns = new ArrayList<>();
        if (names.contains("base64") || names.contains("base64offset")) {
            TextPattern plain = TextPattern.parse(text);
            if (plain.hasWildcard()) {
                throw new Refusal(line, "a wildcard cannot be encoded in base64");
            }
            patterns.addAll(encoded(plain.text()));
        } else {
            TextPattern pattern = TextPattern.parse(text);
            patterns.add(names.contains("windash") ? pattern.anyDash() : pattern);
        }
        boolean inside = names.contains("contains") || names.contains("base64offset") || keyword;
        List<ValueTest> tests = new ArrayList<>();
        for (TextPattern pattern : patterns) {
            TextPattern open = pattern;
            if (inside || names.contains("endswith")) {
                open = open.openStart();
            }
            if (inside || names.contains("startswith")) {
                open = open.openEnd();
            }
            tests.add(new ValueTest.Like(cased ? open : open.lower(), cased));
        }
        return tests.size() == 1 ? tests.getFirst() : new ValueTest.OneOf(List.copyOf(tests));
    }

    private List<TextPattern> encoded(String text) {
        byte[] bytes = text.getBytes(charset());
        if (names.contains("utf16")) {
            byte[] marked = new byte[bytes.length + 2];
            marked[0] = (byte) 0xff;
            marked[1] = (byte) 0xfe;
            System.arraycopy(bytes, 0, marked, 2, bytes.length);
            bytes = marked;
        }
        if (names.contains("base64")) {
            return List.of(TextPattern.literal(Base64.getEncoder().encodeToString(bytes)));
        }
        // The text may begin at any of three places in a group of three bytes; what neighbours change is cut off.
        int[] start = {0, 2, 3};
        int[] end = {0, 3, 2};
        List<TextPattern> found = new ArrayList<>();
        for (int offset = 0; offset < 3; offset++) {
            byte[] shifted = new byte[bytes.length + offset];
            System.arraycopy(bytes, 0, shifted, offset, bytes.length);
            String encoded = Base64.getEncoder().encodeToString(shifted);
            int to = encoded.length() - end[shifted.length % 3];
            found.add(TextPattern.literal(encoded.substring(Math.min(start[offset], to), to)));
        }
        return found;
    }

    private Charset charset() {
        if (names.contains("utf16be")) {
            return StandardCharsets.UTF_16BE;
        }
        return names.contains("wide") || names.contains("utf16le") || names.contains("utf16")
                ? StandardCharsets.UTF_16LE
                : StandardCharsets.UTF_8;
    }

    private static boolean truth(String text, int line) throws Refusal {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes" -> true;
            case "false", "no" -> false;
            default -> throw new Refusal(line, "'exists' takes true or false, not '" + text + "'");
        };
    }

    private static BigDecimal number(String text, int line) throws Refusal {
        try {
            if (text.length() <= 40) {
                return new BigDecimal(text);
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new Refusal(line, "'" + text + "' is not a number");
    }
}
