package bzh.vigie.collector.store.sqlite;

import bzh.vigie.event.Moment;
import java.time.Instant;

/** Instants as the tables hold them: microseconds since 1970 UTC, cut off (never rounded), held within 64 bits. */
final class Micros {
    private static final Instant LAST = Moment.instant(Long.MAX_VALUE);
    private static final Instant FIRST = Moment.instant(Long.MIN_VALUE);

    private Micros() {}

    static long of(Instant instant) {
        if (!instant.isBefore(LAST)) {
            return Long.MAX_VALUE;
        }
        if (!instant.isAfter(FIRST)) {
            return Long.MIN_VALUE;
        }
        long micros = instant.getNano() / 1_000;
        // In this order the very first seconds do not overflow on their way.
        return instant.getEpochSecond() < 0
                ? (instant.getEpochSecond() + 1) * 1_000_000L + (micros - 1_000_000L)
                : instant.getEpochSecond() * 1_000_000L + micros;
    }
}
