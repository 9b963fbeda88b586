package bzh.vigie.collector.detect.persistence;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Techniques of what is done in a directory, by the act: its places hold acts of many kinds. Ids are those of ATT&CK. Empty for a place
 * whose items are all of the kind that its own techniques name. Pure.
 */
final class DirectoryTechniques {
    private static final String ACCOUNT = "T1098";
    private static final String POLICY = "T1484.001";
    private static final String HEAD = "{domain}";

    private record Kind(Pattern name, List<String> techniques) {
        static Kind of(String name, String... techniques) {
            return new Kind(Pattern.compile("(?i)" + name), List.of(techniques));
        }
    }

    /** By the name of a right; the first that fits. */
    private static final List<Kind> RIGHTS = List.of(
            Kind.of("^\\S+ deny-.*", "T1222.001"),
            Kind.of("^\\S+ extended-right DS-Replication-(Get|Manage).*", "T1003.006", ACCOUNT),
            Kind.of("^\\S+ (create-child groupPolicyContainer|write-property (gPLink|gPOptions|GP-Link))\\b.*", POLICY),
            Kind.of("^\\S+ extended-right (ms-Mcs-AdmPwd|msLAPS-|ms-LAPS-).*", ACCOUNT, "T1078.003"),
            Kind.of(
                    "^\\S+ create-child (user|inetOrgPerson|computer|msDS-\\w*ManagedServiceAccount)\\b.*",
                    ACCOUNT,
                    "T1136.002"),
            Kind.of(
                    "^\\S+ (write-property|validated-write) (servicePrincipalName|Validated-SPN)\\b.*",
                    ACCOUNT,
                    "T1558.003"),
            Kind.of("^\\S+ write-property sIDHistory\\b.*", ACCOUNT, "T1134.005"),
            Kind.of(
                    "^\\S+ (write-property|validated-write) (member|Membership|Self-Membership)\\b.*",
                    ACCOUNT,
                    "T1098.007"),
            Kind.of("^\\S+ (owner|write-dacl|write-owner)\\b.*", ACCOUNT, "T1222.001"));

    /** By the kind of a preference; all of them come by a policy. */
    private static final List<Kind> PREFERENCES = List.of(
            Kind.of("^task .*", POLICY, "T1053.005"),
            Kind.of("^service .*", POLICY, "T1543.003"),
            Kind.of("^user .*", POLICY, ACCOUNT, "T1136.001"),
            Kind.of("^group .*", POLICY, "T1098.007"),
            Kind.of("^registry .*\\\\(run(once)?|explorer\\\\run)\\\\.*", POLICY, "T1547.001"),
            Kind.of("^registry .*", POLICY, "T1112"),
            Kind.of("^shortcut .*", POLICY, "T1547.009"),
            Kind.of("^open-with .*", POLICY, "T1546.001"),
            Kind.of("^environment .*", POLICY, "T1574"),
            Kind.of("^(file|folder|ini) .*\\\\startup\\\\.*", POLICY, "T1547.001"),
            Kind.of(".*", POLICY));

    /** By the setting of an account. */
    private static final List<Kind> ACCOUNTS = List.of(
            Kind.of("^no-preauthentication$", ACCOUNT, "T1558.004"),
            Kind.of("^service .*", ACCOUNT, "T1558.003"),
            Kind.of("^reversible-password$", ACCOUNT, "T1556.005"),
            Kind.of("^des-only$", ACCOUNT, "T1558"),
            Kind.of("^(unix-password|password-in-text .*)$", "T1552"),
            Kind.of("^logon-(script|program|profile)$", "T1037.003"),
            Kind.of("^(made-by-user|disguised)$", "T1136.002"),
            Kind.of(".*", ACCOUNT));

    /** By the setting of a domain or its forest. */
    private static final List<Kind> SETTINGS = List.of(
            Kind.of("^ms-DS-MachineAccountQuota$", "T1136.002"),
            Kind.of("^passwords( .*)?$", "T1556.005", "T1484"),
            Kind.of("^menu .*", "T1546"),
            Kind.of("^(name .*|updates)$", "T1557"),
            Kind.of("^dSHeuristics unprotected-groups$", ACCOUNT, "T1484"),
            Kind.of(".*", "T1484"));

    private DirectoryTechniques() {}

    /** Those of an item with these fields; empty where those of its place are right. */
    static Optional<List<String>> of(String location, String source, String name) {
        return switch (location) {
            case "ad.rights.policy" -> Optional.of(List.of(POLICY));
            case "ad.rights.certificate" -> Optional.of(List.of(ACCOUNT, "T1649"));
            case "ad.rights.domain", "ad.rights.protected", "ad.rights.unit" -> Optional.of(rights(source, name));
            case "ad.account.weak" -> first(ACCOUNTS, name);
            case "ad.settings" -> first(SETTINGS, name);
            case "ad.sysvol.preference" -> Optional.of(first(PREFERENCES, name).orElse(List.of(POLICY)));
            case "ad.sysvol.registry" ->
                Optional.of(
                        name.matches("(?i).*\\\\(run(once)?|explorer\\\\run)\\\\.*")
                                ? List.of(POLICY, "T1547.001")
                                : List.of(POLICY, "T1112"));
            case "ad.sysvol.template" ->
                Optional.of(
                        name.startsWith("audit ")
                                ? List.of(POLICY, "T1562.002")
                                : name.startsWith("right ") || name.startsWith("group ")
                                        ? List.of(POLICY, ACCOUNT)
                                        : List.of(POLICY));
            default -> Optional.empty();
        };
    }

    private static List<String> rights(String source, String name) {
        List<String> techniques = new ArrayList<>(first(RIGHTS, name).orElse(List.of(ACCOUNT)));
        boolean isAll = name.matches("(?i)^\\S+ (full-control|extended-right)( from above)?$");
        if (isAll && source.equals(HEAD)) {
            techniques.add("T1003.006");
        }
        return techniques;
    }

    private static Optional<List<String>> first(List<Kind> kinds, String name) {
        return kinds.stream()
                .filter(kind -> kind.name().matcher(name).matches())
                .map(Kind::techniques)
                .findFirst();
    }
}
