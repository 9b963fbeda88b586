package bzh.vigie.collector.report;

import bzh.vigie.collector.detect.returns.LocalChecking.Answer;
import bzh.vigie.collector.detect.returns.LocalChecking.OfHost;
import bzh.vigie.collector.report.pdf.PdfDocument;
import bzh.vigie.collector.report.pdf.PdfDocument.Style;
import bzh.vigie.collector.store.LocalChecks.Swept;
import bzh.vigie.event.ItemFields;
import bzh.vigie.text.Printable;
import java.util.Comparator;
import java.util.List;

/** What a report says of the indicators that hosts look for by themselves: what each host said, never what is so. */
final class CheckedPages {
    private static final int MOST = 500;
    private static final int LONGEST = 300;

    private final PdfDocument pdf;
    private final Look look;

    CheckedPages(PdfDocument pdf, Look look) {
        this.pdf = pdf;
        this.look = look;
    }

    /** @param without how many expected hosts have no agent, and so say nothing */
    void section(List<OfHost> checks, long without) {
        List<OfHost> given = given(checks);
        pdf.text(Style.SUBHEADING, look.say("checked"));
        pdf.text(Style.BODY, text(look, checks, without));
        if (!given.isEmpty()) {
            pdf.table(
                    List.of(22f, 20f, 36f, 22f),
                    List.of(
                            look.say("coverage.host"),
                            look.say("checked.list"),
                            look.say("checked.answer"),
                            look.say("checked.swept")),
                    given.stream().limit(MOST).map(each -> row(look, each)).toList());
        }
        if (given.size() > MOST) {
            pdf.text(Style.BODY, look.say("more", given.size() - MOST));
        }
    }

    /** Those that did not go through all of it first. */
    static List<OfHost> given(List<OfHost> checks) {
        return checks.stream()
                .filter(each -> each.answer() != Answer.NOTHING_GIVEN)
                .sorted(Comparator.comparing(each -> each.answer() == Answer.WHOLE))
                .toList();
    }

    static String text(Look look, List<OfHost> checks, long without) {
        List<OfHost> given = given(checks);
        long whole =
                given.stream().filter(each -> each.answer() == Answer.WHOLE).count();
        return given.isEmpty()
                ? look.say("checked.none")
                : look.say("checked.text", given.size(), whole, checks.size() - given.size(), without);
    }

    static List<String> row(Look look, OfHost each) {
        String since = each.checking()
                .map(time -> ", " + look.say("checked.since", look.time(time)))
                .orElse("");
        return List.of(
                Printable.line(each.host().hostname(), LONGEST) + " ("
                        + each.host().commune() + ")",
                each.list() + " (" + each.due().size() + ")",
                look.incident("checked." + ItemFields.word(each.answer())) + since,
                each.swept().map(swept -> swept(look, swept)).orElse(""));
    }

    private static String swept(Look look, Swept swept) {
        String time = look.time(swept.received());
        return swept.isWhole()
                ? time
                : time + " " + look.say("checked.part", swept.unreadPlaces(), swept.places(), swept.untold());
    }
}
