package bzh.vigie.collector.host;

import bzh.vigie.collector.store.Hosts.Host;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/** How a host's clock stands against the collector's. */
public final class HostClock {
    private static final Duration NOTICEABLE = Duration.ofMinutes(5);

    private HostClock() {}

    /** What is to be said of it where it is so far off that the host's own times mislead whoever reads them. */
    public static Optional<String> wrong(Host host, Locale locale) {
        Duration ahead = Duration.of(host.skewMicros(), ChronoUnit.MICROS);
        Duration off = ahead.abs();
        return off.compareTo(NOTICEABLE) <= 0
                ? Optional.empty()
                : Optional.of(HostWords.say(
                        ahead.isNegative() ? "clock-behind" : "clock-ahead",
                        locale,
                        Long.toString(off.toDays()),
                        Integer.toString(off.toHoursPart()),
                        Integer.toString(off.toMinutesPart())));
    }
}
