package bzh.vigie.agent.host.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.NeighbourCache;
import bzh.vigie.agent.host.NeighbourRow;
import bzh.vigie.event.MacAddress;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The first two entries are what GetIpNetTable2 gave for IPv4 under Wine 10, with what lay in its memory between the fields; the
 * count before them and the entries over IPv6 are made up after Microsoft's documentation.
 */
class NeighbourRowsTest {
    private static final String GATEWAY =
            "02000000c000020100000000000000006e766f6b652f4c616d62646104000000000000040000060002fc0000000500000000000000000000"
                    + "000000000000000000000000000000000600000005000000"
                    + "00766f6b00000000";
    private static final String MULTICAST =
            "02000000e0000016000000000000000063743b4a4a29560100045f4401000000000000010000180000000000000000000000000000000000"
                    + "00000000000000000000000000000000060000000600000000616e6700000000";

    @Test
    void aNeighbourIsReadAndMulticastIsNone() {
        assertEquals(
                List.of(new NeighbourRow(
                        InetAddress.ofLiteral("192.0.2.1"),
                        new MacAddress(0x02fc_0000_0005L),
                        false,
                        Optional.of(Duration.ZERO))),
                rows(table(2, GATEWAY + MULTICAST)));
    }

    /** Numbers of NL_NEIGHBOR_STATE: unreachable, incomplete, probe, delay, stale, reachable, permanent. */
    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0", "2, 1", "3, 1", "4, 1", "5, 1", "6, 1", "7, 0", "-1, 0"})
    void onlyStatesThatSayItIsThereCount(int state, int told) {
        byte[] table = table(1, GATEWAY);
        ints(table).putInt(8 + 76, state);
        assertEquals(told, rows(table).size());
    }

    @Test
    void whenAStaleOneAnsweredIsNotKnown() {
        byte[] table = table(1, GATEWAY);
        ints(table).putInt(8 + 76, 4);
        assertEquals(Optional.empty(), rows(table).getFirst().age());
        ints(table).putInt(8 + 76, 6);
        assertTrue(rows(table).getFirst().configured());
    }

    @Test
    void overIpv6TheAddressStandsElsewhere() {
        byte[] table = table(1, GATEWAY);
        ints(table).putShort(8, (short) 23);
        System.arraycopy(HexFormat.of().parseHex("20010db8000000000000000000000010"), 0, table, 8 + 8, 16);
        assertEquals(
                InetAddress.ofLiteral("2001:db8::10"), rows(table).getFirst().address());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 7, 8, 32, -1, Integer.MIN_VALUE})
    void anAddressOfAnotherLengthOnTheLinkIsNone(int length) {
        byte[] table = table(1, GATEWAY);
        ints(table).putInt(8 + 72, length);
        assertEquals(List.of(), rows(table));
    }

    @Test
    void anotherFamilyIsNone() {
        byte[] table = table(1, GATEWAY);
        ints(table).putShort(8, (short) 6);
        assertEquals(List.of(), rows(table));
    }

    @Test
    void aCountThatLiesReadsNoFurtherThanTheBytes() {
        for (int count : new int[] {2, 1_000, Integer.MAX_VALUE, -1}) {
            assertEquals(1, rows(table(count, GATEWAY)).size(), "count " + count);
        }
        assertEquals(8 + 88 * NeighbourCache.MOST, NeighbourRows.bytes(-1));
        assertEquals(8 + 88 * 3, NeighbourRows.bytes(3));
        byte[] whole = table(1, GATEWAY);
        for (int length = 0; length < whole.length; length++) {
            assertEquals(List.of(), rows(Arrays.copyOf(whole, length)), "cut at " + length);
        }
    }

    private static byte[] table(int count, String rows) {
        byte[] entries = HexFormat.of().parseHex(rows);
        assertEquals(0, entries.length % NeighbourRows.ROW);
        byte[] table = new byte[NeighbourRows.FIRST + entries.length];
        ints(table).putInt(0, count);
        System.arraycopy(entries, 0, table, NeighbourRows.FIRST, entries.length);
        return table;
    }

    private static ByteBuffer ints(byte[] table) {
        return ByteBuffer.wrap(table).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static List<NeighbourRow> rows(byte[] table) {
        List<NeighbourRow> rows = new ArrayList<>();
        NeighbourRows.read(table, rows::add);
        return rows;
    }
}
