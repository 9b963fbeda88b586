package bzh.vigie.agent.persistence.format.account;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.KeyFormat;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceKey;
import bzh.vigie.agent.windows.account.AccountRights;
import bzh.vigie.agent.windows.security.Principals;
import bzh.vigie.agent.windows.security.Sid;
import bzh.vigie.event.Item.Trait;
import java.util.List;
import java.util.Optional;

/** A key of {@code SECURITY\Policy\Accounts}: the privileges and ways to log on that the policy gives an account or group. */
public final class PolicyAccount implements KeyFormat {
    @Override
    public Parsed parse(SourceKey key) {
        Optional<Sid> sid = Sid.parse(key.name());
        if (sid.isEmpty()) {
            return Parsed.of(List.of(), 1);
        }
        AccountRights rights = AccountRights.parse(sid.get(), of(key, "ActSysAc"), of(key, "Privilgs"));
        int malformed = Math.max(rights.malformed(), isHollow(key, "ActSysAc") || isHollow(key, "Privilgs") ? 1 : 0);
        if (rights.privileges().isEmpty()) {
            return Parsed.of(List.of(), malformed);
        }
        List<String> unusual = rights.unusual();
        boolean powerful = rights.powerful().stream().anyMatch(unusual::contains);
        Draft draft = Draft.of(Principals.shown(sid.get()), rights.text(), new Run.Nothing())
                .with(Trait.SUPERUSER, powerful);
        boolean own = Principals.isAdministrative(sid.get()) || unusual.isEmpty();
        return Parsed.of(List.of(own ? draft.made(true) : draft), malformed);
    }

    /** Whether the key is there without what Windows writes into it: what is given with it is lost. */
    private static boolean isHollow(SourceKey key, String below) {
        return key.below(below).isPresent() && of(key, below).length == 0;
    }

    private static byte[] of(SourceKey key, String below) {
        return key.below(below).map(k -> SamDatabase.bytes(k.key(), "")).orElse(new byte[0]);
    }
}
