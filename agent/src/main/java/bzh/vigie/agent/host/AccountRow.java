package bzh.vigie.agent.host;

/**
 * A local account as the system lists it.
 *
 * @param rid the number by which the system knows it
 * @param flags of user accounts (Microsoft, lmaccess.h, UF_…), such as 0x2 for disabled
 */
public record AccountRow(long rid, String name, int flags) {
    /** UF_ACCOUNTDISABLE. */
    public static final int DISABLED = 0x2;

    /** UF_PASSWD_NOTREQD. */
    public static final int PASSWORD_NOT_REQUIRED = 0x20;

    /** UF_DONT_EXPIRE_PASSWD. */
    public static final int PASSWORD_NEVER_EXPIRES = 0x10000;
}
