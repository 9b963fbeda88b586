package bzh.vigie.collector.detect.fields;

import bzh.vigie.collector.detect.sigma.SigmaRecord;
import java.util.Locale;
import java.util.Map;

/**
 * The field by which rules leave out machines that act in an event of Windows' Security log: a name that ends in {@code $} is a machine's, and
 * anybody's whose account is called so. It is there for such names only: {@value #BY_NAME} where nothing else is known, as in a file of a log;
 * {@value #CONTROLLER} or {@value #COMPUTER} where a directory says so; {@value #ITSELF} for one that is no controller and changes its own account;
 * {@value #UNTOLD} for one that the directory did not have when it was read last; {@value #NONE} for an account that is no machine's.
 */
public final class SubjectMachine {
    public static final String FIELD = "SubjectMachine";
    public static final String CONTROLLER = "controller";
    public static final String COMPUTER = "computer";
    public static final String ITSELF = "itself";
    public static final String UNTOLD = "untold";
    public static final String BY_NAME = "by-name";
    public static final String NONE = "none";

    private static final String SECURITY = "security";

    private SubjectMachine() {}

    /** Adds what the event alone tells, unless somebody who knew more did: an account of the machine itself is no machine's. */
    static void name(String channel, Map<String, String> fields, SigmaRecord.Builder to) {
        if (fields.containsKey(FIELD)
                || !channel.equalsIgnoreCase(SECURITY)
                || !fields.getOrDefault("SubjectUserName", "").endsWith("$")) {
            return;
        }
        String domain = fields.getOrDefault("SubjectDomainName", "");
        boolean isLocal = fields.getOrDefault("SubjectUserSid", "").startsWith("S-1-5-21-")
                && !domain.isEmpty()
                && domain.equalsIgnoreCase(host(fields.getOrDefault("Computer", "")));
        to.put(FIELD, isLocal ? NONE : BY_NAME);
    }

    private static String host(String computer) {
        int dot = computer.indexOf('.');
        return (dot < 0 ? computer : computer.substring(0, dot)).toLowerCase(Locale.ROOT);
    }
}
