package bzh.vigie.agent.windows.regf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.agent.host.Bytes;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Logs beside a hive, written here by the specification that {@link EntryLog} and {@link SectorLog} draw. Those that a real Windows
 * left are in {@link RealHivesTest}, which alone can tell that the seed of their sums is the right one.
 */
class RecoveryTest {
    /** Three states of one hive, each a growing one. */
    private final byte[] first = HiveWriter.write(keys(20));

    private final byte[] second = HiveWriter.write(keys(60));
    private final byte[] third = HiveWriter.write(keys(200));

    @Test
    void marvin32IsAsItsAuthorsTestIt() {
        // MarvinTests.cs of .NET's runtime
        String[][] known = {
            {"", "30ed35c100cd3c7d"},
            {"af", "48e73fc77d75ddc1"},
            {"e70f", "b5f6e1fc485dbff8"},
            {"37f495", "f0b07c789b8cf7e8"},
            {"8642dc59", "7008f2e87e9cf556"},
            {"153fb79826", "e6c08c6da2afa997"},
            {"0932e6246c47", "6f04bf1a5ea24060"},
            {"ab427ea8d10fc7", "e11847e4f0678c41"}
        };
        for (String[] each : known) {
            byte[] bytes = HexFormat.of().parseHex(each[0]);
            Marvin32 marvin = new Marvin32(0x004f_b61a_001b_dbccL);
            marvin.add(bytes, bytes.length);
            assertEquals(each[1], HexFormat.of().toHexDigits(marvin.sum()));
        }
        assertEquals("82ef4d887a4e55c5", HexFormat.of().toHexDigits(Marvin32.SEED));
    }

    @Test
    void aSettledHiveNeedsNoLog() {
        Hive hive = HiveTest.open(first, Bytes.of(HiveLogs.log(1, HiveLogs.entry(1, first, third))));
        assertEquals(Hive.State.SETTLED, hive.state());
        assertEquals(20, count(hive));
    }

    @Test
    void entriesAreLaidOverAnUnsettledHive() {
        byte[] log = HiveLogs.log(5, HiveLogs.entry(5, first, second), HiveLogs.entry(6, second, third));
        Hive hive = HiveTest.open(HiveLogs.unsettled(first, 6, 5), Bytes.of(log));
        assertEquals(Hive.State.RECOVERED, hive.state());
        assertEquals(HiveTest.dump(keys(200)), HiveTest.dump(hive));
        assertEquals(0, hive.damage().total());
    }

    @Test
    void theSecondLogGoesOnWhereTheFirstEnds() {
        Bytes one = Bytes.of(HiveLogs.log(5, HiveLogs.entry(5, first, second)));
        Bytes two = Bytes.of(HiveLogs.log(6, HiveLogs.entry(6, second, third)));
        assertEquals(200, count(HiveTest.open(HiveLogs.unsettled(first, 6, 5), one, two)));
        assertEquals(200, count(HiveTest.open(HiveLogs.unsettled(first, 6, 5), two, one)));
        Bytes later = Bytes.of(HiveLogs.log(9, HiveLogs.entry(9, second, third)));
        assertEquals(60, count(HiveTest.open(HiveLogs.unsettled(first, 6, 5), one, later)));
        assertEquals(60, count(HiveTest.open(HiveLogs.unsettled(first, 6, 5), one, Bytes.NONE)));
    }

    @Test
    void sequenceNumbersGoOnAfterTheLargest() {
        Bytes one = Bytes.of(HiveLogs.log(-1, HiveLogs.entry(-1, first, second)));
        Bytes two = Bytes.of(HiveLogs.log(0, HiveLogs.entry(0, second, third)));
        assertEquals(200, count(HiveTest.open(HiveLogs.unsettled(first, 0, -1), two, one)));
    }

    @Test
    void anEntryThatIsNotWholeEndsTheLog() {
        byte[] good = HiveLogs.log(5, HiveLogs.entry(5, first, second), HiveLogs.entry(6, second, third));
        int secondEntry = 512 + HiveLogs.entry(5, first, second).length;
        for (int at : List.of(0, 4, 9, 13, 17, 21, 25, 33, 41, 5_000)) {
            byte[] bad = good.clone();
            bad[secondEntry + at] ^= 0x10;
            assertEquals(60, count(HiveTest.open(HiveLogs.unsettled(first, 6, 5), Bytes.of(bad))), "byte " + at);
        }
        byte[] cut = Arrays.copyOf(good, good.length - 1);
        assertEquals(60, count(HiveTest.open(HiveLogs.unsettled(first, 6, 5), Bytes.of(cut))));
    }

