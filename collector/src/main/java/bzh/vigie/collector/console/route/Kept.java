package bzh.vigie.collector.console.route;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What takes long to work out, kept with the point of the store at which it was made. Who asks gets it at once where nothing changed it since;
 * otherwise it is worked out anew, apart, and what is kept is given as what was so then. Thread-safe.
 *
 * @param <K> what it is of, and for whom
 * @param <V> immutable
 */
public final class Kept<K, V> {
    private static final System.Logger LOG = System.getLogger(Kept.class.getName());

    private static final int TRIES = 3;

    private final Turns turns;
    private final Duration lasts;
    private final Duration quick;
    private final Duration patience;
    private final Predicate<V> small;
    private final Map<K, CompletableFuture<Made<V>>> making = new HashMap<>();
    private final Map<K, Made<V>> made;

    /** What was made, and how long that took. */
    private record Made<V>(V value, Object point, Instant at, Duration took) {}

    /**
     * What is found.
     *
     * @param at as of when it is
     * @param current whether nothing is known to have changed it since, and it is not too old for what nothing tells of
     */
    public record Found<V>(V value, Instant at, boolean current) {}

    /**
     * Keeps nothing yet.
     *
     * @param turns in which it is worked out
     * @param most how many are kept: those that were asked for last
     * @param lasts how old one may be that is current: not all that may change it changes its point
     * @param quick what took no longer is waited for where something changed it
     * @param patience how long one waits in all for what was never made
     * @param small what is not so is not kept
     */
    public Kept(Turns turns, int most, Duration lasts, Duration quick, Duration patience, Predicate<V> small) {
        this.turns = turns;
        this.lasts = lasts;
        this.quick = quick;
        this.patience = patience;
        this.small = small;
        made = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, Made<V>> eldest) {
                return size() > most;
            }
        };
    }

    /**
     * What is known of it; empty where it is being worked out and nothing is kept.
     *
     * @param person who asks, and takes the turn
     * @param point of the store as it was read before this: another one whenever something changed what it is made of
     * @param work reads the store after that
     * @throws BusyException if there was no turn in which to work it out, and nothing is kept
     */
    public Optional<Found<V>> find(String person, K key, Object point, InstantSource clock, Supplier<V> work) {
        Optional<Made<V>> last = Optional.empty();
        long begun = System.nanoTime();
        for (int i = 0; i < TRIES; i++) {
            CompletableFuture<Made<V>> next;
            Optional<Made<V>> before = last;
            synchronized (this) {
                last = Optional.ofNullable(made.get(key)).or(() -> before);
                if (last.filter(each -> isCurrent(each, point, clock)).isPresent()) {
                    return found(last, true);
                }
                next = making.get(key);
                if (next == null) {
                    next = begin(person, key, point, clock, work);
                }
            }
            if (last.filter(each -> each.took().compareTo(quick) > 0).isPresent()) {
                break;
            }
            try {
                // One that another asked for may be of before this point: then it is made again.
                last = Optional.of(next.get(patience.toNanos() - (System.nanoTime() - begun), TimeUnit.NANOSECONDS));
            } catch (TimeoutException e) {
                break;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BusyException();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException own ? own : new IllegalStateException(e.getCause());
            }
            if (last.filter(each -> isCurrent(each, point, clock)).isPresent()) {
                return found(last, true);
            }
        }
        return found(last, false);
    }

    private static <V> Optional<Found<V>> found(Optional<Made<V>> made, boolean current) {
        return made.map(each -> new Found<>(each.value(), each.at(), current));
    }

    private boolean isCurrent(Made<V> made, Object point, InstantSource clock) {
        return made.point().equals(point)
                && Duration.between(made.at(), clock.instant()).abs().compareTo(lasts) <= 0;
    }

    /** On a thread of its own, since SQLite holds it. Whoever waits is told where it fails; where nobody does, it is logged. */
    private CompletableFuture<Made<V>> begin(
            String person, K key, Object point, InstantSource clock, Supplier<V> work) {
        CompletableFuture<Made<V>> next = new CompletableFuture<>();
        making.put(key, next);
        Thread.ofPlatform().daemon().name("kept").start(() -> {
            try {
                Made<V> fresh = turns.take(person, () -> {
                    Instant at = clock.instant();
                    long begun = System.nanoTime();
                    V value = work.get();
                    return new Made<>(value, point, at, Duration.ofNanos(System.nanoTime() - begun));
                });
                synchronized (this) {
                    making.remove(key);
                    if (small.test(fresh.value())) {
                        made.put(key, fresh);
                    } else {
                        made.remove(key);
                    }
                }
                next.complete(fresh);
            } catch (RuntimeException | Error e) {
                synchronized (this) {
                    making.remove(key);
                }
                LOG.log(e instanceof BusyException ? Level.DEBUG : Level.WARNING, "not worked out", e);
                next.completeExceptionally(e);
            }
        });
        return next;
    }
}
