package bzh.vigie.collector.gateway;

/** The same on NIO and the JDK's TLS. */
final class PortableHostileAgentTest extends HostileAgentTest {
    @Override
    boolean portable() {
        return true;
    }
}