    @Test
    void anOldLogIsNoneOfThisHive() {
        Hive hive = HiveTest.open(
                HiveLogs.unsettled(first, 6, 5), Bytes.of(HiveLogs.log(3, HiveLogs.entry(3, first, second))));
        assertEquals(Hive.State.UNSETTLED, hive.state());
        assertEquals(20, count(hive));
    }

    @Test
    void aBrokenBaseBlockIsTakenFromTheNewestLog() {
        byte[] broken = second.clone();
        Arrays.fill(broken, 0, 512, (byte) 0x5a);
        Bytes one = Bytes.of(HiveLogs.log(5, HiveLogs.entry(5, first, second)));
        Bytes two = Bytes.of(HiveLogs.log(6, HiveLogs.entry(6, second, third)));
        Hive hive = HiveTest.open(broken, one, two);
        assertEquals(Hive.State.RECOVERED, hive.state());
        assertEquals(200, count(hive));
    }

    @Test
    void aWrongChecksumAloneIsSaid() {
        byte[] wrong = first.clone();
        wrong[508] ^= 1;
        Hive hive = HiveTest.open(wrong);
        assertEquals(Hive.State.UNSETTLED, hive.state());
        assertEquals(20, count(hive));
    }

    @Test
    void dirtySectorsAreLaidOverAnUnsettledHive() {
        byte[] log = HiveLogs.sectors(first, third, RegKey.WRITTEN);
        assertEquals(
                HiveTest.dump(keys(200)), HiveTest.dump(HiveTest.open(HiveLogs.unsettled(first, 6, 5), Bytes.of(log))));
        byte[] older = HiveLogs.sectors(first, third, RegKey.WRITTEN - 1);
        assertEquals(
                Hive.State.UNSETTLED,
                HiveTest.open(HiveLogs.unsettled(first, 6, 5), Bytes.of(older)).state());
        byte[] broken = first.clone();
        broken[1] = 0;
        assertEquals(200, count(HiveTest.open(broken, Bytes.of(log))));
    }

    @Test
    void aLogOfAnotherHiveIsNotReplayed() {
        byte[] hive = managed(HiveLogs.unsettled(first, 6, 5), 1);
        byte[] entries = HiveLogs.log(5, HiveLogs.entry(5, first, second));
        byte[] sectors = HiveLogs.sectors(first, second, RegKey.WRITTEN);
        for (byte[] log : List.of(entries, sectors)) {
            assertDoubt(
                    Hive.State.UNSETTLED, 20, Hive.Doubt.OTHER_HIVE, HiveTest.open(hive, Bytes.of(managed(log, 2))));
            assertDoubt(Hive.State.RECOVERED, 60, null, HiveTest.open(hive, Bytes.of(managed(log, 1))));
        }
        Bytes good = Bytes.of(managed(entries, 1));
        Bytes other = Bytes.of(managed(HiveLogs.log(6, HiveLogs.entry(6, second, third)), 2));
        assertDoubt(Hive.State.RECOVERED, 60, Hive.Doubt.OTHER_HIVE, HiveTest.open(hive, good, other));
    }

    @Test
    void aLogFromTheFutureIsNotReplayed() {
        byte[] hive = HiveLogs.unsettled(first, 6, 5);
        Bytes later = Bytes.of(HiveLogs.log(900, HiveLogs.entry(900, first, third)));
        assertDoubt(Hive.State.UNSETTLED, 20, Hive.Doubt.ENTRIES_MISSING, HiveTest.open(hive, later));
        Bytes sectors = Bytes.of(HiveLogs.sectors(first, third, RegKey.WRITTEN + 1));
        assertDoubt(Hive.State.UNSETTLED, 20, Hive.Doubt.ENTRIES_MISSING, HiveTest.open(hive, sectors));
        Bytes next = Bytes.of(HiveLogs.log(5, HiveLogs.entry(5, first, second)));
        assertDoubt(Hive.State.RECOVERED, 60, Hive.Doubt.ENTRIES_MISSING, HiveTest.open(hive, next, later));
    }

