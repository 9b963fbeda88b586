package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import bzh.vigie.agent.host.Capabilities;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.StreamedFiles;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * The files on this machine's own drives, each path beginning with its drive ({@code /C:/Windows}). Letter case does not count.
 * Nothing stays open between two calls but what {@link #open} gave. Thread-safe.
 */
final class LiveFiles implements StreamedFiles {
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final int CHUNK = 64 << 10;
    private static final int ID_BOTH_DIRECTORY = 37;

    /** Directories that are open at the same time, one for each level. */
    private static final int MAX_DEPTH = 200;

    LiveFiles() {
        Ntdll.exposePlaceholders();
    }

    @Override
    public String reader() {
        return "live";
    }

    @Override
    public byte[] folded(byte[] name) {
        return WindowsPath.fold(name);
    }

    @Override
    public Reading<Status> status(HostPath path) {
        return walk(path, FileWalk.READ_ATTRIBUTES, true, (walk, found) -> Reading.found(found.status()));
    }

    @Override
    public Reading<Status> statusOfLink(HostPath path) {
        return walk(path, FileWalk.READ_ATTRIBUTES, false, (walk, found) -> Reading.found(found.status()));
    }

    @Override
    public Reading<byte[]> link(HostPath path) {
        return walk(
                path,
                FileWalk.READ_ATTRIBUTES,
                false,
                (walk, found) -> walk.target()
                        .filter(target -> found.status().kind() == Kind.LINK)
                        .map(target -> Reading.found(WindowsPath.bytes(target.target())))
                        .orElseGet(() -> Reading.refused(
                                ReasonCode.FAILED, SourceText.detail("file-no-link", WindowsPath.text(path)))));
    }

    @Override
    public Reading<List<Entry>> list(HostPath directory) {
        if (directory.equals(HostPath.ROOT)) {
            return Reading.found(Drives.letters().stream()
                    .map(letter -> new Entry(directory.child(letter + ":"), Kind.DIRECTORY))
                    .toList());
        }
        return walk(
                directory,
                FileWalk.READ_DATA,
                true,
                (walk, found) -> found.status().kind() != Kind.DIRECTORY
                        ? Reading.absent()
                        : listed(directory, walk.handle(), 0)
                                .then(entries -> Reading.found(entries.stream()
                                        .map(entry -> new Entry(
                                                entry.path(), entry.status().kind()))
                                        .toList())));
    }

    /** An entry of a directory, and whether asking for what it holds would fetch that from somewhere. */
    private record Seen(HostPath path, Status status, boolean elsewhere) {}

    /** What is in an open directory, ordered by bytes. */
    private static Reading<List<Seen>> listed(HostPath directory, long handle, long device) {
        List<Seen> entries = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment io = arena.allocate(16, 8);
            MemorySegment buffer = arena.allocate(CHUNK, 8);
            int status = Ntdll.queryDirectory(handle, io, buffer, ID_BOTH_DIRECTORY);
            while (NtStatus.isSuccess(status)) {
                for (DirectoryEntries.Entry entry : DirectoryEntries.parse(buffer.toArray(JAVA_BYTE), device)) {
                    entries.add(new Seen(
                            directory.child(WindowsPath.bytes(entry.name())),
                            entry.details().status(),
                            entry.details().isElsewhere()));
                }
                if (entries.size() > MAX_ENTRIES) {
                    return Reading.refused(
                            ReasonCode.TOO_LARGE,
                            SourceText.detail("file-too-many-entries", WindowsPath.text(directory), MAX_ENTRIES));
                }
                status = Ntdll.queryDirectory(handle, io, buffer, ID_BOTH_DIRECTORY);
            }
            if (status != NtStatus.NO_MORE_FILES) {
                Reading<List<Seen>> failed = NtStatus.failed(status, WindowsPath.text(directory));
                return failed instanceof Reading.Absent<List<Seen>> ? Reading.found(List.of()) : failed;
            }
        }
        entries.sort(Comparator.comparing(Seen::path));
        return Reading.found(entries);
    }

    @Override
    public void below(HostPath top, Descent descent) {
        Reading<Boolean> reading = walk(top, FileWalk.READ_DATA, true, (walk, found) -> {
            if (found.status().kind() != Kind.DIRECTORY) {
                return Reading.absent();
            }
            return Reading.found(below(top, walk.handle(), found.status().device(), descent, 0));
        });
        if (reading instanceof Reading.Refused<Boolean> refused) {
            descent.refused(top, refused);
        }
    }

    private boolean below(HostPath directory, long handle, long device, Descent descent, int depth) {
        if (!descent.goesOn()) {
            return false;
        }
        List<HostPath> directories = new ArrayList<>();
        switch (listed(directory, handle, device)) {
            case Reading.Found<List<Seen>>(List<Seen> entries) -> {
                for (Seen entry : entries) {
                    Status status = entry.status();
                    if (status.kind() != Kind.DIRECTORY) {
                        if (descent.wants(entry.path().name()) && descent.wants(status)) {
                            descent.take(new Listed(entry.path(), status, false));
                        }
                    } else if (descent.enters(entry.path(), status, device)) {
                        Optional<Reading.Refused<?>> why = notEntered(entry, depth);
                        why.ifPresent(refused -> descent.refused(entry.path(), refused));
                        if (why.isEmpty()) {
                            directories.add(entry.path());
                        }
                    }
                }
            }
            case Reading.Absent<List<Seen>> ignored -> {}
            case Reading.Refused<List<Seen>> refused -> descent.refused(directory, refused);
        }
        for (HostPath next : directories.reversed()) {
            Reading<Long> opened = SafeOpen.directory(handle, WindowsPath.units(next.name()), WindowsPath.text(next));
            if (opened instanceof Reading.Refused<Long> refused) {
                descent.refused(next, refused);
            }
            if (opened instanceof Reading.Found<Long>(Long below) && !enter(next, below, device, descent, depth)) {
                return false;
            }
        }
        return true;
    }

    private boolean enter(HostPath directory, long handle, long device, Descent descent, int depth) {
        try {
            return below(directory, handle, device, descent, depth + 1);
        } finally {
            Ntdll.close(handle);
        }
    }

    /** Why a directory is not looked into that somebody wants looked into. */
    private static Optional<Reading.Refused<?>> notEntered(Seen directory, int depth) {
        String shown = WindowsPath.text(directory.path());
        if (depth >= MAX_DEPTH) {
            return Optional.of(
                    new Reading.Refused<>(ReasonCode.TOO_LARGE, SourceText.detail("file-too-deep", shown, MAX_DEPTH)));
        }
        return directory.elsewhere()
                ? Optional.of(
                        new Reading.Refused<>(ReasonCode.NOT_PRESENT, SourceText.detail("file-not-on-disk", shown)))
                : Optional.empty();
    }

    @Override
    public long stampMicros() {
        return FileDetails.micros(Ntdll.systemTime());
    }

    @Override
    public Reading<HostPath> resolve(HostPath path) {
        return walk(path, FileWalk.READ_ATTRIBUTES, true, (walk, found) -> Reading.found(walk.real()));
    }

    @Override
    public Reading<Storage> storage(HostPath directory) {
        return walk(
                directory,
                FileWalk.READ_ATTRIBUTES,
                true,
                (walk, found) -> walk.drive()
                        .map(drive -> Reading.found(drive.storage()))
                        .orElseGet(Reading::absent));
    }

    @Override
    public Reading<Capabilities> capabilities(HostPath path) {
        return Reading.absent();
    }

    @Override
    public Reading<OpenFile> open(HostPath path) {
        return opened(path).then(Reading::found);
    }

    private Reading<WindowsOpenFile> opened(HostPath path) {
        return walk(
                path,
                FileWalk.READ_DATA,
                true,
                (walk, found) -> Optional.of(found.status())
                        .filter(status -> status.kind() == Kind.REGULAR)
                        .flatMap(status -> walk.take().map(handle -> new WindowsOpenFile(handle, status)))
                        .map(Reading::found)
                        .orElseGet(() -> Reading.refused(
                                ReasonCode.FAILED, SourceText.detail("file-not-regular", WindowsPath.text(path)))));
    }

    @Override
    public Reading<Status> stream(HostPath path, long limit, Chunks chunks) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        return opened(path).then(file -> {
            try (file) {
                return file.status().size() > limit
                        ? Reading.refused(
                                ReasonCode.TOO_LARGE,
                                SourceText.detail("file-too-large", WindowsPath.text(path), limit))
                        : copy(path, file, deadline, chunks);
            }
        });
    }

    private static Reading<Status> copy(HostPath path, WindowsOpenFile file, long deadline, Chunks chunks) {
        long size = file.status().size();
        byte[] chunk = new byte[(int) Math.min(CHUNK, Math.max(512, size))];
        long at = 0;
        for (int length = file.read(at, chunk); length > 0; length = file.read(at, chunk)) {
            if (System.nanoTime() - deadline > 0) {
                return Reading.refused(
                        ReasonCode.TIMED_OUT, SourceText.detail("file-too-slow", WindowsPath.text(path)));
            }
            chunks.take(chunk, length);
            at += length;
        }
        return file.failure() == 0 || at == size
                ? Reading.found(file.status())
                : NtStatus.failed(file.failure(), WindowsPath.text(path));
    }

    @Override
    public void close() {
        // nothing stays open
    }

    /** Goes to that path and uses what is open there. */
    <T> Reading<T> walk(
            HostPath path, int access, boolean followLast, BiFunction<FileWalk, FileDetails, Reading<T>> use) {
        try (FileWalk walk = new FileWalk(path, access)) {
            return walk.go(followLast).then(found -> use.apply(walk, found));
        }
    }
}
