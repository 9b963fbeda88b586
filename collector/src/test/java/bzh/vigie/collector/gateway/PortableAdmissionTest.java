package bzh.vigie.collector.gateway;

/** The same on NIO and the JDK's TLS. */
final class PortableAdmissionTest extends AdmissionTest {
    @Override
    boolean portable() {
        return true;
    }
}
