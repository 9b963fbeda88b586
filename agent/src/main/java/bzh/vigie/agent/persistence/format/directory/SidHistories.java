package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.windows.security.Principals;
import bzh.vigie.agent.windows.security.Sid;
import bzh.vigie.event.Item.Trait;
import java.util.Optional;
import java.util.Set;

/**
 * Accounts that count as others besides ({@code sIDHistory}), as it is kept when they move between domains. One of the own domain, or of
 * a group of administrators, comes from no move: an item for each.
 */
public final class SidHistories implements DirectoryFormat {
    @Override
    public Set<String> classes() {
        return Set.of("user", "computer", "group");
    }

    @Override
    public void read(Pass pass) throws Refused {
        pass.ask(Query.below(pass.domain().head(), "(sIDHistory=*)", AccountBits.with("sIDHistory")), entry -> {
            for (byte[] value : entry.all("sIDHistory")) {
                Optional<Sid> sid = Sid.read(value);
                if (sid.isEmpty()) {
                    pass.malformed(entry);
                    continue;
                }
                boolean own = pass.domain().isOwn(sid.get());
                boolean high =
                        Principals.isAdministrative(sid.get()) || !sid.get().isOfDomain();
                pass.found(
                        entry,
                        Draft.of(
                                        sid.get().toString(),
                                        "counts as " + pass.who(sid.get()) + " besides",
                                        new Run.Nothing())
                                .enabled(entry.is("group") || AccountBits.isEnabled(entry))
                                .at(AccountBits.times(entry))
                                .with(Trait.MISMATCH, own)
                                .with(Trait.SUPERUSER, own || high));
            }
            return true;
        });
    }
}
