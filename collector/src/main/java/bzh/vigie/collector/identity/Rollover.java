package bzh.vigie.collector.identity;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * The files of a rollover. What is new is written into a folder of its own, which then gets the name {@value #DECIDED}: from
 * there on the rollover has happened, and whoever reads the identity next puts the files into their places, as often as it
 * takes. So a crash leaves the old authority or the new one, never the certificate of one with the key of the other.
 */
final class Rollover {
    static final String DECIDED = "rollover";

    private static final String PREPARED = "rollover.new";
    private static final String PREVIOUS = "previous.crt";
    private static final String BRIDGE = "bridge.crt";
    private static final String KEY = "ca.key";
    private static final String CERTIFICATE = "ca.crt";

    private final Path folder;

    Rollover(Path folder) {
        this.folder = folder;
    }

    private Path previous() {
        return folder.resolve("trusted").resolve(PREVIOUS);
    }

    /** Whether the authority before the one that signs is still trusted. */
    boolean isUnderWay() {
        return Files.exists(previous());
    }

    /** Decides it; all in PEM. */
    void decide(String certificate, String key, String bridge) throws IOException {
        Path prepared = folder.resolve(PREPARED);
        remove(prepared);
        Files.createDirectories(prepared);
        IdentityFolder.write(prepared.resolve(KEY), key, true);
        IdentityFolder.write(prepared.resolve(CERTIFICATE), certificate, false);
        IdentityFolder.write(prepared.resolve(BRIDGE), bridge, false);
        IdentityFolder.write(prepared.resolve(PREVIOUS), Files.readString(folder.resolve(CERTIFICATE)), false);
        Files.move(prepared, folder.resolve(DECIDED), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Puts the files of one that was decided into their places. */
    void finish() throws IOException {
        Path decided = folder.resolve(DECIDED);
        if (!Files.isDirectory(decided)) {
            return;
        }
        Files.createDirectories(previous().getParent());
        move(decided.resolve(PREVIOUS), previous());
        move(decided.resolve(BRIDGE), folder.resolve(BRIDGE));
        move(decided.resolve(KEY), folder.resolve(KEY));
        move(decided.resolve(CERTIFICATE), folder.resolve(CERTIFICATE));
        remove(decided);
    }

    /** What leads from the authority that signs to the one before it: the certificate that vouches, and that one's own. */
    List<X509Certificate> bridge() throws IOException, GeneralSecurityException {
        if (!isUnderWay() || Files.notExists(folder.resolve(BRIDGE))) {
            return List.of();
        }
        return List.of(
                Pem.readCertificate(Files.readString(folder.resolve(BRIDGE))),
                Pem.readCertificate(Files.readString(previous())));
    }

    void end() throws IOException {
        Files.deleteIfExists(folder.resolve(BRIDGE));
        Files.delete(previous());
    }

    private static void move(Path from, Path to) throws IOException {
        if (Files.exists(from)) {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void remove(Path dir) throws IOException {
        if (!Files.isDirectory(dir)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(dir)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(dir);
    }
}
