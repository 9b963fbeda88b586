package bzh.vigie.agent.host;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Who sits at a running Windows: the sessions of its desktops and the logon sessions behind them. A call may wait for the service that
 * answers it; whoever asks does so on a thread of its own. Thread-safe.
 */
public interface Sessions {
    /** Sessions and logon sessions of one answer that are read; more are left out. */
    int MOST = 4_096;

    /** The sessions of desktops, in the order Windows lists them; that of the services, 0, among them. */
    Reading<List<UserSession>> list();

    /** The session that the machine's own screen and keyboard have; empty while they change from one to another. */
    OptionalInt console();

    /** The logon sessions that there are now; those that end meanwhile are left out. */
    Reading<List<LogonSession>> logons();

    /** How a session stands ("WTS_CONNECTSTATE_CLASS" of wtsapi32.h). */
    enum Connection {
        ACTIVE,
        CONNECTED,
        CONNECT_QUERY,
        SHADOW,
        DISCONNECTED,
        IDLE,
        LISTEN,
        RESET,
        DOWN,
        INIT
    }

    /**
     * A session of a desktop.
     *
     * @param station such as {@code Console} or {@code RDP-Tcp#3}; empty while disconnected
     * @param user such as {@code MAIRIE\anne}; empty while nobody has logged on to it
     * @param client the name that the machine at the other end gives itself; empty for none
     */
    record UserSession(int id, Connection connection, String station, String user, String client) {}

    /**
     * A logon session ([MS-LSAD] calls it a logon): made by each logon, ended when nothing runs in it any more.
     *
     * @param logonId its LUID, by which events name it
     * @param sid of the account; empty for none
     * @param type as in event 4624: 2 interactive, 3 network, 10 remote interactive, 11 cached interactive
     * @param began empty where Windows does not say
     */
    record LogonSession(long logonId, String user, String sid, int type, int session, Optional<Instant> began) {}
}
