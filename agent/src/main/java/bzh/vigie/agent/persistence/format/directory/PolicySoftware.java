package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Dn;
import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Software that group policies install ({@code packageRegistration}, MS-GPSI 2.2): an item for each package, with the files that the
 * machines fetch, in whose name they are installed being the system's.
 */
public final class PolicySoftware implements DirectoryFormat {
    @Override
    public Set<String> classes() {
        return Set.of("packageRegistration");
    }

    @Override
    public void read(Pass pass) throws Refused {
        PolicyNames names = PolicyNames.of(pass);
        pass.ask(
                Query.below(
                        PolicyNames.folder(pass),
                        "(objectClass=packageRegistration)",
                        "objectClass",
                        "packageName",
                        "msiFileList",
                        "msiScriptName",
                        "whenChanged"),
                entry -> {
                    software(pass, names, entry);
                    return true;
                });
    }

    private static void software(Pass pass, PolicyNames names, Entry entry) {
        // Each begins with a number: 0 is the package, the others are what changes it.
        List<String> files = entry.texts("msiFileList").stream()
                .sorted()
                .map(file -> file.replaceFirst("^\\d{1,9}:", ""))
                .toList();
        boolean isForUsers = entry.dn().toUpperCase(Locale.ROOT).contains(",CN=USER,");
        boolean isTakenAway = entry.text("msiScriptName").equals("R");
        String value = String.join(", ", files) + (isForUsers ? "; for users" : "; for machines")
                + (isTakenAway ? "; to be removed" : "") + "; by " + names.shownOf(policy(entry.dn()));
        String name = entry.text("packageName");
        pass.found(
                entry,
                Draft.of(name.isEmpty() ? entry.name() : name, value, new Run.Nothing())
                        .enabled(!isTakenAway));
    }

    /** Whose it is: {@code CN=…,CN=Packages,CN=Class Store,CN=Machine} lies below each policy (MS-GPSI 2.2.1). */
    private static String policy(String dn) {
        List<String> parts = Dn.parts(dn);
        for (int i = 0; i + 2 < parts.size(); i++) {
            if (parts.get(i).equalsIgnoreCase("CN=Class Store")) {
                return String.join(",", parts.subList(i + 2, parts.size()));
            }
        }
        return dn;
    }
}
