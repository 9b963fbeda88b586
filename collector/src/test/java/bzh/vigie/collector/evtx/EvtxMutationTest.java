package bzh.vigie.collector.evtx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.event.WindowsEvent;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever happens to the bytes of a log, reading it ends, throws nothing and accounts for what it read. */
final class EvtxMutationTest {
    private static final int ROUNDS = 1_000;
    private static final int USED = 4096 + 6_000;

    private static byte[] log() {
        EvtxWriter to = new EvtxWriter();
        for (int i = 1; i <= 12; i++) {
            int id = i;
            to.record(
                    id,
                    () -> Logs.event(
                            to,
                            id,
                            "Security",
                            4624,
                            Logs.data(
                                    to,
                                    2,
                                    to.text(Type.STRING, "record " + id),
                                    to.text(Type.STRING | Type.ARRAY, "a\0b\0"),
                                    to.number(Type.FILETIME, 8, EvtxWriter.WRITTEN),
                                    to.value(Type.SID, new byte[] {1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0}),
                                    to.value(Type.GUID, new byte[16]),
                                    to.value(Type.SYSTEMTIME, new byte[16]),
                                    to.number(Type.DOUBLE, 8, -1))));
        }
        return EvtxWriter.file(to.chunk());
    }

    @Test
    void damagedLogsGiveWhatCanBeRead() {
        byte[] whole = log();
        assertEquals(12, Logs.read(whole).tally().records());
        Random random = new Random(20251125);
        long records = 0;
        long partial = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] file = whole.clone();
            for (int n = 1 + random.nextInt(12); n > 0; n--) {
                mutate(file, random);
            }
            Logs.Read read = Logs.read(round % 10 == 0 ? java.util.Arrays.copyOf(file, random.nextInt(USED)) : file);
            assertEquals(read.records().size(), read.tally().records(), "round " + round);
            for (EvtxRecord each : read.records()) {
                WindowsEvent again = WindowsEvent.ofXml(each.xml());
                assertTrue(again.fields().size() <= each.event().fields().size(), "round " + round);
                assertTrue(each.json().startsWith("{"), "round " + round);
            }
            records += read.tally().records();
            partial += read.tally().partial();
        }
        assertTrue(records > 6L * ROUNDS && records < 12L * ROUNDS, records + " records");
        assertTrue(partial > 0, "no record in part");
    }

    private static void mutate(byte[] file, Random random) {
        int at = 4096 + random.nextInt(USED - 4096);
        switch (random.nextInt(4)) {
            case 0 -> file[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> file[at] = (byte) random.nextInt();
            case 2 -> System.arraycopy(file, 4096 + random.nextInt(USED - 4096), file, at, 1 + random.nextInt(64));
            default -> {
                file[at] = (byte) random.nextInt(0x50);
                file[at + 1] = 0;
            }
        }
    }

    @Test
    void noiseIsNoLogAndEnds() {
        Random random = new Random(11);
        for (int round = 0; round < 50; round++) {
            byte[] noise = new byte[4096 + 2 * Chunk.SIZE];
            random.nextBytes(noise);
            if (round % 2 == 0) {
                System.arraycopy(Logs.chunk(1), 0, noise, 4096, 600 + random.nextInt(1_000));
            }
            Logs.Read read = Logs.read(noise);
            assertTrue(read.records().size() <= 1);
        }
    }
}
