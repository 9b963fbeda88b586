package bzh.vigie.collector.conclusion;

import bzh.vigie.collector.conclusion.Criterion.Kind;
import bzh.vigie.collector.conclusion.Criterion.State;
import bzh.vigie.collector.conclusion.DomainPeople.Person;
import bzh.vigie.collector.incident.Domains;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.incident.UnreadDirectory;
import bzh.vigie.collector.incident.UnreadDirectory.Unread;
import bzh.vigie.collector.neighbour.DirectoryComputers;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Attestations;
import bzh.vigie.collector.store.Attestations.Named;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.collector.store.Commune;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is known of the directories of the domains that agents of an incident's communes say to be in (decisions 0063, 0067). All of it is the
 * word of one agent and of one controller.
 *
 * @param ended when the last eviction ended; empty while one goes on
 * @param domains by commune and name
 */
public record DomainFacts(Optional<Instant> ended, List<OfDomain> domains) {
    /** How many objects that could not be read a criterion names, of each domain. */
    private static final int MOST_NAMED = 50;

    /** With one of these nothing that a reading tells in favour of an account is known. */
    private static final Set<Lack> UNKNOWN = EnumSet.of(
            Lack.DIRECTORY_NOT_READ,
            Lack.DIRECTORY_REFUSED,
            Lack.DIRECTORY_NOT_SINCE,
            Lack.DIRECTORY_READER_TOUCHED,
            Lack.DIRECTORY_CONTROLLER_TOUCHED);

    private static final List<Lacking> NOT_READ = List.of(new Lacking(Lack.DIRECTORY_NOT_READ, List.of()));

    private static final List<Lacking> REFUSED = List.of(new Lacking(Lack.DIRECTORY_REFUSED, List.of()));

    public DomainFacts {
        domains = List.copyOf(domains);
    }

    /** Stands before whose word something is. */
    static final String TOLD_BY = "told-by";

    /** Why what is known of a directory is less than it. */
    public enum Lack {
        /** It was never read. */
        DIRECTORY_NOT_READ,
        /** A person has nobody read it, and nobody states in this incident that it is none. */
        DIRECTORY_REFUSED,
        /** Its reading broke off, or of some of its places not all was read since the eviction ended. */
        DIRECTORY_IN_PART,
        /** All but these objects was read, of which nobody states that they were looked at otherwise, or why they cannot be read. */
        DIRECTORY_OBJECT_UNREAD,
        /** Not since the eviction ended. */
        DIRECTORY_NOT_SINCE,
        /** Not in the last two days. */
        DIRECTORY_NOT_LATELY,
        /** By a host that the attacker touched, and of which nobody states that it was set up anew since. */
        DIRECTORY_READER_TOUCHED,
        /** From a controller that he touched, likewise. */
        DIRECTORY_CONTROLLER_TOUCHED,
        /** A controller has no agent, and nobody states why. */
        DIRECTORY_CONTROLLER_UNWATCHED,
        /** A read-only controller is no machine, as what stands for Entra's Kerberos, and nobody states that its keys were renewed. */
        DIRECTORY_CONTROLLER_NO_MACHINE
    }

    /**
     * That one of these is so.
     *
     * @param names of places, objects, readers or controllers, where it is about some
     */
    public record Lacking(Lack lack, List<String> names) {
        public Lacking {
            names = List.copyOf(names);
        }

        /** Its names; those of objects have commas in them. */
        public String named() {
            return String.join(lack == Lack.DIRECTORY_OBJECT_UNREAD ? "; " : ", ", names);
        }
    }

