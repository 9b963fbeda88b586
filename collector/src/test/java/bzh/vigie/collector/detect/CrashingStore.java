package bzh.vigie.collector.detect;

import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.StoreException;
import bzh.vigie.collector.store.StoreException.Fault;
import java.util.function.Function;
import java.util.function.IntSupplier;

/**
 * A store that fails like a crash, for tests.
 *
 * @param fates asked at each transaction: 0 fails before it, 1 within it, 2 just after it is durable, any other not at all
 */
record CrashingStore(Store store, Fault fault, IntSupplier fates) implements Store {
    @Override
    public <T> T write(Function<Session, T> work) {
        int fate = fates.getAsInt();
        if (fate == 0) {
            throw new StoreException(fault, "killed before");
        }
        T result = store.write(session -> {
            T done = work.apply(session);
            if (fate == 1) {
                throw new StoreException(fault, "killed within");
            }
            return done;
        });
        if (fate == 2) {
            throw new StoreException(fault, "killed after");
        }
        return result;
    }

    @Override
    public <T> T read(Function<Session, T> work) {
        return store.read(work);
    }

    @Override
    public void close() {
        // The store below is closed by whoever opened it.
    }
}
