package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat.Pass;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Accounts whose settings the computer may not read. Each account has some, and a server answers as if there were none where reading them is
 * denied, also to what is searched for by them (MS-ADTS 3.1.1.4.3). Each is told by itself, more than {@value #MOST} once for the domain: there
 * the right to read was taken from all.
 */
final class UnreadAccounts {
    private static final int MOST = 32;

    private UnreadAccounts() {}

    static void tell(Pass pass) throws Refused {
        List<Entry> unread = new ArrayList<>();
        pass.ask(
                Query.below(
                        pass.domain().head(), "(&(objectClass=user)(!(userAccountControl=*)))", AccountBits.ATTRIBUTES),
                entry -> {
                    unread.add(entry);
                    return unread.size() <= MOST;
                });
        if (unread.size() > MOST) {
            Entry head = new Entry(pass.domain().head(), Map.of());
            pass.partlyUnreadable(head, head);
        } else {
            unread.forEach(entry -> pass.partlyUnreadable(entry, entry));
        }
    }
}
