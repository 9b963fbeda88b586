package bzh.vigie.collector.detect;

import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.sigma.Explanation;
import bzh.vigie.collector.detect.sigma.Placeholders;
import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.event.AuditSubcategory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rules and detector cards that come with the program, in the folder {@code rules} of its resources. */
public final class ShippedRules {
    private static @Nullable RuleSet loaded;

    private ShippedRules() {}

    /** What is done with the folder of rules. */
    @FunctionalInterface
    private interface Work<T> {
        T on(Path folder) throws IOException;
    }

    /** All of them, read once; filters of other packs do not narrow them. Safe to call from any thread. */
    public static synchronized RuleSet load() {
        if (loaded == null) {
            loaded = with(folder -> RuleSet.readOwn(
                            folder, name -> AuditSubcategory.named(name).isPresent())
                    .guarded());
        }
        return loaded;
    }

    /** The cards of the detectors in code alone: a command that judges nothing need not read all rules. */
    public static Cards detectors() {
        return new Cards(with(folder ->
                RuleSet.readOwn(folder.resolve("detectors"), _ -> true).cards()));
    }

    /** Why one of them holds of a record; empty where none has this id or title. */
    public static Optional<Explanation> explain(String rule) {
        return with(folder -> Explanation.find(folder, rule, Placeholders.none()));
    }

    private static <T> T with(Work<T> work) {
        URL folder = ShippedRules.class.getResource("/rules");
        if (folder == null) {
            throw new IllegalStateException("the program's own rules are missing: install it again");
        }
        try {
            URI uri = folder.toURI();
            if (!uri.getScheme().equals("jar")) {
                return work.on(Path.of(uri));
            }
            try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
                return work.on(jar.getPath("/rules"));
            }
        } catch (URISyntaxException e) {
            throw new IllegalStateException("no file name: " + folder, e);
        } catch (IOException e) {
            throw new UncheckedIOException("the program's own rules cannot be read", e);
        }
    }
}
