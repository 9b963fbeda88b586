package bzh.vigie.collector.detect.finding;

import bzh.vigie.collector.detect.sigma.Card;
import bzh.vigie.collector.detect.sigma.Match;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.event.ItemNames;
import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What of a record goes with a finding, and the cause by which equal findings are one. */
public final class Evidence {
    /** Who vouches for an item that runs by itself under enhanced monitoring. */
    public static final String VOUCHED = "vouched";

    private static final int MAX_FIELDS = 48;
    private static final int MAX_VALUE = 4_096;
    /** What a reader wants to know whatever the rule looked at. */
    private static final List<String> ALWAYS = List.of(
            "change",
            "location",
            "source",
            "name",
            "value",
            "target",
            "user",
            "signer",
            "original_name",
            "package",
            "shipped",
            "traits",
            "resolved",
            "replaceable_by",
            "modified",
            "last_logon",
            "password_set",
            "prevalence",
            "before.value",
            "before.target",
            "before.sha256",
            "key",
            "shape",
            "sha256",
            "Image",
            "CommandLine",
            "ParentImage",
            "User",
            "ProcessId",
            "Channel",
            "EventID",
            "Computer",
            "SubjectUserName",
            "TargetUserName",
            "MemberName",
            "ObjectDN",
            "action",
            "account",
            "subject",
            "group",
            "source_address",
            "method",
            "DestinationIp",
            "DestinationPort",
            "detail");

    private static final List<String> HOST_NAMES =
            List.of("Computer", "ComputerName", "Hostname", "hostname", "host", "host.name");

    private Evidence() {}

    /** The fields that any reader wants; values are cut at 4,096 characters. */
    public static Map<String, String> of(SigmaRecord record) {
        Map<String, String> evidence = new LinkedHashMap<>();
        for (String name : ALWAYS) {
            add(evidence, name, record.value(name));
        }
        return evidence;
    }

    /** Those and these. */
    public static Map<String, String> of(SigmaRecord record, Collection<String> more) {
        Map<String, String> evidence = of(record);
        more.forEach(name -> add(evidence, name, record.value(name)));
        return evidence;
    }

    /** Those, what the rule looked at, and what its texts name. */
    public static Map<String, String> of(SigmaRecord record, Match match) {
        Map<String, String> evidence = of(record);
        match.evidence().forEach((name, value) -> add(evidence, name, value));
        match.rule().named().forEach(name -> add(evidence, name, record.value(name)));
        return evidence;
    }

    /** Evidence of a leading rule, then what further rules looked at, as far as the bound of fields allows. */
    public static Map<String, String> of(SigmaRecord record, Match leading, List<Match> others) {
        Map<String, String> evidence = of(record, leading);
        others.forEach(other -> other.evidence().forEach((name, value) -> {
            if (!evidence.containsKey(name)) {
                add(evidence, name, value);
            }
        }));
        return evidence;
    }

    /**
     * The cause of a rule's finding: the values of the fields that its card names, on this host, or without such a list what
     * the rule looked at with what belongs to one host taken out.
     */
    public static String cause(AgentId host, Card card, Match match, SigmaRecord record) {
        if (!card.cause().isEmpty()) {
            return cause(host, card.cause(), record);
        }
        StringBuilder all = new StringBuilder();
        new TreeMap<>(match.evidence())
                .forEach((name, value) -> all.append(name)
                        .append('=')
                        .append(ItemNames.withoutHost(value))
                        .append('\n'));
        return Sha256.over(all.toString().getBytes(StandardCharsets.UTF_8)).hex();
    }

    /** The value of a field, or of one of the names under which rules ask for the host where it has none. */
    public static String orHost(SigmaRecord record, String name, String hostname) {
        String value = record.value(name);
        if (!value.isEmpty() || !HOST_NAMES.contains(name)) {
            return value;
        }
        return HOST_NAMES.stream()
                .map(record::value)
                .filter(other -> !other.isEmpty())
                .findFirst()
                .orElse(hostname);
    }

    /** The values of these fields, on this host. */
    public static String cause(AgentId host, List<String> fields, SigmaRecord record) {
        return host.text() + "|" + bounded(values(fields, record));
    }

    private static String values(List<String> names, SigmaRecord record) {
        return String.join("|", names.stream().map(record::value).toList());
    }

    /** The text, or where it is long its hash. */
    public static String bounded(String text) {
        return text.length() <= 200
                ? text
                : Sha256.over(text.getBytes(StandardCharsets.UTF_8)).hex();
    }

    private static void add(Map<String, String> evidence, String name, String value) {
        if (!value.isEmpty() && evidence.size() < MAX_FIELDS) {
            evidence.put(name, value.length() <= MAX_VALUE ? value : value.substring(0, MAX_VALUE) + "…");
        }
    }
}
