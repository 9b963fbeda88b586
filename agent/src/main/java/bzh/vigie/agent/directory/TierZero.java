package bzh.vigie.agent.directory;

import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.windows.security.Principals;
import bzh.vigie.agent.windows.security.SecurityDescriptor;
import bzh.vigie.agent.windows.security.Sid;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Accounts and groups that hold a domain by what can be looked up: members of protected groups, however deep (the groups of "Protected
 * Accounts and Groups", Appendix C of Microsoft's best practices for Active Directory), and whoever has a right over what the domain hangs on
 * with which it is had. Whether an account is marked ({@code adminCount}) has no part in it: who clears the mark changes nothing. Immutable.
 *
 * @param sids of the domain's own accounts and groups
 * @param isCut there are more than {@value #MOST}
 */
public record TierZero(Set<Sid> sids, boolean isCut) {
    /** Nobody, of a directory that was not asked. */
    public static final TierZero NONE = new TierZero(Set.of(), false);

    private static final int MOST = 10_000;
    private static final int AT_ONCE = 20;
    private static final String MEMBER = "member";

    /** Numbers of a domain's protected groups. */
    private static final List<Long> OWN = List.of(512L, 516L, 518L, 519L, 521L, 526L, 527L);

    /** Those of every domain. */
    private static final List<String> BUILTIN =
            List.of("S-1-5-32-544", "S-1-5-32-548", "S-1-5-32-549", "S-1-5-32-550", "S-1-5-32-551", "S-1-5-32-552");

    public TierZero {
        sids = Set.copyOf(sids);
    }

    /**
     * Looks them up.
     *
     * @throws Refused where the server does not answer
     */
    public static TierZero of(Directory directory, Domain domain, DefaultGrants defaults) throws Refused {
        return new Search(directory, domain, defaults).all();
    }

    /** Whether that account is one. */
    public boolean has(Sid sid) {
        return sids.contains(sid);
    }

    /** Filters that find all of them, to stand within an {@code or}, each short enough for one question. */
    public List<String> filters() {
        List<String> filters = new ArrayList<>();
        List<Sid> sorted = sids.stream()
                .sorted((one, other) -> one.toString().compareTo(other.toString()))
                .toList();
        for (int i = 0; i < sorted.size(); i += AT_ONCE) {
            filters.add(anyOf(sorted.subList(i, Math.min(sorted.size(), i + AT_ONCE))));
        }
        return filters;
    }

    private static String anyOf(List<Sid> sids) {
        StringBuilder any = new StringBuilder();
        sids.forEach(sid -> any.append(Query.having(sid)));
        return any.toString();
    }

    private static final class Search {
        private final Directory directory;
        private final Domain domain;
        private final DefaultGrants defaults;
        private final Set<Sid> sids = new HashSet<>();
        private final Set<String> seen = new HashSet<>();
        private final Deque<Entry> groups = new ArrayDeque<>();
        private boolean isCut;

        Search(Directory directory, Domain domain, DefaultGrants defaults) {
            this.directory = directory;
            this.domain = domain;
            this.defaults = defaults;
        }

        TierZero all() throws Refused {
            List<Sid> first = new ArrayList<>(OWN.stream().map(domain::child).toList());
            BUILTIN.stream().map(Sid::of).forEach(first::add);
            ask(anyOf(first), entry -> open(entry));
            List<Sid> holders = List.copyOf(byRight());
            for (int i = 0; i < holders.size(); i += AT_ONCE) {
                ask(anyOf(holders.subList(i, Math.min(holders.size(), i + AT_ONCE))), this::take);
            }
            while (!groups.isEmpty() && !isCut) {
                List<Entry> some = new ArrayList<>();
                while (!groups.isEmpty() && some.size() < AT_ONCE) {
                    some.add(groups.removeFirst());
                }
                members(some);
            }
            return new TierZero(sids, isCut);
        }

        /** Members of these groups: who says to be in one, and whom one names. */
        private void members(List<Entry> some) throws Refused {
            StringBuilder saying = new StringBuilder();
            for (Entry group : some) {
                saying.append("(memberOf=").append(Query.escaped(group.dn())).append(')');
                group.sid("objectSid")
                        .filter(domain::isOwn)
                        .ifPresent(sid -> saying.append("(primaryGroupID=")
                                .append(sid.rid())
                                .append(')'));
            }
            ask(saying.toString(), this::take);
            List<String> named = some.stream()
                    .flatMap(group -> group.texts(MEMBER).stream())
                    .filter(dn -> Dn.isIn(dn, domain.head()) && !seen.contains(Dn.key(dn)))
                    .distinct()
                    .toList();
            for (int i = 0; i < named.size() && !isCut; i += AT_ONCE) {
                StringBuilder names = new StringBuilder();
                named.subList(i, Math.min(named.size(), i + AT_ONCE))
                        .forEach(dn -> names.append("(distinguishedName=")
                                .append(Query.escaped(dn))
                                .append(')'));
                ask(names.toString(), this::take);
            }
        }

        /** Whoever may do what gives the domain, over its head, the pattern of protected accounts and what they are the pattern of. */
        private Set<Sid> byRight() throws Refused {
            String head = domain.head();
            StringBuilder objects = new StringBuilder("(primaryGroupID=516)(primaryGroupID=521)");
            OWN.forEach(number -> objects.append(Query.having(domain.child(number))));
            BUILTIN.forEach(sid -> objects.append(Query.having(Sid.of(sid))));
            objects.append(Query.having(domain.child(500))).append(Query.having(domain.child(502)));
            List.of(head, "CN=AdminSDHolder,CN=System," + head, "OU=Domain Controllers," + head)
                    .forEach(dn -> objects.append("(distinguishedName=")
                            .append(Query.escaped(dn))
                            .append(')'));
            Set<Sid> holders = new HashSet<>();
            directory.search(Query.below(head, "(|" + objects + ")", Query.DESCRIPTOR, "objectClass"), entry -> {
                entry.first(Query.DESCRIPTOR)
                        .flatMap(SecurityDescriptor::parse)
                        .ifPresent(descriptor -> Grant.of(descriptor).stream()
                                .filter(grant -> isGiven(entry, grant))
                                .map(Grant::trustee)
                                .forEach(holders::add));
                return holders.size() < MOST;
            });
            return holders;
        }

        /** What comes from above is looked at there; what each may do with itself, and what everybody may, is nobody's. */
        private boolean isGiven(Entry entry, Grant grant) {
            List<String> classes = entry.texts("objectClass");
            return !grant.isInherited()
                    && domain.isOwn(grant.trustee())
                    && !Principals.isAnybody(grant.trustee())
                    && defaults.isGrave(grant, classes)
                    && !defaults.has(entry.dn(), classes, grant);
        }

        private void ask(String any, Directory.Each each) throws Refused {
            directory.search(Query.below(domain.head(), "(|" + any + ")", "objectClass", "objectSid", MEMBER), each);
        }

        private boolean take(Entry entry) {
            Optional<Sid> sid = entry.sid("objectSid").filter(domain::isOwn);
            sid.ifPresent(sids::add);
            boolean ignored = open(entry);
            isCut |= seen.size() >= MOST;
            return !isCut;
        }

        /** Takes note of it; of a group, and of what does not say what it is, members are looked for. */
        private boolean open(Entry entry) {
            if (seen.add(Dn.key(entry.dn())) && (entry.is("group") || !entry.has("objectClass"))) {
                groups.add(entry);
            }
            return true;
        }
    }
}
