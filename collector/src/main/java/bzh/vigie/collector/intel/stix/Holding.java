package bzh.vigie.collector.intel.stix;

import bzh.vigie.collector.intel.stix.ObjectPath.Step;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Of which objects of an observation a comparison holds. Pure. */
final class Holding {
    private static final int MOST_VALUES = 10_000;

    private final Observed observed;

    private Holding(Observed observed) {
        this.observed = observed;
    }

    /** Whether it holds of at least one object. */
    static boolean holds(Comparison comparison, Observed observed) throws StixPatternException {
        return !new Holding(observed).of(comparison).isEmpty();
    }

    private Set<String> of(Comparison comparison) throws StixPatternException {
        return switch (comparison) {
            case Comparison.All all -> {
                Set<String> roots = new HashSet<>(of(all.parts().getFirst()));
                for (Comparison part : all.parts().subList(1, all.parts().size())) {
                    roots.retainAll(of(part));
                }
                yield roots;
            }
            case Comparison.Any any -> {
                Set<String> roots = new HashSet<>();
                for (Comparison part : any.parts()) {
                    roots.addAll(of(part));
                }
                yield roots;
            }
            case Comparison.Exists exists -> {
                Set<String> roots = new HashSet<>();
                for (String root : observed.roots()) {
                    if (isOfType(root, exists.path().type())
                            && values(root, exists.path()).isEmpty() == exists.negated()) {
                        roots.add(root);
                    }
                }
                yield roots;
            }
            case Comparison.Test test -> {
                Set<String> roots = new HashSet<>();
                for (String root : observed.roots()) {
                    if (isOfType(root, test.path().type())) {
                        for (Object value : values(root, test.path())) {
                            if (holds(test, value) != test.negated()) {
                                roots.add(root);
                                break;
                            }
                        }
                    }
                }
                yield roots;
            }
        };
    }

    private boolean isOfType(String root, String type) {
        Map<String, Object> object = observed.objects().get(root);
        return object != null && type.equals(object.get("type"));
    }

    private List<Object> values(String root, ObjectPath path) {
        List<Object> values = new ArrayList<>();
        Map<String, Object> object = observed.objects().get(root);
        if (object != null) {
            values.add(object);
        }
        for (Step step : path.steps()) {
            List<Object> next = new ArrayList<>();
            for (Object value : values) {
                step(step, value, next);
                if (next.size() > MOST_VALUES) {
                    break;
                }
            }
            values = next;
        }
        // A reference at the end of a path is its name.
        return values.stream()
                .map(value -> value instanceof Reference reference ? reference.value() : value)
                .toList();
    }

    /** A property that refers to objects: its value, and what is stepped into instead. */
    private record Reference(Object value) {}

    private void step(Step step, Object from, List<Object> to) {
        switch (step) {
            case Step.Property property -> {
                for (Object object :
                        from instanceof Reference(Object value) ? observed.referred(value) : List.of(from)) {
                    if (object instanceof Map<?, ?> map && map.containsKey(property.name())) {
                        Object value = map.get(property.name());
                        if (value != null) {
                            to.add(typed(property.name(), value));
                        }
                    }
                }
            }
            case Step.Element element -> {
                List<?> list = listOf(from);
                if (element.index() < list.size()) {
                    to.add(element(from, list.get(element.index())));
                }
            }
            case Step.Every ignored -> {
                if (from instanceof Map<?, ?> map) {
                    // file:hashes[*] is written, though hashes are no list.
                    to.addAll(map.values());
                } else {
                    listOf(from).forEach(each -> to.add(element(from, each)));
                }
            }
        }
    }

    private static List<?> listOf(Object from) {
        Object value = from instanceof Reference reference ? reference.value() : from;
        return value instanceof List<?> list ? list : List.of();
    }

    private static Object element(Object from, Object element) {
        return from instanceof Reference ? new Reference(element) : element;
    }

    private static Object typed(String name, Object value) {
        if (name.endsWith("_ref") || name.endsWith("_refs")) {
            return new Reference(value);
        }
        try {
            if (value instanceof String text && name.endsWith("_hex")) {
                return Literal.Bytes.of(HexFormat.of().parseHex(text));
            }
            if (value instanceof String text && name.endsWith("_bin")) {
                return Literal.Bytes.of(Base64.getDecoder().decode(text));
            }
        } catch (IllegalArgumentException notWhatItsNameSays) {
            return value;
        }
        return value;
    }

