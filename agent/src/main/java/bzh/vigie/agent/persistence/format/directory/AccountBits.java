package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.event.ItemTimes;
import java.util.OptionalLong;

/** Bits of {@code userAccountControl} (MS-ADTS 2.2.16), and what of an account is told with each item about it. */
final class AccountBits {
    static final long DISABLED = 0x2;
    static final long NO_PASSWORD_NEEDED = 0x20;
    static final long REVERSIBLE = 0x80;
    static final long BETWEEN_DOMAINS = 0x800;
    static final long WORKSTATION = 0x1000;
    static final long CONTROLLER = 0x2000;
    static final long NEVER_EXPIRES = 0x1_0000;
    static final long TRUSTED_FOR_DELEGATION = 0x8_0000;
    static final long DES_ONLY = 0x20_0000;
    static final long NO_PREAUTHENTICATION = 0x40_0000;
    static final long TRUSTED_TO_AUTHENTICATE = 0x100_0000;
    static final long READ_ONLY_CONTROLLER = 0x400_0000;

    /** Attributes that {@link #draft} and {@link LeadingAccounts#has} need. */
    static final String[] ATTRIBUTES = {
        "objectClass",
        "objectSid",
        "sAMAccountName",
        "userAccountControl",
        "pwdLastSet",
        "lastLogonTimestamp",
        "whenChanged",
        "adminCount",
        "primaryGroupID"
    };

    private static final String BIT = "(userAccountControl:1.2.840.113556.1.4.803:=";

    /** Accounts that say to be a controller's; stands within an {@code or}. */
    static final String CONTROLLERS = filter(CONTROLLER) + filter(READ_ONLY_CONTROLLER);

    private AccountBits() {}

    /** A filter for accounts with that bit. */
    static String filter(long bit) {
        return BIT + bit + ")";
    }

    /** Whether it says to be a controller's, be it a read-only one's. */
    static boolean isController(Entry account) {
        return (account.bits("userAccountControl") & (CONTROLLER | READ_ONLY_CONTROLLER)) != 0;
    }

    static boolean isEnabled(Entry account) {
        return (account.bits("userAccountControl") & DISABLED) == 0;
    }

    static ItemTimes times(Entry account) {
        return new ItemTimes(
                OptionalLong.empty(), account.fileTime("lastLogonTimestamp"), account.fileTime("pwdLastSet"));
    }

    /** Something about an account, with whether that is switched on, and its times. */
    static Draft draft(Entry account, String name, String value) {
        return Draft.of(name, value, new Draft.Run.Nothing())
                .enabled(isEnabled(account))
                .at(times(account));
    }

    /** Attributes of an account, and these. */
    static String[] with(String... more) {
        String[] all = new String[ATTRIBUTES.length + more.length];
        System.arraycopy(ATTRIBUTES, 0, all, 0, ATTRIBUTES.length);
        System.arraycopy(more, 0, all, ATTRIBUTES.length, more.length);
        return all;
    }
}
