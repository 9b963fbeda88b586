package bzh.vigie.collector.detect.watchlist;

import bzh.vigie.collector.intel.Indicator;
import bzh.vigie.collector.intel.NormalForms;
import bzh.vigie.collector.intel.Observable;
import bzh.vigie.collector.store.EventSearch;
import bzh.vigie.collector.store.Indicators.Listed;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Which single values may show indicators, judged without the event that has them and in lower case: too often rather than too seldom, so that
 * what {@link Watchlist} sees in all events it sees in those that have such a value.
 */
public final class ValuesAsked implements EventSearch.Asked {
    /** Patterns of registry keys that are held against what may be the beginning of one; with more, every key is read. */
    private static final int FEW = 64;

    private final Watchlist generous;
    private final List<String> keys;
    private final List<String> texts;
    private final LongConsumer passed;
    private final Map<String, List<FieldKind>> kinds = new HashMap<>();

    private ValuesAsked(Watchlist generous, List<String> keys, List<String> texts, LongConsumer passed) {
        this.generous = generous;
        this.keys = List.copyOf(keys);
        this.texts = List.copyOf(texts);
        this.passed = passed;
    }

    /**
     * For these indicators; empty where one of them asks for more than a value of its own: a pattern of STIX.
     *
     * @param passed is told how many more events were passed over or given
     */
    public static Optional<ValuesAsked> of(Collection<Listed> indicators, LongConsumer passed) {
        List<Listed> folded = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        boolean exact = true;
        for (Listed listed : indicators) {
            Observable what = listed.indicator().what();
            if (what instanceof Observable.Stix) {
                return Optional.empty();
            }
            // What the value holds stands in another field.
            Observable alone = what instanceof Observable.RegistryValue value
                    ? new Observable.RegistryKey(value.key() + "\\" + value.name())
                    : what;
            Observable lower = Observable.of(alone.type(), alone.value().toLowerCase(Locale.ROOT))
                    .orElse(alone);
            if (lower instanceof Observable.RegistryKey key) {
                keys.add(key.pattern());
            }
            List<String> standing = ExactTexts.of(lower);
            exact &= !standing.isEmpty();
            texts.addAll(standing);
            folded.add(new Listed(
                    listed.id(), listed.incident(), with(listed.indicator(), lower), listed.added(), listed.author()));
        }
        return Optional.of(new ValuesAsked(new Watchlist(folded), keys, exact ? texts : List.of(), passed));
    }

    private static Indicator with(Indicator indicator, Observable what) {
        return new Indicator(
                what,
                indicator.source(),
                indicator.description(),
                indicator.tlp(),
                indicator.confidence(),
                indicator.validFrom(),
                indicator.validUntil(),
                indicator.collectorOnly(),
                indicator.alerts());
    }

    private List<FieldKind> kinds(String field) {
        return kinds.computeIfAbsent(
                field,
                name -> FieldKind.ofFolded(name).stream().filter(generous::asks).toList());
    }

    @Override
    public boolean isIn(String field) {
        return !kinds(field).isEmpty();
    }

    @Override
    public boolean mayBe(String field, String value) {
        for (FieldKind kind : kinds(field)) {
            boolean may = switch (kind) {
                case ITEM_SOURCE ->
                    generous.shows(FieldKind.PATH, value, Map.of()) || mayBeginKey(value) || anyNamed(value);
                case ITEM_NAME -> generous.shows(kind, value, Map.of()) || anyNamed(value);
                default -> generous.shows(kind, value, Map.of());
            };
            if (may) {
                return true;
            }
        }
        return false;
    }

    /** Whether an item of any location is about something on the list. */
    private boolean anyNamed(String value) {
        return value.lines().anyMatch(generous::namesAny);
    }

    /** Whether this is of a key asked for, or may be with the name of a value behind it. */
    private boolean mayBeginKey(String value) {
        if (keys.isEmpty() || !(value.startsWith("hk") || value.startsWith("\\registry\\"))) {
            return false;
        }
        Optional<String> key = NormalForms.registryKey(value);
        if (keys.size() > FEW || key.isEmpty() || generous.shows(FieldKind.REGISTRY, value, Map.of())) {
            return true;
        }
        String start = key.get() + "\\";
        return keys.stream().anyMatch(pattern -> isBeginning(pattern, start));
    }

    /** Whether what begins so may be of the pattern. */
    private static boolean isBeginning(String pattern, String start) {
        for (int i = 1; i <= pattern.length(); i++) {
            char last = pattern.charAt(i - 1);
            boolean mayEnd = last == '\\' || last == '*' || last == '?';
            if (mayEnd && Glob.matches(pattern.substring(0, i), start)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public List<String> texts() {
        return texts;
    }

    @Override
    public void passed(long events) {
        passed.accept(events);
    }
}
