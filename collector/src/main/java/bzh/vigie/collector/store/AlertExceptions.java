package bzh.vigie.collector.store;

import bzh.vigie.collector.store.Alerts.Alert;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What somebody decided not to be told of, until a day: exceptions of a rule's alerts. What one hides is kept as an alert that is
 * {@link Alerts.Status#EXCEPTED} and counts against it. Lines that are only ever added; each decision stands in the audit log and the
 * ledger. That one ends by itself needs nobody.
 */
public interface AlertExceptions {
    /** How long one may hold at most. */
    Duration LONGEST = Duration.ofDays(366);

    /** So long before its end one is told. */
    Duration TOLD = Duration.ofDays(7);

    /**
     * An exception.
     *
     * @param until when it ends by itself
     * @param ended that somebody ended it before
     * @param alerts how many alerts it hid
     * @param hits how often those came
     */
    record Excepting(
            long number,
            Reach reach,
            Instant until,
            Instant written,
            Author author,
            Optional<End> ended,
            long alerts,
            long hits) {
        /** Whether it holds at that time. */
        public boolean holds(Instant now) {
            return !now.isBefore(written)
                    && now.isBefore(until)
                    && ended.filter(end -> !end.written().isAfter(now)).isEmpty();
        }

        /** Whether it holds and ends by itself soon. */
        public boolean isEnding(Instant now) {
            return holds(now) && until.isBefore(now.plus(TOLD));
        }
    }

    /** That one was ended before its time. */
    record End(Instant written, Author author) {}

    /**
     * What one would have hidden.
     *
     * @param looked alerts of the rule that were looked at, the newest ones
     * @param all whether those were all
     * @param hidden those that it would have hidden
     * @param open those of them that are open
     * @param spared those that it covers and may not hide
     * @param first the newest of those that it would have hidden
     */
    record Preview(int looked, boolean all, int hidden, int open, int spared, List<Alert> first) {
        public Preview {
            first = List.copyOf(first);
        }
    }

    /**
     * Sets one and gives its number.
     *
     * @throws IllegalArgumentException where its end is not after now or later than {@link #LONGEST}, the reason is blank, the rule
     *     may not be excepted ({@link Reach#mayBeExcepted}), it asks for too little ({@link Reach#isNarrow}) or it reaches beyond what
     *     the author may decide
     * @param leads whether the author decides for several communes
     */
    long add(Scope scope, boolean leads, Reach reach, Instant until, Author author);

    /** Ends one now; false where there is none that holds in what may be seen. */
    boolean end(Scope scope, long number, Author author);

    /** Newest first. One of the whole region is for whoever may see all of it. */
    List<Excepting> list(Scope scope);

    /** Those that end soon by themselves ({@link Excepting#isEnding}), the first to end first. */
    List<Excepting> ending(Scope scope, Instant now, int limit);

    Optional<Excepting> find(Scope scope, long number);

    /** The number of the one that hides this alert at that time; empty where none does. */
    Optional<Long> hiding(Alert alert, Instant now);

    /**
     * What one would have hidden of the newest alerts of its rule.
     *
     * @param never which alerts no exception hides
     * @param most alerts looked at
     * @param first how many of the hidden are given
     */
    Preview preview(Scope scope, Reach reach, Predicate<Alert> never, int most, int first);
}
