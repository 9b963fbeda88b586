package bzh.vigie.agent.host.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.ReasonCode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A netlink socket (netlink(7)). Only what the kernel itself sent is received: a message of another process is skipped. Used
 * and closed by one thread.
 */
final class Netlink implements AutoCloseable {
    /** Nothing came within the time. */
    static final int NOTHING = 0;
    /** The kernel dropped messages. */
    static final int OVERRUN = -1;
    /** The socket is of no more use. */
    static final int BROKEN = -2;

    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUF = 8;
    private static final int SO_RCVTIMEO = 20;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int ADDRESS_SIZE = 12;

    private final int fd;
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment kernel = arena.allocate(ADDRESS_SIZE, 4);
    private final MemorySegment sender = arena.allocate(ADDRESS_SIZE, 4);
    private final MemorySegment senderSize = arena.allocate(JAVA_INT);
    private final MemorySegment buffer;

    private Netlink(int fd, int bufferSize) {
        this.fd = fd;
        buffer = arena.allocate(bufferSize, 8);
        kernel.set(JAVA_SHORT, 0, (short) AF_NETLINK);
    }

    /**
     * Opens one.
     *
     * @param groups bit mask of the multicast groups to join
     * @param bufferSize longest message, in bytes
     * @param queueSize what the kernel may hold for us, in bytes
     */
    static Netlink open(int protocol, int groups, int bufferSize, int queueSize) throws Refused {
        int fd = SystemCalls.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
        if (fd < 0) {
            throw refused("socket", protocol, fd);
        }
        Netlink netlink = new Netlink(fd, bufferSize);
        MemorySegment value = netlink.arena.allocate(16, 8);
        value.set(JAVA_INT, 0, queueSize);
        if (SystemCalls.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, value.asSlice(0, 4)) < 0) {
            SystemCalls.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, value.asSlice(0, 4));
        }
        netlink.timeout(1_000);
        MemorySegment own = netlink.arena.allocate(ADDRESS_SIZE, 4);
        own.set(JAVA_SHORT, 0, (short) AF_NETLINK);
        own.set(JAVA_INT, 8, groups);
        int bound = SystemCalls.bind(fd, own);
        if (bound < 0) {
            SystemCalls.close(fd);
            throw refused("bind", protocol, bound);
        }
        return netlink;
    }

    /** How long {@link #receive} waits at most. */
    void timeout(int millis) {
        MemorySegment value = arena.allocate(16, 8);
        value.set(JAVA_LONG, 0, millis / 1_000);
        value.set(JAVA_LONG, 8, millis % 1_000 * 1_000L);
        SystemCalls.setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, value);
    }

    /** Sends to the kernel. */
    void send(MemorySegment message) throws Refused {
        int sent = SystemCalls.sendto(fd, message, kernel);
        if (sent < 0) {
            throw refused("send", 0, sent);
        }
    }

    /** The length of the next message of the kernel in {@link #buffer}, or NOTHING, OVERRUN or BROKEN. */
    int receive() {
        senderSize.set(JAVA_INT, 0, ADDRESS_SIZE);
        int length = SystemCalls.recvfrom(fd, buffer, 0, sender, senderSize);
        if (length >= 0) {
            return sender.get(JAVA_INT, 4) == 0 ? length : NOTHING;
        }
        return switch (-length) {
            case LibC.EAGAIN, LibC.EINTR -> NOTHING;
            case LibC.ENOBUFS -> OVERRUN;
            default -> BROKEN;
        };
    }

    MemorySegment buffer() {
        return buffer;
    }

    Arena arena() {
        return arena;
    }

    @Override
    public void close() {
        SystemCalls.close(fd);
    }

    private static Refused refused(String call, int protocol, int errno) {
        ReasonCode reason = switch (-errno) {
            case LibC.EPERM, LibC.EACCES -> ReasonCode.NO_RIGHT;
            default -> ReasonCode.NOT_SUPPORTED;
        };
        return new Refused(reason, call + " netlink " + protocol + " errno " + -errno);
    }
}
