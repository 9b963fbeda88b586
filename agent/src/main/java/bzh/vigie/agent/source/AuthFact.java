package bzh.vigie.agent.source;

import bzh.vigie.event.Event.AccountAction;
import bzh.vigie.event.Event.LogonAction;
import bzh.vigie.event.Event.LogonType;

/** What a line of a log or a record of wtmp says about logons or accounts; strings are empty where it says nothing. */
sealed interface AuthFact {
    /**
     * A logon.
     *
     * @param user whose rights are used
     * @param subject who asked for them: su and sudo
     * @param weak another line of the same process or another file usually says the same better
     */
    record LogonFact(
            LogonAction action,
            LogonType type,
            String user,
            String subject,
            String address,
            String session,
            String method,
            String fingerprint,
            String detail,
            boolean weak)
            implements AuthFact {}

    /** A change of an account. */
    record AccountFact(AccountAction action, String user, String id, String subject, String group, String detail)
            implements AuthFact {}
}
