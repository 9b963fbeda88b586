package bzh.vigie.collector;

import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that commands over the store share (DESIGN.md 5.5). A field is set before the command runs. */
final class CommandOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(names = "--dir", paramLabel = "DIR", defaultValue = "${env:VIGIE_COLLECTOR_DIR:-/var/lib/vigie-collector}")
    Path dir = Path.of("/var/lib/vigie-collector");

    @Option(names = "--lang", paramLabel = Language.LABEL, converter = Language.class)
    private Optional<Locale> lang = Optional.empty();

    @Option(names = "--format", paramLabel = "text|jsonl", defaultValue = "text")
    private String format = "text";

    @Option(names = "--commune", paramLabel = "INSEE")
    private List<String> communes = new ArrayList<>();

    CollectorFolder folder() {
        return new CollectorFolder(dir);
    }

    /** Texts in the language asked for. */
    Words words() {
        return Words.of(StoreWork.class, lang.orElseGet(Language::ofTheMachine));
    }

    Locale locale() {
        return words().locale();
    }

    /** Whether one JSON object per line is asked for. */
    boolean json() {
        return switch (format) {
            case "jsonl" -> true;
            case "text" -> false;
            default -> throw new ParameterException(command.commandLine(), words().say("bad-format", format));
        };
    }

    /** Whether a bundle of STIX is asked for, by the one command that writes one. */
    boolean stix() {
        return format.equals("stix");
    }

    /** The communes asked for, or all. */
    Scope scope() {
        if (communes.isEmpty()) {
            return new Scope.All();
        }
        Set<Commune> some = new HashSet<>();
        for (String insee : communes) {
            try {
                some.add(new Commune(insee));
            } catch (IllegalArgumentException e) {
                throw new ParameterException(command.commandLine(), words().say("bad-commune", insee), e);
            }
        }
        return new Scope.Communes(some);
    }
}
