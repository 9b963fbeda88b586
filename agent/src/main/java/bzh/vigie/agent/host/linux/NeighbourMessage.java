package bzh.vigie.agent.host.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import bzh.vigie.agent.host.NeighbourRow;
import bzh.vigie.event.MacAddress;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Messages about neighbours of rtnetlink(7) (linux/neighbour.h), in the machine's byte order but for addresses:
 *
 * <pre>
 *  0 nlmsghdr   length u32 · type u16 · flags u16 · sequence u32 · port u32
 * 16 ndmsg      family u8 · pad u8 · pad u16 · interface s32 · state u16 · flags u8 · type u8
 * 28 attributes length u16 · type u16 · value, padded to four bytes
 *      1 NDA_DST        address, 4 or 16 bytes
 *      2 NDA_LLADDR     address on the link, 6 bytes where the link is like Ethernet
 *      3 NDA_CACHEINFO  since confirmed u32 · since used u32 · since updated u32 · references u32, times in hundredths of a second
 * </pre>
 */
final class NeighbourMessage {
    static final int REQUEST_SIZE = 28;

    private static final short RTM_NEWNEIGH = 28;
    private static final short RTM_GETNEIGH = 30;
    private static final short REQUEST_DUMP = 0x301;
    private static final int ERROR = 2;
    private static final int DONE = 3;
    private static final int MESSAGE_SIZE = 28;
    private static final int DST = 1;
    private static final int LLADDR = 2;
    private static final int CACHEINFO = 3;
    /** Reachable, stale, delay and probe: the neighbour answered, at some time. */
    private static final int ANSWERED = 0x02 | 0x04 | 0x08 | 0x10;

    private static final int PERMANENT = 0x80;
    private static final int PROXY = 0x08;

    private NeighbourMessage() {}

    /** How a datagram of an answer leaves it. */
    enum Answer {
        GOES_ON,
        ENDS,
        /** The kernel refused, or what came is no answer. */
        FAILED
    }

    /** Writes a request for all neighbours of a family into 28 zeroed bytes. */
    static void writeRequest(MemorySegment buffer, int family) {
        buffer.set(JAVA_INT_UNALIGNED, 0, REQUEST_SIZE);
        buffer.set(JAVA_SHORT_UNALIGNED, 4, RTM_GETNEIGH);
        buffer.set(JAVA_SHORT_UNALIGNED, 6, REQUEST_DUMP);
        buffer.set(JAVA_BYTE, 16, (byte) family);
    }

    /** Tells the neighbours in a datagram, skipping what is none. */
    static Answer read(MemorySegment buffer, int length, Consumer<NeighbourRow> each) {
        int end = (int) Math.min(length, buffer.byteSize());
        int at = 0;
        while (at + 16 <= end) {
            int size = buffer.get(JAVA_INT_UNALIGNED, at);
            int type = Short.toUnsignedInt(buffer.get(JAVA_SHORT_UNALIGNED, at + 4));
            if (type == DONE) {
                return Answer.ENDS;
            }
            if (type == ERROR || size < 16 || size > end - at) {
                return Answer.FAILED;
            }
            if (type == RTM_NEWNEIGH && size >= MESSAGE_SIZE) {
                row(buffer.asSlice(at, size)).ifPresent(each);
            }
            at += (size + 3) & ~3;
        }
        return Answer.GOES_ON;
    }

    private static Optional<NeighbourRow> row(MemorySegment message) {
        int state = Short.toUnsignedInt(message.get(JAVA_SHORT_UNALIGNED, 24));
        boolean configured = (state & PERMANENT) != 0;
        if ((!configured && (state & ANSWERED) == 0) || (message.get(JAVA_BYTE, 26) & PROXY) != 0) {
            return Optional.empty();
        }
        Optional<InetAddress> address = Optional.empty();
        Optional<MacAddress> mac = Optional.empty();
        Optional<Duration> age = configured ? Optional.of(Duration.ZERO) : Optional.empty();
        long at = MESSAGE_SIZE;
        while (at + 4 <= message.byteSize()) {
            int length = Short.toUnsignedInt(message.get(JAVA_SHORT_UNALIGNED, at));
            int type = Short.toUnsignedInt(message.get(JAVA_SHORT_UNALIGNED, at + 2));
            if (length < 4 || length > message.byteSize() - at) {
                break;
            }
            MemorySegment value = message.asSlice(at + 4, length - 4);
            if (type == DST) {
                address = address(value, message.get(JAVA_BYTE, 16));
            } else if (type == LLADDR && value.byteSize() == MacAddress.LENGTH) {
                mac = Optional.of(MacAddress.of(value.toArray(JAVA_BYTE)));
            } else if (type == CACHEINFO && value.byteSize() >= 4 && !configured) {
                age = Optional.of(Duration.ofMillis(10 * Integer.toUnsignedLong(value.get(JAVA_INT_UNALIGNED, 0))));
            }
            at += (length + 3) & ~3;
        }
        return address.isEmpty() || mac.isEmpty()
                ? Optional.empty()
                : NeighbourRow.of(address.get(), mac.get(), configured, age);
    }

    private static Optional<InetAddress> address(MemorySegment value, int family) {
        if (value.byteSize() != (family == DiagMessage.IPV4 ? 4 : 16)) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByAddress(value.toArray(JAVA_BYTE)));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
