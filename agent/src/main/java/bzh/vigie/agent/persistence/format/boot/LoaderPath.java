package bzh.vigie.agent.persistence.format.boot;

import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.Parsed.Include;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.List;

/**
 * Directories of libraries besides those of the system (ldconfig(8)): {@code /etc/ld.so.conf} and what it includes. The directories are watched,
 * since what comes into one is loaded.
 */
public final class LoaderPath implements Format {
    /** Libraries, which are items of none: those that no package has are told with their directory. */
    private static final Format LIBRARY = new Format() {
        @Override
        public Parsed parse(SourceFile file) {
            return Parsed.of(List.of(), 0);
        }

        @Override
        public boolean concerns(Status status) {
            return false;
        }
    };

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        List<Include> includes = new ArrayList<>();
        for (String raw : file.lines()) {
            int comment = raw.indexOf('#');
            String line = (comment < 0 ? raw : raw.substring(0, comment)).strip();
            if (line.startsWith("include ") || line.startsWith("include\t")) {
                for (String include : line.substring(8).strip().split("\\s+", -1)) {
                    includes.add(Include.of(
                            include.startsWith("/")
                                    ? include
                                    : file.path().parent().text() + "/" + include));
                }
                continue;
            }
            for (String word : line.split("[\\s:,]+", -1)) {
                String directory = word.replaceAll("=.*", "");
                if (directory.startsWith("/")) {
                    drafts.add(Draft.of(directory, directory, new Run.Directory(directory)));
                    includes.add(Include.of(directory + "/*.so*", LIBRARY));
                }
            }
        }
        return new Parsed(drafts, includes, 0);
    }
}
