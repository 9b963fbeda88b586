package bzh.vigie.collector.console.route;

import bzh.vigie.collector.store.People.ApiToken;
import bzh.vigie.collector.store.People.Person;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Scope;
import java.util.Optional;
import java.util.Set;

/**
 * Who asks.
 *
 * @param name as it stands in the audit log; empty for nobody
 * @param role empty for nobody
 * @param scope whose telemetry they see
 * @param communes what they work for: which agents an administrator keeps, who sees no telemetry
 * @param session whether a browser is signed in, rather than a program
 */
public record Caller(String name, Optional<Role> role, Scope scope, Scope communes, boolean session) {
    /** Not signed in. */
    public static final Caller NOBODY =
            new Caller("", Optional.empty(), new Scope.Communes(Set.of()), new Scope.Communes(Set.of()), false);

    /** A person in a browser. */
    public static Caller of(Person person) {
        return new Caller(person.name(), Optional.of(person.role()), person.scope(), person.communes(), true);
    }

    /** A program. Its decisions are told by its label and who made its token. */
    public static Caller of(ApiToken token) {
        return new Caller(
                token.maker() + " (" + token.label() + ")",
                Optional.of(token.role()),
                token.scope(),
                token.communes(),
                false);
    }

    /** Whether somebody is signed in. */
    public boolean isSomebody() {
        return role.isPresent();
    }
}
