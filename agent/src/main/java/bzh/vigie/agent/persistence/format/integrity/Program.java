package bzh.vigie.agent.persistence.format.integrity;

import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A program or a library as a file, whatever is in it: what counts is whose it is and whether it is as shipped. Of links, those
 * that are named so or lie where programs do.
 */
public final class Program implements Format {
    private static final int EXECUTABLE = 0111;

    @Override
    public boolean concerns(HostPath path, Status status) {
        return switch (status.kind()) {
            case REGULAR -> (status.mode() & EXECUTABLE) != 0 || isLibrary(path);
            case LINK -> isLibrary(path) || isAmongPrograms(path);
            case DIRECTORY, OTHER -> false;
        };
    }

    @Override
    public boolean needsContent(SourceFile file) {
        return false;
    }

    @Override
    public Parsed parse(SourceFile file) {
        if (file.link().filter(Program::isFolder).isPresent()) {
            return Parsed.of(List.of(), 0);
        }
        String value = file.status().kind() == Kind.LINK
                ? "link to " + file.link().orElse("")
                : "mode=%o uid=%d".formatted(file.status().mode(), file.status().uid());
        return Parsed.of(List.of(Draft.of(file.name(), value, new Run.Itself())), 0);
    }

    /** Whether a link can lead to a folder only, such as Debian's /usr/bin/X11. */
    private static boolean isFolder(String link) {
        String last = link.substring(link.lastIndexOf('/') + 1);
        return last.isEmpty() || last.equals(".") || last.equals("..");
    }

    private static boolean isLibrary(HostPath path) {
        String name = new String(path.name(), StandardCharsets.ISO_8859_1);
        int extension = name.indexOf(".so");
        return extension > 0 && (extension + 3 == name.length() || name.charAt(extension + 3) == '.');
    }

    private static boolean isAmongPrograms(HostPath path) {
        String directory = path.parent().nameText();
        return directory.equals("bin") || directory.equals("sbin");
    }
}
