package bzh.vigie.agent.host.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import bzh.vigie.agent.host.SocketRow;
import bzh.vigie.event.Endpoint;
import bzh.vigie.event.Event.Transport;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Messages of sock_diag(7), in the machine's byte order but for ports and addresses:
 *
 * <pre>
 *  0 nlmsghdr         length u32 · type u16 · flags u16 · sequence u32 · port u32
 * 16 inet_diag_req_v2 family u8 · protocol u8 · extensions u8 · pad u8 · states u32 · 24 inet_diag_sockid, zeros
 * 16 inet_diag_msg    family u8 · state u8 · timer u8 · retrans u8
 * 20 inet_diag_sockid source port u16 · destination port u16 · source 4 x u32 · destination 4 x u32 · interface u32 · cookie 2 x u32
 * 68                  expires u32 · rqueue u32 · wqueue u32 · uid u32 · inode u32
 * 88 attributes       length u16 · type u16 · value, padded to four bytes
 * </pre>
 */
final class DiagMessage {
    static final int REQUEST_SIZE = 72;
    static final int TCP = 6;
    static final int UDP = 17;
    static final int IPV4 = 2;
    static final int IPV6 = 10;

    private static final short SOCK_DIAG_BY_FAMILY = 20;
    private static final short REQUEST_DUMP = 0x301;
    private static final int DONE = 3;
    private static final int ERROR = 2;
    private static final int MESSAGE_SIZE = 88;
    private static final int INFO = 2;
    private static final int PROTOCOL = 10;
    private static final int BYTES_ACKED = 120;
    private static final int BYTES_RECEIVED = 128;

    private DiagMessage() {}

    /** Writes a request for all sockets of a family and protocol into 72 zeroed bytes. */
    static void writeRequest(MemorySegment buffer, int family, int protocol, int states) {
        buffer.set(JAVA_INT_UNALIGNED, 0, REQUEST_SIZE);
        buffer.set(JAVA_SHORT_UNALIGNED, 4, SOCK_DIAG_BY_FAMILY);
        buffer.set(JAVA_SHORT_UNALIGNED, 6, REQUEST_DUMP);
        buffer.set(JAVA_BYTE, 16, (byte) family);
        buffer.set(JAVA_BYTE, 17, (byte) protocol);
        buffer.set(JAVA_BYTE, 18, (byte) (1 << (INFO - 1)));
        buffer.set(JAVA_INT_UNALIGNED, 20, states);
    }

    /**
     * Tells the sockets in a datagram, skipping what is none.
     *
     * @param protocol what was asked for; a message of a socket that closes says its own
     * @return whether the answer ends in it
     */
    static boolean read(MemorySegment buffer, int length, int protocol, Consumer<SocketRow> each) {
        int end = (int) Math.min(length, buffer.byteSize());
        int at = 0;
        while (at + 16 <= end) {
            int size = buffer.get(JAVA_INT_UNALIGNED, at);
            int type = Short.toUnsignedInt(buffer.get(JAVA_SHORT_UNALIGNED, at + 4));
            if (type == DONE || type == ERROR || size < 16 || size > end - at) {
                return true;
            }
            if (type == SOCK_DIAG_BY_FAMILY && size >= MESSAGE_SIZE) {
                row(buffer.asSlice(at, size), protocol).ifPresent(each);
            }
            at += (size + 3) & ~3;
        }
        return false;
    }

    private static Optional<SocketRow> row(MemorySegment message, int asked) {
        int family = message.get(JAVA_BYTE, 16);
        if (family != IPV4 && family != IPV6) {
            return Optional.empty();
        }
        int protocol = asked;
        OptionalLong sent = OptionalLong.empty();
        OptionalLong received = OptionalLong.empty();
        long at = MESSAGE_SIZE;
        while (at + 4 <= message.byteSize()) {
            int length = Short.toUnsignedInt(message.get(JAVA_SHORT_UNALIGNED, at));
            int type = Short.toUnsignedInt(message.get(JAVA_SHORT_UNALIGNED, at + 2));
            if (length < 4 || length > message.byteSize() - at) {
                break;
            }
            if (type == PROTOCOL && length > 4) {
                protocol = Byte.toUnsignedInt(message.get(JAVA_BYTE, at + 4));
            } else if (type == INFO && length >= 4 + BYTES_RECEIVED + 8) {
                sent = OptionalLong.of(Math.max(0, message.get(JAVA_LONG_UNALIGNED, at + 4 + BYTES_ACKED)));
                received = OptionalLong.of(Math.max(0, message.get(JAVA_LONG_UNALIGNED, at + 4 + BYTES_RECEIVED)));
            }
            at += (length + 3) & ~3;
        }
        if (protocol != TCP && protocol != UDP) {
            return Optional.empty();
        }
        return Optional.of(new SocketRow(
                protocol == TCP ? Transport.TCP : Transport.UDP,
                message.get(JAVA_BYTE, 17),
                endpoint(message, family, 24, 20),
                endpoint(message, family, 40, 22),
                message.get(JAVA_LONG_UNALIGNED, 60),
                Integer.toUnsignedLong(message.get(JAVA_INT_UNALIGNED, 84)),
                sent,
                received));
    }

    private static Endpoint endpoint(MemorySegment message, int family, int address, int port) {
        byte[] bytes = message.asSlice(address, family == IPV4 ? 4 : 16).toArray(JAVA_BYTE);
        int number = Short.toUnsignedInt(Short.reverseBytes(message.get(JAVA_SHORT_UNALIGNED, port)));
        try {
            return new Endpoint(InetAddress.getByAddress(bytes), number);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
        }
    }
}
