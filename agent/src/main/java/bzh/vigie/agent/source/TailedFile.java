package bzh.vigie.agent.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A growing log file, read from where it was left, over restarts too. When it was renamed beside itself for rotation ({@code
 * NAME.1}, {@code NAME-DATE}; logrotate(8)) the rest is read there first; when it shrank, is gone, or something else took its place, and
 * no copy of it was made beside it, that is said. Read only when it changed. Not thread-safe.
 */
final class TailedFile {
    /** What reading met. */
    enum Change {
        /** Nothing but growth. */
        NONE,
        /** It is shorter than what was read of it: somebody cut it. */
        TRUNCATED,
        /** Another file, or a link, is in its place, and the one that was read is not beside it. */
        REPLACED,
        /** It has been gone for longer than rotation takes, and is not beside where it was. */
        DELETED
    }

    /** Takes what was read. */
    @FunctionalInterface
    interface Taker {
        void take(byte[] bytes, int length);
    }

    /** Takes nothing, of a log that is only guarded. */
    static final Taker UNREAD = (bytes, length) -> {};

    /** A file that is not there is looked for at that many calls, then at each of so many; after as many it is gone. */
    private static final int PATIENCE = 10;

    private static final String NO_FILE = "none";

    /** A journal is cut to what it holds when it is put aside, and never below its header (systemd, JOURNAL_FILE_FORMAT). */
    private static final int JOURNAL_HEADER = 208;

    private static final int JOURNAL_ID_AT = 24;
    private static final int JOURNAL_ID = 16;

    /** A journal that is removed so soon after it was put aside leaves no more than this time. */
    private static final Duration LEFT = Duration.ofHours(1);

    private static final int MOST_ROTATED = 1_000;
    private static final String ROTATED = "(?:\\.\\d{1,4}|-\\d{6,14})(?:\\.(?:gz|xz|bz2|zst|lz4))?";
    /** As journald names its active file of the system aside (journald.conf(5), systemd-journald.service(8)). */
    private static final Pattern ARCHIVED = Pattern.compile("system@[0-9a-f-]{1,80}\\.journal~?");

    private static final Pattern PACKED = Pattern.compile("\\.(?:gz|xz|bz2|zst|lz4)$");
    private static final Set<StandardOpenOption> READ = Set.of(StandardOpenOption.READ);

    private final Path path;
    private final byte[] buffer;
    private final Pattern aside;
    private final boolean isJournal;
    private String fileKey;
    private long position;
    private boolean fresh;
    private boolean readable;
    private int unread;
    private String seenKey = "";
    private boolean looked;
    /** The log's change time at the last look that met it. */
    private Instant lastChange;
    /** The file that was the active journal before, as it lies aside, and since when. */
    private Optional<Path> archive = Optional.empty();

    private Instant archived = Instant.EPOCH;

    /**
     * One to read.
     *
     * @param position where it was left: {@code fileKey TAB position TAB lastChange}, the last in microseconds since 1970, or empty to begin
     *     at its end
     * @param buffer for what is read at a time; its size is a multiple of the record's where there are records
     */
    TailedFile(Path path, String position, byte[] buffer) {
        this(
                path,
                position,
                buffer,
                Pattern.compile(Pattern.quote(String.valueOf(path.getFileName())) + ROTATED),
                false);
    }

    /** The active file of a journal, to be guarded alone. journald itself removes the oldest of the others when they are too many. */
    static TailedFile journal(Path path, String position) {
        return new TailedFile(path, position, new byte[0], ARCHIVED, true);
    }

    private TailedFile(Path path, String position, byte[] buffer, Pattern aside, boolean isJournal) {
        this.path = path;
        this.buffer = buffer;
        this.aside = aside;
        this.isJournal = isJournal;
        String[] left = position.split("\t", -1);
        fileKey = left[0];
        this.position = left.length < 2 ? 0 : LogPositions.number(left[1]);
        lastChange = Instant.EPOCH.plus(left.length < 3 ? 0 : LogPositions.number(left[2]), ChronoUnit.MICROS);
        fresh = fileKey.isEmpty();
    }

    Path path() {
        return path;
    }

    /** Where it is now, for the next run. */
    String position() {
        return position(0);
    }

    /** The same, before so many bytes of what was read last. */
    String position(int open) {
        return fileKey
                + '\t'
                + Math.max(0, position - open)
                + '\t'
                + ChronoUnit.MICROS.between(Instant.EPOCH, lastChange);
    }

    /** Whether the last reading could read it. */
    boolean isReadable() {
        return readable;
    }

    /** Reads what is new. */
    Change read(Taker taker) {
        if (!readable && unread > PATIENCE && unread % PATIENCE != 0) {
            unread++;
            return Change.NONE;
        }
        Change change = look(taker);
        if (change == Change.NONE && isArchiveErased()) {
            change = Change.REPLACED;
        }
        unread = readable ? 0 : unread + 1;
        looked = true;
        return change;
    }

