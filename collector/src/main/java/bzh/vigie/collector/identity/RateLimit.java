package bzh.vigie.collector.identity;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * A bucket of permits per key (an address, a commune): {@code burst} at once, then {@code perSecond}. Remembers the keys
 * used last, at most as many as told, so that made-up keys cost no memory. Thread-safe.
 */
public final class RateLimit {
    private final double burst;
    private final double perSecond;
    private final LongSupplier nanoTime;
    private final Map<String, Bucket> buckets;

    private static final class Bucket {
        private double permits;
        private long at;

        Bucket(double permits, long at) {
            this.permits = permits;
            this.at = at;
        }
    }

    public RateLimit(double burst, double perSecond, int maxKeys, LongSupplier nanoTime) {
        this.burst = burst;
        this.perSecond = perSecond;
        this.nanoTime = nanoTime;
        this.buckets = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
                return size() > maxKeys;
            }
        };
    }

    /** Takes that many permits, if they are there. */
    public synchronized boolean take(String key, double permits) {
        long now = nanoTime.getAsLong();
        Bucket bucket = buckets.computeIfAbsent(key, k -> new Bucket(burst, now));
        bucket.permits = Math.min(burst, bucket.permits + (now - bucket.at) / 1e9 * perSecond);
        bucket.at = now;
        if (bucket.permits < permits) {
            return false;
        }
        bucket.permits -= permits;
        return true;
    }
}
