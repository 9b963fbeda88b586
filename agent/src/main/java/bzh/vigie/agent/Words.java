package bzh.vigie.agent;

import bzh.vigie.text.Printable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;

/**
 * What the agent says to people, in French or English ({@code words.properties} beside this class). Placeholders are
 * {@code {0}}, {@code {1}} …; apostrophes stand for themselves.
 */
final class Words {
    private static final String BUNDLE = "bzh.vigie.agent.words";

    private final Locale locale;
    private final ResourceBundle bundle;

    private Words(Locale locale) {
        this.locale = locale;
        // Without falling back to the platform's language: English asked for on a French machine is English.
        this.bundle = ResourceBundle.getBundle(BUNDLE, locale, Control.getNoFallbackControl(Control.FORMAT_PROPERTIES));
    }

    /** French for {@code fr} and its countries, English for all others. */
    static Words in(Locale locale) {
        return new Words(locale.getLanguage().equals("fr") ? Locale.FRENCH : Locale.ENGLISH);
    }

    /** For the command line library, which looks its texts up by itself. */
    ResourceBundle bundle() {
        return bundle;
    }

    Locale locale() {
        return locale;
    }

    /** The text of this key, with what stands for its placeholders. */
    String say(String key, Object... values) {
        String text = bundle.getString(key);
        for (int i = 0; i < values.length; i++) {
            text = text.replace("{" + i + "}", String.valueOf(values[i]));
        }
        return text;
    }

    /**
     * The words for a detail as {@link bzh.vigie.text.SourceText#detail} makes it, of which key and arguments may be keys
     * {@code Detail.…}; what is none is shown as it is, made printable.
     */
    String detail(String detail) {
        String[] parts = detail.split("\\|", -1);
        if (!bundle.containsKey("Detail." + parts[0])) {
            return Printable.clean(detail);
        }
        Object[] values = new Object[parts.length - 1];
        for (int i = 0; i < values.length; i++) {
            String key = "Detail." + parts[i + 1];
            values[i] = bundle.containsKey(key) ? bundle.getString(key) : Printable.clean(parts[i + 1]);
        }
        return say("Detail." + parts[0], values);
    }

    /** Why a file or folder could not be used. */
    String why(IOException e) {
        return switch (e) {
            case AccessDeniedException ignored -> say("Detail.no-right");
            case NoSuchFileException ignored -> say("Detail.no-file");
            case FileSystemException other when other.getReason() != null -> Printable.line(other.getReason(), 300);
            default -> Printable.line(String.valueOf(e.getMessage()), 300);
        };
    }

    /** The words for a constant: key {@code Type.NAME}. */
    String of(Enum<?> constant) {
        return say(constant.getDeclaringClass().getSimpleName() + "." + constant.name());
    }
}
