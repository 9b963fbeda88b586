package bzh.vigie.agent.source;

import bzh.vigie.agent.host.SocketRow;
import bzh.vigie.event.Event.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A socket of the agent's own that its source must list, tried each day, and at each list until seen. It is connected over
 * UDP to the discard port of this very machine, for which nothing is sent. Not thread-safe.
 */
final class NetworkCanary {
    private static final int DISCARD = 9;
    private static final long DAY = TimeUnit.DAYS.toNanos(1);

    private Optional<DatagramChannel> channel = Optional.empty();
    private int port;
    private boolean proven;
    private long provenAt;

    /** Nothing is proven yet. */
    void begin() {
        proven = false;
    }

    /** Opens it when it is time. */
    void open() {
        if (proven && System.nanoTime() - provenAt < DAY) {
            return;
        }
        proven = false;
        try {
            DatagramChannel opened = DatagramChannel.open();
            channel = Optional.of(opened);
            opened.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), DISCARD));
            port = ((InetSocketAddress) opened.getLocalAddress()).getPort();
        } catch (IOException e) {
            close();
        }
    }

    /** Whether this is the canary. Windows does not tell the other side of a UDP socket. */
    boolean isSeenIn(SocketRow row) {
        boolean same = channel.isPresent()
                && row.transport() == Transport.UDP
                && row.local().port() == port
                && (row.remote().port() == DISCARD || row.remote().port() == 0);
        if (same && !proven) {
            proven = true;
            provenAt = System.nanoTime();
        }
        return same;
    }

    void close() {
        channel.ifPresent(open -> {
            try {
                open.close();
            } catch (IOException e) {
                // Nothing was sent and nothing is lost.
                proven = false;
            }
        });
        channel = Optional.empty();
    }

    boolean isProven() {
        return proven;
    }
}
