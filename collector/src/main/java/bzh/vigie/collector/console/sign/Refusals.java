package bzh.vigie.collector.console.sign;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Which refusals of sign-ins by a provider stand in the audit log, so that what anybody can make neither fills it nor hides what the provider's
 * people ran into. Those that do not are counted, and the next that does tells how many. Thread-safe.
 */
final class Refusals {
    /** How much it takes to be refused so. */
    enum Kind {
        /** A browser. */
        MADE_UP,
        /** A sign-in that began here. */
        BEGUN,
        /** Somebody for whom the provider vouches. */
        PROVED
    }

    private final Budget written = new Budget(20, Duration.ofHours(1));
    private final Budget ofOneSource = new Budget(3, Duration.ofHours(1));
    private final Budget proved = new Budget(10, Duration.ofMinutes(1));
    private final Map<Kind, Long> left = new EnumMap<>(Kind.class);

    /** How many of this kind were left out before this one, which is written; empty where this one is left out too. */
    synchronized OptionalLong take(Kind kind, String source, Instant now) {
        boolean may = kind == Kind.PROVED
                ? proved.take(kind.name(), now)
                : ofOneSource.take(kind + " " + source, now) && written.take(kind.name(), now);
        if (!may) {
            left.merge(kind, 1L, Long::sum);
            return OptionalLong.empty();
        }
        long before = left.getOrDefault(kind, 0L);
        left.put(kind, 0L);
        return OptionalLong.of(before);
    }
}
