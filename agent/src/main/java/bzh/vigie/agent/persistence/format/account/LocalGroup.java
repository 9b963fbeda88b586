package bzh.vigie.agent.persistence.format.account;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.KeyFormat;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceKey;
import bzh.vigie.agent.windows.account.SamAlias;
import bzh.vigie.agent.windows.security.Principals;
import bzh.vigie.agent.windows.security.Sid;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** A key of {@code SAM\Domains\Builtin\Aliases}: who is in a group that gives more than every user has, an item a member. */
public final class LocalGroup implements KeyFormat {
    private static final Pattern NUMBER = Pattern.compile("[0-9A-Fa-f]{8}");
    private static final long ADMINISTRATORS = 544;

    /**
     * Administrators; users with power, operators of accounts, servers, printing and backups; remote desktop, network
     * configuration, distributed COM, event logs, Hyper-V, remote management.
     */
    static final Set<Long> RIGHTS =
            Set.of(ADMINISTRATORS, 547L, 548L, 549L, 550L, 551L, 555L, 556L, 562L, 573L, 578L, 580L);

    @Override
    public Parsed parse(SourceKey key) {
        // Beside the groups lie the lists of their members and names.
        long rid = NUMBER.matcher(key.name()).matches() ? Long.parseLong(key.name(), 16) : 0;
        if (!RIGHTS.contains(rid)) {
            return Parsed.of(List.of(), 0);
        }
        Optional<SamAlias> alias = SamAlias.parse(SamDatabase.bytes(key.key(), "C"));
        if (alias.isEmpty()) {
            return Parsed.of(List.of(), 1);
        }
        Sid sid = new Sid(5, List.of(32L, rid));
        String group = Principals.name(sid, Locale.ROOT).orElse(alias.get().name());
        boolean administrators = rid == ADMINISTRATORS;
        List<Draft> drafts = new ArrayList<>();
        for (Sid member : alias.get().members()) {
            boolean own = administrators && Principals.isAdministrative(member);
            Draft draft = Draft.of(group + ": " + member, Principals.shown(member), new Run.Nothing())
                    .with(Trait.SUPERUSER, administrators && !own);
            drafts.add(own ? draft.made(true) : draft);
        }
        boolean otherNumber = alias.get().rid() != rid;
        return Parsed.of(
                drafts,
                otherNumber ? Math.max(1, alias.get().malformed()) : alias.get().malformed());
    }
}
