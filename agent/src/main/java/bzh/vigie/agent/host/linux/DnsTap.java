package bzh.vigie.agent.host.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import bzh.vigie.agent.host.Sockets.NameAnswer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Answers to DNS queries as they come in over UDP from port 53, by packet sockets (packet(7)). A filter in the kernel (Linux
 * Socket Filtering) lets nothing else through, so other traffic wakes nobody and is never seen. Answers over TCP, TLS and HTTPS
 * are not seen. Needs CAP_NET_RAW. Used and closed by one thread.
 */
final class DnsTap implements AutoCloseable {
    private static final int AF_PACKET = 17;
    private static final int SOCK_DGRAM_CLOEXEC_NONBLOCK = 2 | 0x80000 | 0x800;
    private static final int SOL_SOCKET = 1;
    private static final int SO_ATTACH_FILTER = 26;
    private static final int ETH_P_IP = 0x0800;
    private static final int ETH_P_IPV6 = 0x86DD;
    private static final int BUFFER = 4_096;
    private static final int MOST_AT_ONCE = 500;

    /** Instructions of a filter: code, jump if true, jump if false, operand (linux/filter.h). */
    private static final int[][] IPV4 = {
        {0x30, 0, 0, 9}, // the protocol
        {0x15, 0, 6, 17}, // is UDP
        {0x28, 0, 0, 6}, // flags and offset of the fragment
        {0x45, 4, 0, 0x1fff}, // is the first
        {0xb1, 0, 0, 0}, // length of the header
        {0x48, 0, 0, 0}, // source port
        {0x15, 0, 1, 53}, // is that of DNS
        {0x06, 0, 0, BUFFER},
        {0x06, 0, 0, 0},
    };

    private static final int[][] IPV6 = {
        {0x30, 0, 0, 6}, // the next header
        {0x15, 0, 3, 17}, // is UDP
        {0x28, 0, 0, 40}, // source port
        {0x15, 0, 1, 53}, // is that of DNS
        {0x06, 0, 0, BUFFER},
        {0x06, 0, 0, 0},
    };

    private final Arena arena = Arena.ofAuto();
    private final MemorySegment buffer = arena.allocate(BUFFER, 8);
    private final MemorySegment sender = arena.allocate(128, 8);
    private final MemorySegment senderSize = arena.allocate(JAVA_INT);
    private final List<Integer> sockets = new ArrayList<>();

    private DnsTap() {}

    /** Opens it; empty without the right, or where the kernel has no such sockets. */
    static Optional<DnsTap> open() {
        DnsTap tap = new DnsTap();
        tap.open(ETH_P_IP, IPV4);
        tap.open(ETH_P_IPV6, IPV6);
        return tap.sockets.isEmpty() ? Optional.empty() : Optional.of(tap);
    }

    /** Filter first, then bound: nothing of others is ever received. */
    private void open(int protocol, int[][] filter) {
        int fd = SystemCalls.socket(AF_PACKET, SOCK_DGRAM_CLOEXEC_NONBLOCK, 0);
        if (fd < 0) {
            return;
        }
        MemorySegment code = arena.allocate(8L * filter.length, 8);
        for (int i = 0; i < filter.length; i++) {
            code.set(JAVA_SHORT, 8L * i, (short) filter[i][0]);
            code.set(JAVA_BYTE, 8L * i + 2, (byte) filter[i][1]);
            code.set(JAVA_BYTE, 8L * i + 3, (byte) filter[i][2]);
            code.set(JAVA_INT, 8L * i + 4, filter[i][3]);
        }
        MemorySegment program = arena.allocate(16, 8);
        program.set(JAVA_SHORT, 0, (short) filter.length);
        program.set(ADDRESS, 8, code);
        // struct sockaddr_ll: family, protocol in network order, then any interface.
        MemorySegment address = arena.allocate(20, 4);
        address.set(JAVA_SHORT, 0, (short) AF_PACKET);
        address.set(JAVA_BYTE, 2, (byte) (protocol >> 8));
        address.set(JAVA_BYTE, 3, (byte) protocol);
        if (SystemCalls.setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, program) < 0
                || SystemCalls.bind(fd, address) < 0) {
            SystemCalls.close(fd);
            return;
        }
        sockets.add(fd);
    }

    /** Tells the answers that came since the last time. */
    void read(Consumer<NameAnswer> each) {
        for (int fd : sockets) {
            for (int i = 0; i < MOST_AT_ONCE; i++) {
                senderSize.set(JAVA_INT, 0, (int) sender.byteSize());
                int length = SystemCalls.recvfrom(fd, buffer, 0, sender, senderSize);
                if (length <= 0) {
                    break;
                }
                byte[] packet = buffer.asSlice(0, Math.min(length, BUFFER)).toArray(JAVA_BYTE);
                DnsMessage.answer(packet).ifPresent(each);
            }
        }
    }

    @Override
    public void close() {
        sockets.forEach(SystemCalls::close);
        sockets.clear();
    }
}
