package bzh.vigie.agent.persistence.format.job;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.List;

/**
 * A tree or disk image that is laid over {@code /usr}, {@code /opt} or {@code /etc} (systemd-sysext(8)) or whose services are
 * attached (portablectl(1)): an image is one file, a tree is known by its release file.
 */
public final class Extension implements Format {
    private static final String RELEASE = "extension-release.";

    @Override
    public boolean needsContent(SourceFile file) {
        return isRelease(file);
    }

    @Override
    public Parsed parse(SourceFile file) {
        if (!isRelease(file)) {
            String value = file.link().map(link -> "image " + link).orElse("image");
            Run image = file.link()
                    .filter(link -> link.startsWith("/"))
                    .<Run>map(Run.Path::new)
                    .orElseGet(Run.Itself::new);
            return Parsed.of(List.of(Draft.of(file.name(), value, image)), 0);
        }
        String name = file.name().startsWith(RELEASE) ? file.name().substring(RELEASE.length()) : file.name();
        String value = "tree "
                + String.join(
                        " ", file.lines().stream().map(String::strip).limit(16).toList());
        return Parsed.of(List.of(Draft.of(name, value.strip(), new Run.Itself())), 0);
    }

    private static boolean isRelease(SourceFile file) {
        return file.name().startsWith(RELEASE) || file.name().equals("os-release");
    }
}
