package bzh.vigie.collector.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

final class TransportTest {
    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void theNativeLibrariesLoadOnLinux() {
        Transport best = Transport.best();
        assertEquals(EpollServerSocketChannel.class, best.channel());
        assertEquals(SslProvider.OPENSSL, best.tls());
    }

    @Test
    void everyJavaHasWhatTheFallbackStandsOn() {
        Transport portable = Transport.portable();
        assertEquals(NioServerSocketChannel.class, portable.channel());
        assertEquals(SslProvider.JDK, portable.tls());
    }
}
