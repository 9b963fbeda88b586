package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Dn;
import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.windows.security.Sid;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who is in the groups that hold a domain or lead there, directly, through other groups or by primary group; and accounts that are
 * marked as protected and in none of them. An item for each account and group, of one that the computer may not read by its name alone.
 */
public final class PrivilegedGroups implements DirectoryFormat {
    private static final int MOST_MEMBERS = 10_000;

    /** Of the domain, by number. */
    private static final Set<Long> NUMBERS = Set.of(498L, 512L, 516L, 517L, 518L, 519L, 520L, 521L, 526L, 527L);

    /** {@code Pre-Windows 2000 Compatible Access}, which reads each account and group. */
    private static final long PRE_2000 = 554;

    private static final Sid SIGNED_IN = Sid.of("S-1-5-11");

    /** Of every domain (BUILTIN): there {@code Remote Desktop Users} are those who log on to controllers. */
    private static final Set<Long> BUILTIN =
            Set.of(544L, 548L, 549L, 550L, 551L, 552L, PRE_2000, 555L, 557L, 569L, 578L, 580L, 582L);

    /** Who has no account at all, or cannot be told from it, in a group that reads each account. */
    private static final Set<Sid> NOBODY = Set.of(Sid.EVERYONE, Sid.of("S-1-5-7"));

    /** Groups that have no number of their own, by name: who serves DNS on controllers, and those to which Exchange, since 2003, gives rights over the domain. */
    private static final Set<String> NAMES = Set.of(
            "dnsadmins",
            "exchange windows permissions",
            "exchange trusted subsystem",
            "exchange servers",
            "exchange install domain servers",
            "exchange domain servers",
            "exchange enterprise servers",
            "exchange organization administrators",
            "organization management",
            "hyper-v administrators");

    /** With which the domain is had at once. */
    private static final Set<Long> WHOLE = Set.of(512L, 516L, 518L, 519L, 521L, 544L);

    private record Member(Entry entry, String path) {}

    @Override
    public Set<String> classes() {
        return Set.of("user", "computer", "group", "inetOrgPerson", "foreignSecurityPrincipal");
    }

    @Override
    public void read(Pass pass) throws Refused {
        Map<Sid, Entry> groups = new LinkedHashMap<>();
        pass.ask(
                Query.below(
                        pass.domain().head(),
                        "(objectClass=group)",
                        "objectClass",
                        "objectSid",
                        "sAMAccountName",
                        "groupType"),
                entry -> {
                    Optional<Sid> sid = entry.sid("objectSid");
                    if (sid.isEmpty()) {
                        pass.unreadable(entry);
                    }
                    sid.filter(s -> isPrivileged(pass, entry, s)).ifPresent(s -> groups.put(s, entry));
                    return true;
                });
        Set<String> told = new HashSet<>();
        boolean all = true;
        for (Map.Entry<Sid, Entry> group : groups.entrySet()) {
            all &= members(pass, group.getKey(), group.getValue(), told);
        }
        if (!all) {
            // Who is in none of them is not known.
            pass.leftOut();
            return;
        }
        pass.ask(Query.below(pass.domain().head(), "(adminCount=1)", AccountBits.ATTRIBUTES), entry -> {
            orphan(pass, entry, told, groups);
            return true;
        });
    }

    /** What finds those groups themselves, to stand within an {@code or}. */
    static String filters(Pass pass) {
        StringBuilder filters = new StringBuilder();
        NUMBERS.stream().sorted().map(pass.domain()::child).forEach(sid -> filters.append(Query.having(sid)));
        BUILTIN.stream().sorted().forEach(number -> filters.append(Query.having(Sid.of("S-1-5-32-" + number))));
        NAMES.stream()
                .sorted()
                .forEach(name -> filters.append("(sAMAccountName=").append(name).append(')'));
        return filters.toString();
    }

    private static boolean isPrivileged(Pass pass, Entry entry, Sid sid) {
        boolean ofDomain = pass.domain().isOwn(sid) && NUMBERS.contains(sid.rid());
        boolean builtin = sid.toString().startsWith("S-1-5-32-") && BUILTIN.contains(sid.rid());
        return ofDomain
                || builtin
                || NAMES.contains(entry.text("sAMAccountName").toLowerCase(Locale.ROOT));
    }

