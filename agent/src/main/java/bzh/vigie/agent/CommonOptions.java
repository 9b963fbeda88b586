package bzh.vigie.agent;

import bzh.vigie.agent.identity.StateFolder;
import bzh.vigie.settings.BadSettingException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Options of every command. */
final class CommonOptions {
    @Option(names = "--state", paramLabel = "DIR", descriptionKey = "usage.state")
    private Path state = Platform.here().state();

    @Option(names = "--lang", paramLabel = "fr|en", descriptionKey = "usage.lang", converter = Language.class)
    private Optional<Locale> language = Optional.empty();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            descriptionKey = "help")
    @SuppressWarnings("UnusedVariable") // set and looked at by the command line library
    private boolean help;

    /** Of {@code --lang}. */
    static final class Language implements ITypeConverter<Locale> {
        @Override
        public Locale convert(String word) {
            return RunArguments.language(word).orElseThrow(() -> new TypeConversionException(word));
        }
    }

    StateFolder state() {
        return new StateFolder(state);
    }

    Optional<Locale> language() {
        return language;
    }

    /** In the language asked for, or the system's: for what is said before the configuration is read. */
    Words words() {
        return Words.in(language.orElse(Main.systemLocale()));
    }

    /** The configuration; empty, and said why, where it cannot be used. */
    Optional<AgentConfig> config(PrintStream err) {
        try {
            return Optional.of(AgentConfig.read(state()));
        } catch (BadSettingException e) {
            err.println(e.in(words().locale()));
            return Optional.empty();
        }
    }

    /** In the language asked for, else the configuration's, else the system's. */
    Words words(AgentConfig config) {
        return Words.in(language.or(config::language).orElse(Main.systemLocale()));
    }
}
