package bzh.vigie.collector.report;

import bzh.vigie.collector.report.pdf.PdfDocument;
import bzh.vigie.collector.report.pdf.PdfDocument.Style;
import bzh.vigie.collector.review.ReviewGroup.State;
import bzh.vigie.collector.review.Reviewed;
import bzh.vigie.collector.store.Reviews.Baseline;
import bzh.vigie.event.ItemFields;
import java.util.Arrays;
import java.util.List;

/** What a report says of the review: how its groups stand, how many were approved in bulk, and who signed which baseline. */
final class ReviewPages {
    private final PdfDocument pdf;
    private final Look look;

    ReviewPages(PdfDocument pdf, Look look) {
        this.pdf = pdf;
        this.look = look;
    }

    void section(Reviewed reviewed) {
        pdf.text(Style.SUBHEADING, look.say("review"));
        pdf.text(Style.BODY, look.say("review.text"));
        pdf.table(
                List.of(50f, 25f, 25f),
                List.of(look.say("review.state"), look.say("review.items"), look.say("review.changes")),
                Arrays.stream(State.values())
                        .map(state -> List.of(
                                look.incident("review-state." + ItemFields.word(state)),
                                Long.toString(reviewed.groups(state)),
                                Long.toString(reviewed.changes(state))))
                        .toList());
        pdf.text(
                Style.BODY,
                look.say(
                        "review.bulk",
                        reviewed.approvals().one(),
                        reviewed.approvals().bulk(),
                        reviewed.approvals().acts(),
                        reviewed.approvals().reopened()));
        List<Baseline> baselines = reviewed.baselines();
        if (baselines.isEmpty()) {
            pdf.text(Style.BODY, look.say("review.baselines.none"));
            return;
        }
        pdf.table(
                List.of(10f, 16f, 20f, 12f, 12f, 30f),
                List.of(
                        look.say("coverage.commune"),
                        look.say("review.signed"),
                        look.say("review.by"),
                        look.say("review.approved"),
                        look.say("review.hosts"),
                        look.say("review.reason")),
                baselines.stream().map(this::baseline).toList());
    }

    private List<String> baseline(Baseline each) {
        return List.of(
                each.commune().insee(),
                look.time(each.written()),
                each.author().name(),
                Integer.toString(each.groups()),
                Integer.toString(each.hosts().size()),
                each.author().reason());
    }
}
