package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Dn;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat.Pass;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What administrators call group policies, by their numbers. Clients look for a policy anywhere below its folder (MS-GPOL 2.2.4), so one that
 * lies deeper there holds as well, and may have the number of another: it is told by its distinguished name. Used by one thread.
 */
final class PolicyNames {
    /** A domain has some hundred. */
    private static final int MOST = 5_000;

    private static final Pattern GUID = Pattern.compile("\\{[0-9a-fA-F-]{36}\\}");

    private final Pass pass;
    private final Map<String, String> names = new HashMap<>();

    private PolicyNames(Pass pass) {
        this.pass = pass;
    }

    /** Those of the domain, as far as the computer may read them. */
    static PolicyNames of(Pass pass) throws Refused {
        PolicyNames all = new PolicyNames(pass);
        pass.ask(
                Query.below(folder(pass), "(objectClass=groupPolicyContainer)", "objectClass", "displayName"),
                entry -> {
                    all.names.put(key(entry.dn()), entry.text("displayName"));
                    return all.names.size() < MOST;
                });
        if (all.names.size() >= MOST) {
            pass.tooMany();
        }
        return all;
    }

    /** Where they lie. */
    static String folder(Pass pass) {
        return "CN=Policies,CN=System," + pass.domain().head();
    }

    /** The number of the policy of that distinguished name; empty where it does not lie where policies do. */
    static Optional<String> numberOf(Pass pass, String dn) {
        String guid = Dn.name(dn);
        return GUID.matcher(guid).matches() && key(dn).equals(key("CN=" + guid + "," + folder(pass)))
                ? Optional.of(guid)
                : Optional.empty();
    }

    /** That policy's number and name; of one that cannot be read the number alone. */
    String shown(String guid) {
        return named(guid, "CN=" + guid + "," + folder(pass));
    }

    /** The same of the policy of that distinguished name, which is shown itself where policies do not lie. */
    String shownOf(String dn) {
        return named(numberOf(pass, dn).orElseGet(() -> pass.domain().shown(dn)), dn);
    }

    private String named(String shown, String dn) {
        String name = names.getOrDefault(key(dn), "");
        return name.isEmpty() ? shown : shown + " (" + name + ")";
    }

    /** Whether the policy of that distinguished name is one that can be read. */
    boolean has(String dn) {
        return names.containsKey(key(dn));
    }

    /** The first number in that text, such as a path; empty for none. */
    static String guid(String text) {
        Matcher guid = GUID.matcher(text);
        return guid.find() ? guid.group() : "";
    }

    private static String key(String dn) {
        return Dn.parts(dn).stream()
                .map(String::strip)
                .collect(Collectors.joining(","))
                .toLowerCase(Locale.ROOT);
    }
}