    private Change look(Taker taker) {
        try {
            BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!now.isRegularFile()) {
                readable = false;
                return isLost(taker) ? Change.REPLACED : Change.NONE;
            }
            String identity = identity(path, now);
            if (readable && now.size() == position && identity.equals(seenKey)) {
                return Change.NONE;
            }
            seenKey = identity;
            Instant changed = changed(path);
            if (fresh) {
                fresh = false;
                fileKey = identity;
                position = now.size();
                lastChange = changed;
                readable = Files.isReadable(path);
                return Change.NONE;
            }
            Change change = Change.NONE;
            if (!identity.equals(fileKey)) {
                change = rest(taker) ? Change.NONE : Change.REPLACED;
                fileKey = identity;
                position = 0;
            } else if (now.size() < (isJournal ? Math.min(position, JOURNAL_HEADER) : position)) {
                change = isCopied() ? Change.NONE : Change.TRUNCATED;
                position = 0;
            }
            if (now.size() > position) {
                read(path, taker);
            }
            lastChange = changed;
            readable = true;
            return change;
        } catch (NoSuchFileException e) {
            // Between the two steps of a rotation, or not there at all; when it appears it is read from its start.
            readable = false;
            return (fresh || unread >= PATIENCE) && isLost(taker) ? Change.DELETED : Change.NONE;
        } catch (IOException e) {
            readable = false;
            return Change.NONE;
        }
    }

    /**
     * Whether the journal that was active before was removed within an hour: vacuum takes the oldest first (journalctl(1)), so that only what the
     * active one holds is left.
     */
    private boolean isArchiveErased() {
        if (archive.isEmpty() || Files.exists(archive.get(), LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        archive = Optional.empty();
        try {
            return changed(folder()).isBefore(archived.plus(LEFT));
        } catch (IOException e) {
            // The folder is gone, and with it the active one.
            return false;
        }
    }

    /** Whether what was read is neither here nor beside it, where its rest is read; from now on whatever comes here is another one. */
    private boolean isLost(Taker taker) {
        boolean found = true;
        try {
            found = fresh || rest(taker);
        } catch (IOException e) {
            // It lies there and cannot be read.
        }
        fresh = false;
        fileKey = NO_FILE;
        position = 0;
        return !found;
    }

    /** Which file it is. A number that a file had is soon another's: a journal has an id of its own besides. */
    private String identity(Path file, BasicFileAttributes attributes) throws IOException {
        String number = Objects.toString(attributes.fileKey(), "");
        if (!isJournal) {
            return number;
        }
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] header = in.readNBytes(JOURNAL_ID_AT + JOURNAL_ID);
            return header.length < JOURNAL_ID_AT + JOURNAL_ID
                    ? number
                    : number + HexFormat.of().formatHex(header, JOURNAL_ID_AT, header.length);
        }
    }

    /** Reads what was left in the file before it was renamed; false if it is not to be found. */
    private boolean rest(Taker taker) throws IOException {
        if (fileKey.equals(NO_FILE)) {
            return true;
        }
        for (Path rotated : rotated()) {
            BasicFileAttributes old = attributes(rotated);
            if (identity(rotated, old).equals(fileKey)) {
                if (isJournal) {
                    archive = Optional.of(rotated);
                    archived = changed(rotated);
                }
                if (old.size() > position) {
                    read(rotated, taker);
                }
                return true;
            }
        }
        return isCopied();
    }

    /**
     * Whether a copy of what was read was made beside it after the last change that was seen: whole, before it was cut, or compressed. An older
     * copy is from a rotation before. Of a journal there are no copies; what it was before this program started may have gone since as the
     * oldest of those that are there.
     */
    private boolean isCopied() throws IOException {
        if (isJournal) {
            return !looked && !rotated().isEmpty();
        }
        for (Path rotated : rotated()) {
            BasicFileAttributes copy = attributes(rotated);
            boolean whole = PACKED.matcher(rotated.toString()).find() ? copy.size() > 0 : copy.size() >= position;
            if (whole && changed(rotated).isAfter(lastChange)) {
                return true;
            }
        }
        return false;
    }

    /** When a file's content or status was changed last, in whole microseconds: unlike its other times, nobody can set it. */
    private static Instant changed(Path file) throws IOException {
        return Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS) instanceof FileTime time
                ? time.toInstant().truncatedTo(ChronoUnit.MICROS)
                : Instant.EPOCH;
    }

    /** Paths of the copies that rotation leaves beside the file. */
    private List<Path> rotated() throws IOException {
        List<Path> rotated = new ArrayList<>();
        try (DirectoryStream<Path> beside = Files.newDirectoryStream(
                folder(),
                each -> aside.matcher(String.valueOf(each.getFileName())).matches())) {
            for (Path each : beside) {
                if (rotated.size() < MOST_ROTATED && attributes(each).isRegularFile()) {
                    rotated.add(each);
                }
            }
        } catch (NoSuchFileException e) {
            // The folder is gone with all that was in it.
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return rotated;
    }

    private Path folder() {
        return Objects.requireNonNull(path.toAbsolutePath().getParent());
    }

    private static BasicFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private void read(Path file, Taker taker) throws IOException {
        if (taker.equals(UNREAD)) {
            position = Files.size(file);
            return;
        }
        try (SeekableByteChannel channel = Files.newByteChannel(file, READ)) {
            channel.position(position);
            ByteBuffer into = ByteBuffer.wrap(buffer);
            int length;
            while ((length = channel.read(into.clear())) > 0) {
                position += length;
                taker.take(buffer, length);
            }
        }
    }
}
