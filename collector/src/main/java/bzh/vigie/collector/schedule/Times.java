package bzh.vigie.collector.schedule;

import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.util.Optional;

/** When something is due, again and again or once. */
sealed interface Times permits CalendarTimes, Recurring, Times.Once, Times.Pending, Times.Within {
    /** Nothing that is due later than so many years from now is looked for. */
    int YEARS = 9;

    /**
     * The first time at that instant or after it; empty where there is none in the next {@value #YEARS} years.
     *
     * @param host in which the host's clock goes
     */
    Optional<Instant> next(Instant from, ZoneId host);

    /** At one time alone. */
    record Once(Instant at) implements Times {
        @Override
        public Optional<Instant> next(Instant from, ZoneId host) {
            return at.isBefore(from) ? Optional.empty() : Optional.of(at);
        }
    }

    /** At one time, and not run yet: what is overdue runs as soon as its program does. */
    record Pending(Instant at) implements Times {
        @Override
        public Optional<Instant> next(Instant from, ZoneId host) {
            return Optional.of(at);
        }
    }

    /** At an hour that is not known, at least once in so long: the latest that it can be is told. */
    record Within(Period longest) implements Times {
        @Override
        public Optional<Instant> next(Instant from, ZoneId host) {
            return Optional.of(from.atZone(host).plus(longest).toInstant());
        }
    }
}
