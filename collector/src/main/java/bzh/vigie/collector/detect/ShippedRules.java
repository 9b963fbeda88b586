package bzh.vigie.collector.detect;

import bzh.vigie.collector.detect.sigma.RuleSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Map;

/** The rules and detector cards that come with the program, in the folder {@code rules} of its resources. */
public final class ShippedRules {
    private ShippedRules() {}

    /** Reads them all. */
    public static RuleSet load() {
        URL folder = ShippedRules.class.getResource("/rules");
        if (folder == null) {
            throw new IllegalStateException("the program's own rules are missing: install it again");
        }
        try {
            URI uri = folder.toURI();
            if (!uri.getScheme().equals("jar")) {
                return RuleSet.read(Path.of(uri));
            }
            try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
                return RuleSet.read(jar.getPath("/rules"));
            }
        } catch (URISyntaxException e) {
            throw new IllegalStateException("no file name: " + folder, e);
        } catch (IOException e) {
            throw new UncheckedIOException("the program's own rules cannot be read", e);
        }
    }
}
