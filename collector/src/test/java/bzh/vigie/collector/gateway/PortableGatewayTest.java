package bzh.vigie.collector.gateway;

/** On NIO and the JDK's TLS. */
final class PortableGatewayTest extends GatewayContract {
    @Override
    boolean portable() {
        return true;
    }
}