    /** What a person states of one object of a directory. */
    public record Stated(Statement statement, String name, String proof) {}

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
     * @param reading empty where nobody was chosen to read it
     * @param hostname of the agent that reads it; empty where there is none
     * @param gone what shows that it is none, or no more, as a person states: then it caps nothing
     * @param unread objects that could not be read and of which nobody states anything
     * @param stated of objects, and counts
     * @param lacks none where it was read wholly, lately and by nobody that the attacker ruled
     * @param dates whether it was told of those that lead when their password was written, besides the date that stands in the account
     */
    public record OfDomain(
            Commune commune,
            String domain,
            Optional<Reading> reading,
            String hostname,
            Optional<String> gone,
            List<Unread> unread,
            List<Stated> stated,
            List<Lacking> lacks,
            CheckedDates dates,
            Tickets tickets,
            DomainPeople people) {
        public OfDomain {
            unread = List.copyOf(unread);
            stated = List.copyOf(stated);
            lacks = List.copyOf(lacks);
        }

        /** When the last reading began that came to its end. */
        Optional<Instant> lastRead() {
            return reading.flatMap(Reading::last);
        }

        /** Whose word it is, and which controller was asked. */
        String named() {
            String controller = reading.map(Reading::controller).orElse("");
            return controller.isEmpty()
                    ? Criterion.named(domain, TOLD_BY, hostname)
                    : Criterion.named(domain, TOLD_BY, hostname, "asked", controller);
        }

        /** Whether it lacks one of these. */
        boolean lacksAny(Set<Lack> some) {
            return lacks.stream().map(Lacking::lack).anyMatch(some::contains);
        }
    }

    /** Reads them, of the communes of the incident that may be seen. */
    public static DomainFacts of(Store.Session session, Scope scope, Incident incident, Instant at) {
        Scope communes = new Scope.Communes(Set.copyOf(incident.communes()));
        if (session.directoryAccounts().readings(communes).isEmpty()
                && refused(session, communes).isEmpty()
                && session.hosts().all(communes).stream()
                        .noneMatch(host -> Domains.of(host).isPresent())) {
            // What is stored of accounts is not read where nobody is in a domain.
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
        Map<AgentId, Host> hosts =
                session.hosts().all(communes).stream().collect(Collectors.toMap(Host::id, Function.identity()));
        DomainMembers members = new DomainMembers(
                hosts.values().stream()
                        .filter(host -> !Attestations.isGone(attestations, host))
                        .toList(),
                attestations,
                evictions,
                at);
        Set<Named> refused = refused(session, communes);
        Set<Named> unread = new HashSet<>(members.domains());
        unread.addAll(refused);
        readings.forEach(reading -> unread.remove(new Named(reading.commune(), reading.domain())));
        if (readings.isEmpty() && unread.isEmpty()) {
            return new DomainFacts(Optional.empty(), List.of());
        }
        Optional<Instant> ended = ended(evictions);
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
            Optional<Host> reader = members.hosts().stream()
                    .filter(host -> host.id().equals(reading.reader()))
                    .findFirst();
            List<Known> own = known.getOrDefault(reading.commune() + " " + reading.domain(), List.of());
            Instant until = DirectoryLacks.toldUntil(reading, at);
            UnreadDirectory gaps = reader.map(host -> UnreadDirectory.of(session.inventories(), host, reading.since()))
                    .orElse(UnreadDirectory.NONE);
            List<Lacking> lacking = new ArrayList<>(reader.map(host ->
                            lacks.of(reading, host, session.inventories().statuses(host.id()), gaps))
                    .orElse(NOT_READ));
            List<Stated> stated = new ArrayList<>();
            List<Unread> objects = new ArrayList<>();
            for (Unread object : gaps.objects()) {
                members.unreadable(reading, object)
                        .ifPresentOrElse(
                                line -> stated.add(new Stated(line.statement(), object.name(), line.proof())),
                                () -> objects.add(object));
            }
            lack(
                    lacking,
                    Lack.DIRECTORY_OBJECT_UNREAD,
                    objects.stream().map(Unread::name).toList());
            lack(lacking, Lack.DIRECTORY_CONTROLLER_UNWATCHED, members.unwatched(reading, own));
            Map<DirectoryAccount, Optional<Attestations.Line>> ofNoMachine = members.ofNoMachine(reading, own);
            ofNoMachine.forEach((account, line) -> line.ifPresent(
                    each -> stated.add(new Stated(each.statement(), DirectoryComputers.name(account), each.proof()))));
            lack(
                    lacking,
                    Lack.DIRECTORY_CONTROLLER_NO_MACHINE,
                    ofNoMachine.entrySet().stream()
                            .filter(each -> each.getValue().isEmpty())
                            .map(each -> DirectoryComputers.name(each.getKey()))
                            .toList());
            domains.add(new OfDomain(
                    reading.commune(),
                    reading.domain(),
                    Optional.of(reading),
                    Optional.ofNullable(hosts.get(reading.reader()))
                            .map(Host::hostname)
                            .orElse(""),
                    members.gone(reading.commune(), reading.domain()).map(Attestations.Line::proof),
                    objects,
                    stated,
                    lacking,
                    CheckedDates.of(session.inventories(), reading),
                    TicketResets.of(
                            keys.stream()
                                    .filter(key -> isOf(key, reading) && DomainPeople.isPossible(key.set(), until))
                                    .toList(),
                            mistrusted::isWord,
                            ended,
                            reading.whole().filter(began -> !mistrusted.isWord(reading)),
                            members.rebuilt()),
                    DomainPeople.of(
                            own, DomainLeaders.of(session, reading), members.renewed(reading, own), ended, until)));
        }
        unread.forEach(each -> domains.add(new OfDomain(
                each.commune(),
                each.name(),
                Optional.empty(),
                "",
                members.gone(each.commune(), each.name()).map(Attestations.Line::proof),
                List.of(),
                List.of(),
                refused.contains(each) ? REFUSED : NOT_READ,
                CheckedDates.NONE,
                Tickets.TICKETS_UNKNOWN,
                DomainPeople.NONE)));
        domains.sort(Comparator.comparing((OfDomain domain) -> domain.commune().insee())
                .thenComparing(OfDomain::domain));
        return new DomainFacts(ended, domains);
    }

