package bzh.vigie.collector.incident;

import bzh.vigie.text.LetterCase;

/** Names of accounts as they are compared: without the domain, and without letter case. */
public final class AccountNames {
    private AccountNames() {}

    /** Of {@code DOMAIN\name}, {@code name@domain} or a name alone the name, folded; empty where there is none. */
    public static String key(String written) {
        String bare = written.strip();
        bare = bare.substring(bare.lastIndexOf('\\') + 1);
        int at = bare.indexOf('@');
        return LetterCase.fold(at > 0 ? bare.substring(0, at) : bare);
    }
}
