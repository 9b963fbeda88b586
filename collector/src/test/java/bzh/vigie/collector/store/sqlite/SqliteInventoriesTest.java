package bzh.vigie.collector.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.store.InventoriesContract;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.StoreException;
import bzh.vigie.event.ItemTimes;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
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
                        new ItemTimes(some(random), some(random), some(random)),
                        random.nextBoolean() ? Entry.THERE : random.nextLong(Entry.THERE)));
            }
            assertEquals(entries, EntryCodec.decode(EntryCodec.encode(entries)));
        }
    }

    /** Two entries as the version wrote them that knew no time but that of the source: nine columns. */
    @Test
    void entriesOfAnEarlierVersionAreRead() {
        byte[] blob = HexFormat.of().parseHex("010013020202140028003c005000140078000a000000");
        assertEquals(
                List.of(
                        new Entry(1, 10, 20, 30, 40, 50, 60, ItemTimes.modified(5), Entry.THERE),
                        new Entry(2, 10, 20, 30, 40, 50, 60, ItemTimes.modified(5), Entry.THERE)),
                EntryCodec.decode(blob));
    }

    private static OptionalLong some(Random random) {
        return random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(random.nextLong());
    }

    @Test
    void aListingOfTenThousandTakesAFewBytesEach() {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            entries.add(
                    new Entry(40 + i, 55 + i, 30 + i, 1_000_000, 1_000_000, 1_000_000, 1, ItemTimes.NONE, Entry.THERE));
        }
        assertTrue(EntryCodec.encode(entries).length < 40_000);
    }

    @Test
    void damagedEntriesAreNamedDamaged() {
        byte[] whole = EntryCodec.encode(List.of(new Entry(1, 2, 3, 4, 5, 6, 7, ItemTimes.modified(8), Entry.THERE)));
        for (int cut = 0; cut < whole.length; cut++) {
            byte[] torn = Arrays.copyOf(whole, cut);
            StoreException refused = assertThrows(StoreException.class, () -> EntryCodec.decode(torn));
            assertEquals(StoreException.Fault.DAMAGED, refused.fault());
        }
    }
}
