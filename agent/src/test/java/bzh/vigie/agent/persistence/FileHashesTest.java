package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Packages.Algorithm;
import bzh.vigie.agent.host.Packages.Checksum;
import bzh.vigie.agent.host.linux.LinuxFiles;
import bzh.vigie.event.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileHashesTest {
    private static final HostPath FILE = HostPath.of("/file");
    private static final Checksum OTHER = new Checksum(Algorithm.MD5, "0".repeat(32));

    @TempDir
    private Path root;

    private final List<String> read = new ArrayList<>();
    private long stampAhead = 3_600_000_000L;

    @Test
    void whatDidNotChangeIsReadOnce() throws IOException {
        write("one");
        FileHashes hashes = new FileHashes(files());
        Optional<Sha256> first = hashes.sha256(FILE, Optional::empty);
        assertEquals(Optional.of(Sha256.over("one".getBytes(StandardCharsets.UTF_8))), first);
        assertEquals(first, hashes.sha256(FILE, Optional::empty));
        assertEquals(Optional.of(false), hashes.matches(FILE, OTHER));
        assertEquals(Optional.of(false), hashes.matches(FILE, OTHER));
        assertEquals(List.of("digests", "checksum"), read);
    }

    @Test
    void anotherContentIsReadAgain() throws IOException {
        write("one");
        FileHashes hashes = new FileHashes(files());
        Optional<Sha256> before = hashes.sha256(FILE, Optional::empty);
        write("three");
        assertEquals(
                Optional.of(Sha256.over("three".getBytes(StandardCharsets.UTF_8))),
                hashes.sha256(FILE, Optional::empty));
        assertTrue(before.isPresent());
    }

    @Test
    void aFileThatWasJustChangedIsNotRemembered() throws IOException {
        write("one");
        stampAhead = 0;
        FileHashes hashes = new FileHashes(files());
        assertEquals(hashes.sha256(FILE, Optional::empty), hashes.sha256(FILE, Optional::empty));
        assertEquals(hashes.matches(FILE, OTHER), hashes.matches(FILE, OTHER));
        assertEquals(List.of("digests", "digests", "checksum", "checksum"), read);
    }

    @Test
    void oneReadingGivesHashAndVerdict() throws IOException {
        write("one");
        FileHashes hashes = new FileHashes(files());
        assertTrue(hashes.sha256(FILE, () -> Optional.of(OTHER)).isPresent());
        assertEquals(Optional.of(false), hashes.matches(FILE, OTHER));
        assertEquals(List.of("digests"), read);
    }

    @Test
    void aRestartReadsNothingAgain() throws IOException {
        write("one");
        FileHashes before = new FileHashes(files());
        Optional<Sha256> hash = before.sha256(FILE, () -> Optional.of(OTHER));
        FileHashes after = new FileHashes(files());
        assertTrue(after.read(new ByteArrayInputStream(kept(before))));
        assertEquals(hash, after.sha256(FILE, Optional::empty));
        assertEquals(Optional.of(false), after.matches(FILE, OTHER));
        assertEquals(List.of("digests"), read);
        assertFalse(after.hasChanged());
    }

    @Test
    void verdictsAloneAreTakenOver() throws IOException {
        write("one");
        FileHashes before = new FileHashes(files());
        Optional<Sha256> hash = before.sha256(FILE, () -> Optional.of(OTHER));
        FileHashes after = new FileHashes(files());
        after.readVerdicts(new ByteArrayInputStream(kept(before)));
        assertEquals(Optional.of(false), after.matches(FILE, OTHER));
        assertEquals(List.of("digests"), read);
        assertEquals(hash, after.sha256(FILE, Optional::empty));
        assertEquals(List.of("digests", "digests"), read);
        after.readVerdicts(new ByteArrayInputStream(new byte[9]));
        assertEquals(Optional.of(false), after.matches(FILE, OTHER));
    }

    @Test
    void whatIsTornOrTurnedIsForgottenWhole() throws IOException {
        write("one");
        FileHashes before = new FileHashes(files());
        assertTrue(before.sha256(FILE, () -> Optional.of(OTHER)).isPresent());
        byte[] whole = kept(before);
        Files files = files();
        for (int at = 0; at < whole.length; at++) {
            byte[] turned = whole.clone();
            turned[at] ^= (byte) (1 << at % 8);
            assertFalse(new FileHashes(files).read(new ByteArrayInputStream(turned)));
            assertFalse(new FileHashes(files).read(new ByteArrayInputStream(Arrays.copyOf(whole, at))));
        }
    }

    @Test
    void asManyAsThereAreAreToldApart() {
        HashTable table = new HashTable(32);
        for (int i = 1; i <= 5_000; i++) {
            table.put(status(i), sha256(i).bytes());
        }
        for (int i = 1; i <= 5_000; i++) {
            assertEquals(Optional.of(sha256(i)), table.get(status(i)).map(Sha256::of), "file " + i);
        }
        assertEquals(Optional.empty(), table.get(status(5_001)));
    }

    @Test
    void whatNoPassAsksForGoesFirst() {
        HashTable table = new HashTable(32);
        for (int i = 1; i <= 1_000; i++) {
            table.put(status(i), sha256(i).bytes());
        }
        table.forgetUnused();
        for (int i = 1; i <= 100; i++) {
            assertTrue(table.get(status(i)).isPresent());
        }
        table.forgetUnused();
        assertTrue(table.get(status(100)).isPresent());
        assertEquals(Optional.empty(), table.get(status(101)));
    }

    @Test
    void noMoreThanThereIsRoomForAreKept() {
        HashTable table = new HashTable(32);
        for (int i = 1; i <= 40_000; i++) {
            table.put(status(i), sha256(i).bytes());
        }
        assertTrue(table.get(status(1)).isPresent());
        assertEquals(Optional.empty(), table.get(status(40_000)));
        table.forgetUnused();
        table.forgetUnused();
        table.put(status(40_000), sha256(40_000).bytes());
        assertEquals(Optional.of(sha256(40_000)), table.get(status(40_000)).map(Sha256::of));
    }

    private static Status status(long i) {
        return new Status(Kind.REGULAR, 0755, 0, 0, i % 7, 0, 0, 1, i);
    }

    private static Sha256 sha256(int i) {
        return Sha256.over(Integer.toString(i).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] kept(FileHashes hashes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        hashes.write(out);
        return out.toByteArray();
    }

    private void write(String content) throws IOException {
        Path ignored = java.nio.file.Files.writeString(root.resolve("file"), content);
    }

    /** The folder's files, an hour after they were written; what is read of them is counted. */
    private Files files() {
        LinuxFiles real = LinuxFiles.under(root.toString()).ifFound().orElseThrow();
        return (Files) Proxy.newProxyInstance(
                Files.class.getClassLoader(), new Class<?>[] {Files.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("stampMicros")) {
                        return real.stampMicros() + stampAhead;
                    }
                    if (method.getName().equals("digests") || method.getName().equals("checksum")) {
                        read.add(method.getName());
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
