package bzh.vigie.collector;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the collector's folder is and how to talk: the options of commands that are about no commune's data. */
final class FolderOptions {
    /** How a command writes. */
    enum Format {
        /** For people. */
        TEXT,
        /** For programs: one JSON object per line. */
        JSONL
    }

    @Option(names = "--dir", paramLabel = "DIR", defaultValue = "${env:VIGIE_COLLECTOR_DIR:-/var/lib/vigie-collector}")
    Path dir = Path.of("/var/lib/vigie-collector");

    @Option(names = "--lang", paramLabel = Language.LABEL, converter = Language.class)
    private Optional<Locale> lang = Optional.empty();

    @Option(names = "--format", paramLabel = "text|jsonl", defaultValue = "text")
    private Format format = Format.TEXT;

    CollectorFolder folder() {
        return new CollectorFolder(dir);
    }

    boolean json() {
        return format == Format.JSONL;
    }

    Words words() {
        return Words.of(Main.class, lang.orElseGet(Language::ofTheMachine));
    }
}
