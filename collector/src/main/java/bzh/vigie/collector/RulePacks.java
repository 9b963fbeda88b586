package bzh.vigie.collector;

import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.detect.ShippedRules;
import bzh.vigie.collector.detect.sigma.Fault;
import bzh.vigie.collector.detect.sigma.Placeholders;
import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.event.Sha256;
import bzh.vigie.settings.BadSettingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The packs of rules of a collector: those that come with the program, each folder and zip file in its folder {@code packs}, and
 * those of the key {@code rules}.
 *
 * @param packs need not be there
 * @param own those of the key {@code rules}
 * @param placeholders of the key {@code rule-placeholders}
 */
record RulePacks(Path packs, List<Path> own, Optional<Path> placeholders) {
    static RulePacks of(CollectorFolder folder, CollectorConfig config) {
        return new RulePacks(folder.packs(), config.rules(), config.placeholders());
    }

    /** The texts of a collector's rules; of the program's own where the others cannot be read. */
    static AlertTexts texts(CollectorFolder folder) {
        try {
            RulePacks packs = of(folder, CollectorConfig.read(folder));
            return packs.all().isEmpty()
                    ? AlertTexts.shipped()
                    : new AlertTexts(packs.load().cards());
        } catch (IOException | BadSettingException e) {
            return AlertTexts.shipped();
        }
    }

    /**
     * Reads them all; a pack that cannot be read is refused, and the others are there.
     *
     * @throws IOException where the placeholders cannot be read
     */
    RuleSet load() throws IOException {
        return load(new HashMap<>());
    }

    /**
     * The same, where a pack that cannot be read now is as it was before, if it was.
     *
     * @param read each pack as it was read last, which this keeps so
     * @throws IOException where the placeholders cannot be read
     */
    RuleSet load(Map<Path, RuleSet> read) throws IOException {
        Placeholders values = placeholders.isPresent() ? Placeholders.read(placeholders.get()) : Placeholders.none();
        RuleSet rules = ShippedRules.load();
        List<Path> all = all();
        read.keySet().retainAll(all);
        for (Path pack : all) {
            try {
                read.put(pack, RuleSet.read(pack, values));
            } catch (IOException | UncheckedIOException e) {
                rules = rules.plus(
                        RuleSet.refused(pack.toString(), Fault.PACK_UNREADABLE, String.valueOf(e.getMessage())));
            }
            rules = rules.plus(read.getOrDefault(pack, RuleSet.empty()));
        }
        for (Path file : noPacks()) {
            rules = rules.plus(RuleSet.refused(file.toString(), Fault.NO_PACK));
        }
        return rules;
    }

    /** Where the packs are, besides the program's own. */
    List<Path> all() {
        List<Path> all = new ArrayList<>();
        if (Files.isDirectory(packs)) {
            try (Stream<Path> found = Files.list(packs)) {
                found.filter(RulePacks::isPack).sorted().forEach(all::add);
            } catch (IOException | UncheckedIOException e) {
                // Told when it is read as a pack itself.
                all.add(packs);
            }
        }
        all.addAll(own);
        return all;
    }

    /** Files beside the packs that somebody may have meant as such. */
    private List<Path> noPacks() {
        if (!Files.isDirectory(packs)) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(packs)) {
            return found.filter(file -> !isPack(file) && RuleSet.couldBeMeant(file))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            // Told with the packs.
            return List.of();
        }
    }

    private static boolean isPack(Path file) {
        return Files.isDirectory(file)
                || String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(".zip");
    }

    /** Another one as soon as a file of a pack comes, goes or changes, by names, sizes and times. */
    String fingerprint() {
        StringBuilder files = new StringBuilder();
        List<Path> roots = new ArrayList<>(all());
        placeholders.ifPresent(roots::add);
        for (Path root : roots) {
            try (Stream<Path> walk = Files.walk(root, 32)) {
                walk.sorted().forEach(file -> files.append(file).append(state(file)));
            } catch (IOException | UncheckedIOException e) {
                files.append(root).append('!').append(e.getMessage());
            }
            files.append('\n');
        }
        return Sha256.over(files.toString().getBytes(StandardCharsets.UTF_8)).hex();
    }

    private static String state(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.isDirectory()
                    ? "/\n"
                    : " " + attributes.size() + " "
                            + attributes.lastModifiedTime().toInstant() + "\n";
        } catch (IOException e) {
            return " ?\n";
        }
    }
}
