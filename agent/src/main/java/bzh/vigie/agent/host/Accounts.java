package bzh.vigie.agent.host;

import bzh.vigie.event.Account;
import java.util.List;

/** The local accounts of a tree. */
public interface Accounts {
    /** All of them, in the order the machine lists them. */
    Reading<List<LocalAccount>> list();

    /**
     * A local account.
     *
     * @param account id is the uid in decimal, or uid/name for a later account of the same uid, so that ids are unique
     * @param home as configured; need not exist
     * @param shell as configured, empty for none
     */
    record LocalAccount(Account account, long uid, long gid, HostPath home, String shell) {}
}
