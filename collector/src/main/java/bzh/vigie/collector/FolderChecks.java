package bzh.vigie.collector;

import bzh.vigie.collector.identity.Authority;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Checks of the collector's folder: who may read it, how much room there is, until when its certificates hold. */
final class FolderChecks {
    /** A certificate as short as the gateway's renews itself when this part of its life is left ({@link ServerRenewal}), tried once a day. */
    private static final int RENEWED_AT = 3;

    private static final Duration RENEWAL_PATIENCE = Duration.ofDays(2);

    private static final System.Logger LOG = System.getLogger(FolderChecks.class.getName());
    private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("---rwxrwx");
    private static final long FULL = 512L << 20;
    private static final long TIGHT = 5L << 30;
    private static final int DEEP = 4;

    private final CollectorFolder folder;

    FolderChecks(CollectorFolder folder) {
        this.folder = folder;
    }

    List<Check> all(Instant now) {
        List<Check> checks = new ArrayList<>();
        checks.add(rights());
        checks.add(room());
        checks.addAll(certificates(now));
        return checks;
    }

    /** Whether this user may list the folder and reach what is in it. */
    static boolean mayEnter(Path dir) {
        return Files.isReadable(dir) && Files.isExecutable(dir);
    }

    /** The name of who owns this or, where even that may not be known, the folder around it. */
    static String owner(Path path) {
        for (Path each = path.toAbsolutePath(); each != null; each = each.getParent()) {
            try {
                return Files.getOwner(each).getName();
            } catch (IOException | UnsupportedOperationException e) {
                LOG.log(Level.DEBUG, "its owner is not known: " + each, e);
            }
        }
        return "?";
    }

    /** The folder itself, the state and every key are the owner's alone. */
    private Check rights() {
        Path dir = folder.dir();
        if (!dir.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return Check.note("rights-unknown", dir.toString());
        }
        try (Stream<Path> files = Files.walk(dir, DEEP)) {
            List<Path> open = files.filter(FolderChecks::isPrivate)
                    .filter(this::othersMay)
                    .limit(5)
                    .toList();
            if (!Files.isReadable(dir) || !Files.isWritable(dir)) {
                return Check.wrong("rights-own", dir.toString());
            }
            return open.isEmpty()
                    ? Check.good("rights", dir.toString())
                    : Check.wrong(
                            "rights-others",
                            String.join(", ", open.stream().map(Path::toString).toList()));
        } catch (IOException | UncheckedIOException e) {
            return Check.wrong("rights-own", dir.toString());
        }
    }

    private static boolean isPrivate(Path path) {
        String name = path.getFileName().toString();
        return name.endsWith(".key")
                || name.endsWith(".passphrase")
                || name.endsWith(".db")
                || name.endsWith(".db-wal")
                || name.equals("state")
                || name.equals("history")
                || name.equals("ingest");
    }

    private boolean othersMay(Path path) {
        try {
            return Files.getPosixFilePermissions(path).stream().anyMatch(OTHERS::contains);
        } catch (IOException e) {
            // A side file of the database that went meanwhile.
            return false;
        }
    }

    private Check room() {
        try {
            long free = Files.getFileStore(folder.dir()).getUsableSpace();
            String mebibytes = Long.toString(free >> 20);
            return free < FULL
                    ? Check.wrong("room-none", mebibytes)
                    : free < TIGHT ? Check.note("room-little", mebibytes) : Check.good("room", mebibytes);
        } catch (IOException e) {
            return Check.wrong("rights-own", folder.dir().toString());
        }
    }

    private List<Check> certificates(Instant now) {
        List<Path> files = new ArrayList<>(
                List.of(folder.identity().resolve("ca.crt"), folder.identity().resolve("server.crt")));
        try (Stream<Path> trusted = Files.list(folder.identity().resolve("trusted"))) {
            trusted.filter(path -> path.toString().endsWith(".crt")).sorted().forEach(files::add);
        } catch (IOException e) {
            // No other authority is trusted, which is the usual case, or ca.crt says already that nothing here may be
            // read.
            return certificates(files, now);
        }
        return certificates(files, now);
    }

    private List<Check> certificates(List<Path> files, Instant now) {
        return files.stream().map(file -> certificate(file, now)).toList();
    }

    private Check certificate(Path file, Instant now) {
        String name = folder.dir().relativize(file).toString();
        try (InputStream in = Files.newInputStream(file)) {
            X509Certificate certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            Instant end = certificate.getNotAfter().toInstant();
            if (now.isBefore(certificate.getNotBefore().toInstant())) {
                return Check.wrong(
                        "certificate-early",
                        name,
                        certificate.getNotBefore().toInstant().toString());
            }
            long days = Duration.between(now, end).toDays();
            String left = Long.toString(days);
            if (!now.isBefore(end)) {
                return Check.wrong("certificate-over", name, end.toString());
            }
            Duration life = Duration.between(certificate.getNotBefore().toInstant(), end);
            if (life.compareTo(Authority.SERVER_VALID.multipliedBy(2)) < 0) {
                return Duration.between(now, end)
                                        .compareTo(life.dividedBy(RENEWED_AT).minus(RENEWAL_PATIENCE))
                                < 0
                        ? Check.wrong("certificate-not-renewed", name, left)
                        : Check.good("certificate", name, left);
            }
            return days < 7
                    ? Check.wrong("certificate-7", name, left)
                    : days < 30
                            ? Check.wrong("certificate-30", name, left)
                            : days < 90
                                    ? Check.note("certificate-90", name, left)
                                    : Check.good("certificate", name, left);
        } catch (AccessDeniedException e) {
            return Check.wrong("denied", name, owner(folder.dir()));
        } catch (IOException | CertificateException e) {
            return Check.wrong("certificate-unread", name);
        }
    }
}
