package bzh.vigie.collector.notify;

import bzh.vigie.collector.notify.Letters.Letter;
import bzh.vigie.collector.store.Alerts.Numbered;
import bzh.vigie.collector.store.Alerts.Status;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.StoreException;
import bzh.vigie.text.Printable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Carries alerts, and what was held back, to one sink, on its own thread, until interrupted. */
final class Courier implements Runnable {
    private static final System.Logger LOG = System.getLogger(Courier.class.getName());
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration LETTERS = Duration.ofSeconds(5);
    private static final Duration GATHERING = Duration.ofSeconds(30);
    /** Refused letters that are kept: the newest, so that what one host's alerts are refused for stops nobody else's. */
    private static final int MOST_LETTERS = 1_000;

    private final Store store;
    private final Sink sink;
    private final int tries;
    private final Backoff backoff;
    private final InstantSource clock;
    /** The sink is used by one thread at a time: this courier's, or one that tests it. */
    private final ReentrantLock using = new ReentrantLock();

    private Instant nextLetters = Instant.MIN;
    private int failures;
    private boolean told;

    /**
     * A courier.
     *
     * @param tries after how many refusals a letter is dead
     */
    Courier(Store store, Sink sink, int tries, Backoff backoff, InstantSource clock) {
        this.store = store;
        this.sink = sink;
        this.tries = tries;
        this.backoff = backoff;
        this.clock = clock;
    }

    Sink sink() {
        return sink;
    }

    /** Gives a sink that is new its place: after all that is stored. */
    void begin() {
        store.change(session -> {
            if (session.progress().state(Letters.POSITION, sink.name()).isEmpty()) {
                session.progress()
                        .state(
                                Letters.POSITION,
                                sink.name(),
                                bytes(session.alerts().last()));
            }
        });
    }

