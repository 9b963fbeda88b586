package bzh.vigie.collector.conclusion;

import bzh.vigie.collector.conclusion.AccountFacts.Touched;
import bzh.vigie.collector.conclusion.Criterion.Kind;
import bzh.vigie.collector.conclusion.Criterion.State;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.incident.HostNames;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Attestations;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Directories;
import bzh.vigie.collector.store.DirectoryAccounts.Known;
import bzh.vigie.collector.store.DirectoryAccounts.Reading;
import bzh.vigie.collector.store.DirectoryAccounts.TicketKey;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.DirectoryAccount;
import bzh.vigie.event.ItemFields;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is known of the directories of the domains that agents of an incident's communes say to be in (decision 0063). All of it is the word
 * of one agent and of one controller.
 *
 * @param ended when the last eviction ended; empty while one goes on
 * @param domains by commune and name
 */
public record DomainFacts(Optional<Instant> ended, List<OfDomain> domains) {
    /** Longer than that without a reading of a directory, what it was when the watch ended is not known. */
    private static final Duration LATELY = Duration.ofDays(2);

    private static final Duration AHEAD = Duration.ofDays(1);
    private static final String PRIVILEGED = "ad.group.privileged";
    private static final String TICKETS = "krbtgt";
    private static final String TICKETS_END = "-502";

    public DomainFacts {
        domains = List.copyOf(domains);
    }

    /** Why what is known of a directory is less than it. */
    public enum Lack {
        /** It was never read. */
        DIRECTORY_NOT_READ,
        /** Its reading broke off, or of some of its places not all could be read. */
        DIRECTORY_IN_PART,
        /** Not since the eviction ended. */
        DIRECTORY_NOT_SINCE,
        /** Not in the last two days. */
        DIRECTORY_NOT_LATELY,
        /** By a host that the attacker touched, and of which nobody states that it was set up anew since. */
        DIRECTORY_READER_TOUCHED,
        /** From a controller that he touched, likewise. */
        DIRECTORY_CONTROLLER_TOUCHED
    }

    /** How often krbtgt's password was seen to be set since the eviction ended. */
    public enum Tickets {
        TICKETS_TWICE,
        TICKETS_ONCE,
        TICKETS_NOT,
        /** Nothing says when. */
        TICKETS_UNKNOWN
    }

    /**
     * An account of a directory.
     *
     * @param created whether it was made after the eviction ended
     * @param old whether it can be used and its password is from before the eviction's end, or nothing says of when it is
     * @param privileged whether it is in a group that leads the domain, or marked as such a one
     */
    public record Person(DirectoryAccount account, boolean created, boolean old, boolean privileged) {
        /** When its password was set last, as the directory says. */
        public Optional<Instant> set() {
            return time(account.passwordSetMicros());
        }
    }

    /**
     * A domain.
     *
     * @param hostname of the agent that reads it
     * @param lacks none where it was read wholly, lately and by nobody that the attacker ruled
     * @param places of it that were not or not wholly read
     * @param accounts how many it has
     * @param people those whose password is old, and those made since, the privileged ones first
     */
    public record OfDomain(
            Reading reading,
            String hostname,
            Set<Lack> lacks,
            List<String> places,
            Tickets tickets,
            int accounts,
            List<Person> people) {
        public OfDomain {
            lacks = Set.copyOf(lacks);
            places = List.copyOf(places);
            people = List.copyOf(people);
        }

        public Commune commune() {
            return reading.commune();
        }

        public String domain() {
            return reading.domain();
        }

        /** Those that lead the domain with a password that whoever was there may have. */
        public List<Person> privilegedOld() {
            return people.stream()
                    .filter(each -> each.old() && each.privileged())
                    .toList();
        }

        /** Those with such a password, of people and services. */
        public List<Person> old() {
            return people.stream().filter(Person::old).toList();
        }

        /** Those that were made after the eviction ended. */
        public List<Person> created() {
            return people.stream().filter(Person::created).toList();
        }
    }

