package bzh.vigie.collector.report;

import bzh.vigie.collector.conclusion.Conclusion;
import bzh.vigie.collector.conclusion.CoverageTable;
import bzh.vigie.collector.conclusion.Criterion;
import bzh.vigie.collector.conclusion.Facts;
import bzh.vigie.collector.conclusion.ScheduledRun;
import bzh.vigie.collector.conclusion.Signed;
import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.report.pdf.PdfDocument;
import bzh.vigie.collector.report.pdf.PdfDocument.Style;
import bzh.vigie.collector.store.Attestations;
import bzh.vigie.collector.store.Conclusions;
import bzh.vigie.collector.store.Thresholds.Threshold;
import bzh.vigie.event.ItemFields;
import bzh.vigie.text.Printable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a report says of the conclusion: which of the four words was worked out when it was made, what that rests on, criterion by criterion,
 * and that nobody has signed it; or that there is none.
 */
final class ConclusionPages {
    private static final int NAMED = 12;
    private static final int MOST_SCHEDULED = 200;
    private static final int LONGEST = 300;

    /** Of a signature, so that the page for the town hall stays one sheet; the log book has all of it. */
    private static final int LONGEST_REASON = 120;

    private final PdfDocument pdf;
    private final Look look;
    private final AlertTexts texts;
    private final Optional<Conclusion> conclusion;
    private final Optional<Signed> signed;

    ConclusionPages(
            PdfDocument pdf, Look look, AlertTexts texts, Optional<Conclusion> conclusion, Optional<Signed> signed) {
        this.pdf = pdf;
        this.look = look;
        this.texts = texts;
        this.conclusion = conclusion;
        this.signed = signed;
    }

    /** For the mayor's page. */
    void box() {
        pdf.box(conclusion
                .map(each -> look.say(
                                "conclusion." + ItemFields.word(each.word()),
                                word(each),
                                each.missing().size())
                        + "\n" + signature())
                .orElseGet(() -> look.say("interim")));
    }

    /** In a few words. */
    String inShort() {
        return conclusion.map(this::word).orElseGet(() -> look.say("scope.conclusion.interim"));
    }

    /** Who stands for it. */
    private String signature() {
        if (signed.isEmpty()) {
            return look.say("signature.none");
        }
        Conclusions.Line line = signed.get().line();
        String key = signed.get().isReopened() ? "reopened" : ItemFields.word(line.decision());
        return look.say(
                "signature." + key,
                look.incident("word." + line.word()),
                look.day(line.computed()),
                line.author().name(),
                look.day(line.written()),
                Printable.line(line.author().reason(), LONGEST_REASON));
    }

    private String word(Conclusion each) {
        return look.incident("word." + ItemFields.word(each.word()));
    }

    /** What it rests on. */
    void section() {
        pdf.text(Style.HEADING, look.say("conclusion"));
        if (conclusion.isEmpty()) {
            pdf.text(Style.BODY, look.say("interim"));
            return;
        }
        Conclusion said = conclusion.get();
        pdf.text(Style.STRONG, word(said));
        pdf.text(
                Style.BODY,
                look.say(
                        "conclusion.text",
                        look.timeAndZone(said.facts().at()),
                        said.facts().hosts().size(),
                        said.horizon().toDays()));
        pdf.text(Style.STRONG, signature());
        signed.ifPresent(each -> each.reopened().stream()
                .limit(NAMED)
                .forEach(line -> pdf.bullet(Printable.line(look.line(texts, said.facts(), line), LONGEST))));
        pdf.table(
                List.of(12f, 48f, 40f),
                List.of(look.say("criterion.state"), look.say("criterion.what"), look.say("criterion.about")),
                said.criteria().stream()
                        .map(each -> criterion(said.facts(), each))
                        .toList());
        if (!said.missing().isEmpty()) {
            pdf.text(Style.SUBHEADING, look.say("conclusion.change"));
            said.missing().forEach(each -> pdf.bullet(look.incident("change." + ItemFields.word(each.kind()))));
        }
        scheduled(said.facts());
        new CheckedPages(pdf, look).section(said.facts().checks(), said.facts().withoutAgent());
        new ReviewPages(pdf, look).section(said.facts().review());
        pdf.text(Style.SUBHEADING, look.say("table"));
        CoverageTable table = said.facts().table();
        pdf.text(
                Style.BODY,
                table.signed()
                        .map(line -> look.say(
                                "table.signed",
                                line.author().name(),
                                look.day(line.written()),
                                line.author().reason()))
                        .orElseGet(() -> look.say("table.not-signed")));
        pdf.table(
                List.of(40f, 10f, 10f, 40f),
                List.of(look.say("table.what"), look.say("table.value"), look.say("table.usual"), look.say("table.by")),
                Arrays.stream(Threshold.values())
                        .filter(each -> each != Threshold.SIGNED)
                        .map(each -> threshold(table, each))
                        .toList());
        pdf.text(Style.SUBHEADING, look.say("attested"));
        List<Attestations.Line> lines = said.facts().attestations();
        pdf.text(Style.BODY, look.say(lines.isEmpty() ? "attested.none" : "attested.text"));
        if (!lines.isEmpty()) {
            pdf.table(
                    List.of(40f, 10f, 28f, 22f),
                    List.of(
                            look.say("attested.what"),
                            look.say("attested.answer"),
                            look.say("attested.proof"),
                            look.say("attested.by")),
                    lines.stream()
                            .map(line -> attestation(line, said.facts().counts(line)))
                            .toList());
        }
    }

