package bzh.vigie.collector.identity;

import java.util.function.LongSupplier;

/**
 * How fast hosts may enrol: a whole town hall behind one address rolls out at once, a guesser of secrets is slowed down.
 *
 * @param perAddress burst of requests from one source address; a failed one counts ten times; refilled at one a second
 * @param perCommune burst of new hosts of one commune; refilled at two a second
 */
public record EnrolmentLimits(int perAddress, int perCommune) {
    /** For a rollout of 300 PCs behind one address. */
    public static final EnrolmentLimits USUAL = new EnrolmentLimits(400, 600);

    static final double FAILURE_COST = 9;
    private static final int KEYS = 50_000;

    RateLimit addresses(LongSupplier nanoTime) {
        return new RateLimit(perAddress, 1, KEYS, nanoTime);
    }

    RateLimit communes(LongSupplier nanoTime) {
        return new RateLimit(perCommune, 2, KEYS, nanoTime);
    }
}
