package bzh.vigie.collector.conclusion;

import bzh.vigie.collector.conclusion.Criterion.Kind;
import bzh.vigie.collector.store.Conclusions;
import bzh.vigie.collector.store.Conclusions.Decision;
import bzh.vigie.event.ItemFields;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What an analyst said of a conclusion, and whether it still stands against what is computed now.
 *
 * @param line the last decision
 * @param reopened of a conclusion that was signed, what speaks against it since: criteria that were met and no longer are, and what criteria
 *     name that they did not name then (a recurrence, a finding, an attestation that ended, an approval that waits again), or that
 *     dates of passwords which were checked then are not, as lines of {@link ConclusionText}; of one that was refused, nothing
 */
public record Signed(Conclusions.Line line, List<String> reopened) {
    private static final Set<Kind> OF_DIRECTORY = EnumSet.of(
            Kind.DOMAIN_NOT_TAKEN,
            Kind.EXPECTED_HOSTS_KNOWN,
            Kind.ESSENTIAL_HOSTS_WATCHED,
            Kind.WORKSTATIONS_WATCHED,
            Kind.NO_UNWATCHED_MACHINE,
            Kind.ACCOUNTS_RENEWED,
            Kind.DIRECTORY_READ,
            Kind.KRBTGT_SEEN_RESET,
            Kind.PRIVILEGED_RENEWED);

    public Signed {
        reopened = List.copyOf(reopened);
    }

    /** Of the lines of an incident; empty where nobody decided. */
    public static Optional<Signed> of(Conclusion now, List<Conclusions.Line> lines) {
        return lines.isEmpty() ? Optional.empty() : Optional.of(of(now, lines.getLast()));
    }

    private static Signed of(Conclusion now, Conclusions.Line line) {
        if (line.decision() == Decision.REFUSED) {
            return new Signed(line, List.of());
        }
        Set<String> then = new HashSet<>(line.statement().lines().toList());
        return new Signed(
                line,
                Stream.concat(
                                now.missing().stream()
                                        .flatMap(criterion -> ConclusionText.lines(criterion).stream())
                                        .filter(each -> !then.contains(each)
                                                && !wasSoBad(each, then)
                                                && !ConclusionText.isWhoseWord(each)
                                                && !ConclusionText.isUnchecked(each)),
                                now.criteria().stream()
                                        .flatMap(criterion -> ConclusionText.lines(criterion).stream())
                                        .filter(each -> ConclusionText.isUnchecked(each)
                                                && ConclusionText.wasChecked(each, then)))
                        .toList());
    }

    /** A criterion that is not met and was not known, or the other way about, counted as little then. */
    private static boolean wasSoBad(String line, Set<String> then) {
        String criterion = line.substring(0, line.lastIndexOf(' '));
        return line.startsWith(ConclusionText.CRITERION)
                && Stream.of(" not-met", " unknown").anyMatch(state -> then.contains(criterion + state));
    }

    /** Whether something speaks against it since it was signed. */
    public boolean isReopened() {
        return !reopened.isEmpty();
    }

    /**
     * What is no longer as it was when it was computed, worked out again for the same time from what is stored now: lines that are gone, after
     * a minus, and new ones, after a plus.
     */
    public static List<String> changed(Conclusion again, Conclusions.Line line) {
        List<String> then = line.statement().lines().toList();
        List<String> now = ConclusionText.lines(again);
        Set<String> before = new HashSet<>(then);
        Set<String> after = new HashSet<>(now);
        return Stream.concat(
                        then.stream().filter(each -> isLost(each, after)).map(each -> "- " + each),
                        now.stream().filter(each -> isLost(each, before)).map(each -> "+ " + each))
                .toList();
    }

    /**
     * Whether some of what changed is of criteria that a directory is a part of. Of a directory only what is so now is kept: what was set, made
     * or read after the time that is worked out again counts in it.
     */
    public static boolean isOfDirectory(Conclusion again, List<String> changed) {
        return !again.facts().domains().domains().isEmpty()
                && changed.stream()
                        .anyMatch(line -> OF_DIRECTORY.stream()
                                .map(kind -> ItemFields.word(kind) + " ")
                                .anyMatch(kind -> line.startsWith(ConclusionText.CRITERION + kind, 2)
                                        || line.startsWith(ConclusionText.ABOUT + kind, 2)));
    }

    private static boolean isLost(String line, Set<String> others) {
        return !line.startsWith(ConclusionText.CHECKED)
                && !line.startsWith(ConclusionText.DIRECTORY)
                && !ConclusionText.isOfArtefacts(line)
                && !ConclusionText.isWhoseWord(line)
                && !others.contains(line);
    }
}
