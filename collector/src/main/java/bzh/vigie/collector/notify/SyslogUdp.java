package bzh.vigie.collector.notify;

import bzh.vigie.collector.store.Alerts.Numbered;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Syslog over UDP (RFC 5426): one message of at most 2,048 bytes per datagram. Delivered means sent and not refused at once by
 * the receiving host; a network may still lose it without a word, so prefer TLS or the file.
 */
public final class SyslogUdp implements Sink {
    private static final int MOST = 2_048;
    private static final int REFUSAL_MILLIS = 20;

    private final String host;
    private final int port;
    private final SyslogMessage form;
    private final Titles titles;

    /**
     * @param facility 0 to 23 (RFC 5424)
     * @param hostname of this collector
     */
    public SyslogUdp(String host, int port, int facility, String hostname, Titles titles) {
        this.host = host;
        this.port = port;
        this.form = new SyslogMessage(facility, hostname, MOST);
        this.titles = titles;
    }

    @Override
    public String name() {
        return "syslog-udp:" + host + ":" + port;
    }

    @Override
    public void deliver(List<Numbered> alerts) throws IOException {
        InetSocketAddress receiver = new InetSocketAddress(host, port);
        if (receiver.isUnresolved()) {
            throw new UnknownHostException(host);
        }
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(receiver);
            socket.setSoTimeout(REFUSAL_MILLIS);
            for (Numbered numbered : alerts) {
                byte[] message = form.of(numbered.alert(), titles.of(numbered.alert()));
                socket.send(new DatagramPacket(message, message.length));
            }
            refused(socket);
        }
    }

    /** A port that nobody listens on answers with ICMP, which a connected socket tells at its next receive. */
    private static void refused(DatagramSocket socket) throws IOException {
        try {
            socket.receive(new DatagramPacket(new byte[1], 1));
        } catch (SocketTimeoutException e) {
            // Nothing came, as it should be.
        }
    }

    @Override
    public void close() {}
}