    /** Tells them; false where there are more than are taken. */
    private static boolean members(Pass pass, Sid group, Entry entry, Set<String> told) throws Refused {
        Set<String> seen = new HashSet<>();
        Deque<Member> open = new ArrayDeque<>();
        open.add(new Member(entry, ""));
        seen.add(Dn.key(entry.dn()));
        while (!open.isEmpty() && seen.size() < MOST_MEMBERS) {
            Member next = open.poll();
            new GroupMembers(pass, next.entry())
                    .read(
                            found -> {
                                if (seen.add(Dn.key(found.dn()))) {
                                    member(pass, group, entry, found, next.path());
                                    told.add(Dn.key(found.dn()));
                                    // Of what does not say what it is, members are looked for as well.
                                    if (found.is("group") || !found.has("objectClass")) {
                                        open.add(new Member(
                                                found,
                                                next.path().isEmpty()
                                                        ? found.name()
                                                        : next.path() + " > " + found.name()));
                                    }
                                }
                                return seen.size() < MOST_MEMBERS;
                            },
                            unread -> {
                                if (seen.add(Dn.key(unread))) {
                                    unread(pass, group, entry, unread, next.path());
                                    told.add(Dn.key(unread));
                                }
                            });
        }
        if (seen.size() < MOST_MEMBERS) {
            return true;
        }
        pass.tooMany(entry);
        return false;
    }

    private static void member(Pass pass, Sid group, Entry of, Entry member, String path) throws Refused {
        Optional<Sid> sid = member.sid("objectSid");
        if (sid.isEmpty()) {
            unread(pass, group, of, member.dn(), path);
            return;
        }
        boolean isController = (group.rid() == 516 || group.rid() == 521)
                && (member.bits("userAccountControl") & (AccountBits.CONTROLLER | AccountBits.READ_ONLY_CONTROLLER))
                        != 0
                && Dn.isIn(member.dn(), "OU=Domain Controllers," + pass.domain().head());
        boolean isDefault = isController || isShipped(pass, group, sid.get());
        boolean whole = WHOLE.contains(group.rid());
        boolean isOfNobody = group.rid() == PRE_2000 && NOBODY.contains(sid.get());
        String name = sid.get().toString();
        String value =
                pass.who(sid.get()) + " in " + of.text("sAMAccountName") + (path.isEmpty() ? "" : " through " + path);
        pass.found(
                of,
                Draft.of(name, value, new Run.Nothing())
                        .enabled(member.is("group") || AccountBits.isEnabled(member))
                        .at(AccountBits.times(member))
                        .made(isDefault)
                        .with(Trait.MISMATCH, isOfNobody)
                        .with(Trait.SUPERUSER, whole && !isDefault));
    }

    /** One of whom nothing but the name is seen: the computer may not read it, or it is another domain's. */
    private static void unread(Pass pass, Sid group, Entry of, String dn, String path) throws Refused {
        Optional<Sid> foreign =
                Dn.isIn(dn, "CN=ForeignSecurityPrincipals," + pass.domain().head())
                        ? Sid.parse(Dn.name(dn))
                        : Optional.empty();
        boolean isOwn = Dn.isIn(dn, pass.domain().head());
        if (isOwn) {
            pass.partlyUnreadable(of, new Entry(dn, Map.of()));
        }
        String who =
                foreign.isPresent() ? pass.who(foreign.get()) : pass.domain().shown(dn);
        pass.found(
                of,
                Draft.of(
                                foreign.map(Sid::toString).orElse(pass.domain().shown(dn)),
                                who + " in " + of.text("sAMAccountName") + (path.isEmpty() ? "" : " through " + path)
                                        + (isOwn
                                                ? ", which the computer may not read"
                                                : ", of another domain, where members of it are not known"),
                                new Run.Nothing())
                        .with(Trait.SUPERUSER, WHOLE.contains(group.rid())));
    }

    /** Memberships from the day the domain was made. */
    private static boolean isShipped(Pass pass, Sid group, Sid member) {
        long of = group.rid();
        if (!pass.domain().isOwn(member)) {
            return of == PRE_2000 && member.equals(SIGNED_IN);
        }
        long who = member.rid();
        return (who == 500 && (of == 512 || of == 518 || of == 519 || of == 520 || of == 544))
                || (of == 544 && (who == 512 || who == 519));
    }

    private static void orphan(Pass pass, Entry entry, Set<String> told, Map<Sid, Entry> groups) throws Refused {
        Optional<Sid> sid = entry.sid("objectSid");
        if (sid.isEmpty() || told.contains(Dn.key(entry.dn())) || groups.containsKey(sid.get()) || entry.is("group")) {
            return;
        }
        boolean isShipped = pass.domain().isOwn(sid.get())
                && (sid.get().rid() == 502 || sid.get().rid() == 500);
        pass.found(
                entry,
                AccountBits.draft(
                                entry,
                                "adminCount",
                                pass.who(sid.get()) + " is marked as protected and in no protected group")
                        .made(isShipped));
    }
}
