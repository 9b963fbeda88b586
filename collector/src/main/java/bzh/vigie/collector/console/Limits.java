package bzh.vigie.collector.console;

import bzh.vigie.collector.console.sign.Budget;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * How often one program, or one person in a browser, may ask by the API. Whoever asks more often is refused before anything is read; so is an
 * address that showed as many tokens which are none, but for tokens that proved good just now. Thread-safe.
 */
final class Limits {
    /** So many at most within this time, which begins with the first of them. */
    static final int MOST = 600;

    static final Duration WITHIN = Duration.ofMinutes(1);

    private final Budget known = new Budget(MOST, WITHIN);
    private final Budget strangers = new Budget(MOST, WITHIN);

    /**
     * Who asks, before it is looked up.
     *
     * @param key what stands for them; empty for nobody, who gets nothing
     * @param source the address, for who turns out to be nobody
     */
    record Asker(Optional<String> key, String source) {}

    /** Whether somebody may ask; where not, the answer says until when (draft-ietf-httpapi-ratelimit-headers). Notes nothing. */
    boolean may(Asker asker, HttpFields.Mutable answer, Instant now) {
        if (asker.key().isEmpty()) {
            return true;
        }
        String key = asker.key().get();
        boolean fresh = known.standing(key, now).left() == MOST;
        if (fresh && !strangers.left(asker.source(), now)) {
            return told(strangers, asker.source(), false, answer, now);
        }
        return known.left(key, now) || told(known, key, false, answer, now);
    }

    /**
     * Notes that they asked and says in the answer how they stand.
     *
     * @param somebody whether what they showed proved good
     * @return whether they might
     */
    boolean asked(Asker asker, boolean somebody, HttpFields.Mutable answer, Instant now) {
        if (asker.key().isEmpty()) {
            return true;
        }
        // What anybody makes up is remembered by address: it does not push out what stands for others.
        Budget budget = somebody ? known : strangers;
        String of = somebody ? asker.key().get() : asker.source();
        return told(budget, of, budget.take(of, now), answer, now);
    }

    private static boolean told(Budget budget, String of, boolean may, HttpFields.Mutable answer, Instant now) {
        Budget.Standing standing = budget.standing(of, now);
        long seconds = Math.clamp(standing.fresh().toMillis() / 1_000 + 1, 1, WITHIN.toSeconds());
        answer.put("RateLimit-Policy", "\"api\";q=" + MOST + ";w=" + WITHIN.toSeconds());
        answer.put("RateLimit", "\"api\";r=" + standing.left() + ";t=" + seconds);
        if (!may) {
            answer.put(HttpHeader.RETRY_AFTER, Long.toString(seconds));
        }
        return may;
    }
}
