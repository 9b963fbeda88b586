package bzh.vigie.collector.detect.logon;

import bzh.vigie.collector.detect.logon.LogonReading.Reason;
import java.util.Optional;
import java.util.Set;

/** Names and SIDs of accounts: by which name one is known, and whose logons say nothing. Well-known SIDs: [MS-DTYP] 2.4.2.4. */
final class Accounts {
    private static final String NOBODY = "S-1-0-0";
    private static final Set<String> NO_NAMES = Set.of("", "-");

    private Accounts() {}

    /** Folded, without {@code DOMAIN\} and {@code @domain}. */
    static String name(String text) {
        String bare = text.strip();
        bare = bare.substring(bare.lastIndexOf('\\') + 1);
        int at = bare.indexOf('@');
        return Origin.word(at > 0 ? bare.substring(0, at) : bare);
    }

    /** The name, or the SID where there is none. */
    static String name(String text, String sid) {
        String name = name(text);
        return NO_NAMES.contains(name) ? Origin.word(sid) : name;
    }

    /**
     * Why the account of an event does not count; empty where it does. A name that ends in {@code $} is a computer's, unless the
     * host's own domain has it: there it is an account that is made to look like one.
     */
    static Optional<Reason> leftOut(String name, String domain, String sid, String hostName) {
        boolean known = !sid.isEmpty() && !sid.equals(NOBODY) && !sid.equals("-");
        if (known && !sid.startsWith("S-1-5-21-") && !sid.startsWith("S-1-12-1-")) {
            return Optional.of(Reason.NOT_A_PERSON);
        }
        if (NO_NAMES.contains(name.strip()) && !known) {
            return Optional.of(Reason.NO_ACCOUNT);
        }
        if (name(name).equals("anonymous logon")) {
            return Optional.of(Reason.NOT_A_PERSON);
        }
        boolean local = !domain.isEmpty() && Origin.hostName(domain).equals(Origin.hostName(hostName));
        return bare(name).endsWith("$") && !local ? Optional.of(Reason.MACHINE_ACCOUNT) : Optional.empty();
    }

    private static String bare(String name) {
        int at = name.indexOf('@');
        return (at > 0 ? name.substring(0, at) : name).strip();
    }

    /** Windows' built-in administrator, whatever it is called. */
    static boolean isBuiltInAdministrator(String sid) {
        return sid.startsWith("S-1-5-21-") && sid.endsWith("-500");
    }
}
