package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Dn;
import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.LeadingFilter;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat.Pass;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whose passwords a read-only controller may keep ({@code msDS-RevealOnDemandGroup}, MS-ADA2 2.467): an item for each of its list, for those that
 * hold the domain in a group of it, and one where the group that keeps theirs from every such controller is not denied
 * ({@code msDS-NeverRevealGroup}). Who has a read-only controller, or stands for Entra's Kerberos, makes tickets for whose passwords it may keep.
 * Used by one thread, for one reading.
 */
final class RevealedPasswords {
    static final String MAY = "msDS-RevealOnDemandGroup";
    static final String NEVER = "msDS-NeverRevealGroup";

    private static final int MOST = 100;
    private static final int AT_ONCE = 20;
    private static final long ALLOWED = 571;
    private static final long DENIED = 572;

    private final Pass pass;
    private final Set<String> told = new HashSet<>();
    private Optional<LeadingAccounts> leading = Optional.empty();

    RevealedPasswords(Pass pass) {
        this.pass = pass;
    }

    /** Tells those of a controller, of which {@link #MAY} and {@link #NEVER} were asked. */
    void tell(Entry controller) throws Refused {
        List<String> may = controller.texts(MAY);
        if (may.isEmpty()) {
            return;
        }
        if (may.size() > MOST) {
            pass.tooMany(controller);
        }
        told.clear();
        List<String> taken = may.subList(0, Math.min(MOST, may.size()));
        Map<String, Entry> seen = seen(taken);
        for (String dn : taken) {
            Optional<Entry> entry = Optional.ofNullable(seen.get(Dn.key(dn)));
            boolean isAllowed = entry.flatMap(e -> e.sid("objectSid"))
                    .filter(sid -> pass.domain().isOwn(sid) && sid.rid() == ALLOWED)
                    .isPresent();
            found(controller, dn, "", entry.isPresent() && leads(entry.get()), isAllowed);
        }
        for (Entry group : seen.values()) {
            if (group.is("group")) {
                members(controller, group);
            }
        }
        denied(controller);
    }

    private Map<String, Entry> seen(List<String> names) throws Refused {
        Map<String, Entry> seen = new HashMap<>();
        for (int i = 0; i < names.size(); i += AT_ONCE) {
            StringBuilder filter = new StringBuilder("(|");
            names.subList(i, Math.min(names.size(), i + AT_ONCE))
                    .forEach(dn -> filter.append("(distinguishedName=")
                            .append(Query.escaped(dn))
                            .append(')'));
            pass.ask(
                    Query.below(pass.domain().head(), filter.append(')').toString(), AccountBits.ATTRIBUTES), entry -> {
                        seen.put(Dn.key(entry.dn()), entry);
                        return seen.size() <= MOST;
                    });
        }
        return seen;
    }

    private boolean leads(Entry entry) throws Refused {
        if (leading.isEmpty()) {
            leading = Optional.of(new LeadingAccounts(pass));
        }
        return leading.get().has(entry)
                || entry.sid("objectSid").filter(pass.defaults()::isHolder).isPresent();
    }

    private void members(Entry controller, Entry group) throws Refused {
        List<String> members = new ArrayList<>();
        pass.ask(
                Query.below(
                        pass.domain().head(),
                        "(&(memberOf=" + Query.escaped(group.dn()) + ")" + LeadingFilter.of(pass.domain()) + ")",
                        "objectClass"),
                member -> {
                    members.add(member.dn());
                    return members.size() < MOST;
                });
        if (members.size() >= MOST) {
            pass.tooMany(controller);
        }
        members.forEach(dn -> found(controller, dn, " through " + group.name(), true, false));
    }

    private void found(Entry controller, String dn, String through, boolean leads, boolean isDefault) {
        if (told.add(Dn.key(dn))) {
            String who = pass.domain().shown(dn);
            pass.found(
                    controller,
                    AccountBits.draft(
                                    controller,
                                    "reveals " + who,
                                    controller.text("sAMAccountName") + " may keep the password of " + who + through
                                            + (leads ? LeadingAccounts.WORDS : ""))
                            .made(isDefault)
                            .with(Trait.SUPERUSER, leads));
        }
    }

    private void denied(Entry controller) throws Refused {
        Set<String> never = new HashSet<>();
        controller.texts(NEVER).forEach(dn -> never.add(Dn.key(dn)));
        boolean[] isMissing = {false};
        pass.ask(Query.below(pass.domain().head(), Query.having(pass.domain().child(DENIED)), "objectClass"), group -> {
            isMissing[0] = !never.contains(Dn.key(group.dn()));
            return false;
        });
        if (isMissing[0]) {
            pass.found(
                    controller,
                    AccountBits.draft(
                                    controller,
                                    "denies less",
                                    controller.text("sAMAccountName")
                                            + " may keep passwords that the domain keeps from read-only controllers")
                            .with(Trait.SUPERUSER, true));
        }
    }
}
