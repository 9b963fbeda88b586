package bzh.vigie.collector.detect.persistence;

import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.detect.persistence.Voucher.Kind;
import bzh.vigie.collector.incident.Situations;
import bzh.vigie.collector.review.ByName;
import bzh.vigie.collector.review.GroupKey;
import bzh.vigie.collector.review.Update;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Signature;
import bzh.vigie.event.ItemNames;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** Looks for who vouches for an item on a monitored host, the cheapest first. What the host itself may have made up vouches for nothing. */
final class Vouching {
    /** In so many communes outside the incident: one hostile machine of a stranger is one. */
    private static final int SEVERAL = 3;

    private Vouching() {}

    static Optional<Voucher> of(Store.Session session, Seen seen, Item item) {
        return Voucher.of(seen.record())
                .or(() -> numbered(Kind.BASELINE, session.reviews().baselined(seen.commune(), GroupKey.of(item))))
                .or(() -> numbered(Kind.ROLL_OUT, session.reviews().approved(seen.commune(), GroupKey.of(item))))
                .or(() -> published(session, seen, item));
    }

    private static Optional<Voucher> numbered(Kind kind, OptionalLong approval) {
        return approval.isPresent()
                ? Optional.of(new Voucher(kind, Long.toString(approval.getAsLong())))
                : Optional.empty();
    }

    /**
     * A valid signature alone is anybody's who bought one, and a program that does what it is told is its publisher's wherever it is started
     * from. An update is new everywhere: what the baseline has of the same publisher vouches for it, and whoever tells findings waits for
     * others to have it ({@link WaitingUpdates}).
     */
    private static Optional<Voucher> published(Store.Session session, Seen seen, Item item) {
        if (item.target().isEmpty() || ByName.only(item)) {
            return Optional.empty();
        }
        Situations.OfHost of = seen.standing();
        int had = session.inventories().communesBefore(item.shape(), of.before(), of.concerned());
        if (had >= SEVERAL
                && item.signature() == Signature.VALID
                && !item.signer().isBlank()) {
            return Optional.of(new Voucher(Kind.PUBLISHER, item.signer() + " (" + had + ")"));
        }
        return Update.mayBe(item)
                        && session.reviews()
                                .isBaselined(seen.commune(), ItemNames.lineage(item), GroupKey.publisher(item))
                ? Optional.of(new Voucher(Kind.BASELINE, GroupKey.publisher(item)))
                : Optional.empty();
    }

    /** Whether so many communes have an update that its publisher gave it out: of a monitored host, outside its incident, with its own. */
    static boolean isSpread(Store.Session session, Situations.OfHost of, String shape) {
        return of.isMonitored()
                ? session.inventories().communesBefore(shape, Instant.MAX, of.concerned()) >= SEVERAL - 1
                : Update.isSpread(session.inventories().prevalence(shape));
    }
}
