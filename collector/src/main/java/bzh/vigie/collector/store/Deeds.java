package bzh.vigie.collector.store;

import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.stream.Stream;

/** What the actions of the audit log are called by people, in French and English, whoever shows them. */
public final class Deeds {
    private Deeds() {}

    /** An action in words, by its first word or what that begins with before its first dash; empty where it has none. */
    public static Optional<String> said(String action, Locale locale) {
        ResourceBundle words = ResourceBundle.getBundle(
                Deeds.class.getName(),
                locale,
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
        String code = action.split("[ :]", 2)[0];
        String beginning = code.contains("-") ? code.substring(0, code.indexOf('-')) : code;
        return Stream.of(code, beginning).filter(words::containsKey).findFirst().map(words::getString);
    }
}
