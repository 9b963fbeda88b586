package bzh.vigie.agent.directory;

/**
 * A filter (RFC 4515) for accounts that hold a domain by what stands in themselves: the protected ones, controllers, those with the primary
 * group of either, the first administrator and krbtgt, those between the directory and Entra, and services whose password the directory keeps.
 */
public final class LeadingFilter {
    private static final String BIT = "(userAccountControl:1.2.840.113556.1.4.803:=";
    private static final int CONTROLLER = 0x2000;
    private static final int READ_ONLY_CONTROLLER = 0x400_0000;
    private static final long ADMINISTRATOR = 500;
    private static final long TICKETS = 502;

    private LeadingFilter() {}

    /** That of a domain. */
    public static String of(Domain domain) {
        return "(|(adminCount=1)" + BIT + CONTROLLER + ")" + BIT + READ_ONLY_CONTROLLER + ")"
                + "(primaryGroupID=512)(primaryGroupID=516)(primaryGroupID=518)(primaryGroupID=519)(primaryGroupID=521)"
                + Query.having(domain.child(ADMINISTRATOR)) + Query.having(domain.child(TICKETS))
                + "(msDS-SecondaryKrbTgtNumber=*)" + EntraAccounts.FILTER
                + "(objectClass=msDS-ManagedServiceAccount)(objectClass=msDS-GroupManagedServiceAccount)"
                + "(objectClass=msDS-DelegatedManagedServiceAccount))";
    }
}
