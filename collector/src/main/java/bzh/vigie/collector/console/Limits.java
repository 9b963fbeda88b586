package bzh.vigie.collector.console;

import bzh.vigie.collector.console.sign.Budget;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/** How often one program, or one person in a browser, may ask by the API. Whoever asks more often is refused before anything is read. Thread-safe. */
final class Limits {
    /** So many at most within this time, which begins with the first of them. */
    static final int MOST = 600;

    static final Duration WITHIN = Duration.ofMinutes(1);

    private final Budget budget = new Budget(MOST, WITHIN);

    /**
     * Notes that somebody asks and says in the answer how they stand (draft-ietf-httpapi-ratelimit-headers).
     *
     * @param who what stands for who asks; empty for nobody, who gets nothing
     * @return whether they may
     */
    boolean take(Optional<String> who, HttpFields.Mutable answer, Instant now) {
        if (who.isEmpty()) {
            return true;
        }
        boolean may = budget.take(who.get(), now);
        Budget.Standing standing = budget.standing(who.get(), now);
        long seconds = Math.clamp(standing.fresh().toMillis() / 1_000 + 1, 1, WITHIN.toSeconds());
        answer.put("RateLimit-Policy", "\"api\";q=" + MOST + ";w=" + WITHIN.toSeconds());
        answer.put("RateLimit", "\"api\";r=" + standing.left() + ";t=" + seconds);
        if (!may) {
            answer.put(HttpHeader.RETRY_AFTER, Long.toString(seconds));
        }
        return may;
    }
}
