package bzh.vigie.collector.report;

import bzh.vigie.collector.conclusion.Conclusion;
import bzh.vigie.collector.detect.ArtefactTexts;
import bzh.vigie.collector.detect.returns.ArtefactPresence.Absent;
import bzh.vigie.collector.detect.returns.Artefacts.OnHost;
import bzh.vigie.collector.report.pdf.PdfDocument;
import bzh.vigie.collector.report.pdf.PdfDocument.Style;
import bzh.vigie.text.LocationText;
import bzh.vigie.text.Printable;
import java.util.List;
import java.util.Optional;

/** The attacker's artefacts by host and how each stands, in a report: in short for the town hall, then each. */
final class ArtefactPages {
    private static final int MOST = 500;
    private static final int IN_SHORT = 3;
    private static final int LONGEST = 300;

    private final PdfDocument pdf;
    private final Look look;
    private final Optional<Conclusion> conclusion;
    private final ArtefactTexts texts;

    ArtefactPages(PdfDocument pdf, Look look, Optional<Conclusion> conclusion) {
        this.pdf = pdf;
        this.look = look;
        this.conclusion = conclusion;
        this.texts = new ArtefactTexts(look.locale(), look::time);
    }

    private List<OnHost> artefacts() {
        return conclusion.map(said -> said.facts().artefacts()).orElse(List.of());
    }

    /** For the town hall: how many stand how, and the first that are not gone, by the name of their place where it has one. */
    void inShort() {
        if (conclusion.isEmpty()) {
            return;
        }
        pdf.text(Style.BODY, texts.sum(artefacts()));
        artefacts().stream()
                .filter(each -> !(each.state() instanceof Absent))
                .map(each -> ArtefactTexts.where(each) + " : " + called(each) + ", " + texts.state(each))
                .distinct()
                .limit(IN_SHORT)
                .forEach(line -> pdf.bullet(Printable.line(line, LONGEST)));
    }

    private String called(OnHost each) {
        return LocationText.title(each.fields().getOrDefault("location", ""), look.locale())
                .orElse(each.tombstone().id());
    }

    /** Each of them. */
    void section() {
        if (conclusion.isEmpty()) {
            return;
        }
        List<OnHost> all = artefacts();
        pdf.pageBreak();
        pdf.text(Style.HEADING, look.say("artefacts"));
        pdf.text(Style.BODY, texts.sum(all));
        if (!all.isEmpty()) {
            pdf.table(
                    List.of(22f, 43f, 35f),
                    List.of(look.say("coverage.host"), look.say("artefacts.what"), look.say("artefacts.state")),
                    all.stream().limit(MOST).map(this::row).toList());
        }
        if (all.size() > MOST) {
            pdf.text(Style.BODY, look.say("more", all.size() - MOST));
        }
    }

    private List<String> row(OnHost each) {
        return List.of(
                Printable.line(ArtefactTexts.where(each), LONGEST),
                Printable.line(ArtefactTexts.what(each), LONGEST),
                texts.state(each));
    }
}
