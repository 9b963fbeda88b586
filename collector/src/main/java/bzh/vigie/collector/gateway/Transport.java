package bzh.vigie.collector.gateway;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;

/**
 * What the gateway stands on: epoll and BoringSSL where their native libraries load (Linux on x86-64), otherwise what every
 * Java has.
 *
 * @param name for the start log
 */
record Transport(String name, IoHandlerFactory handlers, Class<? extends ServerChannel> channel, SslProvider tls) {
    /** The best that there is here. */
    static Transport best() {
        Transport plain = portable();
        boolean epoll = Epoll.isAvailable();
        boolean boring = OpenSsl.isAvailable() && SslProvider.isTlsv13Supported(SslProvider.OPENSSL);
        return new Transport(
                (epoll ? "epoll" : "NIO (no epoll here)") + ", "
                        + (boring ? OpenSsl.versionString() : "the JDK's TLS (no BoringSSL here)"),
                epoll ? EpollIoHandler.newFactory() : plain.handlers(),
                epoll ? EpollServerSocketChannel.class : plain.channel(),
                boring ? SslProvider.OPENSSL : SslProvider.JDK);
    }

    /** What every Java has. */
    static Transport portable() {
        return new Transport(
                "NIO, the JDK's TLS", NioIoHandler.newFactory(), NioServerSocketChannel.class, SslProvider.JDK);
    }
}
