package bzh.vigie.collector.conclusion;

import bzh.vigie.collector.conclusion.DomainPeople.Person;
import bzh.vigie.collector.conclusion.DomainPeople.Which;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.DirectoryAccounts.Known;
import bzh.vigie.collector.store.DirectoryAccounts.Reading;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One of the lists of a domain's accounts, however long it is, a page at a time. */
public final class DomainAccounts {
    /** By name, and by SID where two have one. */
    static final Comparator<Person> ORDER = Comparator.comparing(
                    (Person person) -> person.account().name())
            .thenComparing(person -> person.account().sid());

    private DomainAccounts() {}

    /** Where an account stands in a list: that it goes away meanwhile changes nothing of what comes after it. */
    public static String place(Person person) {
        return person.account().sid() + " " + person.account().name();
    }

    /**
     * Those of a list that come after a place, by name.
     *
     * @param after of the last one before; empty for the first
     * @return at most {@code limit}; nobody while an eviction goes on, and of a domain that nobody reads
     */
    public static List<Person> of(
            Store.Session session,
            Scope scope,
            Incident incident,
            Reading reading,
            Which which,
            Optional<String> after,
            int limit,
            Instant at) {
        Evictions evictions = Evictions.of(session.incidents().evictions(scope, incident.id()));
        Optional<Instant> ended = DomainFacts.ended(evictions);
        if (ended.isEmpty()) {
            return List.of();
        }
        List<Known> known = session.directoryAccounts().accounts(new Scope.Communes(Set.of(reading.commune()))).stream()
                .filter(each -> each.domain().equals(reading.domain()))
                .toList();
        DomainMembers members =
                new DomainMembers(List.of(), session.attestations().lines(scope, incident.id()), evictions, at);
        return DomainPeople.found(
                        known,
                        DomainLeaders.of(session, reading),
                        members.renewed(reading, known),
                        ended.get(),
                        DirectoryLacks.toldUntil(reading, at))
                .stream()
                .filter(which::has)
                .sorted(ORDER)
                .filter(person -> after.filter(place -> !isAfter(person, place)).isEmpty())
                .limit(limit)
                .toList();
    }

    /** The reading of a domain of an incident's communes; empty where it has none. */
    public static Optional<Reading> reading(
            Store.Session session, Incident incident, Optional<Commune> commune, Optional<String> domain) {
        return session.directoryAccounts().readings(new Scope.Communes(Set.copyOf(incident.communes()))).stream()
                .filter(reading ->
                        commune.filter(each -> !each.equals(reading.commune())).isEmpty())
                .filter(reading ->
                        domain.filter(each -> !each.equals(reading.domain())).isEmpty())
                .findFirst();
    }

    private static boolean isAfter(Person person, String place) {
        int blank = place.indexOf(' ');
        String name = place.substring(blank + 1);
        String sid = place.substring(0, Math.max(0, blank));
        int order = person.account().name().compareTo(name);
        return order > 0 || (order == 0 && person.account().sid().compareTo(sid) > 0);
    }
}
