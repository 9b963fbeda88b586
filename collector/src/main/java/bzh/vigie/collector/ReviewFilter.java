package bzh.vigie.collector;

import bzh.vigie.collector.review.ReviewGroup;
import bzh.vigie.collector.store.Reviews.Matter;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.Item.Signature;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which groups of a review are meant: the options that listing and approving share. A field is set before the command runs. */
final class ReviewFilter {
    @Option(names = "--remediation", descriptionKey = "review-remediation")
    private boolean remediation;

    @Option(names = "--location", paramLabel = "LOCATION", descriptionKey = "review-location")
    private Optional<String> location = Optional.empty();

    @Option(names = "--signed", descriptionKey = "review-signed")
    private boolean signed;

    @Option(names = "--packaged", descriptionKey = "review-packaged")
    private boolean packaged;

    @Option(names = "--in-communes", paramLabel = "N", defaultValue = "0", descriptionKey = "review-in-communes")
    private int communes;

    Matter matter() {
        return remediation ? Matter.REMEDIATION : Matter.ITEMS;
    }

    /** Whether it says which groups, and not only which list. */
    boolean chooses() {
        return location.isPresent() || signed || packaged || communes > 0;
    }

    boolean takes(ReviewGroup group) {
        return location.filter(place -> !place.equals(group.location())).isEmpty()
                && (!signed || group.signature() == Signature.VALID)
                && (!packaged || group.shipped() == Shipped.AS_PACKAGED)
                && group.spread().communes() >= communes;
    }

    /** Whether nobody decided about it and it may be approved together with others, if no mark and no indicator speaks against it. */
    boolean mayApprove(ReviewGroup group) {
        return takes(group) && group.state().isUndecided() && group.alone().isEmpty();
    }
}
