package bzh.vigie.collector.identity;

import bzh.vigie.text.Sentence;
import java.io.Serial;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The certificate authority cannot be made, read or used; the sentence names the file and what to do, the message is that
 * sentence in English.
 */
public final class IdentityException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Sentence sentence;

    private IdentityException(Sentence sentence, Throwable cause) {
        super(sentence.in(Locale.ENGLISH), cause);
        this.sentence = sentence;
    }

    IdentityException(String key, Object... values) {
        super(words(key, values).in(Locale.ENGLISH));
        this.sentence = words(key, values);
    }

    /** About a file, with why. */
    static IdentityException about(String key, Path file, Exception cause) {
        Object why = switch (cause) {
            case NoSuchFileException absent -> words("absent");
            case AccessDeniedException denied -> words("denied");
            default -> String.valueOf(cause.getMessage());
        };
        return new IdentityException(words(key, file, why), cause);
    }

    /** The passphrase does not open the key. */
    static IdentityException sealed(Path key, Path passphrase, Exception cause) {
        return new IdentityException(words("sealed", key, passphrase), cause);
    }

    /** What this Java should be able to do, and is not. */
    static IdentityException unable(String what, Exception cause) {
        return new IdentityException(words("unable", what), cause);
    }

    /** In the reader's language. */
    public String in(Locale locale) {
        return sentence.in(locale);
    }

    private static Sentence words(String key, Object... values) {
        return Sentence.of("bzh.vigie.collector.identity.identity", key, values);
    }
}