    /** Reads them, of the communes of the incident that may be seen. */
    public static DomainFacts of(Store.Session session, Scope scope, Incident incident, Instant at) {
        if (session.directoryAccounts()
                .readings(new Scope.Communes(Set.copyOf(incident.communes())))
                .isEmpty()) {
            // What is stored of accounts is not read where nobody read a directory.
            return new DomainFacts(Optional.empty(), List.of());
        }
        Evictions evictions = Evictions.of(session.incidents().evictions(scope, incident.id()));
        List<Attestations.Line> attestations = session.attestations().lines(scope, incident.id());
        return of(
                session,
                incident,
                evictions,
                attestations,
                AccountFacts.of(session, scope, incident, evictions, attestations, at),
                at);
    }

    static DomainFacts of(
            Store.Session session,
            Incident incident,
            Evictions evictions,
            List<Attestations.Line> attestations,
            AccountFacts accounts,
            Instant at) {
        Scope communes = new Scope.Communes(Set.copyOf(incident.communes()));
        List<Reading> readings = session.directoryAccounts().readings(communes);
        if (readings.isEmpty()) {
            return new DomainFacts(Optional.empty(), List.of());
        }
        boolean goesOn = evictions.all().filter(each -> each.end().isEmpty()).isPresent()
                || evictions.own().values().stream().anyMatch(each -> each.end().isEmpty());
        Optional<Instant> ended = goesOn ? Optional.empty() : evictions.lastEnd();
        Map<AgentId, Host> hosts =
                session.hosts().all(communes).stream().collect(Collectors.toMap(Host::id, Function.identity()));
        Set<AgentId> ruled = accounts.ruled(attestations, evictions);
        List<String> ruledNames = accounts.touched().stream()
                .map(Touched::host)
                .filter(host -> ruled.contains(host.id()))
                .map(Host::hostname)
                .toList();
        Map<String, List<Known>> known = new HashMap<>();
        session.directoryAccounts()
                .accounts(communes)
                .forEach(each -> known.computeIfAbsent(each.commune() + " " + each.domain(), k -> new ArrayList<>())
                        .add(each));
        List<TicketKey> keys = session.directoryAccounts().keys(communes);
        Instant asked = evictions
                .all()
                .flatMap(Interval::end)
                .map(end -> end.plus(Duration.ofDays(incident.watchDays())))
                .filter(at::isAfter)
                .orElse(at);
        List<OfDomain> domains = new ArrayList<>();
        for (Reading reading : readings) {
            Host reader = hosts.get(reading.reader());
            if (reader == null || Attestations.isGone(attestations, reader)) {
                // Whoever is still in that domain reads it by now.
                continue;
            }
            List<LocationStatus> statuses = session.inventories().statuses(reader.id()).stream()
                    .filter(status -> status.location().startsWith(Directories.LOCATIONS))
                    .toList();
            List<String> places = statuses.stream()
                    .filter(status -> status.state() == LocationStatus.State.PARTIAL
                            || status.state() == LocationStatus.State.UNREADABLE)
                    .map(LocationStatus::location)
                    .sorted()
                    .toList();
            List<Known> own = known.getOrDefault(reading.commune() + " " + reading.domain(), List.of());
            Set<String> privileged = new HashSet<>();
            session.inventories()
                    .location(reader.id(), PRIVILEGED, "")
                    .forEach(item -> privileged.add(item.item().name()));
            domains.add(new OfDomain(
                    reading,
                    reader.hostname(),
                    lacks(reading, statuses.isEmpty() || !places.isEmpty(), ended, asked, ruled, ruledNames),
                    places,
                    tickets(
                            keys.stream()
                                    .filter(key -> isOf(key, reading) && isPossible(key.set(), at))
                                    .toList(),
                            ended),
                    own.size(),
                    people(own, privileged, ended, at)));
        }
        return new DomainFacts(ended, domains);
    }

    private static boolean isOf(TicketKey key, Reading reading) {
        return key.commune().equals(reading.commune())
                && key.domain().equals(reading.domain())
                && key.sid().endsWith(TICKETS_END);
    }

