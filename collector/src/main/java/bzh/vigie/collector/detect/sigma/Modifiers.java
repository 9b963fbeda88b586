package bzh.vigie.collector.detect.sigma;

import bzh.vigie.collector.detect.sigma.ValueTest.Order;
import bzh.vigie.collector.detect.sigma.ValueTest.SameAs;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The modifiers of one field ({@code Field|contains|all}), and what they make of its values. */
final class Modifiers {
    private static final Set<String> WIDE = Set.of("wide", "utf16le", "utf16be", "utf16");
    private static final Set<String> BASE64 = Set.of("base64", "base64offset");
    private static final Set<String> PARTS = Set.of("contains", "startswith", "endswith");
    private static final Set<String> KINDS = Set.of("re", "cidr", "exists", "fieldref", "lt", "lte", "gt", "gte");
    private static final Set<String> REGEX_FLAGS = Set.of("i", "m", "s");
    private static final Set<String> OTHERS = Set.of("all", "cased", "windash", "neq", "expand");
    private static final Set<String> BEFORE_ENCODING = Set.of("windash", "expand");
    private static final int MAX_LENGTH = 4_096;

    private final Set<String> names;
    private final String kind;
    private final Optional<DatePart> date;
    private final Placeholders placeholders;

    private Modifiers(Set<String> names, String kind, Optional<DatePart> date, Placeholders placeholders) {
        this.names = names;
        this.kind = kind;
        this.date = date;
        this.placeholders = placeholders;
    }

    /** None, as for a keyword. */
    static Modifiers none() {
        return new Modifiers(Set.of(), "", Optional.empty(), Placeholders.none());
    }

    /** @param chain in the order of the rule */
    static Modifiers parse(List<String> chain, Placeholders placeholders, int line) throws Refusal {
        Set<String> names = new LinkedHashSet<>();
        String kind = "";
        Optional<DatePart> date = Optional.empty();
        for (String name : chain) {
            Optional<DatePart> part = DatePart.named(name);
            if (part.isEmpty() && !isKnown(name)) {
                throw new Refusal(line, Fault.UNKNOWN_MODIFIER, name);
            }
            if (!names.add(name)) {
                throw new Refusal(line, Fault.MODIFIER_TWICE, name);
            }
            if (KINDS.contains(name)) {
                if (!kind.isEmpty()) {
                    throw exclude(kind, name, line);
                }
                kind = name;
            }
            if (part.isPresent()) {
                if (date.isPresent()) {
                    throw new Refusal(line, Fault.TWO_DATE_PARTS);
                }
                date = part;
            }
        }
        Modifiers modifiers = new Modifiers(names, kind, date, placeholders);
        modifiers.check(line);
        return modifiers;
    }

    private static boolean isKnown(String name) {
        return KINDS.contains(name)
                || OTHERS.contains(name)
                || WIDE.contains(name)
                || BASE64.contains(name)
                || PARTS.contains(name)
                || REGEX_FLAGS.contains(name);
    }

    private static Refusal exclude(String one, String other, int line) {
        return new Refusal(line, Fault.MODIFIERS_EXCLUDE, one, other);
    }

    private void check(int line) throws Refusal {
        if (has(REGEX_FLAGS) && !kind.equals("re")) {
            throw new Refusal(line, Fault.FLAGS_OF_RE);
        }
        for (Set<String> group : List.of(PARTS, BASE64, WIDE)) {
            List<String> found = names.stream().filter(group::contains).toList();
            if (found.size() > 1) {
                throw exclude(found.getFirst(), found.get(1), line);
            }
        }
        if (!kind.isEmpty()) {
            checkKind(line);
        }
        if (date.isPresent()) {
            for (String name : names) {
                boolean fits = DatePart.named(name).isPresent()
                        || Set.of("lt", "lte", "gt", "gte", "neq", "all").contains(name);
                if (!fits) {
                    throw new Refusal(line, Fault.NOT_WITH_DATE, name);
                }
            }
        }
        checkOrder(line);
    }

    private void checkKind(int line) throws Refusal {
        for (String name : names) {
            boolean fits = switch (name) {
                case "all", "neq" -> !kind.equals("exists");
                case "i", "m", "s" -> true;
                case "expand" -> kind.equals("cidr");
                case "contains", "startswith", "endswith", "cased" -> kind.equals("fieldref");
                default -> name.equals(kind) || (DatePart.named(name).isPresent() && !kind.equals("exists"));
            };
            if (!fits) {
                throw new Refusal(line, Fault.NOT_WITH, kind, name);
            }
        }
    }

    /** Modifiers change a value one after the other, so that the order says what is meant. */
    private void checkOrder(int line) throws Refusal {
        precede(BEFORE_ENCODING, WIDE, line);
        precede(BEFORE_ENCODING, BASE64, line);
        precede(WIDE, BASE64, line);
        precede(WIDE, PARTS, line);
        precede(BASE64, PARTS, line);
    }

