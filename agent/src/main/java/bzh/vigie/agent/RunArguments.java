package bzh.vigie.agent;

import bzh.vigie.text.Printable;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What follows {@code run} on the command line.
 *
 * @param state folder of the agent's state
 * @param language where given
 * @param result file for {@link SetupResult}, where given
 */
record RunArguments(Path state, Optional<Locale> language, Optional<Path> result) {
    private static final Set<String> KNOWN = Set.of("--state", "--lang", "--result");

    /** Empty, and said why, where they are not understood. */
    static Optional<RunArguments> parse(List<String> arguments, PrintStream err) {
        Path state = Platform.here().state();
        Optional<Locale> language = Optional.empty();
        Optional<Path> result = Optional.empty();
        for (Iterator<String> each = arguments.iterator(); each.hasNext(); ) {
            String argument = each.next();
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            Words words = Words.in(language.orElse(Main.systemLocale()));
            if (!KNOWN.contains(name)) {
                err.println(words.say("error.argument", argument));
                return Optional.empty();
            }
            if (equals < 0 && !each.hasNext()) {
                err.println(words.say("error.value", name));
                return Optional.empty();
            }
            String value = equals < 0 ? each.next() : argument.substring(equals + 1);
            if (name.equals("--lang")) {
                language = language(value);
                if (language.isEmpty()) {
                    err.println(words.say("error.lang", value));
                    return Optional.empty();
                }
                continue;
            }
            try {
                Path path = Path.of(value);
                if (name.equals("--state")) {
                    state = path;
                } else {
                    result = Optional.of(path);
                }
            } catch (InvalidPathException e) {
                err.println(words.say("error.path", Printable.line(value, 300)));
                return Optional.empty();
            }
        }
        return Optional.of(new RunArguments(state, language, result));
    }

    /** {@code fr} or {@code en}. */
    static Optional<Locale> language(String word) {
        return switch (word) {
            case "fr" -> Optional.of(Locale.FRENCH);
            case "en" -> Optional.of(Locale.ENGLISH);
            default -> Optional.empty();
        };
    }
}
