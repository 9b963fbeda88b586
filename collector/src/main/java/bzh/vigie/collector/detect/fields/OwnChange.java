package bzh.vigie.collector.detect.fields;

import bzh.vigie.collector.detect.sigma.SigmaRecord;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fields by which rules know what a controller does to itself: {@code ChangedMachine} is {@value #ITSELF} where the account that was changed is
 * that of the machine that logs it, {@code MemberDomain} is {@value #OWN} where a new member is of the group's own domain. The first controller
 * of a domain does both when it is set up.
 */
final class OwnChange {
    private static final String ITSELF = "itself";
    private static final String OWN = "own";
    private static final Pattern ACCOUNT = Pattern.compile("(?i)^CN=([^,]{1,64}),OU=Domain Controllers,DC=.*");
    private static final Pattern OF_DOMAIN = Pattern.compile("(S-1-5-21-\\d+-\\d+-\\d+)-\\d+");

    private OwnChange() {}

    static void name(String eventId, Map<String, String> fields, SigmaRecord.Builder to) {
        switch (eventId) {
            case "4742" -> changed(fields.getOrDefault("TargetUserName", "").replaceAll("\\$$", ""), fields, to);
            case "5136" -> {
                Matcher account = ACCOUNT.matcher(fields.getOrDefault("ObjectDN", ""));
                changed(account.matches() ? account.group(1) : "", fields, to);
            }
            case "4728", "4732", "4756" -> {
                String member = domain(fields.getOrDefault("MemberSid", ""));
                if (!member.isEmpty() && member.equals(domain(fields.getOrDefault("TargetSid", "")))) {
                    to.put("MemberDomain", OWN);
                }
            }
            default -> {}
        }
    }

    private static void changed(String account, Map<String, String> fields, SigmaRecord.Builder to) {
        String computer = fields.getOrDefault("Computer", "").toLowerCase(Locale.ROOT);
        String host = computer.substring(0, computer.indexOf('.') < 0 ? computer.length() : computer.indexOf('.'));
        if (!host.isEmpty() && host.equals(account.toLowerCase(Locale.ROOT))) {
            to.put("ChangedMachine", ITSELF);
        }
    }

    private static String domain(String sid) {
        Matcher of = OF_DOMAIN.matcher(sid);
        return of.matches() ? of.group(1) : "";
    }
}
