package bzh.vigie.collector.identity;

import java.util.function.LongSupplier;

/**
 * How fast hosts may enrol: a whole town hall behind one address rolls out at once, and who has the right secret is never slowed down by
 * neighbours who have not.
 *
 * @param failures burst of wrong secrets from one source network; refilled at one in ten seconds
 * @param perCommune burst of requests with one token, and of new hosts of one commune; refilled at two a second
 */
public record EnrolmentLimits(int failures, int perCommune) {
    /** For a rollout of 300 PCs behind one address. */
    public static final EnrolmentLimits USUAL = new EnrolmentLimits(40, 600);

    private static final int KEYS = 50_000;

    RateLimit failures(LongSupplier nanoTime) {
        return new RateLimit(failures, 0.1, KEYS, nanoTime);
    }

    RateLimit communes(LongSupplier nanoTime) {
        return new RateLimit(perCommune, 2, KEYS, nanoTime);
    }
}
