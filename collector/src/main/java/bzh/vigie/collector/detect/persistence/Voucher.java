package bzh.vigie.collector.detect.persistence;

import bzh.vigie.collector.detect.finding.Evidence;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.event.ItemFields;
import java.util.Map;
import java.util.Optional;

/**
 * Who vouches for an item that is new or changed under enhanced monitoring; without one it is at least of medium severity (decision 0081).
 *
 * @param by the package, the publisher with the number of communes that had it before, or the number of the approval
 */
public record Voucher(Kind kind, String by) {
    /** By what. */
    public enum Kind {
        /** A package, or the maker of the system, ships it like this. */
        PACKAGE,
        /** A publisher's valid signature, where only administrators may write, in independent communes before the incident. */
        PUBLISHER,
        /** A roll-out: an analyst approved the same thing in this commune. */
        ROLL_OUT,
        /** A signed baseline of the commune has it, or what it is an update of. */
        BASELINE
    }

    /** Evidence: which kind, or {@link #NOBODY}. */
    public static final String FIELD = Evidence.VOUCHED;

    public static final String BY = "vouched_by";
    static final String NOBODY = "nobody";

    /** The one that a record itself names, which needs nothing of a store: its package. */
    public static Optional<Voucher> of(SigmaRecord record) {
        return record.value("shipped").equals("as-packaged")
                ? Optional.of(new Voucher(Kind.PACKAGE, record.value("package")))
                : Optional.empty();
    }

    /** What a finding says of who vouches. */
    static Map<String, String> evidence(Optional<Voucher> voucher) {
        return voucher.map(each -> each.by().isEmpty()
                        ? Map.of(FIELD, ItemFields.word(each.kind()))
                        : Map.of(FIELD, ItemFields.word(each.kind()), BY, each.by()))
                .orElse(Map.of(FIELD, NOBODY));
    }
}
