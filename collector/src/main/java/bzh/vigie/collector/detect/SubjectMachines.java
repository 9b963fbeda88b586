package bzh.vigie.collector.detect;

import bzh.vigie.collector.detect.fields.SubjectMachine;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.collector.incident.HostNames;
import bzh.vigie.collector.store.Hosts;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.DirectoryAccount;
import bzh.vigie.event.DirectoryAccount.Kind;
import java.util.Optional;
import java.util.Set;

/**
 * Whether who acts in an event of Windows under a machine's name is a machine: by the directory where that of the account's domain was read, since a
 * person's account may be called so; else by the hosts that are known.
 */
final class SubjectMachines {
    private static final String DOMAINS = "S-1-5-21-";
    private static final String SYSTEM = "S-1-5-18";
    private static final int PAGE = 50;
    private static final int NETBIOS = 15;

    private SubjectMachines() {}

    /** The record with what is known; as it is where nobody acts in it under such a name. */
    static SigmaRecord with(Store.Session session, Host host, SigmaRecord record) {
        String said = record.value(SubjectMachine.FIELD);
        String sid = record.value("SubjectUserSid");
        if (said.isEmpty() || said.equals(SubjectMachine.NONE) || sid.equals(SYSTEM)) {
            return record;
        }
        String name = record.value("SubjectUserName").replaceFirst("\\$$", "");
        boolean isLocal = sid.startsWith(DOMAINS)
                && HostNames.key(record.value("SubjectDomainName")).equals(HostNames.key(host.hostname()));
        String known = isLocal ? SubjectMachine.NONE : known(session, host, sid, name);
        return record.toBuilder().put(SubjectMachine.FIELD, known).build();
    }

    private static String known(Store.Session session, Host host, String sid, String name) {
        Optional<DirectoryAccount> account = session.directoryAccounts().find(host.commune(), sid);
        if (account.isPresent()) {
            boolean isComputer = account.get().kind() == Kind.COMPUTER;
            return !isComputer
                    ? SubjectMachine.NONE
                    : account.get().isController() ? SubjectMachine.CONTROLLER : SubjectMachine.COMPUTER;
        }
        boolean isRead = sid.startsWith(DOMAINS)
                && session.directoryAccounts().knows(host.commune(), sid.substring(0, sid.lastIndexOf('-')));
        return !isRead && isHost(session, host, name) ? SubjectMachine.BY_NAME : SubjectMachine.NONE;
    }

    private static boolean isHost(Store.Session session, Host host, String name) {
        if (name.isEmpty()) {
            return false;
        }
        if (HostNames.same(host.hostname(), name)) {
            return true;
        }
        String part = name.length() > NETBIOS ? name.substring(0, NETBIOS) : name;
        Hosts.Filter filter = new Hosts.Filter(Optional.empty(), Optional.empty(), part, Optional.empty(), false);
        return session.hosts().list(new Scope.Communes(Set.of(host.commune())), filter, Optional.empty(), PAGE).stream()
                .anyMatch(listed -> HostNames.same(listed.host().hostname(), name));
    }
}
