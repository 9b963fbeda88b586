package bzh.vigie.collector.gateway;

/** The same on NIO and the JDK's TLS. */
final class PortableClonesTest extends ClonesTest {
    @Override
    boolean portable() {
        return true;
    }
}
