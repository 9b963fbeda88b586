package bzh.vigie.collector;

import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Scope;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Option;

/** The options that commands share (DESIGN.md 5.5). A field is set before the command runs. */
final class CommandOptions {
    /** How a command writes. */
    enum Format {
        /** For people. */
        TEXT,
        /** For programs: one JSON object per line. */
        JSONL
    }

    @Option(names = "--dir", paramLabel = "DIR", defaultValue = "${env:VIGIE_COLLECTOR_DIR:-/var/lib/vigie-collector}")
    Path dir = Path.of("/var/lib/vigie-collector");

    @Option(names = "--lang", paramLabel = "fr|en")
    String lang = "";

    @Option(names = "--format", paramLabel = "text|jsonl", defaultValue = "text")
    Format format = Format.TEXT;

    @Option(names = "--commune", paramLabel = "INSEE")
    List<String> communes = List.of();

    CollectorFolder folder() {
        return new CollectorFolder(dir);
    }

    /** French where asked for or where the system is French, English otherwise. */
    Locale locale() {
        String language = lang.isEmpty() ? Locale.getDefault().getLanguage() : lang;
        return language.equals("fr") ? Locale.FRENCH : Locale.ENGLISH;
    }

    boolean json() {
        return format == Format.JSONL;
    }

    /** The communes asked for, or all. */
    Scope scope() {
        if (communes.isEmpty()) {
            return new Scope.All();
        }
        Set<Commune> some = new HashSet<>();
        communes.forEach(insee -> some.add(new Commune(insee)));
        return new Scope.Communes(some);
    }
}
