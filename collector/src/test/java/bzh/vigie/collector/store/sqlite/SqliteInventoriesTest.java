package bzh.vigie.collector.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.store.InventoriesContract;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.StoreException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SqliteInventoriesTest extends InventoriesContract {
    @Override
    protected Store open(Path folder, InstantSource time) {
        return SqliteStore.open(folder, time);
    }

    @Test
    void entriesOfAnyNumbersComeBack() {
        Random random = new Random(7);
        for (int count : new int[] {0, 1, 5, 300}) {
            List<Entry> entries = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                entries.add(new Entry(
                        random.nextLong(),
                        random.nextLong(),
                        random.nextInt(),
                        random.nextLong(),
                        random.nextLong(),
                        random.nextLong(),
                        random.nextLong(),
                        random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(random.nextLong()),
                        random.nextBoolean() ? Entry.THERE : random.nextLong(Entry.THERE)));
            }
            assertEquals(entries, EntryCodec.decode(EntryCodec.encode(entries)));
        }
    }

    @Test
    void aListingOfTenThousandTakesAFewBytesEach() {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            entries.add(new Entry(
                    40 + i, 55 + i, 30 + i, 1_000_000, 1_000_000, 1_000_000, 1, OptionalLong.empty(), Entry.THERE));
        }
        assertTrue(EntryCodec.encode(entries).length < 40_000);
    }

    @Test
    void damagedEntriesAreNamedDamaged() {
        byte[] whole = EntryCodec.encode(List.of(new Entry(1, 2, 3, 4, 5, 6, 7, OptionalLong.of(8), Entry.THERE)));
        for (int cut = 0; cut < whole.length; cut++) {
            byte[] torn = Arrays.copyOf(whole, cut);
            StoreException refused = assertThrows(StoreException.class, () -> EntryCodec.decode(torn));
            assertEquals(StoreException.Fault.DAMAGED, refused.fault());
        }
    }
}
