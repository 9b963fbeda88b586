package bzh.vigie.agent.host;

import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import bzh.vigie.text.SourceText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A folder that another machine has ({@code \\domain\SYSVOL\domain}), as the system's own client reaches it in the name of this process.
 * After each file there is a pause as long as reading it took, a fifth of a second at most, for the sake of the other machine.
 */
public final class NetworkFolder implements SharedFolder {
    private static final int MAX_DEPTH = 32;
    private static final int CHUNK = 64 << 10;
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long MOST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Path top;

    /** That folder. */
    public NetworkFolder(Path top) {
        this.top = top;
    }

    /** Takes the bytes of a file, some at a time. */
    private interface Chunks {
        void take(byte[] chunk, int length);
    }

    @Override
    public void walk(Visit visit) {
        boolean ignored = walk(top, HostPath.ROOT, visit, 0);
    }

    private boolean walk(Path directory, HostPath path, Visit visit, int depth) {
        if (depth > MAX_DEPTH) {
            visit.refused(
                    path,
                    new Reading.Refused<>(
                            ReasonCode.TOO_LARGE, SourceText.detail("file-too-deep", shown(path), MAX_DEPTH)));
            return true;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            int count = 0;
            for (Path entry : entries) {
                Path name = entry.getFileName();
                if (name == null) {
                    continue;
                }
                if (count++ >= bzh.vigie.agent.host.Files.MAX_ENTRIES) {
                    visit.refused(
                            path,
                            new Reading.Refused<>(
                                    ReasonCode.TOO_LARGE,
                                    SourceText.detail(
                                            "file-too-many-entries",
                                            shown(path),
                                            bzh.vigie.agent.host.Files.MAX_ENTRIES)));
                    return true;
                }
                if (!entry(entry, path.child(WindowsPath.bytes(name.toString())), visit, depth)) {
                    return false;
                }
            }
        } catch (IOException | SecurityException e) {
            visit.refused(path, refused(path, e));
        } catch (DirectoryIteratorException e) {
            visit.refused(path, refused(path, e));
        }
        return true;
    }

    private boolean entry(Path entry, HostPath path, Visit visit, int depth) {
        try {
            BasicFileAttributes is = Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            // A junction of Windows is a directory and something else.
            if (is.isSymbolicLink() || (is.isDirectory() && is.isOther())) {
                return true;
            }
            if (is.isOther()) {
                visit.refused(
                        path,
                        new Reading.Refused<>(
                                ReasonCode.NOT_SUPPORTED, SourceText.detail("sysvol-file-unread", shown(path), "-")));
                return true;
            }
            return is.isDirectory()
                    ? walk(entry, path, visit, depth + 1)
                    : visit.take(
                            new Found(path, is.size(), is.lastModifiedTime().to(TimeUnit.MICROSECONDS)));
        } catch (IOException | SecurityException e) {
            visit.refused(path, refused(path, e));
            return true;
        }
    }

    @Override
    public Reading<byte[]> read(HostPath path, int limit) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        return stream(path, limit, (chunk, length) -> bytes.write(chunk, 0, length))
                .then(done -> Reading.found(bytes.toByteArray()));
    }

    @Override
    public Reading<Sha256> digest(HostPath path, long limit) {
        MessageDigest sha256 = FileDigest.sha256();
        return stream(path, limit, (chunk, length) -> sha256.update(chunk, 0, length))
                .then(done -> Reading.found(Sha256.of(sha256.digest())));
    }

    private Reading<Boolean> stream(HostPath path, long limit, Chunks chunks) {
        long began = System.nanoTime();
        try {
            Path file = top;
            for (byte[] name : path.components()) {
                file = file.resolve(WindowsPath.units(name));
                BasicFileAttributes is =
                        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                if (is.isSymbolicLink() || is.isOther()) {
                    return Reading.absent();
                }
            }
            return copy(path, file, limit, began + DEADLINE_NANOS, chunks);
        } catch (IOException | SecurityException | InvalidPathException e) {
            return e instanceof NoSuchFileException ? Reading.absent() : refused(path, e);
        } finally {
            LockSupport.parkNanos(Math.min(System.nanoTime() - began, MOST_PAUSE_NANOS));
        }
    }

    private static Reading<Boolean> copy(HostPath path, Path file, long limit, long deadline, Chunks chunks)
            throws IOException {
        try (InputStream in = Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            byte[] chunk = new byte[CHUNK];
            long read = 0;
            for (int length = in.read(chunk); length > 0; length = in.read(chunk)) {
                read += length;
                if (read > limit) {
                    return Reading.refused(
                            ReasonCode.TOO_LARGE, SourceText.detail("file-too-large", shown(path), limit));
                }
                if (System.nanoTime() - deadline > 0) {
                    return Reading.refused(ReasonCode.TIMED_OUT, SourceText.detail("file-too-slow", shown(path)));
                }
                chunks.take(chunk, length);
            }
            return Reading.found(true);
        }
    }

    private static <T> Reading.Refused<T> refused(HostPath path, Exception e) {
        ReasonCode reason = e instanceof AccessDeniedException || e instanceof SecurityException
                ? ReasonCode.NO_RIGHT
                : ReasonCode.FAILED;
        return new Reading.Refused<>(
                reason,
                SourceText.detail(
                        "sysvol-file-unread", shown(path), e.getClass().getSimpleName()));
    }

    private static String shown(HostPath path) {
        return WindowsPath.text(path);
    }
}