    /** As Windows leaves them when it wrote the file in part: both logs go on one after another, later than the file's number. */
    @Test
    void twoLogsThatFollowEachOtherAreReplayedAfterAGap() {
        Bytes one = Bytes.of(HiveLogs.log(40, HiveLogs.entry(40, first, second)));
        Bytes two = Bytes.of(HiveLogs.log(41, HiveLogs.entry(41, second, third)));
        assertDoubt(Hive.State.RECOVERED, 200, null, HiveTest.open(HiveLogs.unsettled(first, 6, 5), two, one));
    }

    @Test
    void aHalfWrittenLogIsReplayedAsFarAsItGoesAndToldSo() {
        byte[] hive = HiveLogs.unsettled(first, 6, 5);
        byte[] entries = HiveLogs.log(5, HiveLogs.entry(5, first, second), HiveLogs.entry(6, second, third));
        Bytes torn = Bytes.of(Arrays.copyOf(entries, entries.length - 600));
        assertDoubt(Hive.State.RECOVERED, 60, Hive.Doubt.LOG_NOT_WHOLE, HiveTest.open(hive, torn));
        byte[] one = HiveLogs.log(5, HiveLogs.entry(5, first, second));
        assertDoubt(
                Hive.State.UNSETTLED,
                20,
                Hive.Doubt.LOG_NOT_WHOLE,
                HiveTest.open(hive, Bytes.of(Arrays.copyOf(one, one.length - 600))));
        byte[] sectors = HiveLogs.sectors(first, third, RegKey.WRITTEN);
        Hive cut = HiveTest.open(hive, Bytes.of(Arrays.copyOf(sectors, sectors.length - 600)));
        assertEquals(Hive.Doubt.LOG_NOT_WHOLE, cut.doubt().orElseThrow());
    }

    @Test
    void logsThatWereThemselvesNotClosedAreNotReplayed() {
        byte[] one = HiveLogs.unsettled(HiveLogs.log(5, HiveLogs.entry(5, first, second)), 6, 5);
        byte[] two = HiveLogs.log(6, HiveLogs.entry(6, second, third));
        two[508] ^= 1;
        Hive hive = HiveTest.open(HiveLogs.unsettled(first, 6, 5), Bytes.of(one), Bytes.of(two));
        assertDoubt(Hive.State.UNSETTLED, 20, Hive.Doubt.LOG_NOT_WHOLE, hive);
    }

    private static void assertDoubt(Hive.State state, long keys, Hive.@Nullable Doubt doubt, Hive hive) {
        assertEquals(state, hive.state());
        assertEquals(Optional.ofNullable(doubt), hive.doubt());
        assertEquals(keys, count(hive));
    }

    /** The same with a resource manager of that number. */
    private static byte[] managed(byte[] file, int manager) {
        byte[] changed = file.clone();
        changed[112] = (byte) manager;
        return HiveWriter.sealed(changed);
    }

    @Test
    void scrambledLogsNeverThrow() {
        byte[] dirty = HiveLogs.unsettled(first, 6, 5);
        List<byte[]> logs = List.of(
                HiveLogs.log(5, HiveLogs.entry(5, first, second), HiveLogs.entry(6, second, third)),
                HiveLogs.sectors(first, third, RegKey.WRITTEN));
        for (int seed = 0; seed < 600; seed++) {
            Random random = new Random(seed);
            byte[] log = logs.get(seed % 2).clone();
            for (int n = 1 + random.nextInt(8); n > 0; n--) {
                log[random.nextInt(seed % 3 == 0 ? log.length : 700)] = (byte) random.nextInt();
            }
            if (seed % 2 == 0) {
                HiveLogs.seal(log, 512);
            }
            HiveWriter.sealed(log);
            Hive.open(Bytes.of(dirty), List.of(Bytes.of(log), Bytes.of(logs.get((seed + 1) % 2))))
                    .ifFound()
                    .ifPresent(HiveTest::dump);
        }
    }

    private static RegKey keys(int count) {
        RegKey root = new RegKey("");
        for (int i = 0; i < count; i++) {
            root.make("Key " + i).value("n", 3, new byte[100 + i]);
        }
        return root;
    }

    private static long count(Hive hive) {
        return hive.root().subkeys().count();
    }
}
