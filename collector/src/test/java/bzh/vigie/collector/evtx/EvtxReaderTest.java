package bzh.vigie.collector.evtx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.event.WindowsEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EvtxReaderTest {
    private static final byte[] SID = {1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 32, 2, 0, 0};
    private static final byte[] GUID = {15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0};
    private static final byte[] YEAR = {(byte) 0xe9, 7, 10, 0, 3, 0, 22, 0, 20, 0, 25, 0, 23, 0, (byte) 218, 0};

    private static EvtxRecord one(java.util.function.Function<EvtxWriter, Runnable> section) {
        EvtxWriter to = new EvtxWriter();
        Runnable content = section.apply(to);
        to.record(1, () -> Logs.event(to, 1, "Security", 4624, content));
        Logs.Read read = Logs.read(EvtxWriter.file(to.chunk()));
        assertEquals(new Tally(true, 1, read.tally().partial(), 0, 0, 1, 0, 0, false), read.tally());
        return read.only();
    }

    private static String shown(java.util.function.Function<EvtxWriter, EvtxWriter.Filled> value) {
        EvtxRecord record = one(to -> Logs.data(to, 2, value.apply(to)));
        assertTrue(record.whole());
        return record.event().fields().getOrDefault("f0", "none");
    }

    @Test
    void valuesAreShownAsWindowsDoes() {
        assertEquals("a\u00e9\u4e2d", shown(to -> to.text(Type.STRING, "a\u00e9\u4e2d\0")));
        assertEquals("ab\u20ac", shown(to -> to.value(Type.ANSI, (byte) 'a', (byte) 'b', (byte) 0x80, (byte) 0)));
        assertEquals("-2", shown(to -> to.number(Type.INT8, 1, -2)));
        assertEquals("254", shown(to -> to.number(Type.UINT8, 1, -2)));
        assertEquals("-2", shown(to -> to.number(Type.INT16, 2, -2)));
        assertEquals("65534", shown(to -> to.number(Type.UINT16, 2, -2)));
        assertEquals("-2", shown(to -> to.number(Type.INT32, 4, -2)));
        assertEquals("4294967294", shown(to -> to.number(Type.UINT32, 4, -2)));
        assertEquals("-2", shown(to -> to.number(Type.INT64, 8, -2)));
        assertEquals("18446744073709551614", shown(to -> to.number(Type.UINT64, 8, -2)));
        assertEquals("1.5", shown(to -> to.number(Type.FLOAT, 4, Float.floatToIntBits(1.5f))));
        assertEquals("-0.25", shown(to -> to.number(Type.DOUBLE, 8, Double.doubleToLongBits(-0.25))));
        assertEquals("true", shown(to -> to.number(Type.BOOL, 4, 1)));
        assertEquals("true", shown(to -> to.number(Type.BOOL, 4, 0x100)));
        assertEquals("false", shown(to -> to.number(Type.BOOL, 1, 0)));
        assertEquals("00FF7A", shown(to -> to.value(Type.BINARY, (byte) 0, (byte) -1, (byte) 0x7a)));
        assertEquals("{0c0d0e0f-0a0b-0809-0706-050403020100}", shown(to -> to.value(Type.GUID, GUID)));
        assertEquals("0xfffffffe", shown(to -> to.number(Type.SIZE, 4, -2)));
        assertEquals("0x10", shown(to -> to.number(Type.SIZE, 8, 16)));
        assertEquals("2022-06-18T04:26:40.0000000Z", shown(to -> to.number(Type.FILETIME, 8, EvtxWriter.WRITTEN)));
        assertEquals("2025-10-22T20:25:23.218Z", shown(to -> to.value(Type.SYSTEMTIME, YEAR)));
        assertEquals("0-0-0 0:0:0.0", shown(to -> to.value(Type.SYSTEMTIME, new byte[16])));
        assertEquals("S-1-5-32-544", shown(to -> to.value(Type.SID, SID)));
        assertEquals("0xdeadbeef", shown(to -> to.number(Type.HEX32, 4, 0xdeadbeefL)));
        assertEquals("0x8000000000000000", shown(to -> to.number(Type.HEX64, 8, Long.MIN_VALUE)));
        assertEquals("0102", shown(to -> to.value(Type.GUID, (byte) 1, (byte) 2)));
        assertEquals(
                "0105000000000005",
                shown(to -> to.value(
                        Type.SID, (byte) 1, (byte) 5, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 5)));
        assertEquals("", shown(to -> to.value(Type.NULL)));
    }

    @Test
    void anArrayRepeatsItsElement() {
        EvtxRecord record = one(to -> Logs.data(
                to,
                2,
                to.text(Type.STRING | Type.ARRAY, "one\0\0three\0"),
                to.number(Type.UINT16 | Type.ARRAY, 6, 0x0003_0002_0001L),
                to.value(Type.SID | Type.ARRAY, SID),
                to.value(Type.XML | Type.ARRAY, (byte) 0xab)));
        assertEquals(
                Map.of("f0", "one\n\nthree", "f1", "1\n2\n3", "f2", "S-1-5-32-544", "f3", "AB"),
                record.event().fields());
        assertTrue(record.xml().contains("<Data Name=\"f1\">1</Data><Data Name=\"f1\">2</Data>"), record.xml());
        assertTrue(record.json().contains("\"f0\":[\"one\",\"\",\"three\"],\"f1\":[1,2,3]"), record.json());
    }

    @Test
    void anOptionalAttributeWithoutValueIsLeftOut() {
        EvtxRecord record = one(to -> Logs.data(to, 2, to.text(Type.STRING, "x")));
        assertTrue(record.xml().startsWith("<Event><System><Provider Name=\"Vigie-Test\"/><EventID>4624</EventID>"));
        assertEquals(4624, Integer.parseInt(record.event().eventId()));
        assertEquals("PC-1", record.event().computer());
        assertEquals(1, record.event().recordId());
        assertEquals(
                "{\"Event\":{\"System\":{\"Provider\":{\"#attributes\":{\"Name\":\"Vigie-Test\"}},\"EventID\":4624,"
                        + "\"EventRecordID\":1,\"Channel\":\"Security\",\"Computer\":\"PC-1\"},\"EventData\":{\"f0\":\"x\"}}}",
                record.json());
    }

    @Test
    void textIsMadeOfAllItsPieces() {
        EvtxRecord record = one(to -> () -> to.fragment(() -> to.element(
                "UserData",
                () -> to.element(
                        "Any",
                        () -> to.element(
                                "Said",
                                new EvtxWriter.Named[] {
                                    new EvtxWriter.Named("how", () -> {
                                        to.text("a");
                                        to.entity("quot");
                                    })
                                },
                                () -> to.text("1 "),
                                () -> to.entity("lt"),
                                () -> to.character('&'),
                                () -> to.cdata("]<"))))));
        assertEquals(Map.of("Said", "1 <&]<", "Said.how", "a\""), record.event().fields());
        assertTrue(record.xml().contains("<Said how=\"a&quot;\">1 &lt;&amp;]&lt;</Said>"));
    }

    @Test
    void oddTextStaysAsItIsAndItsXmlIsWellFormed() {
        String odd = "\ud800x\u0001\udc00\ud83d\ude00\ufffe";
        EvtxRecord record = one(to -> Logs.data(to, 2, to.text(Type.STRING, odd)));
        assertEquals(odd, record.event().fields().get("f0"));
        assertTrue(record.xml().contains("\ufffdx\ufffd\ufffd\ud83d\ude00\ufffd"), record.xml());
    }

    @Test
    void theXmlSaysWhatTheRecordSays() {
        for (EvtxRecord each : Logs.read(EvtxWriter.file(Logs.chunk(1, 2, 3))).records()) {
            assertEquals(each.event(), WindowsEvent.ofXml(each.xml()));
        }
    }

    @Test
    void severalFragmentsOfOneRecordAreAllRead() {
        EvtxWriter to = new EvtxWriter();
        to.record(1, () -> {
            Logs.event(to, 1, "System", 1, Logs.data(to, 2, to.text(Type.STRING, "x")));
            to.fragment(() ->
                    to.element("More", () -> to.element("Section", () -> to.element("a", () -> to.text("b")))));
        });
        EvtxRecord record = Logs.read(EvtxWriter.file(to.chunk())).only();
        assertTrue(record.xml().endsWith("</Event><More><Section><a>b</a></Section></More>"), record.xml());
        assertEquals(Map.of("f0", "x", "a", "b"), record.event().fields());
    }

    @Test
    void wrongChecksumsAreCountedAndTheRecordsRead() {
        byte[] chunk = Logs.chunk(1, 2, 3);
        chunk[52] ^= 1;
        Logs.Read read = Logs.read(EvtxWriter.file(chunk));
        assertEquals(List.of(1L, 2L, 3L), read.ids());
        assertEquals(new Tally(true, 3, 0, 0, 0, 1, 0, 1, false), read.tally());
        byte[] file = EvtxWriter.file(chunk);
        file[120] = 4;
        assertEquals(0, Logs.read(file).tally().badChecksums());
    }

    @Test
    void aHeaderOlderThanItsRecordsHidesNone() {
        byte[] chunk = Logs.chunk(1, 2, 3);
        // As after a crash: the header knows the first record only, and its checksum is from before.
        chunk[48] = 0;
        chunk[49] = 3;
        assertEquals(List.of(1L, 2L, 3L), Logs.read(EvtxWriter.file(chunk)).ids());
    }

    @Test
    void recordsOfAnEarlierUseOfAChunkAreNotTold() {
        byte[] used = Logs.chunk(1, 2, 3, 4);
        byte[] again = Logs.chunk(11, 12);
        int free = (int) Cursor.u32(again, 48);
        int third = recordAt(used, 3);
        System.arraycopy(used, third, again, free, Chunk.SIZE - Math.max(third, free));
        assertEquals(List.of(11L, 12L), Logs.read(EvtxWriter.file(again)).ids());
        again[124] ^= 1;
        assertEquals(List.of(11L, 12L), Logs.read(EvtxWriter.file(again)).ids());
    }

    private static int recordAt(byte[] chunk, long id) {
        for (int at = Chunk.HEADER_SIZE; at < Chunk.SIZE - 16; at++) {
            if (Cursor.u32(chunk, at) == 0x2a2a && Cursor.i64(chunk, at + 8) == id) {
                return at;
            }
        }
        throw new AssertionError("no record " + id);
    }

    @Test
    void behindADamagedRecordTheNextIsFound() {
        byte[] chunk = Logs.chunk(1, 2, 3, 4);
        chunk[recordAt(chunk, 2) + 4] = 0;
        chunk[recordAt(chunk, 2) + 5] = 0;
        Logs.Read read = Logs.read(EvtxWriter.file(chunk));
        assertEquals(List.of(1L, 3L, 4L), read.ids());
        assertEquals(new Tally(true, 3, 0, 2, 1, 1, 0, 1, false), read.tally());
        assertFalse(read.records().getFirst().salvaged());
        assertTrue(read.records().getLast().salvaged());
    }

    @Test
    void chunksBehindZerosAndBehindOthersAreRead() {
        byte[] bad = Logs.chunk(3);
        bad[0] = 'e';
        Logs.Read read = Logs.read(EvtxWriter.file(Logs.chunk(9), new byte[Chunk.SIZE], bad, Logs.chunk(1, 2)));
        assertEquals(List.of(9L, 1L, 2L), read.ids());
        assertEquals(new Tally(true, 3, 0, 0, 0, 2, 1, 0, false), read.tally());
    }

    @Test
    void aFileThatIsCutOffGivesWhatIsThere() {
        byte[] chunk = Logs.chunk(1, 2, 3);
        byte[] file = EvtxWriter.file(chunk);
        Logs.Read read = Logs.read(java.util.Arrays.copyOf(file, 4096 + recordAt(chunk, 3) + 30));
        assertEquals(List.of(1L, 2L), read.ids());
        assertEquals(new Tally(true, 2, 0, 0, 1, 1, 0, 1, true), read.tally());
        assertEquals(0, Logs.read(new byte[0]).tally().records());
        assertFalse(
                Logs.read("no log".getBytes(StandardCharsets.US_ASCII)).tally().headerRight());
    }

    @Test
    void aTemplateThatNeedsItselfEnds() {
        EvtxWriter to = new EvtxWriter();
        to.record(
                1,
                () -> Logs.event(
                        to,
                        1,
                        "System",
                        1,
                        () -> to.fragment(() -> to.template(
                                2,
                                () -> to.element("EventData", () -> to.template(2, () -> {}, to.value(Type.NULL))),
                                to.value(Type.NULL)))));
        EvtxRecord record = Logs.read(EvtxWriter.file(to.chunk())).only();
        assertFalse(record.whole());
        assertEquals("System", record.event().channel());
    }

    @Test
    void aRecordThatGrowsWithoutEndIsCut() {
        EvtxWriter to = new EvtxWriter();
        Runnable[] holes = new Runnable[1_000];
        java.util.Arrays.fill(holes, (Runnable) () -> to.element("Data", () -> to.hole(0, Type.STRING)));
        to.record(
                1,
                () -> Logs.event(
                        to,
                        1,
                        "System",
                        1,
                        () -> to.fragment(() -> to.template(
                                2, () -> to.element("EventData", holes), to.text(Type.STRING, "x".repeat(4_000))))));
        EvtxRecord record = Logs.read(EvtxWriter.file(to.chunk())).only();
        assertFalse(record.whole());
        assertTrue(record.xml().length() < 300_000, record.xml().length() + " characters");
    }

    @Test
    void elementsWithinElementsWithoutEndAreCut() {
        EvtxWriter to = new EvtxWriter();
        Runnable deep = () -> to.element("end");
        for (int i = 0; i < 200; i++) {
            Runnable inner = deep;
            deep = () -> to.element("e", inner);
        }
        Runnable all = deep;
        to.record(1, () -> Logs.event(to, 1, "System", 1, () -> to.fragment(all)));
        EvtxRecord record = Logs.read(EvtxWriter.file(to.chunk())).only();
        assertFalse(record.whole());
        assertFalse(record.json().contains("end"));
    }
}