    private static Set<Lack> lacks(
            Reading reading,
            boolean isPart,
            Optional<Instant> ended,
            Instant asked,
            Set<AgentId> ruled,
            List<String> ruledNames) {
        Set<Lack> lacks = EnumSet.noneOf(Lack.class);
        if (ruled.contains(reading.reader())) {
            lacks.add(Lack.DIRECTORY_READER_TOUCHED);
        }
        if (ruledNames.stream().anyMatch(name -> HostNames.same(name, reading.controller()))) {
            lacks.add(Lack.DIRECTORY_CONTROLLER_TOUCHED);
        }
        if (reading.last().isEmpty()) {
            lacks.add(Lack.DIRECTORY_NOT_READ);
            return lacks;
        }
        if (isPart || reading.reason() != ReasonCode.NONE) {
            lacks.add(Lack.DIRECTORY_IN_PART);
        }
        Instant last = reading.last().get();
        if (ended.filter(last::isBefore).isPresent()) {
            lacks.add(Lack.DIRECTORY_NOT_SINCE);
        } else if (last.isBefore(asked.minus(LATELY))) {
            lacks.add(Lack.DIRECTORY_NOT_LATELY);
        }
        return lacks;
    }

    /**
     * The passwords that were seen, and between two that were seen as many as their numbers say. A date alone can be set without a password, so
     * where numbers are told, two dates with one number are one password.
     */
    static Tickets tickets(List<TicketKey> keys, Optional<Instant> ended) {
        if (ended.isEmpty() || keys.isEmpty()) {
            return Tickets.TICKETS_UNKNOWN;
        }
        Instant end = ended.get();
        List<TicketKey> since =
                keys.stream().filter(key -> !key.set().isBefore(end)).toList();
        // One of before that still stood when the eviction was over: from its number on, each is a password of after.
        List<TicketKey> before = keys.stream()
                .filter(key -> key.set().isBefore(end) && !key.last().isBefore(end))
                .toList();
        // The one that was seen last counts: a controller may be restored from a backup.
        boolean isOldNow = before.stream()
                .anyMatch(key -> since.stream().allMatch(each -> each.last().isBefore(key.last())));
        if (isOldNow) {
            return Tickets.TICKETS_NOT;
        }
        if (since.isEmpty()) {
            return Tickets.TICKETS_UNKNOWN;
        }
        boolean numbered = since.stream().allMatch(key -> key.version().isPresent());
        long resets;
        if (numbered) {
            int newest = since.stream()
                    .mapToInt(key -> key.version().orElse(0))
                    .max()
                    .orElse(0);
            int oldest = since.stream()
                    .mapToInt(key -> key.version().orElse(0))
                    .min()
                    .orElse(0);
            int from = before.stream()
                    .filter(key -> key.version().isPresent())
                    .mapToInt(key -> key.version().getAsInt())
                    .max()
                    .orElse(oldest - 1);
            resets = (long) newest - from;
        } else {
            resets = since.stream().map(TicketKey::set).distinct().count();
        }
        return resets >= 2 ? Tickets.TICKETS_TWICE : resets == 1 ? Tickets.TICKETS_ONCE : Tickets.TICKETS_NOT;
    }

    private static List<Person> people(List<Known> known, Set<String> privileged, Optional<Instant> ended, Instant at) {
        if (ended.isEmpty()) {
            return List.of();
        }
        Instant end = ended.get();
        return known.stream()
                .map(Known::account)
                .filter(account -> account.kind() != DirectoryAccount.Kind.TRUST && !isOfTickets(account))
                .map(account -> person(account, end, at, account.isProtected() || privileged.contains(account.sid())))
                .filter(person -> person.old() || person.created())
                .sorted(Comparator.comparing((Person person) -> !person.privileged())
                        .thenComparing(person -> person.account().name()))
                .toList();
    }