    private void precede(Set<String> first, Set<String> then, int line) throws Refusal {
        String seen = "";
        for (String name : names) {
            if (then.contains(name)) {
                seen = name;
            } else if (first.contains(name) && !seen.isEmpty()) {
                throw new Refusal(line, Fault.MODIFIER_ORDER, name, seen);
            }
        }
    }

    private boolean has(Set<String> any) {
        return names.stream().anyMatch(any::contains);
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
            case Yaml.Sequence list -> throw new Refusal(list.line(), Fault.LIST_IN_LIST);
            case Yaml.Mapping map -> throw new Refusal(map.line(), Fault.MAP_FOR_VALUE);
        };
    }

    private ValueTest absent(Yaml.Nothing nothing, boolean keyword) throws Refusal {
        if (keyword || !kind.isEmpty() || date.isPresent()) {
            throw new Refusal(nothing.line(), Fault.NULL_NOT_HERE);
        }
        return new ValueTest.Exists(false);
    }

    private ValueTest test(Yaml.Text value, boolean keyword) throws Refusal {
        if (!names.contains("expand")) {
            return test(value.text(), value.line(), keyword);
        }
        List<ValueTest> forms = new ArrayList<>();
        for (String form : placeholders.expand(value.text(), value.line())) {
            forms.add(test(form, value.line(), keyword));
        }
        return oneOf(forms);
    }

    private ValueTest test(String text, int line, boolean keyword) throws Refusal {
        if (text.length() > MAX_LENGTH) {
            throw new Refusal(line, Fault.VALUE_TOO_LONG, MAX_LENGTH);
        }
        if (date.isPresent()) {
            return new ValueTest.InDate(date.get(), kind.isEmpty() ? Order.EQ : order(), wholeNumber(text, line));
        }
        return switch (kind) {
            case "re" -> regex(text, line);
            case "cidr" ->
                new ValueTest.InNetwork(
                        Network.parse(text).orElseThrow(() -> new Refusal(line, Fault.NO_NETWORK, text)));
            case "exists" -> new ValueTest.Exists(truth(text, line));
            case "fieldref" -> new SameAs(text, part(), names.contains("cased"));
            case "" -> like(text, line, keyword);
            default -> new ValueTest.Ordered(order(), number(text, line));
        };
    }

    private Order order() {
        return Order.valueOf(kind.toUpperCase(Locale.ROOT));
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
        if (!RegexSize.isBounded(text)) {
            throw new Refusal(line, Fault.REGEX_TOO_LARGE, RegexSize.MOST);
        }
        int flags = (names.contains("i") ? Pattern.CASE_INSENSITIVE : 0)
                | (names.contains("m") ? Pattern.MULTILINE : 0)
                | (names.contains("s") ? Pattern.DOTALL : 0);
        try {
            return new ValueTest.Regex(Pattern.compile(text, flags));
        } catch (PatternSyntaxException e) {
            throw new Refusal(line, Fault.REGEX_UNSUPPORTED, String.valueOf(e.getMessage()));
        }
    }

    private ValueTest like(String text, int line, boolean keyword) throws Refusal {
        Encoding encoding = Encoding.of(names);
        TextPattern written = TextPattern.parse(text);
        TextPattern dashed = names.contains("windash") ? written.anyDash() : written;
        List<TextPattern> plain = encoding.isNone() ? List.of(dashed) : dashed.dashForms(line);
        boolean cased = names.contains("cased");
        boolean inside = names.contains("contains") || names.contains("base64offset") || keyword;
        List<ValueTest> tests = new ArrayList<>();
        for (TextPattern each : plain) {
            for (TextPattern pattern : encoding.of(each, line)) {
                TextPattern open = pattern;
                if (inside || names.contains("endswith")) {
                    open = open.openStart();
                }
                if (inside || names.contains("startswith")) {
                    open = open.openEnd();
                }
                tests.add(new ValueTest.Like(cased ? open : open.lower(), cased));
            }
        }
        return oneOf(tests);
    }

    private static ValueTest oneOf(List<ValueTest> tests) {
        return tests.size() == 1 ? tests.getFirst() : new ValueTest.OneOf(List.copyOf(tests));
    }

    private static boolean truth(String text, int line) throws Refusal {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes" -> true;
            case "false", "no" -> false;
            default -> throw new Refusal(line, Fault.BAD_EXISTS, text);
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
        throw new Refusal(line, Fault.NO_NUMBER, text);
    }

    private static int wholeNumber(String text, int line) throws Refusal {
        if (text.isEmpty() || text.length() > 4 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new Refusal(line, Fault.NO_DATE_NUMBER, text);
        }
        return Integer.parseInt(text);
    }
}
