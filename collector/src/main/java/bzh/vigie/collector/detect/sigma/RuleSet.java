package bzh.vigie.collector.detect.sigma;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Everything that was found in some packs of rules, put together: filters are applied, what correlations refer to is found,
 * and of two rules with one id the first stays. Immutable.
 */
public final class RuleSet {
    private final List<Pack> packs;
    private final Assembly assembly;

    /**
     * A pack.
     *
     * @param guarded whether filters of other packs do not narrow its rules
     */
    record Pack(RuleReader.Content content, boolean guarded) {}

    /**
     * A filter that narrows a rule.
     *
     * @param filter its title
     * @param file where it was read
     */
    public record Narrowing(String filter, String file) {}

    private RuleSet(List<Pack> packs, List<Tuning> tunings, Instant now) {
        this.packs = List.copyOf(packs);
        this.assembly = new Assembly(this.packs, tunings, now);
    }

    /** No rule. */
    public static RuleSet empty() {
        return new RuleSet(List.of(), List.of(), Instant.EPOCH);
    }

    /** One pack. */
    public static RuleSet of(RuleReader.Content pack) {
        return new RuleSet(List.of(new Pack(pack, false)), List.of(), Instant.EPOCH);
    }

    /** No rule, and why. */
    public static RuleSet refused(String file, Fault fault, Object... values) {
        return of(new RuleReader.Content(
                List.of(), List.of(), List.of(), List.of(), List.of(new Refused(file, 0, Reason.of(fault, values)))));
    }

    /**
     * Reads every {@code .yml} and {@code .yaml} file of a pack, a folder or a zip file, in the order of their names, in any letter
     * case; what else is named as if it were one is refused.
     *
     * @throws IOException where the pack itself cannot be read; a file that cannot be read is refused
     */
    public static RuleSet read(Path pack) throws IOException {
        return read(pack, Placeholders.none());
    }

    /**
     * The same with values for placeholders.
     *
     * @throws IOException where the pack itself cannot be read
     */
    public static RuleSet read(Path pack, Placeholders placeholders) throws IOException {
        return of(PackReader.read(pack, placeholders, new NeedsReader(Optional.empty())));
    }

    /**
     * Reads a pack that means by our custom attributes what we do: one of its rules that needs what there is not is refused.
     *
     * @param subcategories which names of Windows' audit subcategories there are
     * @throws IOException where the pack itself cannot be read
     */
    public static RuleSet readOwn(Path pack, Predicate<String> subcategories) throws IOException {
        return of(PackReader.read(pack, Placeholders.none(), new NeedsReader(Optional.of(subcategories))));
    }

    /** Whether a file's name says that it holds rules: one of a rule, nearly one, or that of an archive. */
    public static boolean couldBeMeant(Path file) {
        String name = String.valueOf(file.getFileName());
        return PackReader.isRule(name) || PackReader.toldUnread(name).isPresent();
    }

    /** This and then another, each pack of which stays one; not tuned. */
    public RuleSet plus(RuleSet other) {
        return new RuleSet(Stream.concat(packs.stream(), other.packs.stream()).toList(), List.of(), Instant.EPOCH);
    }

    /** The same packs, whose rules filters of packs that come after do not narrow: only a {@link Tuning} does. */
    public RuleSet guarded() {
        return new RuleSet(
                packs.stream().map(pack -> new Pack(pack.content(), true)).toList(), List.of(), Instant.EPOCH);
    }

    /** The same packs, tuned as was decided: exceptions are those that hold at that time. */
    public RuleSet tuned(List<Tuning> tunings, Instant now) {
        return new RuleSet(packs, tunings, now);
    }

    /** The rules, filters applied. */
    public List<SigmaRule> rules() {
        return assembly.rules();
    }

    /** The correlations, each after those that it refers to. */
    public List<Correlation> correlations() {
        return assembly.correlations();
    }

    /** Ids of rules and correlations that raise no alert of their own: a correlation of their pack stands for them. */
    public Set<String> onlyCorrelated() {
        return assembly.onlyCorrelated();
    }

    /** Which filters narrow a rule, by the rule's id; none for a rule that none does. */
    public List<Narrowing> narrowings(String rule) {
        return assembly.narrowings(rule);
    }

    /** The cards of detectors in code. */
    public List<Card> detectors() {
        return assembly.detectors();
    }

    /** What was decided about those. */
    public DetectorTunings detectorTunings() {
        return assembly.detectorTunings();
    }

    /** What is not loaded, and what of a filter could not be applied. */
    public List<Refused> refused() {
        return assembly.refused();
    }

    /** The cards of rules, correlations and detectors. */
    public List<Card> cards() {
        return Stream.of(
                        rules().stream().map(SigmaRule::card),
                        correlations().stream().map(Correlation::card),
                        detectors().stream())
                .flatMap(cards -> cards)
                .toList();
    }
}
