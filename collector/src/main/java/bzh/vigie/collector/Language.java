package bzh.vigie.collector;

import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The value of {@code --lang}: fr or en. */
final class Language implements ITypeConverter<Locale> {
    /** How it stands in the help, and in the refusal of anything else. */
    static final String LABEL = "fr|en";

    private static final String OPTION = "--lang";

    @Override
    public Locale convert(String word) {
        return of(word).orElseThrow(() -> new TypeConversionException(word));
    }

    private static Optional<Locale> of(String word) {
        return switch (word) {
            case "fr" -> Optional.of(Locale.FRENCH);
            case "en" -> Optional.of(Locale.ENGLISH);
            default -> Optional.empty();
        };
    }

    /** The machine's: French, or English for any other. */
    static Locale ofTheMachine() {
        return Locale.getDefault(Locale.Category.DISPLAY).getLanguage().equals("fr") ? Locale.FRENCH : Locale.ENGLISH;
    }

    /** Looked for before the command line is understood, so that its help and its errors are in that language too. */
    static Locale askedFor(String... arguments) {
        for (int i = 0; i < arguments.length; i++) {
            String value = arguments[i].startsWith(OPTION + "=")
                    ? arguments[i].substring(OPTION.length() + 1)
                    : arguments[i].equals(OPTION) && i + 1 < arguments.length ? arguments[i + 1] : "";
            if (!value.isEmpty()) {
                return of(value).orElse(ofTheMachine());
            }
        }
        return ofTheMachine();
    }
}
