package bzh.vigie.collector.report;

import bzh.vigie.collector.conclusion.Conclusion;
import bzh.vigie.collector.conclusion.Criterion;
import bzh.vigie.collector.conclusion.Criterion.Kind;
import bzh.vigie.collector.conclusion.Facts;
import bzh.vigie.collector.conclusion.LoosenedTexts;
import bzh.vigie.collector.conclusion.ScheduledRun;
import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.detect.watchlist.WatchlistFindings;
import bzh.vigie.collector.report.pdf.PdfDocument;
import bzh.vigie.collector.report.pdf.PdfDocument.Style;
import bzh.vigie.collector.review.ReviewGroup.State;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Tombstones.Recurrence;
import bzh.vigie.event.ItemFields;
import bzh.vigie.text.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a report of an incident says of what was seen again, and of what its watch leaves open whatever the word is. */
final class RemainingPages {
    private static final int MOST = 200;
    private static final int LONGEST = 300;

    private final PdfDocument pdf;
    private final Look look;
    private final AlertTexts texts;
    private final Optional<Conclusion> conclusion;

    RemainingPages(PdfDocument pdf, Look look, AlertTexts texts, Optional<Conclusion> conclusion) {
        this.pdf = pdf;
        this.look = look;
        this.texts = texts;
        this.conclusion = conclusion;
    }

    /** For the town hall: what was seen again and who decided what of it, and which criteria were loosened. */
    void decidedBy() {
        conclusion.ifPresent(said ->
                LoosenedTexts.firstPage(said.facts(), look.locale(), look::time).forEach(pdf::bullet));
    }

    /** Everything that was seen after the eviction and should not have been, with what an analyst says it is. */
    void returns() {
        if (conclusion.isEmpty()) {
            return;
        }
        List<Recurrence> all = conclusion.get().facts().recurrences();
        pdf.text(Style.SUBHEADING, look.say("returns"));
        pdf.text(Style.BODY, returnsText(look, all));
        if (!all.isEmpty()) {
            pdf.table(
                    List.of(16f, 16f, 18f, 28f, 22f),
                    List.of(
                            look.say("seen.first"),
                            look.say("seen.last"),
                            look.say("coverage.host"),
                            look.say("alerts.what"),
                            look.say("returns.nature")),
                    all.stream().limit(MOST).map(each -> row(look, texts, each)).toList());
        }
        if (all.size() > MOST) {
            pdf.text(Style.BODY, look.say("more", all.size() - MOST));
        }
    }

    static String returnsText(Look look, List<Recurrence> all) {
        long open = all.stream().filter(Recurrence::isUndecided).count();
        return all.isEmpty() ? look.say("returns.none") : look.say("returns.text", all.size(), open);
    }

    static List<String> row(Look look, AlertTexts texts, Recurrence each) {
        Alert alert =
                each.alert().with(WatchlistFindings.withoutValues(each.alert().evidence(), "…"));
        return List.of(
                look.time(alert.time()),
                look.time(alert.lastTime()),
                Printable.line(AlertTexts.subject(alert, look.locale()), LONGEST) + " ("
                        + alert.commune().insee() + ")",
                texts.of(alert, look.locale()).title() + (alert.count() > 1 ? " ×" + alert.count() : ""),
                each.nature()
                        .map(line -> look.incident("nature." + ItemFields.word(line.nature())) + ", "
                                + line.author().name() + ", " + look.day(line.written()) + " : "
                                + Printable.line(line.author().reason(), LONGEST)
                                + (line.proof().isEmpty() ? "" : " (" + Printable.line(line.proof(), LONGEST) + ")")
                                + (each.awaitsApproval() ? ", " + look.incident("nature-unapproved") : "")
                                + each.sameSystemUser()
                                        .map(user -> ", " + look.incident("nature-same-user", Printable.line(user, 40)))
                                        .orElse(""))
                        .orElseGet(() -> look.incident("nature." + each.word().orElse("none"))));
    }

    /** What remains open. */
    void risks() {
        pdf.text(Style.HEADING, look.say("risk"));
        risks(look, conclusion).forEach(pdf::bullet);
    }

    /** Each with its number, those that are none left out; that something always remains comes last. */
    static List<String> risks(Look look, Optional<Conclusion> conclusion) {
        List<String> risks = new ArrayList<>();
        if (conclusion.isEmpty()) {
            risks.add(look.say("risk.interim"));
        } else {
            Conclusion said = conclusion.get();
            Facts facts = said.facts();
            risks.add(look.say("risk.horizon", said.horizon().toDays()));
            long later = facts.scheduled().stream().filter(ScheduledRun::isOpen).count();
            add(risks, look, "risk.scheduled", later);
            add(
                    risks,
                    look,
                    "risk.hosts",
                    named(said, Kind.ESSENTIAL_HOSTS_WATCHED) + named(said, Kind.WORKSTATIONS_WATCHED));
            add(
                    risks,
                    look,
                    "risk.machines",
                    facts.machines().size() + facts.exempted().size());
            add(risks, look, "risk.not-rebuilt", named(said, Kind.REBUILT_WHERE_PRIVILEGED));
            add(risks, look, "risk.findings", named(said, Kind.FINDINGS_DECIDED));
            add(risks, look, "risk.review", facts.review().groups(State.WAITING));
            add(risks, look, "risk.watched", facts.review().groups(State.WATCH));
            add(risks, look, "risk.accounts", named(said, Kind.ACCOUNTS_RENEWED));
            add(risks, look, "risk.attested", named(said, Kind.ATTESTED));
        }
        risks.add(look.say("risk.always"));
        return risks;
    }

    private static void add(List<String> risks, Look look, String key, long count) {
        if (count > 0) {
            risks.add(look.say(key, count));
        }
    }

    /** What a criterion names that is not met. */
    private static long named(Conclusion said, Kind kind) {
        return said.missing().stream()
                .filter(each -> each.kind() == kind)
                .map(Criterion::about)
                .mapToLong(List::size)
                .sum();
    }
}
