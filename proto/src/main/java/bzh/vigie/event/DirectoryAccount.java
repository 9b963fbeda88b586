package bzh.vigie.event;

import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * An account of a domain's directory, without any secret of it. Times are in microseconds since 1970 UTC as a controller gives them; empty
 * for never, and where they are not told.
 *
 * @param sid 1 to {@value #LONGEST_SID} characters
 * @param name {@code sAMAccountName}, 1 to {@value #LONGEST_NAME} characters; a computer's ends in {@code $}
 * @param control {@code userAccountControl} (MS-ADTS 2.2.16)
 * @param lastLogonMicros {@code lastLogonTimestamp}, which is up to 14 days behind
 * @param dnsName of a computer, 0 to {@value #LONGEST_DNS} characters
 * @param system operating system, as the computer calls it, 0 to {@value #LONGEST_SYSTEM} characters
 * @param isProtected whether it holds the domain: the directory marks it ({@code adminCount}), or it does by membership or by a right
 * @param keyVersion {@code msDS-KeyVersionNumber}: one more with each password; of krbtgt alone
 */
public record DirectoryAccount(
        String sid,
        String name,
        Kind kind,
        int control,
        OptionalLong passwordSetMicros,
        OptionalLong lastLogonMicros,
        OptionalLong createdMicros,
        String dnsName,
        String system,
        boolean isProtected,
        OptionalInt keyVersion) {
    /** Characters of a SID as text (MS-DTYP 2.4.2). */
    public static final int LONGEST_SID = 184;

    /** Characters of a name. */
    public static final int LONGEST_NAME = 256;

    /** Characters of a DNS name. */
    public static final int LONGEST_DNS = 255;

    /** Characters of what a system calls itself. */
    public static final int LONGEST_SYSTEM = 128;

    private static final int DISABLED = 0x2;
    private static final int READ_ONLY = 0x400_0000;
    private static final int CONTROLLER = 0x2000 | READ_ONLY;
    private static final String OF_ENTRA = "azureadkerberos$";

    public DirectoryAccount {
        if (sid.isEmpty()
                || sid.length() > LONGEST_SID
                || name.isEmpty()
                || name.length() > LONGEST_NAME
                || dnsName.length() > LONGEST_DNS
                || system.length() > LONGEST_SYSTEM) {
            throw new IllegalArgumentException("an account without a SID or a name, or with one that is too long");
        }
    }

    /** What an account is. */
    public enum Kind {
        /** Of a person or a service. */
        USER,
        COMPUTER,
        /** A service's, whose password the directory makes. */
        MANAGED,
        /** Of a trust between domains. */
        TRUST
    }

    /** Whether it can be used. */
    public boolean isEnabled() {
        return (control & DISABLED) == 0;
    }

    /** Whether it is a domain controller's, one that is only read from among them. */
    public boolean isController() {
        return (control & CONTROLLER) != 0;
    }

    /**
     * Whether it is that of a read-only controller which is no machine, such as what stands for Entra's Kerberos: one that is called so, or says
     * neither its system nor its name in DNS.
     */
    public boolean isOfNoMachine() {
        return (control & READ_ONLY) != 0
                && (name.toLowerCase(Locale.ROOT).equals(OF_ENTRA) || (system.isBlank() && dnsName.isBlank()));
    }
}