    private static void lack(List<Lacking> lacking, Lack lack, List<String> names) {
        if (!names.isEmpty()) {
            lacking.add(new Lacking(lack, names));
        }
    }

    /** When the last eviction ended; empty while one goes on. */
    static Optional<Instant> ended(Evictions evictions) {
        boolean goesOn = evictions.all().filter(each -> each.end().isEmpty()).isPresent()
                || evictions.own().values().stream().anyMatch(each -> each.end().isEmpty());
        return goesOn ? Optional.empty() : evictions.lastEnd();
    }

    /** Domains that a person has nobody read: that alone is no word that they are none. */
    private static Set<Named> refused(Store.Session session, Scope communes) {
        return session.directories().refusals(communes).stream()
                .filter(refusal -> refusal.host().isEmpty())
                .map(refusal -> new Named(refusal.commune(), refusal.domain()))
                .collect(Collectors.toSet());
    }

    private static boolean isOf(TicketKey key, Reading reading) {
        return key.commune().equals(reading.commune())
                && key.domain().equals(reading.domain())
                && key.sid().endsWith(DomainPeople.TICKETS);
    }

    /** Those of which nobody states that they are none, or no more. */
    private Stream<OfDomain> inUse() {
        return domains.stream().filter(domain -> domain.gone().isEmpty());
    }

    /** Whether krbtgt of one of them is known to have the password of before. */
    boolean hasOldTickets() {
        return inUse().anyMatch(domain -> domain.tickets() == Tickets.TICKETS_NOT);
    }

