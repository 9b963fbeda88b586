package bzh.vigie.agent.directory;

import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.SharedFolder;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import bzh.vigie.text.SourceText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The folder that the controllers of a domain share with every member: files of group policies and logon scripts. It is listed once; of
 * {@link #MOST_FILES} files at most, and no more than {@link #MOST_BYTES} a day are read. What a controller says of it is not believed:
 * no link is followed, and nothing is longer than it may be. Used by one thread.
 */
public final class Sysvol {
    /** More are counted as too many. */
    public static final int MOST_FILES = 20_000;

    /** Read in a day, in bytes. */
    public static final long MOST_BYTES = 512L << 20;

    private static final int MOST_CONTENT = 4 << 20;
    private static final long MOST_HASHED = 64L << 20;
    private static final long BELIEVED = 256 << 10;
    private static final long MOST_NANOS = TimeUnit.MINUTES.toNanos(5);
    /** From the listing on: files that come slowly are not read for ever. */
    private static final long MOST_READING_NANOS = TimeUnit.HOURS.toNanos(2);

    private static final long DAY_NANOS = TimeUnit.DAYS.toNanos(1);
    /** Shorter than from one daily reading to the next, so that each of them hashes every file again. */
    private static final long BELIEVED_NANOS = TimeUnit.HOURS.toNanos(20);

    private static final HostPath TOP = HostPath.ROOT.child("SYSVOL");
    private static final Pattern SHARED = Pattern.compile(
            "\\\\\\\\[^\\\\\"]+\\\\(sysvol\\\\[^\\\\\"]+|netlogon)\\\\([^\"<>|*?]+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern OWN = Pattern.compile("SYSVOL\\\\([^\"<>|*?]+)");

    /**
     * A file of it.
     *
     * @param path beginning with {@code SYSVOL} for the domain's folder
     */
    public record File(HostPath path, long size, long modifiedMicros) {
        /** Its path as it is told, the same whoever reads it: {@code SYSVOL\Policies\{…}\GPT.INI}. */
        public String shown() {
            return WindowsPath.shown(WindowsPath.text(path));
        }

        /** Its name, likewise. */
        public String name() {
            return WindowsPath.shown(WindowsPath.units(path.name()));
        }
    }

    /** What is remembered from one listing to the next: digests of larger files, and how much was read today. */
    public static final class Memory {
        private record Hashed(long size, long modifiedMicros, Sha256 sha256, long nanos) {}

        private final LongSupplier nanos;
        private final Map<HostPath, Hashed> hashes = new HashMap<>();
        private long began;
        private long read;

        /** An empty one. */
        public Memory() {
            this(System::nanoTime);
        }

        /** An empty one with a time of its own, in nanoseconds since whenever, as {@link System#nanoTime} has it. */
        public Memory(LongSupplier nanos) {
            this.nanos = nanos;
            this.began = nanos.getAsLong();
        }

        private boolean takes(long bytes) {
            long now = nanos.getAsLong();
            if (now - began > DAY_NANOS) {
                began = now;
                read = 0;
            }
            read += bytes;
            return read <= MOST_BYTES;
        }
    }

    private final SharedFolder folder;
    private final Memory memory;
    private final Map<String, File> byPath = new HashMap<>();
    private final List<File> files = new ArrayList<>();
    private Optional<Reading.Refused<?>> unread = Optional.empty();
    private final long listedNanos;
    private long received;

    private Sysvol(SharedFolder folder, Memory memory) {
        this.folder = folder;
        this.memory = memory;
        this.listedNanos = memory.nanos.getAsLong();
    }

    /** What lies in the folder now. */
    public static Sysvol of(SharedFolder folder, Memory memory) {
        Sysvol sysvol = new Sysvol(folder, memory);
        sysvol.list();
        return sysvol;
    }

    private void list() {
        long began = System.nanoTime();
        folder.walk(new SharedFolder.Visit() {
            @Override
            public boolean take(SharedFolder.Found found) {
                boolean late = System.nanoTime() - began > MOST_NANOS;
                if (late || files.size() >= MOST_FILES) {
                    refused(new Reading.Refused<>(
                            late ? ReasonCode.TIMED_OUT : ReasonCode.TOO_LARGE,
                            SourceText.detail("sysvol-too-many", files.size())));
                    return false;
                }
                HostPath path = TOP;
                for (byte[] name : found.path().components()) {
                    path = path.child(name);
                }
                File file = new File(path, found.size(), found.modifiedMicros());
                files.add(file);
                byPath.put(key(WindowsPath.text(path)), file);
                return true;
            }

            @Override
            public void refused(Reading.Refused<?> why) {
                if (unread.isEmpty()) {
                    unread = Optional.of(why);
                }
            }
        });
        files.sort((one, other) -> one.path().compareTo(other.path()));
        memory.hashes.keySet().removeIf(path -> !byPath.containsKey(key(WindowsPath.text(path))));
    }

    /** Every file, by path. */
    public List<File> files() {
        return files;
    }

    /** Why not all of it could be listed; empty where it could. */
    public Optional<Reading.Refused<?>> unread() {
        return unread;
    }

    /** How many bytes were read of it since it was listed. */
    public long received() {
        return received;
    }

    /** The content of a file of up to 4 MiB. */
    public Reading<byte[]> read(File file) {
        return file.size() > MOST_CONTENT
                ? tooLarge(file, MOST_CONTENT)
                : allowed(file).then(at -> folder.read(at, MOST_CONTENT));
    }

    /**
     * The digest of a file of up to 64 MiB. One of more than 256 KiB is not read again while its size and time of change stay the same,
     * for 20 hours at most: whoever holds the domain can set both.
     */
    public Reading<Sha256> digest(File file) {
        Memory.Hashed before = memory.hashes.get(file.path());
        if (before != null
                && file.size() > BELIEVED
                && before.size() == file.size()
                && before.modifiedMicros() == file.modifiedMicros()
                && memory.nanos.getAsLong() - before.nanos() < BELIEVED_NANOS) {
            return Reading.found(before.sha256());
        }
        if (file.size() > MOST_HASHED) {
            return tooLarge(file, MOST_HASHED);
        }
        long now = memory.nanos.getAsLong();
        Reading<Sha256> digest = allowed(file).then(at -> folder.digest(at, MOST_HASHED));
        digest.ifFound()
                .ifPresent(sha256 -> memory.hashes.put(
                        file.path(), new Memory.Hashed(file.size(), file.modifiedMicros(), sha256, now)));
        return digest;
    }

    /** The file of it that a command line names: by a path of the network, or by one as {@link File#shown} gives it. */
    public Optional<File> named(String line) {
        Matcher shared = SHARED.matcher(line);
        if (shared.find()) {
            boolean scripts = shared.group(1).equalsIgnoreCase("netlogon");
            return longest((scripts ? "SYSVOL\\scripts\\" : "SYSVOL\\") + shared.group(2));
        }
        Matcher own = OWN.matcher(line);
        return own.find() ? longest(own.group()) : Optional.empty();
    }

    /** The file that such a text begins with: what follows may be arguments, and blanks may belong to either. */
    private Optional<File> longest(String text) {
        String path = text;
        for (int tries = 0; tries < 32 && !path.isEmpty(); tries++) {
            File file = byPath.get(key(path));
            if (file != null) {
                return Optional.of(file);
            }
            int blank = path.lastIndexOf(' ');
            path = blank < 0 ? "" : path.substring(0, blank);
        }
        return Optional.empty();
    }

    private static String key(String path) {
        return WindowsPath.fold(path.strip());
    }

    private Reading<HostPath> allowed(File file) {
        if (memory.nanos.getAsLong() - listedNanos > MOST_READING_NANOS) {
            return Reading.refused(ReasonCode.TIMED_OUT, SourceText.detail("sysvol-too-slow"));
        }
        if (!memory.takes(file.size())) {
            return Reading.refused(
                    ReasonCode.TOO_LARGE, SourceText.detail("sysvol-too-much", Long.toString(MOST_BYTES >> 20)));
        }
        received += file.size();
        HostPath path = HostPath.ROOT;
        List<byte[]> names = file.path().components();
        for (byte[] name : names.subList(1, names.size())) {
            path = path.child(name);
        }
        return Reading.found(path);
    }

    private static <T> Reading<T> tooLarge(File file, long limit) {
        return Reading.refused(ReasonCode.TOO_LARGE, SourceText.detail("file-too-large", file.shown(), limit));
    }

    /** A domain's name in lower case that may be part of a path; empty for any other text. */
    public static Optional<String> domain(String name) {
        String low = name.toLowerCase(Locale.ROOT);
        return low.matches("[a-z0-9_-]{1,63}(\\.[a-z0-9_-]{1,63}){0,15}") ? Optional.of(low) : Optional.empty();
    }
}
