package bzh.vigie.agent.identity;

import bzh.vigie.text.SourceText;
import java.io.Serial;

/** State or an answer that cannot serve as this agent's identity. The message names
 * the file or field and what is wrong, as {@link bzh.vigie.text.SourceText#detail} does, for the words of {@code Detail.…}. */
public final class IdentityException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    public IdentityException(String key, Object... arguments) {
        super(SourceText.detail(key, arguments));
    }

    IdentityException(Throwable cause, String key, Object... arguments) {
        super(SourceText.detail(key, arguments), cause);
    }

    /** What is wrong: a key and its arguments. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
