package bzh.vigie.agent.identity;

import bzh.vigie.agent.host.windows.PrivateFolder;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The folder where the agent keeps its own state: mode 0700, files 0600. A file is written beside, flushed and renamed, so
 * that after a crash it is the old one or the new one, never a part (rename(2), fsync(2)). Thread-safe for different names.
 *
 * @param path the folder
 */
public record StateFolder(Path path) {
    /** What a file system gives at a time, at least. */
    private static final long BLOCK = 4_096;

    private static final System.Logger LOG = System.getLogger(StateFolder.class.getName());

    private static final boolean POSIX =
            Path.of("").getFileSystem().supportedFileAttributeViews().contains("posix");

    /**
     * Makes the folder where it is not there yet.
     *
     * @throws IdentityException where one is there that somebody else holds or may change
     */
    public void create() throws IOException, IdentityException {
        if (!POSIX) {
            ensurePrivate();
        } else if (Files.isDirectory(path)) {
            expectOwn();
        } else {
            Files.createDirectories(path, mode("rwx------"));
        }
    }

    /**
     * Whether a folder that is there is the agent's own: whoever may write into it could replace the identity. On Windows, where everybody
     * may make folders beside it, rights of others are taken away, and it is told.
     *
     * @throws IdentityException where it cannot be used
     */
    public void check() throws IOException, IdentityException {
        if (POSIX && Files.isDirectory(path)) {
            expectOwn();
        } else if (!POSIX && Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            ensurePrivate();
        }
    }

    private void expectOwn() throws IOException, IdentityException {
        PosixFileAttributes folder = Files.readAttributes(path, PosixFileAttributes.class);
        if (folder.permissions().contains(PosixFilePermission.GROUP_WRITE)
                || folder.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IdentityException("folder-others-write", path.toString());
        }
        String owner = folder.owner().getName();
        if (!owner.equals("root") && !owner.equals(System.getProperty("user.name"))) {
            throw new IdentityException("folder-of-other", path.toString(), owner);
        }
    }

    private void ensurePrivate() throws IOException, IdentityException {
        try {
            List<String> others = PrivateFolder.ensure(path);
            if (!others.isEmpty()) {
                LOG.log(
                        Level.WARNING,
                        "others had rights to " + path + ", which were taken away: " + String.join(", ", others)
                                + "; what lies in it may have been read or written by them: enrol again with a new"
                                + " token");
            }
        } catch (FileSystemException e) {
            throw new IdentityException(e, String.valueOf(e.getReason()));
        }
    }

    /** Bytes that its disk has room for; 0 where that cannot be told. */
    public long room() {
        return path.toFile().getUsableSpace();
    }

    /** A file's path within the folder. */
    public Path file(String name) {
        return path.resolve(name);
    }

    /** The text of a file, at most {@code max} bytes of UTF-8; empty where there is none. */
    public Optional<String> read(String name, int max) throws IOException {
        Path file = file(name);
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            if (in.size() > max) {
                throw new IOException(file + ": larger than " + max + " bytes");
            }
            ByteBuffer content = ByteBuffer.allocate((int) in.size());
            while (content.hasRemaining() && in.read(content) >= 0) {
                // until all of it is there
            }
            return Optional.of(new String(content.array(), 0, content.position(), StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Puts this text in the place of a file, durably: it is on the disk when this returns. */
    public void write(String name, String text) throws IOException {
        replace(name, text, true);
    }

    /**
     * Puts this text in the place of a file, whole but not flushed: for what is written often and may be lost. Where the disk
     * is full it is written over what is there, as far as that needs no more room; who reads just then may see parts of both.
     */
    public void writeLightly(String name, String text) throws IOException {
        try {
            replace(name, text, false);
        } catch (IOException e) {
            overwrite(name, text, e);
        }
    }

    private void overwrite(String name, String text, IOException why) throws IOException {
        try {
            // As much as there was room for, which it takes.
            Files.deleteIfExists(file(name + ".new"));
        } catch (IOException e) {
            why.addSuppressed(e);
        }
        ByteBuffer content = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        try (FileChannel out = FileChannel.open(file(name), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            if (content.remaining() > (out.size() + BLOCK - 1) / BLOCK * BLOCK) {
                throw why;
            }
            while (content.hasRemaining()) {
                out.write(content);
            }
            out.truncate(content.limit());
        } catch (NoSuchFileException e) {
            throw why;
        }
    }

    private void replace(String name, String text, boolean durably) throws IOException {
        Path beside = file(name + ".new");
        ByteBuffer content = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        try (FileChannel out = fresh(beside)) {
            while (content.hasRemaining()) {
                out.write(content);
            }
            if (durably) {
                out.force(true);
            }
        }
        Files.move(beside, file(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        if (durably && POSIX) {
            try (FileChannel folder = FileChannel.open(path, StandardOpenOption.READ)) {
                folder.force(true);
            }
        }
    }

    /** A new file of our own, which nobody else may read: what lies there from a crash is removed, and a link is never written through. */
    public static FileChannel fresh(Path file) throws IOException {
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            return FileChannel.open(file, options, mode("rw-------"));
        } catch (FileAlreadyExistsException e) {
            Files.delete(file);
            return FileChannel.open(file, options, mode("rw-------"));
        }
    }

    private static FileAttribute<?>[] mode(String mode) {
        return POSIX
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }
}
