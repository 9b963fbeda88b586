package bzh.vigie.collector.conclusion;

import bzh.vigie.collector.conclusion.AccountFacts.Local;
import bzh.vigie.collector.conclusion.AccountFacts.Touched;
import bzh.vigie.collector.conclusion.DirectoryPasswords.Told;
import bzh.vigie.collector.incident.HostNames;
import bzh.vigie.collector.store.AccountUses.Use;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.PasswordLists.Aged;
import bzh.vigie.collector.store.PasswordLists.Kind;
import bzh.vigie.event.ItemFields;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The accounts whose password or key the attacker may have: those that logged on to a touched host before its eviction ended, the accounts
 * of touched hosts themselves, and what a directory has for its hosts, its trusts and its tickets. Each needs a password that was set after
 * the eviction ended (or another key) before it is used again, or is named. Pure.
 *
 * @param accounts by commune, kind and name
 * @param unknown touched hosts of which it cannot be said which accounts were there, and why, as words
 */
public record ExposedAccounts(List<Exposed> accounts, List<String> unknown) {
    /** What an account is of. */
    public enum What {
        /** Of a directory: Active Directory, LDAP, Entra. */
        DIRECTORY,
        /** Of a host. */
        LOCAL,
        /** Of a host, with an administrator's rights. */
        ADMINISTRATOR,
        /** An SSH key, whose owner logged on with it. */
        KEY,
        /** That of a computer that the attacker touched. */
        MACHINE,
        /** Of a trust between domains. */
        TRUST,
        /** krbtgt. */
        KERBEROS
    }

    /** How it stands. */
    public enum Standing {
        /** Its password was set after the eviction ended. */
        RENEWED,
        /** It cannot be used. */
        DISABLED,
        /** Nothing tells of a logon since, where logons were watched on every host where it was seen, and its password is not known to be old. */
        NOT_USED_SINCE,
        /** Set while the eviction went on, or on the day it ended: whoever still was on a touched host may have seen it. */
        SET_DURING,
        SET_BEFORE,
        /** The same key was used since. */
        KEY_IN_USE,
        /** A key of which nothing tells that it was used since, but nobody watched. */
        NOT_WATCHED,
        /** Nothing says when its password was set, or what says so has a time to come. */
        UNKNOWN;

        /** Whether nothing is to be done. */
        public boolean isWell() {
            return this == RENEWED || this == DISABLED || this == NOT_USED_SINCE;
        }
    }

    /**
     * An account.
     *
     * @param name with its domain where that is told
     * @param host of one of a host: whose
     * @param key fingerprint; empty where it is a password's
     * @param on names of touched hosts where it logged on or is
     * @param assumed whether nothing shows that it logged on to a touched host, but nobody watched that host then
     * @param last its last logon that is known of, on whatever host
     * @param set when its password was set
     * @param told what directories and lists say of that, where they do not say the same: the worst counts
     * @param needed after when it is to be set: the end of the last eviction of these hosts
     */
    public record Exposed(
            Commune commune,
            What what,
            String name,
            Optional<String> host,
            String key,
            Set<String> on,
            boolean assumed,
            Optional<Instant> last,
            Optional<Instant> set,
            List<Told> told,
            Instant needed,
            Standing standing) {
        public Exposed {
            told = List.copyOf(told);
        }
    }

    public ExposedAccounts {
        accounts = List.copyOf(accounts);
        unknown = List.copyOf(unknown);
    }

    /** Those of these facts. */
    public static ExposedAccounts of(AccountFacts facts) {
        return new Judge(facts).judge();
    }

    /** The criterion of a conclusion. */
    static Criterion criterion(AccountFacts facts) {
        if (facts.touched().isEmpty()) {
            return new Criterion(
                    Criterion.Kind.ACCOUNTS_RENEWED,
                    Criterion.State.UNKNOWN,
                    List.of(ItemFields.word(Statement.TOUCHED)));
        }
        ExposedAccounts exposed = of(facts);
        List<String> about = new ArrayList<>(exposed.unknown());
        exposed.accounts().stream()
                .filter(each -> !each.standing().isWell())
                .forEach(each -> about.add(Criterion.named(
                        each.name()
                                + each.host().map(host -> " @ " + host).orElse("")
                                + (each.key().isEmpty() ? "" : " " + each.key()),
                        ItemFields.word(each.standing()))));
        boolean named = exposed.accounts().stream()
                .anyMatch(each -> !each.standing().isWell()
                        && each.standing() != Standing.UNKNOWN
                        && each.standing() != Standing.NOT_WATCHED);
        return new Criterion(
                Criterion.Kind.ACCOUNTS_RENEWED,
                named ? Criterion.State.NOT_MET : about.isEmpty() ? Criterion.State.MET : Criterion.State.UNKNOWN,
                about);
    }

