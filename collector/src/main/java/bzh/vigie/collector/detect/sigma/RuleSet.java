package bzh.vigie.collector.detect.sigma;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Everything that was found in some folders of rules, and what of it was refused. Immutable. */
public record RuleSet(List<SigmaRule> rules, List<Card> detectors, List<Refused> refused) {
    public RuleSet {
        rules = List.copyOf(rules);
        detectors = List.copyOf(detectors);
        refused = List.copyOf(refused);
    }

    /** No rule. */
    public static RuleSet empty() {
        return new RuleSet(List.of(), List.of(), List.of());
    }

    /**
     * Reads every {@code .yml} and {@code .yaml} file under a folder, in the order of their names.
     *
     * @throws IOException where the folder itself cannot be walked; a file that cannot be read is refused
     */
    public static RuleSet read(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder, 32)) {
            files = walk.filter(RuleSet::isRuleFile).sorted().toList();
        }
        List<SigmaRule> rules = new ArrayList<>();
        List<Card> detectors = new ArrayList<>();
        List<Refused> refused = new ArrayList<>();
        for (Path file : files) {
            String name = folder.relativize(file).toString();
            try {
                if (Files.size(file) > YamlReader.MAX_CHARACTERS) {
                    refused.add(new Refused(name, 0, "file over " + YamlReader.MAX_CHARACTERS + " bytes"));
                    continue;
                }
                RuleReader.Content content = RuleReader.read(name, Files.readString(file));
                rules.addAll(content.rules());
                detectors.addAll(content.detectors());
                refused.addAll(content.refused());
            } catch (MalformedInputException e) {
                refused.add(new Refused(name, 0, "not UTF-8 text"));
            } catch (IOException e) {
                refused.add(new Refused(name, 0, "cannot be read: " + e.getMessage()));
            }
        }
        return new RuleSet(rules, detectors, refused).withoutDoubles();
    }

    /** This and another; of two rules with one id the first stays and the other is refused. */
    public RuleSet plus(RuleSet other) {
        return new RuleSet(join(rules, other.rules), join(detectors, other.detectors), join(refused, other.refused))
                .withoutDoubles();
    }

    /** The cards of rules and detectors. */
    public List<Card> cards() {
        return Stream.concat(rules.stream().map(SigmaRule::card), detectors.stream())
                .toList();
    }

    private RuleSet withoutDoubles() {
        Set<String> ids = new HashSet<>();
        detectors.forEach(card -> ids.add(card.id()));
        List<SigmaRule> kept = new ArrayList<>();
        List<Refused> more = new ArrayList<>(refused);
        for (SigmaRule rule : rules) {
            if (ids.add(rule.card().id())) {
                kept.add(rule);
            } else {
                more.add(new Refused(
                        rule.card().file(),
                        0,
                        "another rule has the id " + rule.card().id()));
            }
        }
        return new RuleSet(kept, detectors, more);
    }

    private static boolean isRuleFile(Path path) {
        String name = String.valueOf(path.getFileName());
        return (name.endsWith(".yml") || name.endsWith(".yaml")) && Files.isRegularFile(path);
    }

    private static <T> List<T> join(List<T> first, List<T> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
