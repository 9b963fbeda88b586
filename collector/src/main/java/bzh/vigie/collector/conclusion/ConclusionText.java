package bzh.vigie.collector.conclusion;

import bzh.vigie.collector.detect.returns.LocalChecking.Answer;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.event.ItemFields;
import bzh.vigie.event.Sha256;
import bzh.vigie.text.Printable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A conclusion with all that it rests on as text, so that it can be kept, and compared with what is computed later: the same facts give the
 * same text. A line each, in this order; names that come from hosts are made printable.
 *
 * <pre>
 *   vigie-conclusion-1
 *   incident NUMBER WATCH-DAYS
 *   computed TIME
 *   word WORD
 *   criterion KIND STATE              each, with
 *   about KIND NAMED                  whatever it names
 *   host ID ROLE FROM TO WATCHED HORIZON   seconds; the first {@value #MOST_HOSTS}, and of more a digest
 *   later ID STATE NEXT LOCATION NAME  starts by itself at a time and was not due while its host was watched
 *   alert ID                          undecided
 *   recurrence ID NATURE
 *   attestation NUMBER COUNTS
 *   scan NUMBER SHA256 HOST OPEN       each of a host that has an agent, with its differences that nobody closed
 *   directory COMMUNE DOMAIN  told-by  HOST  asked  CONTROLLER  READ  KRBTGT  ACCOUNTS  two blanks between
 *   artefact TOMBSTONE HOST STATE      as of when it was computed, and never again
 *   checked ID ANSWER LIST ENTRIES SINCE SWEPT  what it told of the indicators that it is given; of the last list alone
 * </pre>
 */
public final class ConclusionText {
    private static final int MOST_HOSTS = 5_000;
    private static final int MOST_LINES = 5_000;
    private static final int LONGEST = 300;

    static final String CRITERION = "criterion ";
    static final String ABOUT = "about ";

    private static final String UNCHECKED = ABOUT + ItemFields.word(Criterion.Kind.PRIVILEGED_RENEWED) + " ";

    /** Lines that cannot be worked out again: what a host told of the next list takes the place of what it told of this one. */
    static final String CHECKED = "checked ";

    /** How artefacts stood: what is stored is how they stand now. */
    static final String ARTEFACT = "artefact ";

    /** What was read of a directory: of it only what is so now is kept. */
    static final String DIRECTORY = "directory ";

    private ConclusionText() {}

    /** The text. */
    public static String of(Conclusion conclusion) {
        return String.join("\n", lines(conclusion)) + "\n";
    }

    static List<String> lines(Conclusion conclusion) {
        Facts facts = conclusion.facts();
        List<String> lines = new ArrayList<>();
        lines.add("vigie-conclusion-1");
        lines.add("incident " + facts.incident().id() + " " + facts.incident().watchDays());
        lines.add("computed " + facts.at());
        lines.add("word " + ItemFields.word(conclusion.word()));
        conclusion.criteria().forEach(criterion -> lines.addAll(lines(criterion)));
        bounded(
                lines,
                MOST_HOSTS,
                facts.hosts().stream()
                        .map(host -> "host " + host.coverage().host().id() + " " + ItemFields.word(host.role()) + " "
                                + host.window().from() + " " + host.window().to() + " "
                                + host.coverage().agent().watched().length().toSeconds() + " "
                                + host.horizon().toSeconds())
                        .toList());
        bounded(
                lines,
                MOST_LINES,
                facts.scheduled().stream()
                        .filter(ScheduledRun::isOpen)
                        .map(run -> "later " + run.host().id() + " " + ItemFields.word(run.state()) + " "
                                + run.next().map(Instant::toString).orElse("-") + " " + run.named())
                        .toList());
        bounded(
                lines,
                MOST_LINES,
                facts.undecided().stream().map(alert -> "alert " + alert.id()).toList());
        bounded(
                lines,
                MOST_LINES,
                facts.recurrences().stream()
                        .map(each -> "recurrence " + each.alert().id() + " "
                                + each.word().orElse("-"))
                        .toList());
        bounded(
                lines,
                MOST_LINES,
                facts.attestations().stream()
                        .map(line -> "attestation " + line.number() + " " + facts.counts(line))
                        .toList());
        bounded(
                lines,
                MOST_LINES,
                facts.scans().scans().stream()
                        .map(scan -> "scan " + scan.number() + " "
                                + scan.content().sha256() + " "
                                + scan.stated().host() + " "
                                + facts.scans().open().getOrDefault(scan.number(), 0))
                        .toList());
        bounded(
                lines,
                MOST_LINES,
                facts.domains().lines().stream().map(line -> DIRECTORY + line).toList());
        bounded(
                lines,
                MOST_HOSTS,
                facts.checks().stream()
                        .filter(each -> each.answer() != Answer.NOTHING_GIVEN)
                        .map(each -> CHECKED + each.host().id() + " " + ItemFields.word(each.answer()) + " "
                                + each.list() + " " + each.due().size() + " "
                                + each.checking().map(Instant::toString).orElse("-") + " "
                                + each.swept()
                                        .map(swept -> swept.received().toString())
                                        .orElse("-"))
                        .toList());
        bounded(
                lines,
                MOST_LINES,
                facts.artefacts().stream()
                        .map(each -> ARTEFACT + each.tombstone().id() + " "
                                + each.host().map(AgentId::text).orElse("-") + " "
                                + each.state().word())
                        .toList());
        return lines;
    }

    /** Of one criterion. */
    static List<String> lines(Criterion criterion) {
        String kind = ItemFields.word(criterion.kind());
        List<String> lines = new ArrayList<>();
        lines.add(CRITERION + kind + " " + ItemFields.word(criterion.state()));
        bounded(
                lines,
                MOST_LINES,
                criterion.about().stream()
                        .map(about -> ABOUT + kind + " " + about)
                        .toList());
        return lines;
    }

    /** Whether a line says how artefacts stood, which cannot be worked out again. */
    static boolean isOfArtefacts(String line) {
        String kind = ItemFields.word(Criterion.Kind.ARTEFACTS_GONE) + " ";
        return line.startsWith(ARTEFACT) || line.startsWith(CRITERION + kind) || line.startsWith(ABOUT + kind);
    }

    /** Whether a line says who reads a directory, which changes with whoever is chosen and speaks neither for nor against. */
    static boolean isWhoseWord(String line) {
        return line.startsWith(ABOUT) && line.contains(Criterion.BETWEEN + DomainFacts.TOLD_BY + Criterion.BETWEEN);
    }

    /** Whether a line says that nothing but the dates of a domain's accounts speaks for them; also where the criterion is met. */
    static boolean isUnchecked(String line) {
        return line.startsWith(UNCHECKED) && line.endsWith(Criterion.BETWEEN + CheckedDates.UNCHECKED);
    }

    /** Whether these lines tell of a domain that was read and that its dates were checked, where the line says that they are not. */
    static boolean wasChecked(String line, Set<String> lines) {
        String domain = line.substring(UNCHECKED.length(), line.lastIndexOf(Criterion.BETWEEN));
        String read = ABOUT + ItemFields.word(Criterion.Kind.DIRECTORY_READ) + " " + domain + Criterion.BETWEEN
                + DomainFacts.TOLD_BY + Criterion.BETWEEN;
        return !lines.contains(line) && lines.stream().anyMatch(each -> each.startsWith(read));
    }

    private static void bounded(List<String> lines, int most, List<String> more) {
        more.stream().limit(most).forEach(line -> lines.add(Printable.line(line, LONGEST)));
        if (more.size() > most) {
            byte[] rest = String.join("\n", more).getBytes(StandardCharsets.UTF_8);
            lines.add("more " + (more.size() - most) + " sha256:"
                    + Sha256.over(rest).hex());
        }
    }
}
