package bzh.vigie.settings;

import java.io.Serial;

/** A configuration that cannot be used. The message names the file, the line or key, the value and what is allowed. */
public final class BadSettingException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    public BadSettingException(String message) {
        super(message);
    }
}
