package bzh.vigie.agent.host.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.security.auth.kerberos.KerberosPrincipal;
import javax.security.auth.kerberos.KeyTab;
import org.junit.jupiter.api.Test;

final class HandedKeyTest {
    private static final String PRINCIPAL = "PC1$@MAIRIE.EXAMPLE";
    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    /** An entry of MIT's "The Kerberos 5 keytab file format": one part, a principal's name (1), version 2 of a key of kind 18 (RFC 3962). */
    private static byte[] keytab() throws IOException {
        ByteArrayOutputStream entry = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(entry);
        out.writeShort(1);
        out.writeUTF("MAIRIE.EXAMPLE");
        out.writeUTF("PC1$");
        out.writeInt(1);
        out.writeInt(1_700_000_000);
        out.writeByte(2);
        out.writeShort(18);
        out.writeShort(KEY.length);
        out.write(KEY);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        DataOutputStream whole = new DataOutputStream(file);
        whole.writeShort(0x0502);
        whole.writeInt(entry.size());
        entry.writeTo(whole);
        return file.toByteArray();
    }

    private static InputStream sent(byte[] key) throws IOException {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        HandedKey.send(key, sent);
        return new ByteArrayInputStream(sent.toByteArray());
    }

    /** As the process that reads a directory has it: without any right to files. */
    @Test
    void javasKerberosReadsIt() throws Exception {
        InputStream sent = sent(keytab());
        CompletableFuture<byte[]> read = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().start(() -> {
            LowerRights.toNothing();
            try {
                Path file = HandedKey.take(sent).orElseThrow();
                KerberosPrincipal computer = new KerberosPrincipal(PRINCIPAL);
                var _ = read.complete(KeyTab.getInstance(computer, file.toFile())
                        .getKeys(computer)[0]
                        .getEncoded());
            } catch (IOException | RuntimeException e) {
                var _ = read.completeExceptionally(e);
            }
        });
        thread.join();
        assertArrayEquals(KEY, read.get());
    }

    @Test
    void noneIsNoneAndALengthThatCannotBeIsRefused() throws IOException {
        assertEquals(Optional.empty(), HandedKey.take(sent(new byte[0])));
        for (int length : new int[] {-1, HandedKey.MOST + 1, Integer.MAX_VALUE}) {
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            new DataOutputStream(said).writeInt(length);
            assertThrows(IOException.class, () -> HandedKey.take(new ByteArrayInputStream(said.toByteArray())));
        }
    }
}
