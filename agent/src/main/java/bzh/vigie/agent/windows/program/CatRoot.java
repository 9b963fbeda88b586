package bzh.vigie.agent.windows.program;

import bzh.vigie.agent.host.Bytes;
import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.Files.Entry;
import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.Files.OpenFile;
import bzh.vigie.agent.host.HostPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The catalogues that a Windows system has installed: {@code System32\CatRoot}, one folder per subsystem in it. A name is that of
 * the folder and the file.
 */
final class CatRoot implements CatalogueFolder {
    private static final String ENDING = ".cat";
    private static final long LARGEST = 64L << 20;

    private final Files files;
    private final HostPath folder;

    /** With the folder of Windows itself. */
    CatRoot(Files files, HostPath windows) {
        this.files = files;
        this.folder = windows.child("System32/CatRoot");
    }

    @Override
    public List<String> names() {
        List<String> names = new ArrayList<>();
        for (Entry subsystem : entries(folder)) {
            if (subsystem.kind() == Kind.DIRECTORY) {
                for (Entry file : entries(subsystem.path())) {
                    String name = file.path().nameText();
                    if (file.kind() == Kind.REGULAR
                            && name.toLowerCase(Locale.ROOT).endsWith(ENDING)) {
                        names.add(subsystem.path().nameText() + "/" + name);
                    }
                }
            }
        }
        return names;
    }

    @Override
    public boolean read(String name, Reader reader) throws IOException {
        Optional<OpenFile> found = files.open(folder.child(name)).ifFound();
        if (found.isEmpty()) {
            return false;
        }
        try (OpenFile file = found.get()) {
            if (file.status().size() > LARGEST) {
                return false;
            }
            reader.read(Bytes.of(file));
            return true;
        }
    }

    private List<Entry> entries(HostPath directory) {
        return files.list(directory).ifFound().orElse(List.of());
    }
}
