package bzh.vigie.collector.store;

import java.util.Set;

/** Whose data a read may see (invariant 8). Every read of the store takes one. */
public sealed interface Scope {
    /** Every commune: the region's own analysts. */
    record All() implements Scope {}

    /** Only these communes. */
    record Communes(Set<Commune> communes) implements Scope {
        public Communes {
            communes = Set.copyOf(communes);
        }
    }

    /** Whether nothing lies outside that is inside the other. */
    default boolean covers(Scope other) {
        return switch (this) {
            case All all -> true;
            case Communes some ->
                other instanceof Communes within && some.communes().containsAll(within.communes());
        };
    }

    /** Whether data of this commune may be seen. */
    default boolean allows(Commune commune) {
        return switch (this) {
            case All all -> true;
            case Communes some -> some.communes().contains(commune);
        };
    }
}
