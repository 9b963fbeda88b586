package bzh.vigie.agent.selftest;

import bzh.vigie.agent.identity.StateFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Plants specimens and removes them whatever happens: before the first is written, all are listed in the agent's folder, and
 * whoever comes next (a selftest, the agent) removes what such a list names. Only files that still hold the list's secret are
 * removed, and directories that carry it in their name. Nothing is written or removed below a directory that another account may change: it could
 * put a link there meanwhile.
 */
public final class Plantings {
    private static final String LIST = "selftest.planted";
    private static final int LIST_BYTES = 1 << 20;
    private static final int CANARY_BYTES = 4_096;
    private static final Set<PosixFilePermission> OF_OWNER = PosixFilePermissions.fromString("rwxr-xr-x");

    /** Bits of {@code st_mode} (inode(7)): type and its directory, writable by group or others, only owners rename and remove. */
    private static final int TYPE = 0170000;

    private static final int DIRECTORY = 0040000;
    private static final int WRITABLE = 0022;
    private static final int STICKY = 01000;

    private final StateFolder state;
    private final Path root;

    /** Of a tree, / on a running machine. */
    public Plantings(StateFolder state, Path root) {
        this.state = state;
        this.root = root;
    }

    /** Says what will be planted; to be called before the first. */
    void announce(String secret, List<Canary> canaries) throws IOException {
        StringBuilder list = new StringBuilder(secret).append('\n');
        canaries.forEach(canary -> list.append(canary.path()).append('\n'));
        state.write(LIST, list.toString());
    }

    /** Whether the directory that a specimen goes to is there. */
    boolean hasPlace(Canary canary, String secret) {
        return Files.isDirectory(standing(canary, secret));
    }

    /** Whether no other account may change the directory that a specimen goes to, or one above it. */
    boolean isOurs(Canary canary, String secret) throws IOException {
        return isOurs(standing(canary, secret));
    }

    /** Writes a specimen; refused where something of its name is there. */
    void plant(Canary canary, String secret) throws IOException {
        Path file = real(canary.path());
        Path directory = file.getParent();
        if (directory != null && !directory.equals(standing(canary, secret))) {
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OF_OWNER));
        }
        try (SeekableByteChannel to = Files.newByteChannel(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(permissions(canary.mode())))) {
            to.write(ByteBuffer.wrap(canary.content().getBytes(StandardCharsets.UTF_8)));
        }
    }

    private boolean isOurs(Path directory) throws IOException {
        Object own = Files.getAttribute(state.path(), "unix:uid");
        for (Path each = directory; each != null && each.startsWith(root); each = each.getParent()) {
            int mode = (Integer) Files.getAttribute(each, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            Object owner = Files.getAttribute(each, "unix:uid", LinkOption.NOFOLLOW_LINKS);
            boolean alone = (mode & WRITABLE) == 0 || (mode & STICKY) != 0;
            if ((mode & TYPE) != DIRECTORY || !own.equals(owner) || !alone) {
                return false;
            }
        }
        return true;
    }

    /** Removes what the list names, then the list; gives the paths that are still there. */
    public List<String> clear() throws IOException {
        List<String> lines =
                state.read(LIST, LIST_BYTES).map(text -> text.lines().toList()).orElse(List.of());
        List<String> left = new ArrayList<>();
        for (String path : lines.subList(Math.min(1, lines.size()), lines.size())) {
            try {
                remove(real(path), lines.getFirst());
            } catch (IOException e) {
                left.add(path);
            }
        }
        if (left.isEmpty()) {
            Files.deleteIfExists(state.file(LIST));
        }
        return left;
    }

    private void remove(Path file, String secret) throws IOException {
        Path directory = file.getParent();
        if (secret.isEmpty() || directory == null || !Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!isOurs(directory)) {
            throw new IOException(directory + " may be changed by another account");
        }
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && ((Files.size(file) == 0 && file.toString().contains(secret)) || holds(file, secret))) {
            Files.delete(file);
        }
        if (String.valueOf(directory.getFileName()).contains(secret)) {
            try {
                Files.delete(directory);
            } catch (NoSuchFileException | DirectoryNotEmptyException e) {
                // never made, or somebody put something of theirs there
            }
        }
    }

    private static boolean holds(Path file, String secret) throws IOException {
        return Files.size(file) <= CANARY_BYTES
                && new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(secret);
    }

    /** The directory that has to be there already. */
    private Path standing(Canary canary, String secret) {
        Path directory = real(canary.path().substring(0, canary.path().lastIndexOf('/')));
        Path above = directory.getParent();
        return above != null && String.valueOf(directory.getFileName()).contains(secret) ? above : directory;
    }

    private Path real(String path) {
        return root.resolve(path.substring(1));
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions =
                EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        if ((mode & 0044) != 0) {
            permissions.add(PosixFilePermission.GROUP_READ);
            permissions.add(PosixFilePermission.OTHERS_READ);
        }
        return permissions;
    }
}
