package bzh.vigie.collector.gateway;

/** The same on NIO and the JDK's TLS. */
final class PortableDeliveryTest extends DeliveryTest {
    @Override
    boolean portable() {
        return true;
    }
}
