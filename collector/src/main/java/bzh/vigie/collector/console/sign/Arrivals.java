package bzh.vigie.collector.console.sign;

import bzh.vigie.collector.openid.OpenIdSettings;
import bzh.vigie.collector.openid.OpenIdSettings.RoleRule;
import bzh.vigie.collector.openid.Proved;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Identities.Identity;
import bzh.vigie.collector.store.People.Person;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.util.Optional;
import java.util.Set;

/**
 * Which person of the console somebody is for whom the provider vouches, and what they may do from now on. Somebody new is made a person where
 * a claim gives them a role; a name that is taken is never taken over. Thread-safe.
 */
final class Arrivals {
    private static final String PROVIDER = "openid";

    private final Store store;
    private final OpenIdSettings settings;

    Arrivals(Store store, OpenIdSettings settings) {
        this.store = store;
        this.settings = settings;
    }

    /** What becomes of who arrives. */
    sealed interface Arrival {
        /** They come in as this person. */
        record In(Person person) implements Arrival {}

        /** They do not. */
        record Refused(Why why) implements Arrival {}
    }

    /** Why somebody does not come in whom the provider knows. */
    enum Why {
        /** Nobody linked them to a person, and no claim gives them a role. */
        UNKNOWN,
        /** What the provider says gives no role any more. */
        NO_ROLE,
        /** The provider said nothing of the claim that gives rights: nothing changes. */
        NO_CLAIM,
        /** The provider takes away the right to administer, and nobody else has it. */
        LAST,
        /** An administrator linked them to a person, who has not said that it is them. */
        UNCONFIRMED,
        /** An administrator lets this person in no more. */
        DISABLED,
        /** They have a role, and no name that a person can have here. */
        NO_NAME,
        /** Somebody else is called so. */
        NAME_TAKEN
    }

    /** Settles it, in one transaction. What the provider changed ends the person's older sessions. */
    Arrival settle(Proved proved) {
        return store.write(s -> {
            Optional<Identity> identity = s.identities().find(proved.issuer(), proved.subject());
            return identity.isPresent() ? known(s, identity.get(), proved) : fresh(s, proved);
        });
    }

    private Arrival known(Store.Session s, Identity identity, Proved proved) {
        Optional<Person> person = s.people().find(identity.person());
        if (person.isEmpty() || person.get().disabled()) {
            return new Arrival.Refused(Why.DISABLED);
        }
        if (!identity.confirmed()) {
            return new Arrival.Refused(Why.UNCONFIRMED);
        }
        if (!identity.provided()) {
            return new Arrival.In(person.get());
        }
        Author author = author(proved);
        String name = person.get().name();
        if (proved.values().isEmpty()) {
            return new Arrival.Refused(Why.NO_CLAIM);
        }
        Optional<RoleRule> rights = settings.rights(proved.values().get());
        if (rights.isEmpty()) {
            s.people().endSessions(name, author);
            return new Arrival.Refused(Why.NO_ROLE);
        }
        boolean same = rights.get().role() == person.get().role()
                && rights.get().communes().equals(person.get().communes());
        if (!same && !keeps(rights.get()) && s.people().isLastAdministrator(name)) {
            return new Arrival.Refused(Why.LAST);
        }
        if (!same) {
            s.people().change(name, rights.get().role(), rights.get().communes(), author);
        }
        return new Arrival.In(s.people().find(name).orElseThrow());
    }

    private Arrival fresh(Store.Session s, Proved proved) {
        Optional<RoleRule> rights = settings.rights(proved.values().orElse(Set.of()));
        if (rights.isEmpty()) {
            return new Arrival.Refused(Why.UNKNOWN);
        }
        Optional<String> name = proved.name().map(String::strip).filter(Person::isName);
        if (name.isEmpty()) {
            return new Arrival.Refused(Why.NO_NAME);
        }
        Author author = author(proved);
        if (!s.people().add(name.get(), rights.get().role(), rights.get().communes(), author)) {
            return new Arrival.Refused(Why.NAME_TAKEN);
        }
        s.identities().add(new Identity(proved.issuer(), proved.subject(), name.get(), true, true), author);
        return new Arrival.In(s.people().find(name.get()).orElseThrow());
    }

    private static boolean keeps(RoleRule rule) {
        return rule.role() == Role.ADMINISTRATOR && rule.communes() instanceof Scope.All;
    }

    private static Author author(Proved proved) {
        return new Author(PROVIDER, proved.issuer());
    }
}
