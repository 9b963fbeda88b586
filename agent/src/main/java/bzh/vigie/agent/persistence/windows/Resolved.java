package bzh.vigie.agent.persistence.windows;

import bzh.vigie.agent.host.HostPath;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What would run.
 *
 * @param chain files in the order in which they start one another, and decoded commands; names that were not found as written
 * @param target the last file of the chain; empty where none is named
 * @param missing the target is named and is not on the disk
 * @param traits what was seen on the way
 */
public record Resolved(List<String> chain, Optional<HostPath> target, boolean missing, Set<Trait> traits) {
    public static final Resolved NOTHING = new Resolved(List.of(), Optional.empty(), false, Set.of());

    public Resolved {
        chain = List.copyOf(chain);
        traits = Set.copyOf(traits);
    }

    /** A text that runs something which is no file of this machine. */
    static Resolved text(String text) {
        return new Resolved(List.of(text), Optional.empty(), false, Set.of());
    }

    /** This, which runs the next if that names a file; a text that it runs leaves this as the target. */
    Resolved then(Resolved next) {
        List<String> both = new ArrayList<>(chain);
        both.addAll(next.chain());
        Set<Trait> all = EnumSet.noneOf(Trait.class);
        all.addAll(traits);
        all.addAll(next.traits());
        boolean further = next.target().isPresent();
        return new Resolved(both, further ? next.target() : target, further ? next.missing() : missing, all);
    }

    /** The same with the target of another. */
    Resolved leadingTo(Resolved other) {
        return new Resolved(chain, other.target(), other.missing(), traits);
    }

    /** The same with a trait where it applies. */
    Resolved with(Trait trait, boolean applies) {
        if (!applies) {
            return this;
        }
        Set<Trait> more = EnumSet.of(trait);
        more.addAll(traits);
        return new Resolved(chain, target, missing, more);
    }
}
