package bzh.vigie.usage;

import bzh.vigie.text.Printable;
import bzh.vigie.text.Sentence;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.MaxValuesExceededException;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in French or English what the command line library found wrong, which it says in English only. Pure. */
public final class UsageErrors {
    private static final int LONGEST = 300;

    private UsageErrors() {}

    /** What was wrong, and where to find help. What a command itself found wrong is in the reader's language already. */
    public static String say(ParameterException error, Locale locale) {
        return words(
                        "help",
                        what(error, locale),
                        error.getCommandLine().getCommandSpec().qualifiedName(" "))
                .in(locale);
    }

    private static String what(ParameterException error, Locale locale) {
        Sentence sentence = switch (error) {
            case UnmatchedArgumentException unmatched -> unknown(unmatched);
            case MissingParameterException missing ->
                words(
                        "missing",
                        missing.getMissing().stream().map(UsageErrors::whole).collect(Collectors.joining(", ")));
            case OverwrittenOptionException twice -> words("twice", name(twice.getOverwritten()));
            case MaxValuesExceededException many
            when many.getArgSpec() != null -> words("too-many", name(many.getArgSpec()));
            default ->
                error.getArgSpec() == null || error.getValue() == null
                        ? words("said", String.valueOf(error.getMessage()))
                        : words(
                                "value",
                                name(error.getArgSpec()),
                                Printable.line(error.getValue(), LONGEST),
                                allowed(error.getArgSpec()));
        };
        return sentence.in(locale);
    }

    private static Sentence unknown(UnmatchedArgumentException error) {
        String given = Printable.line(String.join(" ", error.getUnmatched()), LONGEST);
        return error.getSuggestions().isEmpty()
                ? words("unknown", given)
                : words("unknown-like", given, error.getSuggestions().getFirst());
    }

    /** An option with its value as the help shows it, or a parameter. */
    private static String whole(ArgSpec argument) {
        return argument instanceof OptionSpec option && option.arity().max() > 0
                ? option.longestName() + " " + option.paramLabel()
                : name(argument);
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private static Object allowed(ArgSpec argument) {
        Class<?> type = argument.auxiliaryTypes()[argument.auxiliaryTypes().length - 1];
        boolean number = type == int.class || type == long.class || type == Integer.class || type == Long.class;
        return number
                ? words("number")
                : type == Path.class ? words("path", argument.paramLabel()) : argument.paramLabel();
    }

    private static Sentence words(String key, Object... values) {
        return Sentence.of("bzh.vigie.usage.usage", key, values);
    }
}
