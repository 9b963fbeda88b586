package bzh.vigie.collector.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.ssl.SslProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** On epoll and BoringSSL where they load. */
final class NativeGatewayTest extends GatewayContract {
    @Override
    boolean portable() {
        return false;
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void theNativeLibrariesLoadOnLinux() {
        Transport best = Transport.best();
        assertEquals(EpollServerSocketChannel.class, best.channel());
        assertEquals(SslProvider.OPENSSL, best.tls());
    }
}