    @Override
    public void run() {
        try {
            while (!Thread.interrupted()) {
                using.lockInterruptibly();
                Duration wait;
                try {
                    wait = step();
                } finally {
                    using.unlock();
                }
                Thread.sleep(wait);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Delivers what is there; gives how long to wait before the next step. */
    Duration step() {
        try {
            letters();
            Optional<byte[]> position = store.read(session -> session.progress().state(Letters.POSITION, sink.name()));
            long after = position.map(Courier::sequence).orElse(0L);
            List<Numbered> alerts = store.read(session -> session.alerts().after(new Scope.All(), after, sink.most()));
            if (alerts.isEmpty()) {
                return LOOK;
            }
            List<Numbered> wanted = alerts.stream()
                    .filter(each -> each.alert().status() != Status.EXCEPTED && sink.wants(each.alert()))
                    .toList();
            boolean taken = false;
            if (!wanted.isEmpty()) {
                Duration gathering = sink.gathers(wanted.getFirst().alert());
                if (gathering.isPositive()) {
                    return gathering.compareTo(GATHERING) < 0 ? gathering : GATHERING;
                }
                taken = deliver(wanted);
            }
            Instant now = clock.instant();
            boolean reached = taken && sink.delivers();
            store.change(session -> {
                session.progress()
                        .state(
                                Letters.POSITION,
                                sink.name(),
                                bytes(alerts.getLast().sequence()));
                if (reached) {
                    Letters.reached(session, sink.name(), now);
                }
            });
            return Duration.ZERO;
        } catch (IOException | StoreException e) {
            return failed(e);
        }
    }

    /** Whether they were taken; otherwise what was refused is kept as a letter. */
    private boolean deliver(List<Numbered> alerts) throws IOException {
        try {
            sink.deliver(alerts);
            succeeded();
            return true;
        } catch (RefusedException e) {
            Instant now = clock.instant();
            store.change(session -> {
                List<Letter> held = Letters.of(session, sink.name());
                held.stream()
                        .filter(each -> !each.id().equals(e.id()))
                        .sorted(Comparator.comparing(Letter::made))
                        .limit(Math.max(0, held.size() - MOST_LETTERS + 1))
                        .forEach(each -> letGo(session, each));
                Letter letter = Letter.fresh(e.id(), now, e.body());
                Letters.put(session, sink.name(), letter.refused(reason(e), now, tries));
            });
            LOG.log(Level.WARNING, sink.name() + " refuses an alert (" + reason(e) + "); it is kept as a letter");
            nextLetters = Instant.MIN;
            return false;
        }
    }

    private void letGo(Store.Session session, Letter oldest) {
        Letters.forget(session, sink.name(), oldest.id());
        LOG.log(
                Level.ERROR,
                sink.name() + " refused more than " + MOST_LETTERS + " letters: the oldest, " + oldest.id()
                        + ", is let go of; the console has its alert");
    }

    /** Tries those whose time has come. */
    private void letters() throws IOException {
        Instant now = clock.instant();
        if (now.isBefore(nextLetters)) {
            return;
        }
        nextLetters = now.plus(LETTERS);
        List<Letter> due = store.read(session -> Letters.of(session, sink.name())).stream()
                .filter(each -> !each.dead() && !each.next().isAfter(now))
                .toList();
        for (Letter letter : due) {
            try {
                sink.send(letter);
                store.change(session -> {
                    Letters.forget(session, sink.name(), letter.id());
                    Letters.reached(session, sink.name(), now);
                });
                succeeded();
            } catch (RefusedException e) {
                Letter refused = letter.refused(reason(e), now, tries);
                store.change(session -> Letters.put(session, sink.name(), refused));
                if (refused.dead()) {
                    LOG.log(
                            Level.ERROR,
                            sink.name() + " refused a letter " + refused.tries() + " times (" + reason(e)
                                    + "): it is dead, see vigie-collector sinks");
                }
            }
        }
    }

    private void succeeded() {
        if (failures > 0) {
            LOG.log(Level.INFO, "Alerts reach " + sink.name() + " again after " + failures + " failed tries");
        }
        if (failures > 0 || !told) {
            store.change(session -> Letters.up(session, sink.name()));
            told = true;
        }
        failures = 0;
        backoff.succeeded();
    }

    private Duration failed(Exception e) {
        failures++;
        // A digest that gathers must not hold the next try of what waits.
        nextLetters = Instant.MIN;
        Duration wait = backoff.failed();
        LOG.log(
                Level.WARNING,
                "Alerts do not reach " + sink.name() + " (" + reason(e) + "); they are kept, next try in "
                        + wait.toSeconds() + " s");
        try {
            String how = clock.instant() + " (" + failures + "×) " + reason(e);
            store.change(session -> Letters.down(session, sink.name(), how));
        } catch (StoreException again) {
            LOG.log(Level.DEBUG, "the store is what failed", again);
        }
        return wait;
    }

    private static String reason(Exception e) {
        String kind = e.getClass().getSimpleName();
        String what = e.getMessage();
        // What these say is the bare name of what was not found, or may not be used.
        boolean bare = e instanceof UnknownHostException || e instanceof FileSystemException;
        return what == null ? kind : Printable.line(bare ? kind + ": " + what : what, 300);
    }

    /** Sends one marked message now; waits no longer than that for this sink to be free. */
    Tested test(Duration patience) {
        try {
            if (!using.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Tested(Tested.Outcome.BUSY, "");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Tested(Tested.Outcome.BUSY, "");
        }
        try {
            return new Tested(Tested.Outcome.TAKEN, sink.test(TestMessage.of(clock.instant())));
        } catch (RefusedException e) {
            return new Tested(Tested.Outcome.REFUSED, reason(e));
        } catch (IOException | RuntimeException e) {
            return new Tested(Tested.Outcome.NOT_THERE, reason(e));
        } finally {
            using.unlock();
        }
    }

    static long sequence(byte[] position) {
        return ByteBuffer.wrap(position).getLong();
    }

    private static byte[] bytes(long sequence) {
        return ByteBuffer.allocate(Long.BYTES).putLong(sequence).array();
    }
}
