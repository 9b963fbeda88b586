package bzh.vigie.agent.directory;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Accounts between a directory and Entra, by the names that the tools give them which tie the two. Anybody may call an account so: one that is
 * called so counts as one.
 */
public final class EntraAccounts {
    /** Of the service of Entra Connect. */
    private static final String SERVICE = "adsync";

    private static final String COPIES = "copies the directory to Entra";

    /** How their names begin, in lower case, with what they are. */
    private static final Map<String, String> NAMES = new TreeMap<>(Map.of(
            "azureadssoacc$",
            "lets into Entra whoever has a ticket for it",
            "azureadkerberos$",
            "stands for Entra's Kerberos",
            "msol_",
            COPIES,
            "aad_",
            COPIES,
            SERVICE,
            COPIES));

    /**
     * Finds them, but for those that are found as controllers or as services whose password the directory keeps; stands within an {@code or}.
     * Entra Connect makes groups of the last name too, and the machine that it runs on may be called so (MS-SAMR 2.2.1.9).
     */
    public static final String FILTER = "(sAMAccountName=AZUREADSSOACC$)(sAMAccountName=MSOL_*)(sAMAccountName=AAD_*)"
            + "(&(sAMAccountType=805306368)(sAMAccountName=" + SERVICE + "*))";

    private EntraAccounts() {}

    /** What an account is, of which its name and classes were asked; empty for any other. */
    public static Optional<String> what(Entry account) {
        String low = account.text("sAMAccountName").toLowerCase(Locale.ROOT);
        boolean isMachine = account.is("computer") && !account.is("msDS-GroupManagedServiceAccount");
        return NAMES.entrySet().stream()
                .filter(each -> low.startsWith(each.getKey()))
                .filter(each -> !(isMachine && each.getKey().equals(SERVICE)))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
