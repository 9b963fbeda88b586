package bzh.vigie.agent.source;

import bzh.vigie.agent.source.AuthFact.LogonFact;
import bzh.vigie.event.Event.LogonAction;
import bzh.vigie.event.Event.LogonType;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A record of utmp, wtmp and btmp (utmp(5)) as glibc writes it on x86-64, 384 bytes, little-endian:
 *
 * <pre>
 *   0 type i16, 2 bytes unused · 4 pid i32 · 8 line[32] · 40 id[4] · 44 user[32] · 76 host[256]
 * 332 exit status 2 x i16 · 336 session i32 · 340 seconds i32, 344 micros i32 · 348 address 4 x u32 (network order) · 364 unused
 * </pre>
 *
 * @param type 6 asks for a name, 7 a user's session, 8 its end
 * @param address empty for none
 * @param seconds since 1970 UTC
 */
record UtmpRecord(int type, int pid, String line, String user, String host, String address, long seconds) {
    static final int SIZE = 384;

    private static final int LOGIN = 6;
    private static final int USER = 7;
    private static final int DEAD = 8;

    /** Parses the 384 bytes from an offset. Total: any bytes give a record. */
    static UtmpRecord parse(byte[] bytes, int offset) {
        ByteBuffer in = ByteBuffer.wrap(bytes, offset, SIZE).slice().order(ByteOrder.LITTLE_ENDIAN);
        return new UtmpRecord(
                in.getShort(0),
                in.getInt(4),
                text(bytes, offset + 8, 32),
                text(bytes, offset + 44, 32),
                text(bytes, offset + 76, 256),
                address(Arrays.copyOfRange(bytes, offset + 348, offset + 364)),
                Integer.toUnsignedLong(in.getInt(340)));
    }

    private static String text(byte[] bytes, int from, int size) {
        int end = from;
        while (end < from + size && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }

    private static String address(byte[] raw) {
        boolean four = Arrays.equals(raw, 4, 16, new byte[12], 0, 12);
        byte[] bytes = four ? Arrays.copyOf(raw, 4) : raw;
        if (Arrays.equals(bytes, new byte[bytes.length])) {
            return "";
        }
        try {
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException e) {
            return "";
        }
    }

    /** What a record of wtmp says. {@code userOfLine} is who had the terminal, since an end does not say whose. */
    Optional<AuthFact> inWtmp(String userOfLine) {
        return switch (type) {
            case USER -> Optional.of(fact(LogonAction.LOGON, user, true));
            case DEAD -> {
                String who = user.isEmpty() ? userOfLine : user;
                yield who.isEmpty() ? Optional.empty() : Optional.of(fact(LogonAction.LOGOFF, who, true));
            }
            default -> Optional.empty();
        };
    }

    /** What a record of btmp says: each is a failed logon. */
    Optional<AuthFact> inBtmp() {
        return type == LOGIN || type == USER ? Optional.of(fact(LogonAction.FAILED, user, true)) : Optional.empty();
    }

    private LogonFact fact(LogonAction action, String who, boolean weak) {
        String from = address.isEmpty() ? host : address;
        return new LogonFact(action, typeOf(line, from), who, "", SshdLines.address(from), line, "", "", "", weak);
    }

    /** What kind of session has this terminal and comes from there. */
    static LogonType typeOf(String line, String from) {
        return line.startsWith("ssh") || (line.startsWith("pts/") && !from.isEmpty() && !from.startsWith(":"))
                ? LogonType.SSH
                : line.startsWith("tty") || line.startsWith(":") ? LogonType.INTERACTIVE : LogonType.OTHER;
    }
}
