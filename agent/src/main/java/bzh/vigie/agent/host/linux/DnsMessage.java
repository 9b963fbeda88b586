package bzh.vigie.agent.host.linux;

import bzh.vigie.agent.host.Sockets.NameAnswer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A DNS answer in a packet of IPv4 (RFC 791) or IPv6 (RFC 8200) over UDP (RFC 768); the message by RFC 1035 section 4:
 *
 * <pre>
 *  0 id u16 · 2 flags u16 (0x8000 answer) · 4 questions u16 · 6 answers u16 · 8 u16 · 10 u16
 * 12 question: name, type u16, class u16 · each answer: name, type u16, class u16, seconds u32, length u16, data
 * name: labels of a length byte below 64 and as many bytes, ended by 0 or by a pointer 0xC000 to an earlier place
 * </pre>
 *
 * <p>Pure: any bytes, never an exception. Pointers may only lead back, so that no name is endless.
 */
final class DnsMessage {
    private static final int UDP_HEADER = 8;
    private static final int HEADER = 12;
    private static final int LONGEST_NAME = 255;
    private static final int MOST_ANSWERS = 64;
    private static final int A = 1;
    private static final int NS = 2;
    private static final int CNAME = 5;
    private static final int PTR = 12;
    private static final int MX = 15;
    private static final int TXT = 16;
    private static final int AAAA = 28;
    private static final int SRV = 33;

    private final ByteBuffer in;

    private DnsMessage(ByteBuffer in) {
        this.in = in;
    }

    /** The answer in this packet, which begins with its network header; empty where there is none that can be read. */
    static Optional<NameAnswer> answer(byte[] packet) {
        int start = packet.length == 0 ? 0 : (packet[0] & 0xF0) == 0x60 ? 40 : 4 * (packet[0] & 0xF);
        start += UDP_HEADER;
        if (packet.length < start + HEADER) {
            return Optional.empty();
        }
        return new DnsMessage(ByteBuffer.wrap(Arrays.copyOfRange(packet, start, packet.length))).answer();
    }

    private Optional<NameAnswer> answer() {
        boolean isAnswer = (in.getShort(2) & 0x8000) != 0;
        int questions = u16(4);
        int answers = Math.min(u16(6), MOST_ANSWERS);
        if (!isAnswer || questions != 1) {
            return Optional.empty();
        }
        in.position(HEADER);
        Optional<String> asked = name();
        if (asked.isEmpty() || in.remaining() < 4) {
            return Optional.empty();
        }
        int type = Short.toUnsignedInt(in.getShort());
        in.getShort();
        List<String> told = new ArrayList<>();
        for (int i = 0; i < answers; i++) {
            if (name().isEmpty() || in.remaining() < 10) {
                break;
            }
            int kind = Short.toUnsignedInt(in.getShort());
            in.position(in.position() + 6);
            int length = Short.toUnsignedInt(in.getShort());
            int next = in.position() + length;
            if (next > in.limit()) {
                break;
            }
            data(kind, length).ifPresent(told::add);
            in.position(next);
        }
        return Optional.of(new NameAnswer(0, asked.get(), type, told));
    }

    private int u16(int at) {
        return Short.toUnsignedInt(in.getShort(at));
    }

    private Optional<String> data(int kind, int length) {
        return switch (kind) {
            case A -> length == 4 ? address(4) : Optional.empty();
            case AAAA -> length == 16 ? address(16) : Optional.empty();
            case NS, CNAME, PTR -> name();
            case MX -> skipped(length, 2).flatMap(ignored -> name());
            case SRV -> skipped(length, 6).flatMap(ignored -> name());
            case TXT -> text(length);
            default -> Optional.empty();
        };
    }

    private Optional<Boolean> skipped(int length, int bytes) {
        if (length < bytes) {
            return Optional.empty();
        }
        in.position(in.position() + bytes);
        return Optional.of(true);
    }

    private Optional<String> address(int bytes) {
        byte[] address = new byte[bytes];
        in.get(address);
        try {
            return Optional.of(InetAddress.getByAddress(address).getHostAddress());
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** The first text of several. */
    private Optional<String> text(int length) {
        if (length == 0) {
            return Optional.empty();
        }
        byte[] bytes = new byte[Math.min(in.get() & 0xFF, length - 1)];
        in.get(bytes);
        return Optional.of(new String(bytes, StandardCharsets.UTF_8));
    }

    /** The name here, after which the position stands behind it; empty where it cannot be read. */
    private Optional<String> name() {
        StringBuilder name = new StringBuilder();
        int end = -1;
        int at = in.position();
        int lowest = at;
        while (at < in.limit()) {
            int length = in.get(at) & 0xFF;
            if (length == 0) {
                in.position(end < 0 ? at + 1 : end);
                return Optional.of(name.toString());
            }
            if (length >= 0xC0) {
                if (at + 1 >= in.limit()) {
                    return Optional.empty();
                }
                end = end < 0 ? at + 2 : end;
                at = ((length & 0x3F) << 8) | (in.get(at + 1) & 0xFF);
                if (at >= lowest) {
                    return Optional.empty();
                }
                lowest = at;
                continue;
            }
            if (length > 63 || at + 1 + length > in.limit() || name.length() + length + 1 > LONGEST_NAME) {
                return Optional.empty();
            }
            name.append(name.isEmpty() ? "" : ".");
            for (int i = 1; i <= length; i++) {
                name.append((char) (in.get(at + i) & 0xFF));
            }
            at += 1 + length;
        }
        return Optional.empty();
    }
}
