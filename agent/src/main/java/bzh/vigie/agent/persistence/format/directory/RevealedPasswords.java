package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Dn;
import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.LeadingFilter;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat.Pass;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whose passwords a read-only controller may keep ({@code msDS-RevealOnDemandGroup}, MS-ADA2 2.467): an item for each of its list, for those that
 * hold the domain in a group of it or of a group in that, and one where the group that keeps theirs from every such controller is not denied
 * ({@code msDS-NeverRevealGroup}), or has lost whom it had from the first day. Besides, each that holds the domain and whose password such a
 * controller was given already ({@code msDS-RevealedUsers}, MS-ADA2 2.468). Who has a read-only controller, or stands for Entra's Kerberos, makes tickets for whose passwords it may keep.
 * Used by one thread, for one reading.
 */
final class RevealedPasswords {
    static final String MAY = "msDS-RevealOnDemandGroup";
    static final String NEVER = "msDS-NeverRevealGroup";
    static final String REVEALED = "msDS-RevealedUsers";
    static final String TICKETS = "msDS-KrbTgtLink";

    private static final int MOST = 100;
    private static final int AT_ONCE = 20;
    private static final long ALLOWED = 571;
    private static final long DENIED = 572;
    private static final int MOST_GROUPS = 500;
    private static final int MOST_HOLDERS = 10_000;

    /** In the group of those denied from the day a domain is made: the ticket's account, administrators, controllers, who publishes certificates. */
    private static final List<Long> ALWAYS_DENIED = List.of(502L, 512L, 516L, 517L, 518L, 519L, 520L, 521L);

    private final Pass pass;
    private final Set<String> told = new HashSet<>();
    private Optional<LeadingAccounts> leading = Optional.empty();
    private Optional<Map<String, Entry>> holders = Optional.empty();
    private boolean areDeniedTold;

    RevealedPasswords(Pass pass) {
        this.pass = pass;
    }

