package bzh.vigie.agent.persistence;

import bzh.vigie.agent.persistence.Comparison.Told;
import bzh.vigie.event.Event.Change;
import bzh.vigie.event.Item;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import bzh.vigie.text.SourceText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * That most of what a place of a directory had was gone at once, which a container that was hidden, or a controller that lies, does more
 * often than who administers it. It is taken for gone when another controller says so, or the same one a day later. Immutable.
 *
 * @param sinceMicros since when the same is missing, microseconds since 1970 UTC
 * @param from the controller that said so first
 * @param what digest over what is missing
 */
record SuddenLoss(long sinceMicros, String from, Sha256 what) {
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
        List<Item> gone = comparison.told().stream()
                .filter(told -> told.change() == Change.REMOVED)
                .map(Told::item)
                .toList();
        if (controller.isEmpty()
                || gone.size() < LEAST
                || gone.size() * 2 <= known.items().size()) {
            return new Compared(reading, comparison, Optional.empty());
        }
        SuddenLoss loss = new SuddenLoss(nowMicros, controller.get(), digest(gone));
        Optional<SuddenLoss> same =
                known.loss().filter(was -> was.what().equals(loss.what()) && was.sinceMicros() <= nowMicros);
        if (same.filter(was -> was.isConfirmed(loss)).isPresent()) {
            return new Compared(reading, comparison, Optional.empty());
        }
        SiteReading doubted = doubted(reading, gone, known.items().size());
        return new Compared(doubted, Comparison.of(known, before, doubted, listAll), Optional.of(same.orElse(loss)));
    }

    private boolean isConfirmed(SuddenLoss again) {
        return !from.equals(again.from()) || again.sinceMicros() - sinceMicros >= DAY_MICROS;
    }

    private static SiteReading doubted(SiteReading reading, List<Item> gone, int known) {
        Set<String> doubted = new HashSet<>(reading.unseen().doubted());
        gone.forEach(item -> doubted.add(item.source()));
        return reading.withUnseen(new Unseen(
                        reading.unseen().hidden(), doubted, reading.unseen().doubtsAll()))
                .partial(ReasonCode.NOT_PROVEN, SourceText.detail("directory-gone-at-once", gone.size(), known));
    }

    private static Sha256 digest(List<Item> gone) {
        MessageDigest digest = Sha256.digest();
        gone.stream().map(Item::key).sorted().forEach(key -> digest.update(key.getBytes(StandardCharsets.UTF_8)));
        return Sha256.of(digest.digest());
    }
}