    /** One password or key: of a directory's account, of a host's own, or a key. */
    private record Identity(Commune commune, String name, Optional<AgentId> host, String key) {}

    /** What is gathered of one. */
    private static final class Traces {
        private final Set<String> domains = new LinkedHashSet<>();
        private final Set<String> on = new TreeSet<>();
        private boolean shown;
        private boolean inventoried;
        private Instant needed = Instant.MIN;
        private Instant began = Instant.MAX;

        void expose(Touched touched, boolean proven) {
            Interval eviction = touched.eviction().orElseThrow();
            Instant end = eviction.end().orElseThrow();
            on.add(touched.host().hostname());
            shown |= proven;
            needed = needed.isAfter(end) ? needed : end;
            began = began.isBefore(eviction.start()) ? began : eviction.start();
        }
    }

    private static final class Judge {
        private final AccountFacts facts;
        private final Map<AgentId, Touched> touched = new LinkedHashMap<>();
        private final Map<AgentId, Map<String, Local>> local = new HashMap<>();
        private final Map<Identity, Traces> exposed = new LinkedHashMap<>();
        private final List<String> unknown = new ArrayList<>();
        /** Those by password or ticket. */
        private final Map<String, List<Use>> byAccount = new HashMap<>();
        /** A key is the same for whatever account. */
        private final Map<String, List<Use>> byKey = new HashMap<>();

        /** Of a directory's accounts the last sign-in that a VPN, a firewall or a mail service tells. */
        private final Map<Identity, Instant> signedIn = new HashMap<>();

        Judge(AccountFacts facts) {
            this.facts = facts;
            facts.signedIn()
                    .forEach(each -> signedIn.put(
                            new Identity(each.commune(), each.account(), Optional.empty(), ""), each.last()));
            for (Use use : facts.uses()) {
                Map<String, List<Use>> index = use.key().isEmpty() ? byAccount : byKey;
                index.computeIfAbsent(use.key().isEmpty() ? use.account() : use.key(), each -> new ArrayList<>())
                        .add(use);
            }
            for (Touched each : facts.touched()) {
                String name = each.host().hostname();
                if (each.eviction().flatMap(Interval::end).isEmpty()) {
                    unknown.add(Criterion.named(name, "eviction-not-ended"));
                } else {
                    touched.put(each.host().id(), each);
                    if (!each.localRead()) {
                        unknown.add(Criterion.named(name, "local-accounts-not-read"));
                    }
                }
            }
            facts.local()
                    .forEach(each -> local.computeIfAbsent(each.host(), host -> new HashMap<>())
                            .merge(each.name(), each, (a, b) -> a.enabled() ? a : b));
        }

        ExposedAccounts judge() {
            Map<Commune, List<Touched>> unwatched = new HashMap<>();
            touched.values().stream()
                    .filter(each -> !each.before())
                    .forEach(each -> unwatched
                            .computeIfAbsent(each.host().commune(), commune -> new ArrayList<>())
                            .add(each));
            for (Use use : facts.uses()) {
                use(use, unwatched.getOrDefault(use.commune(), List.of()));
            }
            for (Local each : facts.local()) {
                Touched on = touched.get(each.host());
                if (on != null && each.enabled()) {
                    Traces traces =
                            traces(new Identity(on.host().commune(), each.name(), Optional.of(each.host()), ""));
                    traces.inventoried = true;
                    traces.expose(on, true);
                }
            }
            List<Exposed> found = new ArrayList<>();
            exposed.forEach((identity, traces) -> found.add(judge(identity, traces)));
            facts.directories().told().forEach((commune, accounts) -> found.addAll(directory(commune, accounts)));
            found.sort(Comparator.comparing((Exposed each) -> each.commune().insee())
                    .thenComparing(Exposed::what)
                    .thenComparing(Exposed::name)
                    .thenComparing(each -> each.host().orElse("")));
            return new ExposedAccounts(found, unknown);
        }

