package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.Sessions.Connection;
import bzh.vigie.agent.host.Sessions.LogonSession;
import bzh.vigie.agent.windows.ByteReader;
import bzh.vigie.agent.windows.security.Sid;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The structures in which Windows tells of sessions, on 64 bits:
 *
 * <pre>
 * WTS_SESSION_INFOW (wtsapi32.h)             id u32 · 8 address of the station's name · 16 connection u32
 * WTSINFOEXW, level 1                        level u32 · 8 id u32 · 12 connection u32 · 16 flags u32 · 20 station utf16[33]
 *                                            · 86 user utf16[21] · 128 domain utf16[18] · 168 times u64[5] · 208 counts u32[6]
 * SECURITY_LOGON_SESSION_DATA (ntsecapi.h)   size u32 · 4 LUID u64 · 16 user · 32 domain · 48 package, each a UNICODE_STRING
 *                                            · 64 type u32 · 68 session u32 · 72 address of the SID · 80 logon FILETIME
 * </pre>
 *
 * Pure; trusts no length.
 */
final class SessionInfo {
    /** Of WTS_SESSION_INFOW. */
    static final int ROW = 24;

    /** Of WTSINFOEXW. */
    static final int EXTENDED = 232;

    /** Of what is read of SECURITY_LOGON_SESSION_DATA. */
    static final int LOGON = 88;

    private static final int USER = 86;
    private static final int USER_UNITS = 21;
    private static final int DOMAIN = 128;
    private static final int DOMAIN_UNITS = 18;

    private SessionInfo() {}

    /** How a session stands; one that is not known is none that a person uses. */
    static Connection connection(int number) {
        return switch (number) {
            case 0 -> Connection.ACTIVE;
            case 1 -> Connection.CONNECTED;
            case 2 -> Connection.CONNECT_QUERY;
            case 3 -> Connection.SHADOW;
            case 4 -> Connection.DISCONNECTED;
            case 5 -> Connection.IDLE;
            case 6 -> Connection.LISTEN;
            case 7 -> Connection.RESET;
            case 9 -> Connection.INIT;
            default -> Connection.DOWN;
        };
    }

    /** The user, with its domain, of WTSINFOEXW; empty where these bytes are not of level 1, or too few. */
    static Optional<String> user(byte[] bytes) {
        if (bytes.length < DOMAIN + 2 * DOMAIN_UNITS || ByteReader.of(bytes).i32() != 1) {
            return Optional.empty();
        }
        return Optional.of(account(text(bytes, DOMAIN, DOMAIN_UNITS), text(bytes, USER, USER_UNITS)));
    }

    private static String text(byte[] bytes, int at, int units) {
        ByteReader reader = ByteReader.of(Arrays.copyOfRange(bytes, at, at + 2 * units));
        return reader.utf16z(units);
    }

    /** As people write it; empty without a name. */
    static String account(String domain, String user) {
        return user.isEmpty() || domain.isEmpty() ? user : domain + "\\" + user;
    }

    /**
     * The logon session of these bytes and of what they point to.
     *
     * @param sid empty for none
     */
    static Optional<LogonSession> logon(byte[] bytes, String user, String domain, byte[] sid) {
        if (bytes.length < LOGON) {
            return Optional.empty();
        }
        ByteReader reader = ByteReader.of(bytes);
        reader.seek(4);
        long logonId = reader.i64();
        reader.seek(64);
        int type = reader.i32();
        int session = reader.i32();
        reader.seek(80);
        OptionalLong began = reader.fileTime();
        return Optional.of(new LogonSession(
                logonId,
                account(domain, user),
                Sid.read(sid).map(Sid::toString).orElse(""),
                type,
                session,
                began.isEmpty()
                        ? Optional.empty()
                        : Optional.of(Instant.EPOCH.plus(began.getAsLong(), ChronoUnit.MICROS))));
    }
}
