package bzh.vigie.agent.host.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.CommandLine;
import bzh.vigie.agent.host.ProcessFacts;
import bzh.vigie.agent.windows.ByteReader;
import bzh.vigie.agent.windows.security.Sid;
import bzh.vigie.event.Observed;
import bzh.vigie.event.Observed.Why;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The bytes are invented after the documented layout: no trace of a real Windows was at hand, and Wine has none. */
final class ProcessPayloadTest {
    private static final byte[] SYSTEM = {1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0};

    private static byte[] payload(int version, int pointer, boolean sid, String name, String line) {
        ByteBuffer bytes = ByteBuffer.allocate(8_192).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(new byte[pointer])
                .putInt(4_321)
                .putInt(1_234)
                .putInt(1)
                .putInt(-1)
                .put(new byte[pointer]);
        if (version >= 4) {
            bytes.putInt(0);
        }
        if (sid) {
            byte[] user = new byte[2 * pointer];
            user[0] = 1;
            bytes.put(user).put(SYSTEM);
        } else {
            bytes.putInt(0);
        }
        bytes.put(name.getBytes(StandardCharsets.ISO_8859_1)).put((byte) 0);
        bytes.put(line.getBytes(StandardCharsets.UTF_16LE)).putShort((short) 0);
        byte[] all = new byte[bytes.position()];
        bytes.flip().get(all);
        return all;
    }

    private static Optional<ProcessPayload> parse(byte[] bytes, int version, int pointer) {
        return ProcessPayload.parse(ByteReader.of(bytes), version, pointer);
    }

    @Test
    void eachVersionIsReadWithPointersOfEachSize() {
        for (int version : new int[] {3, 4, 5}) {
            for (int pointer : new int[] {4, 8}) {
                for (boolean sid : new boolean[] {true, false}) {
                    assertEquals(
                            Optional.of(new ProcessPayload(
                                    4_321,
                                    1_234,
                                    1,
                                    -1,
                                    sid ? Optional.of(Sid.SYSTEM) : Optional.empty(),
                                    "cmd.exe",
                                    "cmd /c é")),
                            parse(payload(version, pointer, sid, "cmd.exe", "cmd /c é"), version, pointer));
                }
            }
        }
    }

    @Test
    void anOlderVersionAndACutOneAreNone() {
        byte[] whole = payload(4, 8, true, "cmd.exe", "cmd");
        assertEquals(Optional.empty(), parse(whole, 2, 8));
        for (int length = 0; length < 36; length++) {
            assertEquals(Optional.empty(), parse(Arrays.copyOf(whole, length), 4, 8), Integer.toString(length));
        }
    }

    @Test
    void whatIsCutLaterHasEmptyTextsAndALongLineIsCutVisibly() {
        byte[] whole = payload(4, 8, true, "cmd.exe", "cmd");
        assertEquals("", parse(Arrays.copyOf(whole, 64), 4, 8).orElseThrow().commandLine());
        byte[] bytes = Arrays.copyOf(whole, 70_000);
        Arrays.fill(bytes, whole.length - 2, bytes.length, (byte) 'x');
        String line = parse(bytes, 4, 8).orElseThrow().commandLine();
        assertEquals(CountedText.MOST + 1, line.length());
        assertTrue(line.endsWith("…"));
    }

    @Test
    void anyBytesAreReadOrNot() {
        Random random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = payload(4, 8, true, "cmd.exe", "cmd /c x");
            for (int j = 0; j < 12; j++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            parse(cut, random.nextInt(6), random.nextBoolean() ? 4 : 8)
                    .ifPresent(read -> assertTrue(read.commandLine().length() <= cut.length));
        }
    }

    @Test
    void aRecordIsKeptWithWhatItSaysOfItself() {
        ByteBuffer record = ByteBuffer.allocate(TraceRecord.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        byte[] provider = {
            (byte) 0xd0,
            (byte) 0xa8,
            0x6f,
            0x3d,
            0x05,
            (byte) 0xfe,
            (byte) 0xd0,
            0x11,
            (byte) 0x9d,
            (byte) 0xda,
            0,
            (byte) 0xc0,
            0x4f,
            (byte) 0xd7,
            (byte) 0xba,
            0x7c
        };
        record.putShort(4, (short) 0x120)
                .putLong(16, 134_401_201_405_129_420L)
                .put(24, provider)
                .put(42, (byte) 4)
                .put(45, (byte) 1)
                .putShort(86, (short) 0xfffe)
                .putLong(96, 0x1234);
        MemorySegment bytes = MemorySegment.ofBuffer(record);
        assertEquals(Optional.of(TraceProvider.PROCESS), TraceRecord.provider(bytes));
        assertEquals(0xfffe, TraceRecord.length(bytes));
        assertEquals(0x1234, TraceRecord.address(bytes));
        TraceRecord kept = TraceRecord.of(TraceProvider.PROCESS, bytes, new byte[3]);
        assertEquals(134_401_201_405_129_420L, kept.time());
        assertEquals(4, kept.version());
        assertEquals(4, kept.pointer());
        assertEquals(ProcessPayload.START, kept.id());
        assertEquals(3, kept.data().remaining());
    }

    private static ProcessFacts facts(OptionalLong start) {
        return new ProcessFacts(
                4_321,
                start,
                OptionalInt.of(8),
                "cmd.exe",
                Observed.known("S-1-5-19"),
                Observed.known("C:\\x\\cmd.exe"),
                Observed.known(new CommandLine.Text("of now")),
                false,
                Optional.empty());
    }

    @Test
    void whatHasEndedKeepsItsCommandLineAndItsAccount() {
        ProcessPayload payload = new ProcessPayload(4_321, 1_234, 1, 0, Optional.of(Sid.SYSTEM), "cmd.exe", "cmd /c x");
        ProcessFacts gone = TraceNotices.joined(payload, 1_000_000_000L, facts(OptionalLong.empty()));
        assertEquals(Observed.known(new CommandLine.Text("cmd /c x")), gone.commandLine());
        assertEquals(Observed.known("S-1-5-18"), gone.accountId());
        assertEquals(Observed.missed(Why.ENDED), gone.image());
        assertEquals(OptionalLong.of(1_000_000_000L), gone.startTicks());
        assertEquals(OptionalInt.of(1_234), gone.parentPid());
    }

    @Test
    void whatRunsIsToldByItsOwnStartAndAnotherProcessOfThatPidIsNot() {
        ProcessPayload payload = new ProcessPayload(4_321, 1_234, 1, 0, Optional.empty(), "cmd.exe", "cmd /c x");
        ProcessFacts same = TraceNotices.joined(payload, 1_000_000_000L, facts(OptionalLong.of(999_990_000L)));
        assertEquals(OptionalLong.of(999_990_000L), same.startTicks());
        assertEquals(Observed.known("C:\\x\\cmd.exe"), same.image());
        assertEquals(Observed.known("S-1-5-19"), same.accountId());
        ProcessFacts other = TraceNotices.joined(payload, 1_000_000_000L, facts(OptionalLong.of(1_000_300_000L)));
        assertEquals(Observed.missed(Why.ENDED), other.image());
        assertEquals(Observed.missed(Why.ENDED), other.accountId());
    }
}