        private void use(Use use, List<Touched> unwatched) {
            Touched on = touched.get(use.host());
            if (use.isMore()) {
                if (on != null) {
                    unknown.add(Criterion.named(on.host().hostname(), "more-accounts-than-kept"));
                }
                return;
            }
            Identity identity = identity(use);
            if (on != null
                    && use.first().isBefore(on.eviction().flatMap(Interval::end).orElseThrow())) {
                expose(identity, use, on, true);
            } else if (on != null && !on.before()) {
                expose(identity, use, on, false);
            }
            if (identity.host().isEmpty() && identity.key().isEmpty()) {
                // Who logged on to these before, nobody knows: it may be whoever is seen in the commune.
                unwatched.forEach(each -> expose(identity, use, each, false));
            }
        }

        private void expose(Identity identity, Use use, Touched on, boolean proven) {
            Traces traces = traces(identity);
            if (!use.domain().isEmpty()) {
                traces.domains.add(use.domain());
            }
            traces.expose(on, proven);
        }

        private Traces traces(Identity identity) {
            return exposed.computeIfAbsent(identity, each -> new Traces());
        }

        /** A name without a domain is a host's own, but for one that the passwords of a host of Linux do not have. */
        private Identity identity(Use use) {
            boolean own = use.domain().isEmpty()
                    && (!touched.containsKey(use.host())
                            || !use.sid().isEmpty()
                            || !local.containsKey(use.host())
                            || local.get(use.host()).containsKey(use.account()));
            return new Identity(
                    use.commune(),
                    use.account(),
                    own && use.key().isEmpty() ? Optional.of(use.host()) : Optional.empty(),
                    use.key());
        }

        /**
         * Its logons anywhere: a key's in every commune; a directory's name in its commune, and in others that of the same domain. A name of a
         * directory that a host of Linux tells without a domain is that of whoever has it.
         */
        private List<Use> uses(Identity identity, Set<String> domains) {
            List<Use> same = identity.key().isEmpty()
                    ? byAccount.getOrDefault(identity.name(), List.of())
                    : byKey.getOrDefault(identity.key(), List.of());
            return same.stream()
                    .filter(use -> identity.host().isPresent()
                            ? use.host().equals(identity.host().get())
                                    && use.domain().isEmpty()
                            : !identity.key().isEmpty() || isOf(use, identity.commune(), domains))
                    .toList();
        }

        private static boolean isOf(Use use, Commune commune, Set<String> domains) {
            return use.commune().equals(commune)
                    ? domains.isEmpty() || !use.domain().isEmpty()
                    : domains.contains(use.domain());
        }

        /** Whether a logon of it since would have been seen on each host where it was, that is still there. */
        private boolean isWatched(List<Use> uses, Instant needed) {
            List<LogonWatch> logons = uses.stream()
                    .map(Use::host)
                    .distinct()
                    .flatMap(host -> Optional.ofNullable(facts.logons().get(host)).stream())
                    .toList();
            return !logons.isEmpty()
                    && logons.stream().allMatch(each -> each.isSince(needed, facts.at(), facts.longestGap()));
        }

