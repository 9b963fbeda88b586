package bzh.vigie.collector.detect.sigma;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Everything that was found in some packs of rules, put together: filters are applied, what correlations refer to is found,
 * and of two rules with one id the first stays. Immutable.
 */
public final class RuleSet {
    private final List<RuleReader.Content> packs;
    private final Assembly assembly;

    private RuleSet(List<RuleReader.Content> packs) {
        this.packs = List.copyOf(packs);
        this.assembly = new Assembly(this.packs);
    }

    /** No rule. */
    public static RuleSet empty() {
        return new RuleSet(List.of());
    }

    /** One pack. */
    public static RuleSet of(RuleReader.Content pack) {
        return new RuleSet(List.of(pack));
    }

    /**
     * Reads every {@code .yml} and {@code .yaml} file under a folder, in the order of their names, as one pack.
     *
     * @throws IOException where the folder itself cannot be walked; a file that cannot be read is refused
     */
    public static RuleSet read(Path folder) throws IOException {
        return read(folder, Placeholders.none());
    }

    /**
     * The same with values for placeholders.
     *
     * @throws IOException where the folder itself cannot be walked
     */
    public static RuleSet read(Path folder, Placeholders placeholders) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder, 32)) {
            files = walk.filter(RuleSet::isRuleFile).sorted().toList();
        }
        RuleReader.Reading reading = new RuleReader.Reading(placeholders);
        for (Path file : files) {
            String name = folder.relativize(file).toString();
            try {
                if (Files.size(file) > YamlReader.MAX_CHARACTERS) {
                    reading.refused(name, 0, "file over " + YamlReader.MAX_CHARACTERS + " bytes");
                } else {
                    reading.file(name, Files.readString(file));
                }
            } catch (MalformedInputException e) {
                reading.refused(name, 0, "not UTF-8 text");
            } catch (IOException e) {
                reading.refused(name, 0, "cannot be read: " + e.getMessage());
            }
        }
        return of(reading.content());
    }

    /** This and then another, each pack of which stays one. */
    public RuleSet plus(RuleSet other) {
        return new RuleSet(Stream.concat(packs.stream(), other.packs.stream()).toList());
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

    /** The cards of detectors in code. */
    public List<Card> detectors() {
        return assembly.detectors();
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

    static boolean isRuleFile(Path path) {
        String name = String.valueOf(path.getFileName());
        return (name.endsWith(".yml") || name.endsWith(".yaml")) && Files.isRegularFile(path);
    }
}
