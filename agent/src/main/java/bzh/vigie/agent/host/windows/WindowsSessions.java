package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Sessions;
import bzh.vigie.agent.windows.ByteReader;
import bzh.vigie.event.ReasonCode;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** The sessions of this Windows by {@link SessionCalls}. */
public final class WindowsSessions implements Sessions {
    // WTS_INFO_CLASS
    private static final int USER_NAME = 5;
    private static final int DOMAIN_NAME = 7;
    private static final int CLIENT_NAME = 10;
    private static final int EXTENDED = 25;

    private static final int MOST_TEXT = 1_024;
    private static final int STATION = 64;

    @Override
    public Reading<List<UserSession>> list() {
        List<UserSession> sessions = new ArrayList<>();
        int error = SessionCalls.enumerate(MOST, (rows, count) -> {
            ByteReader reader = ByteReader.of(rows.toArray(JAVA_BYTE));
            for (int i = 0; i < count; i++) {
                reader.seek((long) i * SessionInfo.ROW);
                int id = reader.i32();
                reader.skip(4);
                long station = reader.i64();
                sessions.add(session(id, SessionInfo.connection(reader.i32()), station(station)));
            }
        });
        return error == 0
                ? Reading.found(sessions)
                : Reading.refused(Win32Error.reason(error), "WTSEnumerateSessions " + error);
    }

    private static String station(long address) {
        if (address == 0) {
            return "";
        }
        // Ends in a zero before its 32 characters are over (WINSTATIONNAME_LENGTH).
        MemorySegment text = SessionCalls.sized(MemorySegment.ofAddress(address), STATION);
        StringBuilder name = new StringBuilder();
        for (int at = 0; at < STATION; at += 2) {
            char unit = (char) (Byte.toUnsignedInt(text.get(JAVA_BYTE, at))
                    | Byte.toUnsignedInt(text.get(JAVA_BYTE, at + 1L)) << 8);
            if (unit == 0) {
                break;
            }
            name.append(unit);
        }
        return name.toString();
    }

    private static UserSession session(int id, Connection connection, String station) {
        String user = SessionInfo.user(SessionCalls.query(id, EXTENDED, SessionInfo.EXTENDED))
                .orElseGet(() -> SessionInfo.account(text(id, DOMAIN_NAME), text(id, USER_NAME)));
        boolean remote = station.toLowerCase(Locale.ROOT).startsWith("rdp");
        return new UserSession(id, connection, station, user, remote ? text(id, CLIENT_NAME) : "");
    }

    private static String text(int session, int what) {
        byte[] bytes = SessionCalls.query(session, what, MOST_TEXT);
        return ByteReader.of(bytes).utf16z(bytes.length / 2);
    }

    @Override
    public OptionalInt console() {
        int id = SessionCalls.console();
        return id < 0 ? OptionalInt.empty() : OptionalInt.of(id);
    }

    @Override
    public Reading<List<LogonSession>> logons() {
        List<LogonSession> sessions = new ArrayList<>();
        int status = SessionCalls.logons(MOST, (luids, count) -> {
            for (int i = 0; i < count; i++) {
                SessionCalls.logon(luids.asSlice(8L * i, 8)).ifPresent(sessions::add);
            }
        });
        if (!NtStatus.isSuccess(status)) {
            return NtStatus.failed(status, "LsaEnumerateLogonSessions");
        }
        // The system itself always has one: a Windows that tells none only looks like one, or keeps them from this
        // account.
        return sessions.isEmpty()
                ? Reading.refused(ReasonCode.NOT_SUPPORTED, "LsaEnumerateLogonSessions 0")
                : Reading.found(sessions);
    }
}