        private Exposed judge(Identity identity, Traces traces) {
            List<Use> uses = uses(identity, traces.domains);
            Optional<Use> last = uses.stream().max(Comparator.comparing(Use::last));
            Optional<Instant> elsewhere = Optional.ofNullable(signedIn.get(identity));
            Optional<Local> own = identity.host()
                    .flatMap(host -> Optional.ofNullable(
                            local.getOrDefault(host, Map.of()).get(identity.name())));
            List<Told> told = identity.host().isPresent()
                    ? List.of()
                    : facts.directories().of(identity.commune(), identity.name(), uses);
            Optional<Aged> aged = DirectoryPasswords.worst(told);
            Optional<Instant> set = identity.host().isPresent() ? own.flatMap(Local::set) : aged.flatMap(Aged::set);
            boolean dayOnly = identity.host().isPresent()
                    ? own.filter(Local::dayOnly).isPresent()
                    : aged.filter(Aged::dayOnly).isPresent();
            boolean disabled = own.filter(each -> !each.enabled()).isPresent()
                    || aged.filter(each -> !each.enabled()).isPresent();
            boolean since = traces.inventoried
                    || last.filter(use -> use.isSince(traces.needed)).isPresent()
                    || elsewhere.filter(when -> !when.isBefore(traces.needed)).isPresent();
            Standing known = !identity.key().isEmpty()
                    ? since ? Standing.KEY_IN_USE : Standing.NOT_WATCHED
                    : disabled ? Standing.DISABLED : age(set, dayOnly, traces.began, traces.needed);
            boolean unsaid = known == Standing.UNKNOWN || known == Standing.NOT_WATCHED;
            Standing standing = unsaid && !since && isWatched(uses, traces.needed) ? Standing.NOT_USED_SINCE : known;
            What what = !identity.key().isEmpty()
                    ? What.KEY
                    : identity.host().isEmpty()
                            ? What.DIRECTORY
                            : own.filter(Local::administrator).isPresent() ? What.ADMINISTRATOR : What.LOCAL;
            return new Exposed(
                    identity.commune(),
                    what,
                    traces.domains.stream()
                                    .findFirst()
                                    .map(domain -> domain + "\\")
                                    .orElse("")
                            + identity.name(),
                    identity.host().map(this::name),
                    identity.key(),
                    traces.on,
                    !traces.shown,
                    Stream.concat(last.map(Use::last).stream(), elsewhere.stream())
                            .max(Comparator.naturalOrder()),
                    identity.key().isEmpty() ? set : Optional.empty(),
                    DirectoryPasswords.differ(told) ? told : List.of(),
                    traces.needed,
                    standing);
        }

        private String name(AgentId host) {
            Touched known = touched.get(host);
            return known == null ? host.text() : known.host().hostname();
        }

        private Standing age(Optional<Instant> set, boolean dayOnly, Instant began, Instant needed) {
            if (set.isEmpty() || set.get().isAfter(facts.at().plus(Duration.ofDays(1)))) {
                return Standing.UNKNOWN;
            }
            if (!set.get().isBefore(needed)) {
                return Standing.RENEWED;
            }
            Instant latest = dayOnly ? set.get().plus(Duration.ofDays(1)) : set.get();
            return latest.isBefore(began) ? Standing.SET_BEFORE : Standing.SET_DURING;
        }

        /** What a directory has for its tickets, its trusts and the computers that were touched: nobody logs on with them. */
        private List<Exposed> directory(Commune commune, Map<String, List<Told>> accounts) {
            List<Touched> here = touched.values().stream()
                    .filter(each -> each.host().commune().equals(commune))
                    .toList();
            List<Exposed> found = new ArrayList<>();
            accounts.forEach((name, all) -> {
                List<Touched> on = here.stream()
                        .filter(host -> HostNames.same(host.host().hostname(), name.replaceFirst("\\$$", "")))
                        .toList();
                List<Told> machine = on.stream()
                        .flatMap(host -> facts.directories().of(host.host(), name).stream())
                        .distinct()
                        .toList();
                of(Kind.MACHINE, machine).ifPresent(aged -> found.add(directory(commune, aged, machine, on)));
                for (Kind kind : List.of(Kind.KERBEROS, Kind.TRUST)) {
                    of(kind, all)
                            .filter(aged -> !here.isEmpty())
                            .ifPresent(aged -> found.add(directory(commune, aged, all, here)));
                }
            });
            return found;
        }

        /** The worst, where that is of this kind. */
        private static Optional<Aged> of(Kind kind, List<Told> told) {
            return DirectoryPasswords.worst(told).filter(aged -> aged.kind() == kind);
        }

        private Exposed directory(Commune commune, Aged each, List<Told> told, List<Touched> on) {
            Traces traces = new Traces();
            on.forEach(host -> traces.expose(host, true));
            boolean usable = each.enabled() || each.kind() == Kind.KERBEROS;
            return new Exposed(
                    commune,
                    switch (each.kind()) {
                        case KERBEROS -> What.KERBEROS;
                        case TRUST -> What.TRUST;
                        case MACHINE -> What.MACHINE;
                        case ACCOUNT -> What.DIRECTORY;
                    },
                    each.account(),
                    Optional.empty(),
                    "",
                    traces.on,
                    false,
                    Optional.empty(),
                    each.set(),
                    DirectoryPasswords.differ(told) ? told : List.of(),
                    traces.needed,
                    usable ? age(each.set(), each.dayOnly(), traces.began, traces.needed) : Standing.DISABLED);
        }
    }
}
