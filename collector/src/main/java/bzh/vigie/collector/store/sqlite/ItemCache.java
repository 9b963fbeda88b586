package bzh.vigie.collector.store.sqlite;

import bzh.vigie.event.Item;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The items that were used last, by number; only of committed rows, which never change. Thread-safe. */
final class ItemCache {
    private static final int MOST = 16_384;

    private final LinkedHashMap<Long, Item> items = new LinkedHashMap<>(1024, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Item> eldest) {
            return size() > MOST;
        }
    };

    synchronized @Nullable Item get(long number) {
        return items.get(number);
    }

    synchronized void put(long number, Item item) {
        items.put(number, item);
    }
}
