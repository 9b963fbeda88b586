package bzh.vigie.collector.identity;

import bzh.vigie.event.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.login.LoginException;

/**
 * The folder with the collector's identity:
 *
 * <pre>
 *   ca.crt            certificate of the authority that signs, PEM
 *   ca.key            its key, PKCS #8 encrypted by PBES2 with the passphrase; or where it lies on a token ({@link TokenKey})
 *   ca.passphrase     the passphrase, mode 0600; may lie elsewhere. Of a token its PIN
 *   server.crt        the gateway's newest certificate; its key is in memory alone
 *   trusted/*.crt     up to three other authorities, trusted during a rollover
 *   bridge.crt        the authority that signs, vouched for by the one before it; during a rollover
 *   rollover/         a rollover that was decided and not finished: finished at the next reading
 * </pre>
 *
 * The passphrase beside the key protects a copy of {@code ca.key} alone, such as a backup that leaves the passphrase out. It
 * does not protect against who can read this folder: for that, keep the passphrase on another medium.
 */
public final class IdentityFolder {
    private final Path folder;
    private final Path passphrase;
    private final SecureRandom random;
    private final Rollover rollover;

    /** The identity in that folder, its passphrase in that file. */
    public IdentityFolder(Path folder, Path passphrase, SecureRandom random) {
        this.folder = folder;
        this.passphrase = passphrase;
        this.random = random;
        this.rollover = new Rollover(folder);
    }

    /** Seals secrets of the store under the passphrase. */
    public Sealing sealing() throws IOException {
        return Sealing.of(passphrase, random);
    }

    /** The usual place of the passphrase. */
    public static Path passphraseIn(Path folder) {
        return folder.resolve("ca.passphrase");
    }

    /** What the gateway shows in its handshakes. */
    public record Server(X509Certificate certificate, PrivateKey key) {}

    /** Makes a new authority in the folder, which must not have one. */
    public Authorities create(Instant now) {
        try {
            Files.createDirectories(folder);
            String phrase = Passphrases.create(random);
            Authority authority = Authority.create(now, random);
            write(passphrase, phrase + "\n", true);
            write(folder.resolve("ca.key"), Pem.encryptedKey(authority.key(), phrase.toCharArray(), random), true);
            write(folder.resolve("ca.crt"), Pem.certificate(authority.certificate()), false);
            return new Authorities(authority, List.of());
        } catch (IOException | GeneralSecurityException e) {
            throw IdentityException.about("unwritten", folder, e);
        }
    }

    /**
     * The same with the key on a token, whose PIN is in the file of the passphrase.
     *
     * @param token as {@link TokenKey} has it, without a key
     */
    public Authorities createOnToken(String token, Instant now) {
        TokenKey place = TokenKey.parse(token).orElseThrow(() -> new IdentityException("bad-token", token));
        try {
            char[] pin = Files.readString(passphrase).strip().toCharArray();
            TokenKey.Made made = place.next(pin, now, random);
            Files.createDirectories(folder);
            write(folder.resolve("ca.key"), made.place().uri() + "\n", true);
            write(folder.resolve("ca.crt"), Pem.certificate(made.authority().certificate()), false);
            return new Authorities(made.authority(), List.of());
        } catch (IOException | GeneralSecurityException e) {
            throw IdentityException.about("unwritten", folder, e);
        }
    }

    /** Reads the authorities. */
    public Authorities authorities() {
        Path file = folder.resolve(Rollover.DECIDED);
        try {
            rollover.finish();
            file = folder.resolve("ca.crt");
            X509Certificate certificate = Pem.readCertificate(Files.readString(file));
            file = passphrase;
            char[] phrase = Files.readString(file).strip().toCharArray();
            file = folder.resolve("ca.key");
            PrivateKey key = key(file, phrase);
            if (!Keys.belong(key, certificate.getPublicKey())) {
                throw new IdentityException("another-key", file);
            }
            file = folder.resolve("trusted");
            return new Authorities(new Authority(certificate, key, random), others(file), rollover.bridge());
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw IdentityException.about("unread", file, e);
        }
    }

