package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.Grant;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat;
import bzh.vigie.agent.windows.security.SecurityDescriptor;
import bzh.vigie.agent.windows.security.Sid;
import bzh.vigie.event.Item.Trait;
import java.util.Optional;
import java.util.Set;

/**
 * Service accounts whose password the directory keeps: who may read it ({@code msDS-GroupMSAMembership}), and which account one takes the
 * place of ({@code msDS-ManagedAccountPrecededByLink}, with all that account may do). An item for each.
 */
public final class ManagedAccounts implements DirectoryFormat {
    private static final String READERS = "msDS-GroupMSAMembership";
    private static final String BEFORE = "msDS-ManagedAccountPrecededByLink";
    private static final String STATE = "msDS-DelegatedMSAState";

    @Override
    public Set<String> classes() {
        return Set.of("msDS-GroupManagedServiceAccount", "msDS-DelegatedManagedServiceAccount");
    }

    @Override
    public void read(Pass pass) throws Refused {
        pass.ask(Query.below(pass.domain().head(), "(" + READERS + "=*)", AccountBits.with(READERS)), entry -> {
            readers(pass, entry);
            return true;
        });
        pass.ask(
                Query.below(
                        pass.domain().head(),
                        "(|(" + BEFORE + "=*)(" + STATE + "=*))",
                        AccountBits.with(BEFORE, STATE)),
                entry -> {
                    for (String before : entry.texts(BEFORE)) {
                        pass.found(
                                entry,
                                AccountBits.draft(
                                                entry,
                                                "in place of " + pass.domain().shown(before),
                                                "state " + entry.text(STATE) + ", may do all that "
                                                        + pass.domain().shown(before) + " may")
                                        .with(Trait.SUPERUSER, true));
                    }
                    if (!entry.has(BEFORE)) {
                        pass.found(entry, AccountBits.draft(entry, "delegated", "state " + entry.text(STATE)));
                    }
                    return true;
                });
    }

    private static void readers(Pass pass, Entry entry) throws Refused {
        Optional<SecurityDescriptor> descriptor = entry.first(READERS).flatMap(SecurityDescriptor::parse);
        if (descriptor.isEmpty() || descriptor.get().malformed() > 0) {
            pass.malformed(entry);
        }
        for (Sid sid : descriptor.map(Grant::letIn).orElse(Set.of())) {
            pass.found(entry, AccountBits.draft(entry, "read by " + sid, pass.who(sid) + " may read its password"));
        }
    }
}
