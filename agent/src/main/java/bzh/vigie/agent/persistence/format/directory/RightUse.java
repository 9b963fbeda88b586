package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Grant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a right over an object of a directory is good for, in words that come at the end of what is told of it: the same words for the same
 * use, whatever the object is. Uses are those of MS-ADTS 5.1.3.2.1 (extended rights) and of the attributes that may be written.
 */
final class RightUse {
    private static final String COPY = ", which lets copy every password";
    private static final String PASSWORD = ", which lets set its password";
    private static final String MEMBERS = ", which lets put somebody into it";
    private static final String KEY = ", which lets give it a key";
    private static final String CERTIFICATE = ", which lets log on as it by a certificate";
    private static final String GUESS = ", which lets have its password guessed";
    private static final String TOWARDS = ", which lets others act as anybody towards it";
    private static final String ELSEWHERE = ", which lets it act as anybody elsewhere";
    private static final String IDENTITY = ", which lets take another identity";
    private static final String SETTINGS = ", which lets change its settings";
    private static final String SCRIPT = ", which lets run a script at its logon";
    private static final String POLICIES = ", which lets choose the policies there";
    private static final String MAKE_POLICY = ", which lets make policies";
    private static final String POLICY = ", which lets change what the policy does";
    private static final String BACK = ", which lets bring back deleted objects";
    private static final String CONTROLLER = ", which lets add a controller";
    private static final String OPEN = ", which lets open the directory";
    private static final String TRUSTED = ", which lets certificates be trusted";
    private static final String READ = ", which lets read its password";
    private static final String RIGHTS = ", which lets change who may do what";
    private static final String ANYTHING = ", which lets do anything with it";

    private static final List<String> PASSWORDS = List.of("ms-mcs-admpwd", "mslaps-", "ms-laps-");

    private static final Map<String, String> USES = new HashMap<>();

    static {
        put(COPY, "DS-Replication-Get-Changes-All", "DS-Replication-Get-Changes-In-Filtered-Set");
        put(PASSWORD, "User-Force-Change-Password");
        put(MEMBERS, "member", "Membership");
        put(KEY, "msDS-KeyCredentialLink", "DS-Validated-Write-Computer");
        put(CERTIFICATE, "altSecurityIdentities", "Public-Information");
        put(GUESS, "servicePrincipalName");
        put(TOWARDS, "msDS-AllowedToActOnBehalfOfOtherIdentity");
        put(ELSEWHERE, "msDS-AllowedToDelegateTo");
        put(IDENTITY, "sIDHistory", "General-Information", "Migrate-SID-History", "msDS-ManagedAccountPrecededByLink");
        put(SETTINGS, "userAccountControl", "User-Account-Restrictions");
        put(SCRIPT, "scriptPath", "User-Logon");
        put(POLICIES, "gPLink", "gPOptions");
        put(POLICY, "gPCFileSysPath", "gPCMachineExtensionNames", "gPCUserExtensionNames", "versionNumber");
        put(BACK, "Reanimate-Tombstones");
        put(CONTROLLER, "DS-Install-Replica");
        put(OPEN, "dSHeuristics");
        put(TRUSTED, "cACertificate", "certificateTemplates", "msDS-OIDToGroupLink");
        put(READ, "msDS-GroupMSAMembership");
    }

    private RightUse() {}

    private static void put(String use, String... names) {
        for (String name : names) {
            USES.put(name.toLowerCase(Locale.ROOT), use);
        }
    }

    /**
     * Those words; empty for what is good for little by itself.
     *
     * @param about what the right is about, as the schema calls it; empty for all
     * @param isPolicy the object is a group policy
     */
    static String of(Grant grant, String about, boolean isPolicy) {
        return switch (grant.right()) {
            case OWNER, WRITE_DACL, WRITE_OWNER -> RIGHTS;
            case FULL_CONTROL -> ANYTHING;
            case WRITE_PROPERTY, VALIDATED_WRITE, EXTENDED_RIGHT -> {
                if (about.isEmpty()) {
                    yield isPolicy && grant.right() == Grant.Right.WRITE_PROPERTY ? POLICY : ANYTHING;
                }
                String low = about.toLowerCase(Locale.ROOT);
                yield PASSWORDS.stream().anyMatch(low::startsWith)
                        ? READ
                        : Optional.ofNullable(USES.get(low)).orElse("");
            }
            case CREATE_CHILD -> about.equalsIgnoreCase("groupPolicyContainer") ? MAKE_POLICY : "";
            case DELETE -> "";
        };
    }
}
