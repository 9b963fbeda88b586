package bzh.vigie.agent.host.linux;

import bzh.vigie.agent.host.Files.Descent;
import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.Files.Listed;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Reading.Refused;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A directory and all below it, each opened relative to the one it is in, so that it costs three calls and nothing can be
 * swapped on the way. A file costs one call, and one more where it may be executed and capabilities are wanted; nothing is kept
 * of those that nobody wants. Used by one thread, once.
 */
final class TreeWalk implements AutoCloseable {
    /** Directories that are open at the same time, one for each level. */
    private static final int MAX_DEPTH = 200;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment buffer = arena.allocate(Listing.BUFFER, 8);
    private final MemorySegment text = arena.allocate(256);
    private final Walk walk;
    private final Descent descent;

    /** Directories that are known and not yet looked into: a hostile tree must not fill the memory. */
    private int waiting;

    private record Next(HostPath path, long device, long inode) {}

    TreeWalk(Walk walk, Descent descent) {
        this.walk = walk;
        this.descent = descent;
    }

    /** Goes through it; the descriptor is closed. */
    void go(HostPath top, int fd, long device) {
        boolean ignored = go(top, fd, device, 0);
    }

    private boolean go(HostPath directory, int fd, long device, int depth) {
        try {
            if (!descent.goesOn()) {
                return false;
            }
            List<Next> directories = told(directory, fd, device, depth);
            waiting += directories.size();
            for (Next next : directories.reversed()) {
                waiting--;
                if (!enter(fd, next, depth)) {
                    return false;
                }
            }
            return true;
        } finally {
            SystemCalls.close(fd);
        }
    }

    /** Tells the entries that are wanted; gives the directories that are to be looked into. */
    private List<Next> told(HostPath directory, int fd, long device, int depth) {
        List<Next> directories = new ArrayList<>();
        for (Listed entry : entries(directory, fd)) {
            HostPath path = entry.path();
            Status status = entry.status();
            if (status.kind() != Kind.DIRECTORY) {
                descent.take(entry);
            } else if (waiting + directories.size() >= walk.maxEntries()) {
                descent.refused(path, tooMany(path));
            } else if (depth < MAX_DEPTH && descent.enters(path, status, device)) {
                directories.add(new Next(path, status.device(), status.inode()));
            }
        }
        return directories;
    }

    private Refused<?> tooMany(HostPath directory) {
        return new Refused<>(
                ReasonCode.TOO_LARGE, SourceText.detail("file-too-many-entries", directory.text(), walk.maxEntries()));
    }

    private boolean enter(int fd, Next next, int depth) {
        HostPath directory = next.path();
        byte[] name = directory.name();
        MemorySegment.copy(name, 0, text, ValueLayout.JAVA_BYTE, 0, name.length);
        text.set(ValueLayout.JAVA_BYTE, name.length, (byte) 0);
        int below = FileCalls.openat(
                fd, text, LibC.O_RDONLY | LibC.O_NONBLOCK | LibC.O_CLOEXEC | LibC.O_DIRECTORY | FileCalls.O_NOFOLLOW);
        if (below < 0) {
            if (Walk.failed(below, directory) instanceof Refused<?> refused) {
                descent.refused(directory, refused);
            }
            return true;
        }
        Status opened = walk.stat(below);
        if (opened.inode() != next.inode() || opened.device() != next.device()) {
            // Another directory now, which was not asked about: it is as new as what comes after this reading.
            SystemCalls.close(below);
            return true;
        }
        return go(directory, below, opened.device(), depth + 1);
    }

    private List<Listed> entries(HostPath directory, int fd) {
        List<Listed> entries = new ArrayList<>();
        Optional<FileAttributes.Asked> asked =
                descent.wantsCapable() ? Optional.of(FileAttributes.in(fd)) : Optional.empty();
        Listing.each(directory, fd, walk.maxEntries(), buffer, (name, type, nul) -> {
                    boolean mayBeDirectory = type == Listing.DT_UNKNOWN || Listing.kind(type) == Kind.DIRECTORY;
                    if (!mayBeDirectory && !descent.wants(name)) {
                        return;
                    }
                    Status status = walk.statEntry(fd, nul);
                    boolean capable = asked.isPresent()
                            && status.kind() == Kind.REGULAR
                            && (status.mode() & 0111) != 0
                            && asked.get().hasCapabilities(name);
                    if (capable || status.kind() == Kind.DIRECTORY || (descent.wants(status) && descent.wants(name))) {
                        entries.add(new Listed(directory.child(name), status, capable));
                    }
                })
                .ifPresent(why -> {
                    entries.clear();
                    descent.refused(directory, why);
                });
        asked.ifPresent(FileAttributes.Asked::close);
        entries.sort(Comparator.comparing(Listed::path));
        return entries;
    }

    @Override
    public void close() {
        arena.close();
    }
}