    /**
     * Makes a new authority that signs from now on, with the same passphrase, on the same token; the one before it stays trusted and vouches
     * for it, so that agents which know only that one still find their way. Its key is needed no more and is removed.
     *
     * @throws IdentityException also where the rollover before this one has not been ended
     */
    public Authorities rollOver(Instant now) {
        Authorities before = authorities();
        try {
            expectRollover(false);
            char[] phrase = Files.readString(passphrase).strip().toCharArray();
            Optional<TokenKey> token = TokenKey.parse(Files.readString(folder.resolve("ca.key")));
            Authority next;
            String key;
            if (token.isPresent()) {
                TokenKey.Made made = token.get().next(phrase, now, random);
                next = made.authority();
                key = made.place().uri() + "\n";
            } else {
                next = Authority.create(now, random);
                key = Pem.encryptedKey(next.key(), phrase, random);
            }
            rollover.decide(
                    Pem.certificate(next.certificate()),
                    key,
                    Pem.certificate(before.signing().vouchFor(next, now)));
        } catch (IOException | GeneralSecurityException e) {
            throw IdentityException.about("unwritten", folder, e);
        }
        return authorities();
    }

    /**
     * Ends the rollover: the authority before the one that signs is trusted no more.
     *
     * @throws IdentityException also where there is none
     */
    public Authorities retire() {
        try {
            expectRollover(true);
            rollover.end();
        } catch (IOException e) {
            throw IdentityException.about("unwritten", folder, e);
        }
        return authorities();
    }

    /**
     * Looks, and does nothing.
     *
     * @param underWay whether a rollover is to be under way
     * @throws IdentityException where it is otherwise
     */
    public void expectRollover(boolean underWay) {
        if (rollover.isUnderWay() != underWay) {
            throw new IdentityException(underWay ? "no-rollover" : "rollover-under-way");
        }
    }

    private PrivateKey key(Path file, char[] phrase) throws IOException, GeneralSecurityException {
        String written = Files.readString(file);
        Optional<TokenKey> token = TokenKey.parse(written);
        try {
            return token.isPresent() ? token.get().key(phrase) : Pem.readEncryptedKey(written, phrase);
        } catch (InvalidKeySpecException e) {
            throw IdentityException.sealed(file, passphrase, e);
        } catch (IOException e) {
            if (e.getCause() instanceof LoginException) {
                throw IdentityException.sealed(file, passphrase, e);
            }
            throw e;
        }
    }

    /** SHA-256 of the signing authority's certificate: what a token pins. Needs no passphrase. */
    public Sha256 fingerprint() {
        Path file = folder.resolve("ca.crt");
        try {
            return Sha256.over(Authorities.der(Pem.readCertificate(Files.readString(file))));
        } catch (IOException | GeneralSecurityException e) {
            throw IdentityException.about("unread", file, e);
        }
    }

    /**
     * Makes a key and a certificate for the gateway. The key is kept nowhere: agents trust the authority, not that key. The
     * certificate ends no earlier than the one before it, since agents refuse what had ended by the time that they were told,
     * and the collector's clock may have been set back since.
     */
    public Server newServer(Authorities authorities, List<String> names, Instant now) {
        Path file = folder.resolve("server.crt");
        try {
            Instant before = Files.exists(file) ? Authority.made(Pem.readCertificate(Files.readString(file))) : now;
            KeyPair pair = Keys.generate(random);
            X509Certificate certificate =
                    authorities.signing().server(names, pair.getPublic(), now.isBefore(before) ? before : now);
            write(file, Pem.certificate(certificate), false);
            // Earlier versions kept these.
            Files.deleteIfExists(folder.resolve("server.key"));
            Files.deleteIfExists(folder.resolve("report.key"));
            Files.deleteIfExists(folder.resolve("report.crt"));
            return new Server(certificate, pair.getPrivate());
        } catch (IOException | GeneralSecurityException e) {
            throw IdentityException.about("server-unwritten", file, e);
        }
    }

    private static List<X509Certificate> others(Path trusted) throws IOException, GeneralSecurityException {
        List<X509Certificate> others = new ArrayList<>();
        if (Files.isDirectory(trusted)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(trusted, "*.crt")) {
                for (Path file : files) {
                    others.add(Pem.readCertificate(Files.readString(file)));
                }
            }
        }
        return others;
    }

    /** Writes a file whole or not at all; a secret one is never, not even for a moment, readable by others. */
    static void write(Path file, String content, boolean secret) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        FileAttribute<?>[] mode =
                Files.getFileStore(file.toAbsolutePath().getParent()).supportsFileAttributeView("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString(secret ? "rw-------" : "rw-r--r--"))
                        }
                        : new FileAttribute<?>[0];
        try (FileChannel channel =
                FileChannel.open(fresh, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode)) {
            ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
