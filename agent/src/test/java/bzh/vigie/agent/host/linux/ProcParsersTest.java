package bzh.vigie.agent.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.event.Endpoint;
import bzh.vigie.event.Event.Transport;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Samples from {@code cat /proc/self/stat}, {@code /proc/net/tcp} and {@code tcp6} on Debian 13, Linux 6.18, x86-64. */
final class ProcParsersTest {
    private static Optional<ProcStat> stat(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ProcStat.parse(bytes, bytes.length);
    }

    private static String line(String name, char state, long flags) {
        return "77 (" + name + ") " + state + " 12 77 77 34816 77 " + flags
                + " 120 0 0 0 1 2 3 4 20 0 1 0 987654 5000000 400 18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 1 0 0\n";
    }

    @Test
    void aStatLineIsReadWhateverTheNameHolds() {
        assertEquals(
                Optional.of(new ProcStat("a) R 1 (b", 'S', 12, 987_654, false)),
                stat(line("a) R 1 (b", 'S', 4_194_304)));
        assertTrue(stat(line("kworker/0:1", 'I', 69_238_880)).orElseThrow().kernelThread());
        assertTrue(stat(line("true", 'Z', 0)).orElseThrow().isDead());
        assertEquals(Optional.empty(), stat("77 (a"));
        assertEquals(Optional.empty(), stat("77 (a) S 12 77"));
    }

    @Test
    void theEffectiveUidIsTheSecond() {
        byte[] text =
                "Name:\tUid: 7\nUmask:\t0022\nUid:\t1000\t0\t0\t0\nGid:\t5\t6\t6\t6\n".getBytes(StandardCharsets.UTF_8);
        assertEquals(OptionalInt.of(0), ProcStatus.effectiveUid(text, text.length));
        assertEquals(OptionalInt.empty(), ProcStatus.effectiveUid(text, 20));
    }

    @Test
    void argumentsAreSplitAtZerosAndTitlesLoseTheirTail() {
        byte[] three = "sh\0-c\0\0".getBytes(StandardCharsets.UTF_8);
        assertEquals(List.of("sh", "-c"), ProcCmdline.parse(three, three.length, false));
        byte[] title = "nginx: worker\0\0\0\0".getBytes(StandardCharsets.UTF_8);
        assertEquals(List.of("nginx: worker"), ProcCmdline.parse(title, title.length, false));
        byte[] cut = "a\0bcd".getBytes(StandardCharsets.UTF_8);
        assertEquals(List.of("a", "bcd…"), ProcCmdline.parse(cut, cut.length, true));
    }

    @Test
    void linesOfProcNetAreRead() throws Exception {
        var row = ProcNet.parse(
                        Transport.TCP,
                        "   0: 0100007F:1538 0200007F:D431 01 00000000:00000000 02:000A7E5C 00000000     0        0 20634 2 0000 20 4 30 10 -1")
                .orElseThrow();
        assertEquals(new Endpoint(InetAddress.getLoopbackAddress(), 5_432), row.local());
        assertEquals(new Endpoint(InetAddress.getByName("127.0.0.2"), 54_321), row.remote());
        assertEquals(20_634, row.holder());
        var six = ProcNet.parse(
                        Transport.TCP,
                        "   1: B80D0120000000000000000001000000:0016 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 31 1 0000 100 0 0 10 0")
                .orElseThrow();
        assertEquals(new Endpoint(InetAddress.getByName("2001:db8::1"), 22), six.local());
        assertTrue(six.isListener());
        assertEquals(
                Optional.empty(),
                ProcNet.parse(
                        Transport.TCP,
                        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid"));
    }

    @Test
    void aLinkToASocketGivesItsInode() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment socket = arena.allocateFrom("socket:[12345]");
            assertEquals(12_345, SocketLink.inode(socket, 14));
            assertEquals(-1, SocketLink.inode(arena.allocateFrom("socket:[]"), 9));
            assertEquals(-1, SocketLink.inode(arena.allocateFrom("/dev/socket:[1]"), 15));
        }
    }

    @Test
    void messagesMadeOfGarbageNeverThrow() {
        SplittableRandom random = new SplittableRandom(11);
        ConnectorMessage message = new ConnectorMessage();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(4_096, 8);
            for (int round = 0; round < 20_000; round++) {
                int length = random.nextInt(400);
                for (int i = 0; i < length; i += 4) {
                    buffer.set(
                            ValueLayout.JAVA_INT, i, random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(120));
                }
                buffer.set(ValueLayout.JAVA_SHORT, 4, (short) 20);
                message.read(buffer, length);
                int[] rows = {0};
                DiagMessage.read(buffer, length, DiagMessage.TCP, row -> rows[0]++);
                assertTrue(rows[0] <= length / 16);
            }
            assertFalse(message.read(buffer, 10));
        }
    }

    @Test
    void aMessageOfTheConnectorIsReadFieldByField() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(128, 8);
            ConnectorMessage.writeListen(buffer);
            int[] words = {5, 0, 0x80000000, 1, 0, 0, 100, 100, 0x0300, 17};
            buffer.set(ValueLayout.JAVA_INT, 24, words[0]);
            for (int i = 2; i < words.length; i++) {
                buffer.set(ValueLayout.JAVA_INT, 36 + 4L * (i - 2), words[i]);
            }
            ConnectorMessage message = new ConnectorMessage();
            assertTrue(message.read(buffer, 76));
            assertEquals(5, message.sequence());
            assertEquals(1, message.cpu());
            assertTrue(message.isProcessEnd());
            assertEquals(100, message.process());
            assertEquals(3, message.exitCode());
        }
    }
}
