package bzh.vigie.collector.console.route;

import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Scope;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Who may use a route. Every route has one.
 *
 * @param anyone also who is not signed in
 * @param roles who is signed in with one of these
 * @param whole only who works for all communes, since what is told is of all
 */
public record Access(boolean anyone, Set<Role> roles, boolean whole) {
    /** Nobody needs to sign in. */
    public static final Access ANYONE = new Access(true, EnumSet.allOf(Role.class), false);

    /** Whoever is signed in. */
    public static final Access SIGNED_IN = new Access(false, EnumSet.allOf(Role.class), false);

    /** Reads telemetry, within their communes. */
    public static final Access READ = of(Role.ANALYST, Role.LEAD, Role.COMMUNE_READER, Role.AUDITOR);

    /** Decides about alerts and incidents, within their communes. */
    public static final Access WORK = of(Role.ANALYST, Role.LEAD);

    /** Signs, and decides what holds for all. */
    public static final Access DECIDE = of(Role.LEAD);

    /** Keeps the collector. */
    public static final Access ADMINISTER = of(Role.ADMINISTRATOR);

    /** Reads the audit log, and how the collector is. */
    public static final Access AUDIT =
            of(Role.LEAD, Role.AUDITOR, Role.ADMINISTRATOR).ofAllCommunes();

    /** Keeps what is of all communes: where alerts are sent, room, the authority. */
    public static final Access KEEP = ADMINISTER.ofAllCommunes();

    /** Is told what is wrong with the collector itself. */
    public static final Access HEALTH = of(Role.ANALYST, Role.LEAD, Role.ADMINISTRATOR, Role.AUDITOR);

    public Access {
        roles = Set.copyOf(roles);
    }

    /** These roles. */
    public static Access of(Role... roles) {
        return new Access(false, Set.of(roles), false);
    }

    /** Of these, only who works for all communes. */
    public Access ofAllCommunes() {
        return new Access(anyone, roles, true);
    }

    /** Whether somebody of this role who works for these communes, or nobody where it is empty, may. */
    public boolean allows(Optional<Role> role, Scope communes) {
        return anyone || (role.filter(roles::contains).isPresent() && (!whole || communes instanceof Scope.All));
    }

    /** Whether this caller may. */
    public boolean allows(Caller caller) {
        return allows(caller.role(), caller.communes());
    }
}
