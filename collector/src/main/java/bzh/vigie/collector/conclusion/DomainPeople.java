package bzh.vigie.collector.conclusion;

import bzh.vigie.collector.store.DirectoryAccounts.Known;
import bzh.vigie.event.DirectoryAccount;
import bzh.vigie.event.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Accounts of a domain whose password is one of before, and those that were made since: how many, and the first of each.
 *
 * @param accounts how many the domain has
 * @param old how many have such a password
 * @param privilegedOld how many of them lead the domain
 * @param created how many were made since
 * @param people {@value #MOST} at most of those that lead with such a password, of the others with one, and of those made since
 * @param more how many others there are
 */
public record DomainPeople(int accounts, int old, int privilegedOld, int created, List<Person> people, int more) {
    /** How many of a kind are named. */
    static final int MOST = 200;

    private static final Duration AHEAD = Duration.ofDays(1);

    /** What the SID of krbtgt ends in. Its name says nothing: others may be called so. */
    static final String TICKETS = "-502";

    /** The lists in which they are looked at. */
    public enum Which {
        /** Those that lead the domain with a password of before. */
        LEADING,
        /** The others with one. */
        OLD,
        /** Those that were made since. */
        CREATED;

        boolean has(Person person) {
            return switch (this) {
                case LEADING -> person.old() && person.privileged();
                case OLD -> person.old() && !person.privileged();
                case CREATED -> person.created();
            };
        }
    }

    static final DomainPeople NONE = new DomainPeople(0, 0, 0, 0, List.of(), 0);

    public DomainPeople {
        people = List.copyOf(people);
    }

    /**
     * An account of a directory.
     *
     * @param created whether it was made after the eviction ended, at a time that cannot be, or with the SID of another domain
     * @param old whether it can be used and its password is from before the eviction's end, or nothing says of when it is
     * @param privileged whether it is in a group that leads the domain, or marked as such a one
     */
    public record Person(DirectoryAccount account, boolean created, boolean old, boolean privileged) {
        /** When its password was set last, as the directory says. */
        public Optional<Instant> set() {
            return time(account.passwordSetMicros());
        }
    }

    /** How many are in that list. */
    public int count(Which which) {
        return switch (which) {
            case LEADING -> privilegedOld;
            case OLD -> old - privilegedOld;
            case CREATED -> created;
        };
    }

    /** Those of that list who are named. */
    public List<Person> named(Which which) {
        return people.stream().filter(which::has).toList();
    }

    /**
     * Of the accounts of one domain; nobody while an eviction goes on.
     *
     * @param privileged SIDs of those in a group that leads
     * @param renewed SIDs of those of which a person states that their keys were renewed, and whose password says nothing
     */
    static DomainPeople of(
            List<Known> known, Set<String> privileged, Set<String> renewed, Optional<Instant> ended, Instant at) {
        if (ended.isEmpty()) {
            return new DomainPeople(known.size(), 0, 0, 0, List.of(), 0);
        }
        List<Person> found = found(known, privileged, renewed, ended.get(), at);
        List<Person> named = Stream.of(Which.values())
                .flatMap(which -> first(found, which::has))
                .distinct()
                .toList();
        return new DomainPeople(
                known.size(),
                count(found, Person::old),
                count(found, Which.LEADING::has),
                count(found, Person::created),
                named,
                found.size() - named.size());
    }

    /** All of them, those that lead first, then by name. */
    static List<Person> found(List<Known> known, Set<String> privileged, Set<String> renewed, Instant end, Instant at) {
        // Nothing of a domain is older than its krbtgt, which nobody can make anew.
        Instant founded = known.stream()
                .map(Known::account)
                .filter(account -> isOfTickets(account))
                .flatMap(account -> time(account.createdMicros()).stream())
                .findFirst()
                .orElse(Instant.MIN);
        // Each account's SID is that of its domain with a number; where two krbtgts are told, no domain is known.
        Set<String> domains = known.stream()
                .map(Known::account)
                .filter(DomainPeople::isOfTickets)
                .map(DomainPeople::domain)
                .collect(Collectors.toSet());
        return known.stream()
                .map(Known::account)
                .filter(account -> account.kind() != DirectoryAccount.Kind.TRUST && !isOfTickets(account))
                .map(account -> person(
                        account,
                        end,
                        at,
                        founded,
                        !domains.isEmpty() && !domains.equals(Set.of(domain(account))),
                        account.isProtected() || privileged.contains(account.sid())))
                .map(person -> renewed.contains(person.account().sid())
                        ? new Person(person.account(), person.created(), false, person.privileged())
                        : person)
                .filter(person -> person.old() || person.created())
                .sorted(Comparator.comparing((Person person) -> !person.privileged())
                        .thenComparing(DomainAccounts.ORDER))
                .toList();
    }

    private static Stream<Person> first(List<Person> found, Predicate<Person> which) {
        return found.stream().filter(which).limit(MOST);
    }

    private static int count(List<Person> found, Predicate<Person> which) {
        return Math.toIntExact(found.stream().filter(which).count());
    }

    /** Of computers, which set theirs by themselves each month, only of those that lead. */
    private static Person person(
            DirectoryAccount account,
            Instant end,
            Instant at,
            Instant founded,
            boolean isForeign,
            boolean isPrivileged) {
        boolean isComputer = account.kind() == DirectoryAccount.Kind.COMPUTER;
        boolean leads = isPrivileged || account.isController();
        boolean isOld = account.isEnabled()
                && (leads || !isComputer)
                && time(account.passwordSetMicros())
                        .filter(set -> !set.isBefore(end) && isPossible(set, at) && !isForeign)
                        .isEmpty();
        boolean isNew = isForeign
                || time(account.createdMicros())
                        .filter(made -> !made.isBefore(end) || made.plus(AHEAD).isBefore(founded))
                        .isPresent();
        return new Person(account, isNew, isOld, leads);
    }

    /** What is still to come is none: a clock is wrong, or somebody made it up. */
    static boolean isPossible(Instant set, Instant at) {
        return !set.isAfter(at.plus(AHEAD));
    }

    private static String domain(DirectoryAccount account) {
        return account.sid().substring(0, Math.max(0, account.sid().lastIndexOf('-')));
    }

    private static boolean isOfTickets(DirectoryAccount account) {
        return account.sid().endsWith(TICKETS);
    }

    private static Optional<Instant> time(OptionalLong micros) {
        return micros.isPresent() ? Optional.of(Moment.instant(micros.getAsLong())) : Optional.empty();
    }
}
