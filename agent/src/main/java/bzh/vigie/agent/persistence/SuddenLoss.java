package bzh.vigie.agent.persistence;

import bzh.vigie.agent.persistence.Comparison.Told;
import bzh.vigie.event.Event.Change;
import bzh.vigie.event.Item;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * That most of what a place of a directory had was gone at once, which a container that was hidden, or a controller that lies, does more
 * often than who administers it. What is still missing is taken for gone when another controller says so, or the same one a day later,
 * whatever else comes and goes, and cannot be read, meanwhile. Immutable.
 *
 * @param sinceMicros since when it is missing, microseconds since 1970 UTC
 * @param from the controller that said so first
 * @param missing what has been missing since then
 */
record SuddenLoss(long sinceMicros, String from, Fingerprints missing) {
    /** Fewer go in a day's work. */
    static final int LEAST = 10;

    /** Shorter than from one daily reading to the next. */
    private static final long DAY_MICROS = TimeUnit.HOURS.toMicros(20);

    /** A reading compared with what was known, and what of it is not believed yet. */
    record Compared(SiteReading reading, Comparison comparison, Optional<SuddenLoss> loss) {}

    /** A reading of what was not known. */
    static Compared first(SiteReading reading, Change change) {
        return new Compared(reading, Comparison.first(reading, change), Optional.empty());
    }

    /** What a reading of that controller changed, in what is known. */
    static Compared compare(
            KnownSite known,
            Supplier<List<Item>> before,
            SiteReading reading,
            boolean listAll,
            Optional<String> controller,
            long nowMicros) {
        Comparison comparison = Comparison.of(known, before, reading, listAll);
        if (controller.isEmpty() || reading.mayHideAll()) {
            // Nothing is said of what is missing.
            return new Compared(reading, comparison, known.loss());
        }
        Optional<SuddenLoss> pending = known.loss().filter(was -> was.sinceMicros() <= nowMicros);
        List<Item> gone = known.hasTheseEyes() ? removed(comparison) : notFound(known, before, reading);
        List<Item> hidden =
                pending.map(was -> was.hiddenNow(comparison, reading)).orElse(List.of());
        int size = known.items().size();
        if (!isSudden(gone.size() + hidden.size(), size)) {
            return new Compared(reading, comparison, Optional.empty());
        }
        Map<Boolean, List<Item>> still = gone.stream()
                .collect(Collectors.partitioningBy(item ->
                        pending.filter(was -> was.missing().hasKey(item)).isPresent()));
        List<Item> missed = still.getOrDefault(true, List.of());
        List<Item> since = Stream.concat(missed.stream(), hidden.stream()).toList();
        if (pending.filter(was -> was.isConfirmed(controller.get(), nowMicros)).isEmpty()) {
            SuddenLoss loss = pending.filter(was -> !since.isEmpty())
                    .map(was -> was.of(since))
                    .orElseGet(() -> new SuddenLoss(nowMicros, controller.get(), Fingerprints.of(gone)));
            return doubted(known, before, reading, listAll, gone, size, loss);
        }
        List<Item> fresh = still.getOrDefault(false, List.of());
        int rest = size - missed.size();
        if (isSudden(fresh.size(), rest)) {
            List<Item> all = Stream.concat(fresh.stream(), hidden.stream()).toList();
            SuddenLoss loss = new SuddenLoss(nowMicros, controller.get(), Fingerprints.of(all));
            return doubted(known, before, reading, listAll, fresh, rest, loss);
        }
        return new Compared(
                reading, comparison, pending.filter(was -> !hidden.isEmpty()).map(was -> was.of(hidden)));
    }

    /** The same without what is gone of so many things, which is not believed. */
    private static Compared doubted(
            KnownSite known,
            Supplier<List<Item>> before,
            SiteReading reading,
            boolean listAll,
            List<Item> gone,
            int of,
            SuddenLoss loss) {
        SiteReading partial = gone.isEmpty()
                ? reading
                : reading.partial(ReasonCode.NOT_PROVEN, SourceText.detail("directory-gone-at-once", gone.size(), of));
        Comparison kept = Comparison.of(known, before, partial, listAll, Fingerprints.of(gone)::hasKey);
        return new Compared(partial, kept, Optional.of(loss));
    }

    private static List<Item> removed(Comparison comparison) {
        return comparison.told().stream()
                .filter(told -> told.change() == Change.REMOVED)
                .map(Told::item)
                .toList();
    }

    /** With other eyes nothing is told as removed; what has the same name with either is missing all the same. */
    private static List<Item> notFound(KnownSite known, Supplier<List<Item>> before, SiteReading reading) {
        if (known.versions().names() != KnownSite.Versions.CURRENT.names()) {
            return List.of();
        }
        Fingerprints found = Fingerprints.of(reading.items());
        return before.get().stream()
                .filter(item -> !found.hasKey(item) && !reading.mayHide(item.source()))
                .toList();
    }

    private static boolean isSudden(int gone, int of) {
        return gone >= LEAST && gone * 2 > of;
    }

    /** The same of these alone. */
    private SuddenLoss of(List<Item> items) {
        return new SuddenLoss(sinceMicros, from, Fingerprints.of(items));
    }

    /** What was missing and may be hidden by what that reading could not look into. */
    private List<Item> hiddenNow(Comparison comparison, SiteReading reading) {
        Fingerprints found = Fingerprints.of(reading.items());
        return comparison.now().stream()
                .filter(item -> missing.hasKey(item) && !found.hasKey(item))
                .toList();
    }

    private boolean isConfirmed(String controller, long nowMicros) {
        // What was kept by agents of before has the name of its database behind it, which is the controller's own word.
        return !from.split(" ", 2)[0].equals(controller) || nowMicros - sinceMicros >= DAY_MICROS;
    }
}
