package bzh.vigie.settings;

import bzh.vigie.text.Sentence;
import java.io.Serial;
import java.util.Locale;

/**
 * A configuration that cannot be used. The sentence names the file, the line or key, the value and what is allowed; the
 * message is that sentence in English.
 */
public final class BadSettingException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Sentence sentence;

    public BadSettingException(Sentence sentence) {
        super(sentence.in(Locale.ENGLISH));
        this.sentence = sentence;
    }

    /** In the reader's language. */
    public String in(Locale locale) {
        return sentence.in(locale);
    }
}
