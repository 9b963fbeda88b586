package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.Grant;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.windows.security.SecurityDescriptor;
import bzh.vigie.agent.windows.security.Sid;
import bzh.vigie.event.Item.Trait;
import java.util.Optional;
import java.util.Set;

/** Which accounts may act towards others in the name of whoever comes to them (MS-SFU; MS-ADTS 2.2.16): an item for each. */
public final class Delegations implements DirectoryFormat {
    private static final String ACTING = "msDS-AllowedToActOnBehalfOfOtherIdentity";
    private static final String TO = "msDS-AllowedToDelegateTo";

    @Override
    public Set<String> classes() {
        return Set.of("user", "computer", "msDS-GroupManagedServiceAccount");
    }

    @Override
    public void read(Pass pass) throws Refused {
        pass.ask(Query.below(pass.domain().head(), "(" + ACTING + "=*)", AccountBits.with(ACTING)), entry -> {
            onResource(pass, entry);
            return true;
        });
        pass.ask(Query.below(pass.domain().head(), "(" + TO + "=*)", AccountBits.with(TO)), entry -> {
            constrained(pass, entry);
            return true;
        });
        pass.ask(
                Query.below(
                        pass.domain().head(),
                        AccountBits.filter(AccountBits.TRUSTED_FOR_DELEGATION),
                        AccountBits.with("primaryGroupID")),
                entry -> {
                    anywhere(pass, entry);
                    return true;
                });
    }

    private static void onResource(Pass pass, Entry entry) throws Refused {
        Optional<SecurityDescriptor> descriptor = entry.first(ACTING).flatMap(SecurityDescriptor::parse);
        if (descriptor.isEmpty() || descriptor.get().malformed() > 0) {
            pass.malformed(entry);
        }
        for (Sid sid : descriptor.map(Grant::letIn).orElse(Set.of())) {
            pass.found(
                    entry,
                    draft(entry, "resource " + sid, pass.who(sid) + " may act as anybody towards it")
                            .with(Trait.SUPERUSER, isController(entry)));
        }
    }

    private static void constrained(Pass pass, Entry entry) {
        boolean anyProtocol = (entry.bits("userAccountControl") & AccountBits.TRUSTED_TO_AUTHENTICATE) != 0;
        for (String service : entry.texts(TO)) {
            pass.found(
                    entry,
                    draft(
                            entry,
                            "constrained " + service,
                            "may act towards " + service
                                    + (anyProtocol
                                            ? " as anybody, without a ticket of theirs"
                                            : " for who comes to it")));
        }
    }

    private static void anywhere(Pass pass, Entry entry) {
        pass.found(
                entry,
                draft(entry, "unconstrained", "may act towards anything for who comes to it")
                        .made(isController(entry))
                        .with(Trait.SUPERUSER, !isController(entry)));
    }

    private static boolean isController(Entry entry) {
        return (entry.bits("userAccountControl") & AccountBits.CONTROLLER) != 0;
    }

    private static Draft draft(Entry entry, String name, String value) {
        return Draft.of(name, value, new Run.Nothing())
                .enabled(AccountBits.isEnabled(entry))
                .at(AccountBits.times(entry));
    }
}
