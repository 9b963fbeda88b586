package bzh.vigie.agent.host.offline;

import bzh.vigie.agent.host.Bytes;
import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.Files.OpenFile;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.windows.regf.Hive;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Hives of a Windows that runs, which it has not loaded: each is read whole into memory, compressed, and its files are closed at
 * once. Windows cannot load one that somebody holds open, and would give its user a temporary profile. A copy serves as long as
 * its files are as they were; of a file that could not be read nothing is kept, so that it is asked for again. All copies together
 * take 6 MiB at most; the one that was not asked for longest goes first.
 */
final class HiveCopies implements HiveSource {
    /** A larger file is no hive that is read: Windows' own are far below. */
    static final long MAX_FILE = 64L << 20;

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    /** A file as it was when it was copied. */
    private record Part(HostPath path, Status status, PackedBytes bytes) {}

    private record Copy(Hive hive, List<Part> parts) {
        long size() {
            return HiveCopies.size(parts);
        }

        long unread() {
            return hive.damage().total();
        }
    }

    private final Files files;
    private final long room;
    private final Map<HostPath, Copy> copies = new LinkedHashMap<>(16, 0.75f, true);
    private long unread;

    HiveCopies(Files files) {
        this(files, 6L << 20);
    }

    /** With room for so many bytes. */
    HiveCopies(Files files, long room) {
        this.files = files;
        this.room = room;
    }

    @Override
    public Reading<Hive> open(HostPath file) {
        Copy known = copies.get(file);
        if (known != null && known.parts().stream().allMatch(this::isAsItWas)) {
            return Reading.found(known.hive());
        }
        drop(file);
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        List<Part> parts = new ArrayList<>();
        return copy(file, parts, deadline).then(whole -> {
            List<Bytes> logs = new ArrayList<>();
            if (!Hive.isSettled(whole)) {
                for (String ending : LOGS) {
                    HostPath log = file.parent().child(file.nameText() + ending);
                    copy(log, parts, deadline).ifFound().ifPresent(logs::add);
                }
            }
            Reading<Hive> hive = Hive.open(whole, logs);
            hive.ifFound().ifPresent(found -> copies.put(file, new Copy(found, List.copyOf(parts))));
            return hive;
        });
    }

    private boolean isAsItWas(Part part) {
        return files.status(part.path()).ifFound().filter(part.status()::equals).isPresent();
    }

    /** Copies a file, which then is the last of the parts. */
    private Reading<Bytes> copy(HostPath path, List<Part> parts, long deadline) {
        return files.open(path).then(open -> {
            try (open) {
                if (open.status().size() > MAX_FILE) {
                    return Reading.refused(
                            ReasonCode.TOO_LARGE,
                            SourceText.detail("file-too-large", WindowsPath.text(path), MAX_FILE));
                }
                Part part = new Part(path, open.status(), new PackedBytes());
                parts.add(part);
                return filled(part, open, parts, deadline);
            }
        });
    }

    private Reading<Bytes> filled(Part part, OpenFile open, List<Part> parts, long deadline) {
        byte[] piece = new byte[PackedBytes.PIECE];
        long size = open.status().size();
        for (long at = 0; at < size; at += piece.length) {
            int length = open.read(at, piece);
            if (length < Math.min(piece.length, size - at)) {
                return Reading.refused(ReasonCode.FAILED, SourceText.detail("hive-cut", WindowsPath.text(part.path())));
            }
            if (System.nanoTime() - deadline > 0) {
                return Reading.refused(
                        ReasonCode.TIMED_OUT, SourceText.detail("file-too-slow", WindowsPath.text(part.path())));
            }
            part.bytes().add(piece, length);
            if (!makesRoom(size(parts))) {
                return Reading.refused(
                        ReasonCode.TOO_LARGE, SourceText.detail("hive-too-large", WindowsPath.text(part.path())));
            }
        }
        return Reading.found(part.bytes());
    }

    /** Lets go of other copies until there is room for this one; false where there is none without them either. */
    private boolean makesRoom(long wanted) {
        while (wanted + copies.values().stream().mapToLong(Copy::size).sum() > room) {
            if (copies.isEmpty()) {
                return false;
            }
            drop(copies.keySet().iterator().next());
        }
        return true;
    }

    private static long size(List<Part> parts) {
        return parts.stream().mapToLong(part -> part.bytes().packed()).sum();
    }

    private void drop(HostPath file) {
        Copy gone = copies.remove(file);
        unread += gone == null ? 0 : gone.unread();
    }

    @Override
    public long unread() {
        return unread + copies.values().stream().mapToLong(Copy::unread).sum();
    }

    @Override
    public void forget() {
        List.copyOf(copies.keySet()).forEach(this::drop);
    }
}
