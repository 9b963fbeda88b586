package bzh.vigie.agent.host;

import bzh.vigie.event.Endpoint;
import bzh.vigie.event.Event.Transport;
import java.util.OptionalLong;

/**
 * A socket as the kernel lists it.
 *
 * @param state as in Linux's net/tcp_states.h: 1 established, 6 time-wait, 7 closed or, for UDP, not connected, 10 listening
 * @param remote port 0 where there is none
 * @param id tells it from all others of this boot
 * @param holder what its process is found by: the inode of its descriptor on Linux, the pid on Windows; 0 when no process has
 *     it any more
 * @param bytesSent acknowledged by the other side
 */
public record SocketRow(
        Transport transport,
        int state,
        Endpoint local,
        Endpoint remote,
        long id,
        long holder,
        OptionalLong bytesSent,
        OptionalLong bytesReceived) {
    /** The number of a state. */
    public static final int ESTABLISHED = 1;

    /** The number of a state. */
    public static final int SYN_SENT = 2;

    /** The number of a state. */
    public static final int TIME_WAIT = 6;

    /** The number of a state. */
    public static final int LISTEN = 10;

    /** It waits for others to come: a TCP listener, or a UDP socket that is bound and not connected. */
    public boolean isListener() {
        return transport == Transport.TCP ? state == LISTEN : remote.port() == 0;
    }
}
