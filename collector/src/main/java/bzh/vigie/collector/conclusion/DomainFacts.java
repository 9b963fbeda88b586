package bzh.vigie.collector.conclusion;

import bzh.vigie.collector.conclusion.Criterion.Kind;
import bzh.vigie.collector.conclusion.Criterion.State;
import bzh.vigie.collector.conclusion.DomainPeople.Person;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Attestations;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.DirectoryAccounts.Known;
import bzh.vigie.collector.store.DirectoryAccounts.Reading;
import bzh.vigie.collector.store.DirectoryAccounts.TicketKey;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.ItemFields;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is known of the directories of the domains that agents of an incident's communes say to be in (decisions 0063, 0067). All of it is the
 * word of one agent and of one controller.
 *
 * @param ended when the last eviction ended; empty while one goes on
 * @param domains by commune and name
 */
public record DomainFacts(Optional<Instant> ended, List<OfDomain> domains) {
    private static final String PRIVILEGED = "ad.group.privileged";

    /** With one of these nothing that a reading tells in favour of an account is known. */
    private static final Set<Lack> UNKNOWN = EnumSet.of(
            Lack.DIRECTORY_NOT_READ,
            Lack.DIRECTORY_NOT_SINCE,
            Lack.DIRECTORY_READER_TOUCHED,
            Lack.DIRECTORY_CONTROLLER_TOUCHED);

    public DomainFacts {
        domains = List.copyOf(domains);
    }

    /** Why what is known of a directory is less than it. */
    public enum Lack {
        /** It was never read. */
        DIRECTORY_NOT_READ,
        /** Its reading broke off, or of some of its places not all was read since the eviction ended. */
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

    /**
     * That one of these is so.
     *
     * @param names of places, readers or controllers, where it is about some
     */
    public record Lacking(Lack lack, List<String> names) {
        public Lacking {
            names = List.copyOf(names);
        }
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
     * A domain.
     *
     * @param hostname of the agent that reads it
     * @param lacks none where it was read wholly, lately and by nobody that the attacker ruled
     */
    public record OfDomain(
            Reading reading, String hostname, List<Lacking> lacks, Tickets tickets, DomainPeople people) {
        public OfDomain {
            lacks = List.copyOf(lacks);
        }

        public Commune commune() {
            return reading.commune();
        }

        public String domain() {
            return reading.domain();
        }

        /** Whether it lacks one of these. */
        boolean lacksAny(Set<Lack> some) {
            return lacks.stream().map(Lacking::lack).anyMatch(some::contains);
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
        Mistrusted mistrusted = accounts.mistrusted(attestations, evictions);
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
        DirectoryLacks lacks = new DirectoryLacks(mistrusted, ended, asked, at);
        List<OfDomain> domains = new ArrayList<>();
        for (Reading reading : readings) {
            Host reader = hosts.get(reading.reader());
            if (reader == null || Attestations.isGone(attestations, reader)) {
                // Whoever is still in that domain reads it by now.
                continue;
            }
            Set<String> privileged = new HashSet<>();
            session.inventories()
                    .location(reader.id(), PRIVILEGED, "")
                    .forEach(item -> privileged.add(item.item().name()));
            domains.add(new OfDomain(
                    reading,
                    reader.hostname(),
                    lacks.of(reading, reader, session.inventories().statuses(reader.id())),
                    TicketResets.of(
                            keys.stream()
                                    .filter(key -> isOf(key, reading) && DomainPeople.isPossible(key.set(), at))
                                    .toList(),
                            mistrusted::isWord,
                            ended),
                    DomainPeople.of(
                            known.getOrDefault(reading.commune() + " " + reading.domain(), List.of()),
                            privileged,
                            ended,
                            at)));
        }
        return new DomainFacts(ended, domains);
    }

    private static boolean isOf(TicketKey key, Reading reading) {
        return key.commune().equals(reading.commune())
                && key.domain().equals(reading.domain())
                && key.sid().endsWith(DomainPeople.TICKETS);
    }

    /** Whether krbtgt of one of them is known to have the password of before. */
    boolean hasOldTickets() {
        return domains.stream().anyMatch(domain -> domain.tickets() == Tickets.TICKETS_NOT);
    }

    /** The criterion that each directory was read. */
    Criterion read() {
        List<String> about = new ArrayList<>();
        for (OfDomain domain : domains) {
            domain.lacks()
                    .forEach(each -> about.add(domain.domain()
                            + Criterion.BETWEEN
                            + ItemFields.word(each.lack())
                            + (each.names().isEmpty() ? "" : Criterion.BETWEEN + String.join(", ", each.names()))));
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

    /** The criterion that those that lead have a new password; unknown where nothing was read since, or only by whoever is mistrusted. */
    Criterion privileged() {
        List<String> about = new ArrayList<>();
        for (OfDomain domain : domains) {
            List<Person> named = domain.people().people().stream()
                    .filter(person -> person.old() && person.privileged())
                    .toList();
            named.forEach(person ->
                    about.add(domain.domain() + "\\" + person.account().name() + Criterion.BETWEEN
                            + (person.set().isEmpty() ? "unknown" : "set-before")));
            int more = domain.people().privilegedOld() - named.size();
            if (more > 0) {
                about.add(domain.domain() + Criterion.BETWEEN + "others-like-these" + Criterion.BETWEEN + more);
            }
        }
        List<String> unread = domains.stream()
                .filter(domain -> ended.isEmpty() || domain.lacksAny(UNKNOWN))
                .map(domain -> domain.domain() + Criterion.BETWEEN + "unknown")
                .toList();
        State state = !about.isEmpty() ? State.NOT_MET : unread.isEmpty() ? State.MET : State.UNKNOWN;
        about.addAll(unread);
        return new Criterion(Kind.PRIVILEGED_RENEWED, state, about);
    }
}