    /** Of computers, which set theirs by themselves each month, only of those that lead. */
    private static Person person(DirectoryAccount account, Instant end, Instant at, boolean isPrivileged) {
        boolean isComputer = account.kind() == DirectoryAccount.Kind.COMPUTER;
        boolean leads = isPrivileged || account.isController();
        boolean isOld = account.isEnabled()
                && (leads || !isComputer)
                && time(account.passwordSetMicros())
                        .filter(set -> !set.isBefore(end) && isPossible(set, at))
                        .isEmpty();
        boolean isNew = time(account.createdMicros())
                .filter(made -> !made.isBefore(end))
                .isPresent();
        return new Person(account, isNew, isOld, leads);
    }

    /** What is still to come is none: a clock is wrong, or somebody made it up. */
    private static boolean isPossible(Instant set, Instant at) {
        return !set.isAfter(at.plus(AHEAD));
    }

    private static boolean isOfTickets(DirectoryAccount account) {
        return account.name().toLowerCase(Locale.ROOT).startsWith(TICKETS);
    }

    private static Optional<Instant> time(OptionalLong micros) {
        return micros.isPresent() ? Optional.of(Moment.instant(micros.getAsLong())) : Optional.empty();
    }

    /** Whether krbtgt of one of them is known to have the password of before. */
    boolean hasOldTickets() {
        return domains.stream().anyMatch(domain -> domain.tickets() == Tickets.TICKETS_NOT);
    }

    /** The criterion that each directory was read. */
    Criterion read() {
        List<String> about = new ArrayList<>();
        for (OfDomain domain : domains) {
            domain.lacks().stream()
                    .sorted()
                    .forEach(lack -> about.add(domain.domain()
                            + Criterion.BETWEEN
                            + ItemFields.word(lack)
                            + switch (lack) {
                                case DIRECTORY_READER_TOUCHED -> Criterion.BETWEEN + domain.hostname();
                                case DIRECTORY_CONTROLLER_TOUCHED ->
                                    Criterion.BETWEEN + domain.reading().controller();
                                case DIRECTORY_IN_PART ->
                                    domain.places().isEmpty()
                                            ? ""
                                            : Criterion.BETWEEN + String.join(", ", domain.places());
                                case DIRECTORY_NOT_READ, DIRECTORY_NOT_SINCE, DIRECTORY_NOT_LATELY -> "";
                            }));
        }
        return new Criterion(Kind.DIRECTORY_READ, about.isEmpty() ? State.MET : State.NOT_MET, about);
    }

    /** The criterion that krbtgt was set twice; one that is not known to be is not met, or unknown. */
    Criterion tickets() {
        List<String> about = domains.stream()
                .filter(domain -> domain.tickets() != Tickets.TICKETS_TWICE)
                .map(domain -> domain.domain() + Criterion.BETWEEN + ItemFields.word(domain.tickets()))
                .toList();
        boolean unknown = domains.stream()
                .allMatch(domain ->
                        domain.tickets() == Tickets.TICKETS_TWICE || domain.tickets() == Tickets.TICKETS_UNKNOWN);
        return new Criterion(
                Kind.KRBTGT_SEEN_RESET, about.isEmpty() ? State.MET : unknown ? State.UNKNOWN : State.NOT_MET, about);
    }

    /** The criterion that those that lead have a new password; unknown where nothing was read since. */
    Criterion privileged() {
        List<String> about = new ArrayList<>();
        domains.forEach(domain -> domain.privilegedOld()
                .forEach(person ->
                        about.add(domain.domain() + "\\" + person.account().name() + Criterion.BETWEEN
                                + (person.set().isEmpty() ? "unknown" : "set-before"))));
        List<String> unread = domains.stream()
                .filter(domain -> ended.isEmpty()
                        || domain.lacks().contains(Lack.DIRECTORY_NOT_READ)
                        || domain.lacks().contains(Lack.DIRECTORY_NOT_SINCE))
                .map(domain -> domain.domain() + Criterion.BETWEEN + "unknown")
                .toList();
        State state = !about.isEmpty() ? State.NOT_MET : unread.isEmpty() ? State.MET : State.UNKNOWN;
        about.addAll(unread);
        return new Criterion(Kind.PRIVILEGED_RENEWED, state, about);
    }
}