    /** The criterion that each directory was read. A domain that is stated to be none is named, also where nothing fails. */
    Criterion read() {
        List<String> about = new ArrayList<>();
        for (OfDomain domain : inUse().toList()) {
            domain.lacks().stream()
                    .filter(each -> each.lack() != Lack.DIRECTORY_OBJECT_UNREAD)
                    .forEach(each -> about.add(
                            Criterion.named(Stream.of(domain.domain(), ItemFields.word(each.lack()), each.named())
                                    .filter(part -> !part.isEmpty())
                                    .toArray(String[]::new))));
            domain.unread().stream()
                    .limit(MOST_NAMED)
                    .forEach(object -> about.add(Criterion.named(Stream.of(
                                    Stream.of(
                                            domain.domain(),
                                            ItemFields.word(Lack.DIRECTORY_OBJECT_UNREAD),
                                            object.name()),
                                    object.places().stream())
                            .flatMap(part -> part)
                            .toArray(String[]::new))));
            int more = domain.unread().size() - MOST_NAMED;
            if (more > 0) {
                about.add(Criterion.named(
                        domain.domain(),
                        ItemFields.word(Lack.DIRECTORY_OBJECT_UNREAD),
                        "others-like-these",
                        Integer.toString(more)));
            }
        }
        State state = about.isEmpty() ? State.MET : State.NOT_MET;
        if (domains.isEmpty()) {
            about.add("no-domain-told");
        }
        inUse().flatMap(domain -> domain.stated().stream()
                        .map(each -> Criterion.named(
                                domain.domain(), each.name(), ItemFields.word(each.statement()), each.proof())))
                .forEach(about::add);
        inUse().filter(domain -> domain.lastRead().isPresent()).forEach(domain -> about.add(domain.named()));
        domains.forEach(domain -> domain.gone()
                .ifPresent(proof ->
                        about.add(Criterion.named(domain.domain(), ItemFields.word(Statement.DOMAIN_GONE), proof))));
        return new Criterion(Kind.DIRECTORY_READ, state, about);
    }

    /** What was read of each directory, a line each; times and numbers of it are those of now, also where they are worked out again. */
    List<String> lines() {
        return domains.stream()
                .map(domain -> domain.commune() + " " + domain.named() + "  "
                        + domain.lastRead().map(Instant::toString).orElse("-") + "  "
                        + ItemFields.word(domain.tickets()) + "  "
                        + domain.people().accounts())
                .toList();
    }

    /** The criterion that krbtgt was set twice; one that is not known to be is not met, or unknown. */
    Criterion tickets() {
        List<String> about = inUse().filter(domain -> domain.tickets() != Tickets.TICKETS_TWICE)
                .map(domain -> Criterion.named(domain.domain(), ItemFields.word(domain.tickets())))
                .toList();
        boolean unknown = inUse().allMatch(domain ->
                domain.tickets() == Tickets.TICKETS_TWICE || domain.tickets() == Tickets.TICKETS_UNKNOWN);
        return new Criterion(
                Kind.KRBTGT_SEEN_RESET, about.isEmpty() ? State.MET : unknown ? State.UNKNOWN : State.NOT_MET, about);
    }

    /** The criterion that those that lead have a new password; unknown where nothing was read since, or only by whoever is mistrusted. */
    Criterion privileged() {
        List<String> about = new ArrayList<>();
        for (OfDomain domain : inUse().toList()) {
            List<Person> named = domain.people().people().stream()
                    .filter(person -> person.old() && person.privileged())
                    .toList();
            named.forEach(person -> about.add(Criterion.named(
                    domain.domain() + "\\" + person.account().name(),
                    person.set().isEmpty() ? "unknown" : "set-before")));
            int more = domain.people().privilegedOld() - named.size();
            if (more > 0) {
                about.add(Criterion.named(domain.domain(), "others-like-these", Integer.toString(more)));
            }
            if (ended.isPresent()) {
                domain.dates()
                        .hidden()
                        .forEach(account -> about.add(Criterion.named(domain.domain(), CheckedDates.HIDDEN, account)));
            }
        }
        List<String> unread = inUse().filter(domain -> ended.isEmpty() || domain.lacksAny(UNKNOWN))
                .map(domain -> Criterion.named(domain.domain(), "unknown"))
                .toList();
        State state = !about.isEmpty() ? State.NOT_MET : unread.isEmpty() ? State.MET : State.UNKNOWN;
        about.addAll(unread);
        inUse().filter(domain -> domain.lastRead().isPresent() && domain.dates().isNothingTold())
                .forEach(domain -> about.add(Criterion.named(domain.domain(), CheckedDates.UNCHECKED)));
        return new Criterion(Kind.PRIVILEGED_RENEWED, state, about);
    }
}
