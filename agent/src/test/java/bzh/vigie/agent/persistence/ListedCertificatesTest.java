package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.agent.host.EncodedCertificate;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.SystemLists;
import bzh.vigie.agent.host.ToldStore;
import bzh.vigie.agent.windows.ByteWriter;
import bzh.vigie.event.ReasonCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Certificates as Windows tells them against the registry. Where nothing is decoded, bytes stand for certificates. */
final class ListedCertificatesTest {
    private static final String LOCATION = "windows.hidden.certificate";
    private static final String ROOT = "SOFTWARE\\Microsoft\\SystemCertificates\\Root";
    private static final String POLICY = "SOFTWARE\\Policies\\Microsoft\\SystemCertificates\\TrustedPublisher";
    private static final byte[] ONE = {0x30, 3, 1, 2, 3};
    private static final byte[] OTHER = {0x30, (byte) 0x81, 1, 7};

    private static final Path MADE = Path.of("src/test/resources/persistence/windows.hidden.certificate/told.txt");

    /** Two real ones, made for this. */
    private static final byte[] VU = made(0);

    private static final byte[] AILLEURS = made(1);

    private final ToldMachine machine = new ToldMachine().told("stores");

    private static byte[] made(int number) {
        try (Stream<String> lines = Files.lines(MADE)) {
            return Base64.getDecoder()
                    .decode(lines.filter(line -> line.startsWith("certificate|"))
                            .skip(number)
                            .findFirst()
                            .orElseThrow()
                            .split("\\|", -1)[2]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String thumbprint(byte[] certificate) {
        return new EncodedCertificate(certificate).thumbprint();
    }

    private static ByteWriter property(int id, byte[] content) {
        return new ByteWriter().u32(id).u32(1).u32(content.length).bytes(content);
    }

    private void key(String store, String name, byte[] blob) {
        machine.registry("[HKEY_LOCAL_MACHINE\\" + store + "\\Certificates\\" + name + "]\n\"Blob\"=hex:"
                + HexFormat.ofDelimiter(",").formatHex(blob));
    }

    private void told(String store, byte[] certificate) {
        machine.told("certificate|HKLM\\" + store + "|" + Base64.getEncoder().encodeToString(certificate));
    }

    private static byte[] blob(byte[] certificate) {
        return property(3, new byte[20])
                .bytes(property(32, certificate).toBytes())
                .toBytes();
    }

    @Test
    void aHealthySystemShowsNoDifference() {
        key(ROOT, thumbprint(ONE), blob(ONE));
        key(ROOT, thumbprint(OTHER).toLowerCase(java.util.Locale.ROOT), blob(OTHER));
        told(ROOT, OTHER);
        told(ROOT, ONE);
        // What follows a certificate may be kept on one side and left off on the other.
        key(POLICY, thumbprint(ONE), blob(new byte[] {0x30, 3, 1, 2, 3, 0, 0}));
        told(POLICY, ONE);
        // Properties alone, and a key without a value.
        key(POLICY, "44", property(3, new byte[20]).toBytes());
        machine.registry("[HKEY_LOCAL_MACHINE\\" + ROOT + "\\Certificates\\55]");
        // Revocation lists are none.
        machine.registry("[HKEY_LOCAL_MACHINE\\" + ROOT + "\\CRLs\\66]\n\"Blob\"=hex:00");
        assertEquals(List.of("read"), machine.found(LOCATION));
    }

    @Test
    void aCertificateThatOneSideKeepsIsFound() {
        key(ROOT, thumbprint(VU), blob(VU));
        key(ROOT, thumbprint(ONE), blob(ONE));
        told(ROOT, OTHER);
        told(POLICY, AILLEURS);
        assertEquals(
                List.of(
                        thumbprint(VU) + "|not told|CN=Vu: in the registry, not told by Windows|hidden",
                        thumbprint(ONE)
                                + "|malformed|a value in the registry that cannot be decoded as a certificate, not told by Windows|mismatch",
                        thumbprint(OTHER) + "|without key|told by Windows, without a key in the registry|hidden",
                        thumbprint(AILLEURS)
                                + "|without key|CN=Ailleurs: told by Windows, without a key in the registry|hidden",
                        "read"),
                machine.found(LOCATION));
    }

    @Test
    void whatNoInterfaceWritesIsFound() {
        key(ROOT, thumbprint(OTHER), blob(ONE));
        key(POLICY, thumbprint(ONE), blob(OTHER));
        told(POLICY, OTHER);
        key(POLICY, "77", new byte[] {32, 0, 0, 0, 1, 0, 0, 0, 9, 0, 0, 0});
        assertEquals(
                List.of(
                        thumbprint(OTHER) + "|thumbprint|SHA-1 " + thumbprint(ONE)
                                + ", under another name in the registry, not told by Windows|mismatch",
                        "77|malformed|a value in the registry that holds no certificate|mismatch",
                        thumbprint(ONE) + "|thumbprint|SHA-1 " + thumbprint(OTHER)
                                + ", under another name in the registry, told by Windows|mismatch",
                        "read"),
                machine.found(LOCATION));
    }

    @Test
    void aKeyWithoutItsValueProvesNothing() {
        machine.registry("[HKEY_LOCAL_MACHINE\\" + ROOT + "\\Certificates\\" + thumbprint(ONE) + "]");
        told(ROOT, ONE);
        assertEquals(List.of("read"), machine.found(LOCATION));
    }

    @Test
    void aStoreThatIsRefusedIsAStateAndTheOthersAreCompared() {
        key(ROOT, thumbprint(VU), blob(VU));
        key(POLICY, thumbprint(VU), blob(VU));
        assertEquals(
                List.of(
                        thumbprint(VU) + "|not told|CN=Vu: in the registry, not told by Windows|hidden",
                        "partial windows-no-right|RegOpenKeyEx"),
                ToldMachine.shown(machine.scan(LOCATION, refusing("HKLM\\" + POLICY))));
        assertEquals(
                List.of("unreadable windows-no-right|RegOpenKeyEx"),
                ToldMachine.shown(machine.scan(LOCATION, refusing("HKLM\\"))));
    }

    private static SystemLists refusing(String start) {
        return new SystemLists() {
            @Override
            public Reading<List<ToldStore>> certificates(List<String> keys) {
                return Reading.found(keys.stream()
                        .map(key -> new ToldStore(
                                key,
                                key.startsWith(start)
                                        ? Reading.refused(ReasonCode.NO_RIGHT, "windows-no-right|RegOpenKeyEx")
                                        : Reading.found(List.of())))
                        .toList());
            }
        };
    }

    @Test
    void aSystemWithoutSuchAnInterfaceIsNotCompared() {
        key(ROOT, thumbprint(ONE), blob(ONE));
        assertEquals(
                List.of("not-applicable location-needs-running"),
                ToldMachine.shown(machine.scan(LOCATION, new SystemLists() {})));
    }
}