    private static boolean holds(Comparison.Test test, Object value) throws StixPatternException {
        return switch (test.operator()) {
            case IN -> {
                for (Literal literal : test.against()) {
                    if (compared(value, literal, true).orElse(1) == 0) {
                        yield true;
                    }
                }
                yield false;
            }
            case EQUAL -> isEqual(test, value);
            case NOT_EQUAL -> !isEqual(test, value);
            case LESS -> order(test, value).stream().anyMatch(c -> c < 0);
            case LESS_OR_EQUAL -> order(test, value).stream().anyMatch(c -> c <= 0);
            case GREATER -> order(test, value).stream().anyMatch(c -> c > 0);
            case GREATER_OR_EQUAL -> order(test, value).stream().anyMatch(c -> c >= 0);
            case LIKE, MATCHES -> {
                Literal.Regex regex = (Literal.Regex) test.against().getFirst();
                yield switch (value) {
                    case String text ->
                        regex.compiled()
                                .matcher(Normalizer.normalize(text, Normalizer.Form.NFC))
                                .find();
                    case Literal.Bytes bytes ->
                        regex.compiled().matcher(bytes.latin1()).find();
                    default -> false;
                };
            }
            case ISSUBSET -> net(value).filter(net(test)::holds).isPresent();
            case ISSUPERSET -> net(value).filter(net -> net.holds(net(test))).isPresent();
        };
    }

    private static boolean isEqual(Comparison.Test test, Object value) throws StixPatternException {
        return compared(value, test.against().getFirst(), true).orElse(1) == 0;
    }

    private static OptionalInt order(Comparison.Test test, Object value) throws StixPatternException {
        return compared(value, test.against().getFirst(), false);
    }

    private static Literal.Net net(Comparison.Test test) {
        return (Literal.Net) test.against().getFirst();
    }

    private static Optional<Literal.Net> net(Object value) {
        return value instanceof String text ? Literals.net(text) : Optional.empty();
    }

    /** How the value stands to the constant; empty where the two cannot be compared. */
    private static OptionalInt compared(Object value, Literal literal, boolean equality) throws StixPatternException {
        return switch (literal) {
            case Literal.Numeric number ->
                value instanceof Number other
                        ? OptionalInt.of(new BigDecimal(other.toString()).compareTo(number.value()))
                        : OptionalInt.empty();
            case Literal.Truth truth ->
                equality && value instanceof Boolean other
                        ? OptionalInt.of(Boolean.compare(other, truth.value()))
                        : OptionalInt.empty();
            case Literal.Time time ->
                value instanceof String text
                        ? OptionalInt.of(instant(text).compareTo(time.value()))
                        : OptionalInt.empty();
            case Literal.Text text ->
                switch (value) {
                    case String other ->
                        OptionalInt.of(
                                Normalizer.normalize(other, Normalizer.Form.NFC).compareTo(text.value()));
                    case Literal.Bytes bytes -> ofBytes(bytes.latin1(), text.value());
                    default -> OptionalInt.empty();
                };
            case Literal.Bytes bytes ->
                switch (value) {
                    case String other -> ofBytes(other, bytes.latin1());
                    case Literal.Bytes other -> OptionalInt.of(other.latin1().compareTo(bytes.latin1()));
                    default -> OptionalInt.empty();
                };
            case Literal.Regex ignored -> OptionalInt.empty();
            case Literal.Net ignored -> OptionalInt.empty();
        };
    }

    /** Bytes and text compare where every character is one byte. */
    private static OptionalInt ofBytes(String one, String other) {
        return one.chars().allMatch(c -> c < 256) && other.chars().allMatch(c -> c < 256)
                ? OptionalInt.of(one.compareTo(other))
                : OptionalInt.empty();
    }

    private static Instant instant(String text) throws StixPatternException {
        return Literals.instant(text).orElseThrow(() -> new StixPatternException("not-an-instant", text));
    }
}
