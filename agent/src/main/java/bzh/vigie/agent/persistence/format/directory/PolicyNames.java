package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat.Pass;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What administrators call group policies, by their numbers. Used by one thread. */
final class PolicyNames {
    /** A domain has some hundred. */
    private static final int MOST = 5_000;

    private static final Pattern GUID = Pattern.compile("\\{[0-9a-fA-F-]{36}\\}");

    private final Map<String, String> names = new HashMap<>();

    private PolicyNames() {}

    /** Those of the domain, as far as the computer may read them. */
    static PolicyNames of(Pass pass) throws Refused {
        PolicyNames all = new PolicyNames();
        pass.ask(
                Query.children(folder(pass), "(objectClass=groupPolicyContainer)", "objectClass", "displayName"),
                entry -> {
                    all.names.put(entry.name().toLowerCase(Locale.ROOT), entry.text("displayName"));
                    return all.names.size() < MOST;
                });
        return all;
    }

    /** Where they lie. */
    static String folder(Pass pass) {
        return "CN=Policies,CN=System," + pass.domain().head();
    }

    /** That policy's number and name; of one that cannot be read the number alone. */
    String shown(String guid) {
        String name = names.getOrDefault(guid.toLowerCase(Locale.ROOT), "");
        return name.isEmpty() ? guid : guid + " (" + name + ")";
    }

    /** Whether it is one that can be read. */
    boolean has(String guid) {
        return names.containsKey(guid.toLowerCase(Locale.ROOT));
    }

    /** The first number in that text, such as a path; empty for none. */
    static String guid(String text) {
        Matcher guid = GUID.matcher(text);
        return guid.find() ? guid.group() : "";
    }
}
