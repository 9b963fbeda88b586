package bzh.vigie.collector.notify;

import bzh.vigie.collector.store.Store;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Delivers every stored alert to every sink at least once, in the order of storing. Each sink has a thread, a position in the
 * store that moves only after a delivery, and growing waits after a failure: one that is broken stops no other. A sink that is
 * new begins with what is stored from now on. What a receiver that is there refuses is held back as a letter ({@link Letters}).
 */
public final class Notifier implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Notifier.class.getName());

    /** How long a test waits for its sink to be free, and in all. */
    private static final Duration FREE = Duration.ofSeconds(5);

    private static final Duration ANSWER = Duration.ofSeconds(45);

    private final List<Courier> couriers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    private Notifier() {}

    /**
     * Starts delivering.
     *
     * @param sinks closed with the notifier; their names must differ
     * @param tries after how many refusals what was refused is left to a person
     */
    public static Notifier start(
            Store store, List<Sink> sinks, int tries, InstantSource clock, RandomGenerator random) {
        if (sinks.stream().map(Sink::name).distinct().count() < sinks.size()) {
            throw new IllegalArgumentException(
                    "two sinks of one name: " + sinks.stream().map(Sink::name).toList());
        }
        Notifier notifier = new Notifier();
        for (Sink sink : sinks) {
            Courier courier = new Courier(store, sink, tries, new Backoff(random), clock);
            courier.begin();
            notifier.couriers.add(courier);
            notifier.threads.add(
                    Thread.ofPlatform().name("notify " + sink.name()).daemon().start(courier));
        }
        return notifier;
    }

    /** Names of the sinks that are configured. */
    public List<String> names() {
        return couriers.stream().map(courier -> courier.sink().name()).toList();
    }

    /**
     * Sends one marked message to a sink, beside what waits there, and waits for what comes of it.
     *
     * @return empty where no sink is called so
     */
    public Optional<Tested> test(String sink) {
        Optional<Courier> courier = couriers.stream()
                .filter(each -> each.sink().name().equals(sink))
                .findFirst();
        return courier.map(Notifier::tested);
    }

    /** On a thread of its own: some receivers take minutes not to answer. */
    private static Tested tested(Courier courier) {
        CompletableFuture<Tested> tested = new CompletableFuture<>();
        Thread.ofPlatform()
                .daemon()
                .name("test " + courier.sink().name())
                .start(() -> tested.complete(courier.test(FREE)));
        return tested.completeOnTimeout(
                        new Tested(Tested.Outcome.NO_ANSWER, ""), ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /** Ends deliveries; what was not delivered is delivered after the next start. */
    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
        for (int i = 0; i < threads.size(); i++) {
            try {
                threads.get(i).join();
                couriers.get(i).sink().close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (IOException e) {
                LOG.log(Level.WARNING, "Closing " + couriers.get(i).sink().name() + ": " + e.getMessage());
            }
        }
    }
}
