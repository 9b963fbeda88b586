package bzh.vigie.collector.evtx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Collections;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Values in their arrays and nested in one another, and logs that are larger than the memory. */
final class EvtxArraysTest {
    private static final byte[] SID = {1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 32, 2, 0, 0};
    private static final byte[] SHORT_SID = {1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0};
    private static final byte[] GUID = {15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0};
    private static final byte[] TIME = {(byte) 0xe9, 7, 10, 0, 3, 0, 22, 0, 20, 0, 25, 0, 23, 0, (byte) 218, 0};

    private static EvtxRecord one(EvtxWriter to, Runnable content) {
        to.record(1, () -> Logs.event(to, 1, "Security", 4624, content));
        return Logs.read(EvtxWriter.file(to.chunk())).only();
    }

    private static String shown(int type, byte[]... members) {
        EvtxWriter to = new EvtxWriter();
        EvtxRecord record = one(to, Logs.data(to, 2, to.value(type | Type.ARRAY, joined(members))));
        assertTrue(record.whole());
        return record.event().fields().getOrDefault("f0", "none");
    }

    private static byte[] joined(byte[]... members) {
        byte[] all = new byte
                [IntStream.range(0, members.length).map(i -> members[i].length).sum()];
        int at = 0;
        for (byte[] each : members) {
            System.arraycopy(each, 0, all, at, each.length);
            at += each.length;
        }
        return all;
    }

    private static byte[] number(int width, long number) {
        byte[] bytes = new byte[width];
        for (int i = 0; i < width; i++) {
            bytes[i] = (byte) (number >>> (8 * i));
        }
        return bytes;
    }

    @Test
    void anArrayOfEachTypeHasItsMembersAsTheyAreAlone() {
        assertEquals("ab\nc", shown(Type.ANSI, new byte[] {'a', 'b', 0, 'c', 0}));
        assertEquals("-1\n2", shown(Type.INT8, number(1, -1), number(1, 2)));
        assertEquals("255\n2", shown(Type.UINT8, number(1, -1), number(1, 2)));
        assertEquals("-1\n2", shown(Type.INT16, number(2, -1), number(2, 2)));
        assertEquals("-1\n2", shown(Type.INT32, number(4, -1), number(4, 2)));
        assertEquals("4294967295\n2", shown(Type.UINT32, number(4, -1), number(4, 2)));
        assertEquals("-1\n2", shown(Type.INT64, number(8, -1), number(8, 2)));
        assertEquals("18446744073709551615\n2", shown(Type.UINT64, number(8, -1), number(8, 2)));
        assertEquals("1.5\n-2.0", shown(Type.FLOAT, number(4, 0x3fc00000), number(4, 0xc0000000)));
        assertEquals("1.5\n-2.0", shown(Type.DOUBLE, number(8, 0x3ff8L << 48), number(8, 0xc000L << 48)));
        assertEquals("true\nfalse", shown(Type.BOOL, number(4, 1), number(4, 0)));
        assertEquals(
                "{0c0d0e0f-0a0b-0809-0706-050403020100}\n{00000000-0000-0000-0000-000000000000}",
                shown(Type.GUID, GUID, new byte[16]));
        assertEquals(
                "2022-06-18T04:26:40.0000000Z\n1601-01-01T00:00:00.0000000Z",
                shown(Type.FILETIME, number(8, EvtxWriter.WRITTEN), number(8, 0)));
        assertEquals("2025-10-22T20:25:23.218Z\n2025-10-22T20:25:23.218Z", shown(Type.SYSTEMTIME, TIME, TIME));
        assertEquals("S-1-5-32-544\nS-1-5-18", shown(Type.SID, SID, SHORT_SID));
        assertEquals("0xdeadbeef\n0x1", shown(Type.HEX32, number(4, 0xdeadbeefL), number(4, 1)));
        assertEquals("0x8000000000000000\n0x1", shown(Type.HEX64, number(8, Long.MIN_VALUE), number(8, 1)));
    }

    @Test
    void anArrayOfValuesWithoutAWidthIsItsBytes() {
        assertEquals("010203", shown(Type.BINARY, new byte[] {1, 2, 3}));
        assertEquals("0102030405060708", shown(Type.SIZE, new byte[] {1, 2, 3, 4, 5, 6, 7, 8}));
    }

    @Test
    void bytesThatMakeNoWholeMemberAreLeftOut() {
        assertEquals("1", shown(Type.INT32, number(4, 1), new byte[3]));
        assertEquals("none", shown(Type.INT64, new byte[7]));
        assertEquals("S-1-5-18\n0105000000000005", shown(Type.SID, SHORT_SID, new byte[] {1, 5, 0, 0, 0, 0, 0, 5}));
    }

    @Test
    void binaryXmlInAValueMayHoldBinaryXml() {
        EvtxWriter to = new EvtxWriter();
        Runnable inner = () -> to.fragment(() -> to.element("Inner", () -> to.element("Said", () -> to.text("deep"))));
        Runnable outer = () -> to.fragment(() -> to.template(
                3, () -> to.element("UserData", () -> to.hole(0, Type.XML)), new EvtxWriter.Filled(Type.XML, inner)));
        EvtxRecord record = one(to, outer);
        assertTrue(record.whole());
        assertTrue(record.xml().contains("<UserData><Inner><Said>deep</Said></Inner></UserData>"), record.xml());
        assertEquals("deep", record.event().fields().get("Said"));
    }

    /** Larger than the heap of the tests: were anything kept of what was read, this would not end. */
    @Test
    void aLogOfAGigabyteIsReadAChunkAtATime() throws IOException {
        byte[] chunk = Logs.chunk(1, 2);
        int chunks = 1 << 14;
        InputStream many = new SequenceInputStream(Collections.enumeration(Collections.nCopies(chunks, chunk).stream()
                .map(ByteArrayInputStream::new)
                .toList()));
        byte[] header = java.util.Arrays.copyOf(EvtxWriter.file(), 4096);
        long[] told = {0};
        Tally tally = EvtxReader.read(
                new SequenceInputStream(new ByteArrayInputStream(header), many), record -> told[0] += record.id());
        assertEquals(2L * chunks, tally.records());
        assertEquals(3L * chunks, told[0]);
        assertEquals(0, tally.badChecksums());
    }
}
