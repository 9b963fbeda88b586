package bzh.vigie.agent.directory;

import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.SharedFolder;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import bzh.vigie.text.SourceText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The folder that the controllers of a domain share with every member: files of group policies and logon scripts. It is listed once; of
 * {@link #MOST_FILES} files at most, and no more than {@link #MOST_BYTES} a day are hashed, {@link #MOST_READ} read: where these end, the
 * next reading begins with what was not reached. What a controller says of it is not believed: no link is followed, and nothing is longer
 * than it may be. Used by one thread.
 */
public final class Sysvol {
    /** More are counted as too many: of these, what machines carry out or could run is kept first. */
    public static final int MOST_FILES = 20_000;

    /** More are not even looked at by name. */
    private static final int MOST_NAMES = 200_000;

    private static final Pattern FIRST = Pattern.compile(
            "(?i).*\\\\[^\\\\.]+|.*\\.(exe|dll|scr|com|pif|cpl|msi|msp|mst|msix|appx|application|ocx|sys|drv|ax|xll|ps1|psm1|psd1|ps1xml|bat"
                    + "|cmd|vbs|vbe|js|jse|wsf|wsh|wsc|sct|hta|chm|xsl|jar|lnk|url|library-ms|settingcontent-ms|reg|inf|mof|iso|img"
                    + "|vhdx?|sh|py|pl)|SYSVOL\\\\Policies\\\\\\{[^\\\\]+\\}\\\\(machine|user)\\\\.*\\.(xml|ini|inf|csv|pol)");

    /** Hashed and looked at in a day, in bytes. */
    public static final long MOST_BYTES = 512L << 20;

    /** Read in a day besides, in bytes, of what is understood: others' files take nothing of it. */
    public static final long MOST_READ = 128L << 20;

    /** Folders that could not be listed and are told apart. */
    private static final int MOST_FOLDERS = 64;

    /** What replicates the folder keeps there for itself; nobody but the controllers reads it. */
    private static final Set<String> OF_REPLICATION = Set.of("dfsrprivate", "do_not_remove_ntfrs_preinstall_directory");

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

        /** Whether machines carry it out, or could run it: such are kept before others. */
        public boolean isRun() {
            return FIRST.matcher(shown()).matches();
        }

        /** Its name, likewise. */
        public String name() {
            return WindowsPath.shown(WindowsPath.units(path.name()));
        }
    }

    /** What is remembered from one listing to the next ({@link KeptMemory}): digests of larger files, and how much was read today. */
    public static final class Memory {
        record Hashed(long size, long modifiedMicros, Sha256 sha256, long nanos) {}

        final LongSupplier nanos;
        final Map<HostPath, Hashed> hashes = new HashMap<>();
        final Map<HostPath, Hashed> descriptions = new HashMap<>();
        final Map<HostPath, Long> looked = new HashMap<>();
        final Set<HostPath> named = new HashSet<>();
        /** Places for whose files a day's bytes were spent, with the number of that day. */
        final Map<String, Long> waiting = new HashMap<>();

        long began;
        long day;
        long hashed;
        long read;

        /** An empty one. */
        public Memory() {
            this(System::nanoTime);
        }

        /** An empty one with a time of its own, in nanoseconds since whenever, as {@link System#nanoTime} has it. */
        public Memory(LongSupplier nanos) {
            this.nanos = nanos;
            this.began = nanos.getAsLong();
        }

        /** Number of the day that it is, each with bytes of its own. */
        private long day() {
            long now = nanos.getAsLong();
            if (now - began > DAY_NANOS) {
                began = now;
                day++;
                read = 0;
                hashed = 0;
            }
            return day;
        }

        /** Whether for that place a day's bytes are spent. */
        public void waits(String place, boolean isSpent) {
            waiting.keySet().remove(place);
            if (isSpent) {
                waiting.put(place, day());
            }
        }

        /** Places that waited for another day, which it is. */
        public Set<String> due() {
            Map<String, Long> due = new HashMap<>(waiting);
            long now = day();
            due.values().removeIf(day -> day >= now);
            return due.keySet();
        }

        private boolean takes(long bytes, boolean isRead) {
            long ignored = day();
            if (bytes > (isRead ? MOST_READ - read : MOST_BYTES - hashed)) {
                return false;
            }
            read += isRead ? bytes : 0;
            hashed += isRead ? 0 : bytes;
            return true;
        }

        /** Named ones first, then what was never looked into, then what was longest ago. */
        private int turn(File one, File other) {
            boolean first = named.contains(one.path());
            if (first != named.contains(other.path())) {
                return first ? -1 : 1;
            }
            Long before = looked.get(one.path());
            Long after = looked.get(other.path());
            int order = before == null || after == null
                    ? Boolean.compare(before != null, after != null)
                    : Long.signum(before - after);
            return order == 0 ? one.path().compareTo(other.path()) : order;
        }

        private void keep(Predicate<HostPath> isThere) {
            hashes.keySet().removeIf(isThere.negate());
            descriptions.keySet().removeIf(isThere.negate());
            looked.keySet().removeIf(isThere.negate());
            named.removeIf(isThere.negate());
        }
    }

    private final SharedFolder folder;
    private final Memory memory;
    private final Map<String, File> byPath = new HashMap<>();
    private final List<File> files = new ArrayList<>();
    private final Map<File, Reading<Sha256>> digests = new HashMap<>();
    private final Map<File, Reading.Refused<?>> folders = new LinkedHashMap<>();
    private Optional<Reading.Refused<?>> unread = Optional.empty();
    private final long listedNanos;
    private final Set<Reading.Refused<?>> spent = new HashSet<>();
    private boolean isLeftOut;
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
        Set<File> kept = new HashSet<>();
        Deque<File> last = new ArrayDeque<>();
        folder.walk(new SharedFolder.Visit() {
            private int names;

            @Override
            public boolean take(SharedFolder.Found found) {
                File file = new File(told(found.path()), found.size(), found.modifiedMicros());
                boolean late = System.nanoTime() - began > MOST_NANOS;
                boolean isFull = kept.size() >= MOST_FILES;
                boolean isFirst = file.isRun();
                if (late || names++ >= MOST_NAMES || (isFull && isFirst && last.isEmpty())) {
                    cut(new Reading.Refused<>(
                            late ? ReasonCode.TIMED_OUT : ReasonCode.TOO_LARGE,
                            SourceText.detail("sysvol-too-many", kept.size())));
                    return false;
                }
                isLeftOut |= isFull;
                if (!isFull || isFirst) {
                    boolean ignored = isFull && kept.remove(last.removeLast());
                    ignored = kept.add(file);
                }
                if (!isFull && !isFirst) {
                    last.addLast(file);
                }
                return true;
            }

            @Override
            public void refused(HostPath path, Reading.Refused<?> why) {
                List<byte[]> names = path.components();
                boolean isOfReplication = names.size() == 1
                        && why.reason() == ReasonCode.NO_RIGHT
                        && OF_REPLICATION.contains(
                                WindowsPath.units(names.getFirst()).toLowerCase(Locale.ROOT));
                if (names.isEmpty() || folders.size() >= MOST_FOLDERS) {
                    cut(why);
                } else if (!isOfReplication) {
                    folders.putIfAbsent(new File(told(path), 0, 0), why);
                }
            }
        });
        files.addAll(kept);
        files.forEach(file -> byPath.put(key(WindowsPath.text(file.path())), file));
        files.sort((one, other) -> one.path().compareTo(other.path()));
        memory.keep(path -> byPath.containsKey(key(WindowsPath.text(path))));
    }

    private void cut(Reading.Refused<?> why) {
        if (unread.isEmpty()) {
            unread = Optional.of(why);
        }
    }

    private static HostPath told(HostPath below) {
        HostPath path = TOP;
        for (byte[] name : below.components()) {
            path = path.child(name);
        }
        return path;
    }

    /** Every file, by path. */
    public List<File> files() {
        return files;
    }

    /** The same in the order in which they are to be looked into: what policies name, then what was not for longest. */
    public List<File> inTurn() {
        return files.stream().sorted(memory::turn).toList();
    }

    /** Folders, and what else lies there, that could not be looked into, and why not. */
    public Map<File, Reading.Refused<?>> unreadFolders() {
        return folders;
    }

    /** Whether that is because a day's bytes, or the time, are spent: another reading goes on. */
    public boolean isSpent(Reading.Refused<?> why) {
        return why.reason() == ReasonCode.TIMED_OUT || spent.contains(why);
    }

    /** Whether there are too many files, and others were left out than what machines carry out or could run. */
    public boolean isLeftOut() {
        return isLeftOut;
    }

    /** Why not all of it could be listed, but for single folders; empty where it could. */
    public Optional<Reading.Refused<?>> unread() {
        return unread;
    }

    /** How many bytes were read of it since it was listed. */
    public long received() {
        return received;
    }

    /** The content of a file of up to 4 MiB, which is to be understood. */
    public Reading<byte[]> read(File file) {
        return content(file, true);
    }

    /** The same of one that is only looked at: it takes nothing of what is there for those. */
    public Reading<byte[]> glance(File file) {
        return content(file, false);
    }

    private Reading<byte[]> content(File file, boolean isRead) {
        return file.size() > MOST_CONTENT
                ? tooLarge(file, MOST_CONTENT)
                : allowed(file, isRead).then(at -> folder.read(at, MOST_CONTENT));
    }

    /**
     * The digest of a file that should be a text of XML; empty where it begins like something else. Not read again either while its size
     * and time of change stay the same, for 20 hours at most.
     */
    public Reading<Optional<Sha256>> description(File file) {
        Memory.Hashed before = memory.descriptions.get(file.path());
        if (before != null && isBelieved(before, file)) {
            return Reading.found(Optional.of(before.sha256()));
        }
        long now = memory.nanos.getAsLong();
        return glance(file).then(bytes -> {
            boolean isText = isXml(bytes);
            if (isText) {
                Sha256 sha256 = Sha256.over(bytes);
                Memory.Hashed hashed = new Memory.Hashed(file.size(), file.modifiedMicros(), sha256, now);
                memory.descriptions.put(file.path(), hashed);
            }
            return Reading.found(isText ? Optional.of(Sha256.over(bytes)) : Optional.empty());
        });
    }

    /** Whether it begins with an angle bracket, after a mark of UTF-8 or UTF-16. */
    private static boolean isXml(byte[] bytes) {
        String begin = new String(bytes, 0, Math.min(bytes.length, 64), StandardCharsets.ISO_8859_1);
        return begin.replaceFirst("^(\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)", "")
                .replace("\0", "")
                .stripLeading()
                .startsWith("<");
    }

    private boolean isBelieved(Memory.Hashed before, File file) {
        return before.size() == file.size()
                && before.modifiedMicros() == file.modifiedMicros()
                && memory.nanos.getAsLong() - before.nanos() < BELIEVED_NANOS;
    }

    /**
     * The digest of a file of up to 64 MiB. One of more than 256 KiB is not read again while its size and time of change stay the same,
     * for 20 hours at most: whoever holds the domain can set both.
     */
    public Reading<Sha256> digest(File file) {
        return digests.computeIfAbsent(file, this::hashed);
    }

    private Reading<Sha256> hashed(File file) {
        Memory.Hashed before = memory.hashes.get(file.path());
        if (file.size() > BELIEVED && before != null && isBelieved(before, file)) {
            return Reading.found(before.sha256());
        }
        if (file.size() > MOST_HASHED) {
            return tooLarge(file, MOST_HASHED);
        }
        long now = memory.nanos.getAsLong();
        Reading<Sha256> digest = allowed(file, false).then(at -> folder.digest(at, MOST_HASHED));
        digest.ifFound()
                .ifPresent(sha256 -> memory.hashes.put(
                        file.path(), new Memory.Hashed(file.size(), file.modifiedMicros(), sha256, now)));
        return digest;
    }

    /** The file of it that a command line names: by a path of the network, or by one as {@link File#shown} gives it. */
    public Optional<File> named(String line) {
        Optional<File> named = lookedUp(line);
        named.ifPresent(file -> memory.named.add(file.path()));
        return named;
    }

    private Optional<File> lookedUp(String line) {
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

    private Reading<HostPath> allowed(File file, boolean isRead) {
        if (memory.nanos.getAsLong() - listedNanos > MOST_READING_NANOS) {
            return Reading.refused(ReasonCode.TIMED_OUT, SourceText.detail("sysvol-too-slow"));
        }
        if (!memory.takes(file.size(), isRead)) {
            Reading.Refused<HostPath> why = new Reading.Refused<>(
                    ReasonCode.TOO_LARGE,
                    SourceText.detail("sysvol-too-much", Long.toString((isRead ? MOST_READ : MOST_BYTES) >> 20)));
            boolean ignored = spent.add(why);
            return why;
        }
        memory.looked.put(file.path(), memory.nanos.getAsLong());
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