    /** What starts by itself and was not due while its host was watched: by name, since the watch says nothing of it. */
    private void scheduled(Facts facts) {
        List<ScheduledRun> open =
                facts.scheduled().stream().filter(ScheduledRun::isOpen).toList();
        pdf.text(Style.SUBHEADING, look.say("scheduled"));
        pdf.text(Style.BODY, look.say("scheduled.text", facts.scheduled().size(), open.size()));
        if (!open.isEmpty()) {
            pdf.table(
                    List.of(20f, 36f, 26f, 18f),
                    List.of(
                            look.say("coverage.host"),
                            look.say("scheduled.what"),
                            look.say("scheduled.state"),
                            look.say("scheduled.next")),
                    open.stream().limit(MOST_SCHEDULED).map(this::scheduled).toList());
        }
        if (open.size() > MOST_SCHEDULED) {
            pdf.text(Style.BODY, look.say("more", open.size() - MOST_SCHEDULED));
        }
    }

    private List<String> scheduled(ScheduledRun run) {
        return List.of(
                Printable.line(run.host().hostname(), LONGEST),
                Printable.line(run.named(), LONGEST),
                look.incident("scheduled." + ItemFields.word(run.state())),
                run.next().map(look::time).orElse("?"));
    }

    private List<String> threshold(CoverageTable table, Threshold each) {
        boolean usual = each != Threshold.BEACON_MINUTES;
        return List.of(
                look.incident("threshold." + ItemFields.word(each)),
                usual || table.stated(each).isPresent() ? Long.toString(table.value(each)) : "?",
                usual ? Long.toString(each.usual()) : "",
                table.stated(each)
                        .map(line -> line.author().name() + ", " + look.day(line.written()) + " : "
                                + line.author().reason())
                        .orElse(""));
    }

    private List<String> criterion(Facts facts, Criterion each) {
        String named = each.about().stream()
                .limit(NAMED)
                .map(about -> look.about(texts, facts, about))
                .collect(Collectors.joining(" ; "));
        return List.of(
                look.say("criterion.state." + ItemFields.word(each.state())),
                look.incident("criterion." + ItemFields.word(each.kind())),
                each.about().size() > NAMED
                        ? named + look.say("more", each.about().size() - NAMED)
                        : named);
    }

    private List<String> attestation(Attestations.Line line, boolean counts) {
        String until = line.until()
                .map(end -> look.say("attested.until", look.day(end)))
                .orElse("");
        return List.of(
                look.incident("statement." + ItemFields.word(line.statement()))
                        + line.host().map(host -> " · " + host).orElse("")
                        + line.named()
                                .map(each -> " · " + each.commune() + " " + Printable.line(each.name(), LONGEST))
                                .orElse(""),
                look.incident("answer." + line.answer().map(ItemFields::word).orElse("withdrawn")),
                line.proof() + until + (counts ? "" : look.say("attested.past")),
                line.author().name() + ", " + look.day(line.written()));
    }
}
