package bzh.vigie.collector.gateway;

import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Store.Session;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Writes what connections tell about hosts (hello, seen, gone) to the store in the order told, many in one transaction, so
 * that 25,000 heartbeats a minute cost a few writes. What cannot be written is said once and given up: the next heartbeat
 * tells it again. Thread-safe.
 */
final class Register implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Register.class.getName());
    private static final int MOST = 200_000;
    private static final int GROUP = 2_000;
    private static final long GATHER_MILLIS = 200;

    private final Store store;
    private final BlockingQueue<Consumer<Session>> notes = new LinkedBlockingQueue<>(MOST);
    private final Thread thread;
    private volatile boolean closing;
    private boolean failing;

    Register(Store store) {
        this.store = store;
        this.thread = Thread.ofPlatform().name("gateway-register").start(this::write);
    }

    /** To be written soon; dropped where far too much is waiting. */
    void note(Consumer<Session> note) {
        if (!notes.offer(note)) {
            LOG.log(Level.DEBUG, "the store is far behind; a note about a host is dropped");
        }
    }

    private void write() {
        List<Consumer<Session>> group = new ArrayList<>();
        while (!closing || !notes.isEmpty()) {
            try {
                Consumer<Session> first = notes.poll(GATHER_MILLIS, TimeUnit.MILLISECONDS);
                if (first == null) {
                    continue;
                }
                if (!closing) {
                    Thread.sleep(GATHER_MILLIS);
                }
                group.add(first);
                notes.drainTo(group, GROUP - 1);
                write(group);
            } catch (InterruptedException e) {
                // Only close ends this thread, once everything is written.
                closing = true;
            }
            group.clear();
        }
    }

    private void write(List<Consumer<Session>> group) {
        try {
            store.change(session -> group.forEach(note -> note.accept(session)));
            if (failing) {
                failing = false;
                LOG.log(Level.INFO, "the store takes what hosts tell again");
            }
        } catch (RuntimeException e) {
            if (!failing) {
                Trouble.log(LOG, "the store does not take what hosts tell; it is tried again with what comes", e);
            }
            failing = true;
        }
    }

    /** Writes what is waiting. */
    @Override
    public void close() {
        closing = true;
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