    /** Tells those of a controller, of which {@link #MAY}, {@link #NEVER} and {@link #REVEALED} were asked. */
    void tell(Entry controller) throws Refused {
        revealed(controller);
        List<String> may = controller.texts(MAY);
        if (may.isEmpty()) {
            if (!controller.has(NEVER)) {
                // Every one has both from the day it was made.
                pass.partlyUnreadable(controller, controller);
            }
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
        members(controller, seen.values().stream().filter(e -> e.is("group")).toList());
        denied(controller);
    }

    /** Holders of the domain, and accounts whose password the controller has: one value a secret, {@code B:length:hex:name}. */
    private void revealed(Entry controller) throws Refused {
        if (!controller.has(REVEALED)) {
            return;
        }
        Set<String> given = new HashSet<>();
        for (String value : controller.texts(REVEALED)) {
            String[] parts = value.split(":", 4);
            given.add(Dn.key(parts[parts.length - 1]));
        }
        for (Map.Entry<String, Entry> holder : holders().entrySet()) {
            if (given.contains(holder.getKey()) && !isItself(controller, holder.getValue())) {
                String who = pass.domain().shown(holder.getValue().dn());
                pass.found(
                        controller,
                        AccountBits.draft(
                                        controller,
                                        "revealed " + who,
                                        controller.text("sAMAccountName") + " has the password of " + who
                                                + LeadingAccounts.WORDS)
                                .with(Trait.SUPERUSER, true));
            }
        }
    }

    /** A controller has its own password, and that of the account with which it signs tickets. */
    private static boolean isItself(Entry controller, Entry holder) {
        return Dn.key(holder.dn()).equals(Dn.key(controller.dn()))
                || controller.texts(TICKETS).stream().map(Dn::key).anyMatch(Dn.key(holder.dn())::equals);
    }

    private Map<String, Entry> holders() throws Refused {
        if (holders.isEmpty()) {
            Map<String, Entry> found = new HashMap<>();
            for (String filter : leaders().filters()) {
                pass.ask(Query.below(pass.domain().head(), filter, AccountBits.ATTRIBUTES), entry -> {
                    found.put(Dn.key(entry.dn()), entry);
                    return found.size() < MOST_HOLDERS;
                });
            }
            holders = Optional.of(found);
        }
        return holders.get();
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

    private LeadingAccounts leaders() throws Refused {
        if (leading.isEmpty()) {
            leading = Optional.of(new LeadingAccounts(pass));
        }
        return leading.get();
    }

    private boolean leads(Entry entry) throws Refused {
        return leaders().has(entry)
                || entry.sid("objectSid").filter(pass.defaults()::isHolder).isPresent();
    }

    /** A group and how it is reached. */
    private record Reached(Entry group, String path) {}

    /** Those that hold the domain in one of these groups, directly, through other groups or by primary group. */
    private void members(Entry controller, List<Entry> groups) throws Refused {
        Set<String> walked = new HashSet<>();
        Deque<Reached> open = new ArrayDeque<>();
        groups.forEach(group -> open.add(new Reached(group, group.name())));
        groups.forEach(group -> walked.add(Dn.key(group.dn())));
        int[] leading = {0};
        while (!open.isEmpty() && leading[0] < MOST && walked.size() < MOST_GROUPS) {
            Reached next = open.poll();
            pass.ask(Query.below(pass.domain().head(), within(next.group()), AccountBits.ATTRIBUTES), member -> {
                boolean isGroup = member.is("group");
                if (!isGroup || leads(member)) {
                    leading[0]++;
                    found(controller, member.dn(), " through " + next.path(), true, false);
                }
                if (isGroup && walked.add(Dn.key(member.dn()))) {
                    open.add(new Reached(member, next.path() + " > " + member.name()));
                }
                return leading[0] < MOST && walked.size() < MOST_GROUPS;
            });
        }
        if (leading[0] >= MOST || walked.size() >= MOST_GROUPS) {
            pass.tooMany(controller);
        }
    }

    private String within(Entry group) {
        String primary = group.sid("objectSid")
                .filter(pass.domain()::isOwn)
                .map(sid -> "(primaryGroupID=" + sid.rid() + ")")
                .orElse("");
        return "(&(|(memberOf=" + Query.escaped(group.dn()) + ")" + primary + ")(|(objectClass=group)"
                + LeadingFilter.of(pass.domain()) + "))";
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
        List<Entry> groups = new ArrayList<>();
        pass.ask(
                Query.below(pass.domain().head(), Query.having(pass.domain().child(DENIED)), "objectClass", "member"),
                group -> {
                    groups.add(group);
                    return false;
                });
        for (Entry group : groups) {
            if (!never.contains(Dn.key(group.dn()))) {
                pass.found(
                        controller,
                        AccountBits.draft(
                                        controller,
                                        "denies less",
                                        controller.text("sAMAccountName")
                                                + " may keep passwords that the domain keeps from read-only controllers")
                                .with(Trait.SUPERUSER, true));
            } else if (!areDeniedTold) {
                areDeniedTold = true;
                missing(group);
            }
        }
    }

    /** Who was in the group of those denied from the day the domain was made and is not. */
    private void missing(Entry group) throws Refused {
        Set<String> denied = new HashSet<>();
        group.texts("member").forEach(dn -> denied.add(Dn.key(dn)));
        String filter = ALWAYS_DENIED.stream()
                .map(number -> Query.having(pass.domain().child(number)))
                .collect(Collectors.joining("", "(|", ")"));
        pass.ask(Query.below(pass.domain().head(), filter, "objectClass", "memberOf"), stock -> {
            boolean isIn = denied.contains(Dn.key(stock.dn()))
                    || stock.texts("memberOf").stream()
                            .anyMatch(of -> Dn.key(of).equals(Dn.key(group.dn())));
            if (!isIn) {
                String who = pass.domain().shown(stock.dn());
                pass.found(
                        group,
                        Draft.of(
                                        "denies less " + who,
                                        who + " is not in " + group.name()
                                                + ": read-only controllers may be let keep these passwords",
                                        new Draft.Run.Nothing())
                                .with(Trait.SUPERUSER, true));
            }
            return true;
        });
    }
}
