package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.HostText;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.windows.security.SecurityDescriptor;
import bzh.vigie.agent.windows.security.Sid;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One walk down a drive, name by name and relative to open directories, so that nothing can be swapped under it. Junctions and
 * symbolic links are followed here and not by Windows: only to this machine's own drives, and only where the system or an
 * administrator made them or link and target have the same owner. What is found stays open until {@link #close}. Used by one
 * thread, once.
 */
final class FileWalk implements AutoCloseable {
    static final int READ_DATA = 0x1;
    static final int READ_ATTRIBUTES = 0x80;

    private static final int TRAVERSE = 0x20;
    private static final int READ_CONTROL = 0x2_0000;
    private static final int SYNCHRONIZE = 0x10_0000;
    private static final int DIRECTORY_FILE = 0x1;
    private static final int SYNCHRONOUS = 0x20;
    private static final int BACKUP_INTENT = 0x4000;
    private static final int OPEN_REPARSE_POINT = 0x20_0000;
    private static final int ALL_INFORMATION = 18;
    private static final int ATTRIBUTE_TAG = 35;
    private static final int NORMALIZED_NAME = 48;
    private static final int OPENED_NAME = 9;
    private static final int NAME_BYTES = 66_000;
    private static final int OWNER = 1;
    private static final int GET_REPARSE_POINT = 0x9_00A8;
    private static final int MAX_LINKS = 40;
    private static final String KERNEL_NAME = "\\??\\";

    /** Stands for an owner who could not be read: equal to none. */
    private static final Sid NOBODY = Sid.of("S-1-0-0");

    /** Who may make links that lead to files of others. */
    private static final Set<Sid> TRUSTED = Set.of(
            Sid.SYSTEM, Sid.ADMINISTRATORS, Sid.of("S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464"));

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment io = arena.allocate(16, 8);
    private final MemorySegment all = arena.allocate(FileDetails.BYTES + 1_024L, 8);
    private final Drives drives;
    private final HostPath path;
    private final int access;
    private final List<Long> handles = new ArrayList<>();
    private final List<byte[]> names = new ArrayList<>();
    private final Set<Sid> linkOwners = new HashSet<>();
    private Optional<Drives.Drive> drive = Optional.empty();

    /** To that path; {@code access} is what is wanted of what is there, {@link #READ_DATA} or {@link #READ_ATTRIBUTES}. */
    FileWalk(Drives drives, HostPath path, int access) {
        this.drives = drives;
        this.path = path;
        this.access = access;
    }

    /** Walks; afterwards {@link #handle} is what was found. */
    Reading<FileDetails> go(boolean followLast) {
        Deque<byte[]> pending = new ArrayDeque<>(path.components());
        int links = 0;
        Reading<FileDetails> last = Reading.found(FileDetails.ABOVE_ALL_DRIVES);
        while (!pending.isEmpty()) {
            byte[] name = pending.pop();
            String text = WindowsPath.units(name);
            if (text.equals("..")) {
                up();
                last = drive.isPresent() ? Reading.found(details(handle())) : Reading.absent();
                continue;
            }
            last = drive.isEmpty() ? root(text) : open(text, !pending.isEmpty());
            if (!(last instanceof Reading.Found<FileDetails>(FileDetails found))) {
                return last;
            }
            if (found.status().kind() == Kind.LINK && (followLast || !pending.isEmpty())) {
                if (++links > MAX_LINKS) {
                    return Reading.refused(ReasonCode.FAILED, SourceText.detail("file-link-loop", shown()));
                }
                Optional<ReparsePoint> link = target();
                Ntdll.close(handles.removeLast());
                linkOwner(text);
                if (link.isEmpty() || !follow(link.get(), pending)) {
                    return Reading.refused(ReasonCode.FAILED, SourceText.detail("file-link-elsewhere", shown()));
                }
                last = drive.isPresent() ? Reading.found(details(handle())) : Reading.absent();
                continue;
            }
            names.add(name);
            if (found.status().kind() != Kind.DIRECTORY && !pending.isEmpty()) {
                return Reading.absent();
            }
        }
        return isForeign() ? Reading.refused(ReasonCode.FAILED, SourceText.detail("file-foreign-link", shown())) : last;
    }

    private Reading<FileDetails> root(String name) {
        char letter = Drives.letter(name);
        return letter == ' '
                ? Reading.absent()
                : drives.drive(letter).then(found -> {
                    drive = Optional.of(found);
                    return Reading.found(details(found.handle()));
                });
    }

    /** Opens the entry of that name in the directory that was come to. */
    private Reading<FileDetails> open(String name, boolean onTheWay) {
        if (name.indexOf('\\') >= 0 || name.indexOf(':') >= 0) {
            return Reading.absent();
        }
        int wanted = (onTheWay ? TRAVERSE | READ_ATTRIBUTES : access | READ_ATTRIBUTES) | SYNCHRONIZE;
        int options = SYNCHRONOUS | BACKUP_INTENT;
        long directory = handle();
        Ntdll.Opened opened = Ntdll.openFile(directory, name, wanted, options | OPEN_REPARSE_POINT);
        if (!opened.isOpen()) {
            return NtStatus.failed(opened.status(), shown());
        }
        FileDetails details = details(opened.handle());
        if (details.isFiltered()) {
            // Its driver gives the content only to who does not ask for the reparse point itself.
            Ntdll.close(opened.handle());
            opened = Ntdll.openFile(directory, name, wanted, options);
            if (!opened.isOpen()) {
                return NtStatus.failed(opened.status(), shown());
            }
        }
        handles.add(opened.handle());
        return Reading.found(details);
    }

    /** The directory of that name in an open one, no link; to be closed by whoever opened it. */
    static Ntdll.Opened openDirectory(long directory, String name) {
        return Ntdll.openFile(
                directory,
                name,
                READ_DATA | READ_ATTRIBUTES | SYNCHRONIZE,
                SYNCHRONOUS | BACKUP_INTENT | OPEN_REPARSE_POINT | DIRECTORY_FILE);
    }

    /** What was found, open; stays so until this is closed, unless it is taken. */
    long handle() {
        return handles.isEmpty() ? drive.map(Drives.Drive::handle).orElse(0L) : handles.getLast();
    }

    /** What was found, to be closed by whoever takes it. */
    long take() {
        return handles.removeLast();
    }

    Optional<Drives.Drive> drive() {
        return drive;
    }

    /** The path of what was found, without links, its names as the disk has them where it tells. */
    HostPath real() {
        if (names.isEmpty()) {
            return HostPath.ROOT;
        }
        HostPath root = HostPath.ROOT.child(upper(names.getFirst()));
        MemorySegment name = arena.allocate(NAME_BYTES, 8);
        int status = Ntdll.queryFile(handle(), io, name, NORMALIZED_NAME);
        if (!NtStatus.isSuccess(status)) {
            status = Ntdll.queryFile(handle(), io, name, OPENED_NAME);
        }
        if (!NtStatus.isSuccess(status)) {
            HostPath asAsked = root;
            for (byte[] each : names.subList(1, names.size())) {
                asAsked = asAsked.child(each);
            }
            return asAsked;
        }
        byte[] below =
                name.asSlice(4, Math.min(name.get(JAVA_INT, 0), NAME_BYTES - 4)).toArray(JAVA_BYTE);
        return root.child(slashed(HostText.units(below)));
    }

    private static byte[] upper(byte[] drive) {
        return WindowsPath.bytes(WindowsPath.units(drive).toUpperCase(Locale.ROOT));
    }

    private static byte[] slashed(String names) {
        return WindowsPath.bytes(names.replace('\\', '/'));
    }

    /** Where the link that was found leads. */
    Optional<ReparsePoint> target() {
        MemorySegment buffer = arena.allocate(ReparsePoint.MAX_BYTES, 8);
        int status = Ntdll.fileControl(handle(), io, GET_REPARSE_POINT, buffer);
        return NtStatus.isSuccess(status) ? ReparsePoint.parse(buffer.toArray(JAVA_BYTE)) : Optional.empty();
    }

    /** What Windows tells of an open file. */
    FileDetails details(long handle) {
        int status = Ntdll.queryFile(handle, io, all, ALL_INFORMATION);
        if (!NtStatus.isSuccess(status) && status != NtStatus.BUFFER_OVERFLOW) {
            return FileDetails.of(0, 0, 0, 0, 0, 0, 0);
        }
        byte[] bytes = all.asSlice(0, FileDetails.BYTES).toArray(JAVA_BYTE);
        int tag = 0;
        if (FileDetails.isReparsePoint(all.get(JAVA_INT, 32))) {
            MemorySegment tagged = arena.allocate(8, 8);
            tag = NtStatus.isSuccess(Ntdll.queryFile(handle, io, tagged, ATTRIBUTE_TAG)) ? tagged.get(JAVA_INT, 4) : 0;
        }
        return FileDetails.parse(bytes, tag, drive.map(Drives.Drive::serial).orElse(0L));
    }

    private boolean follow(ReparsePoint link, Deque<byte[]> pending) {
        Optional<HostPath> target = Optional.empty();
        if (!link.relative()) {
            target = link.target().startsWith(KERNEL_NAME)
                    ? WindowsPath.parse(link.target().substring(KERNEL_NAME.length()))
                    : Optional.empty();
            if (target.isEmpty()) {
                return false;
            }
            handles.forEach(Ntdll::close);
            handles.clear();
            names.clear();
            drive = Optional.empty();
        }
        List<byte[]> parts = target.map(HostPath::components)
                .orElseGet(() -> HostPath.ROOT.child(slashed(link.target())).components());
        for (byte[] part : parts.reversed()) {
            pending.push(part);
        }
        return true;
    }

    /** Goes to the directory above; from a drive's root nowhere. */
    private void up() {
        if (!handles.isEmpty()) {
            Ntdll.close(handles.removeLast());
            byte[] ignored = names.removeLast();
        }
    }

    /** Keeps who made the link of that name in the directory that was come to, where it is somebody who may not lead anywhere. */
    private void linkOwner(String name) {
        Optional<Sid> owner = owner(handle(), name);
        if (!owner.map(TRUSTED::contains).orElse(false)) {
            boolean ignored = linkOwners.add(owner.orElse(NOBODY));
        }
    }

    /** Whether somebody made a link on the way who does not own what was found. */
    private boolean isForeign() {
        if (linkOwners.isEmpty()) {
            return false;
        }
        long parent = handles.size() < 2 ? drive.map(Drives.Drive::handle).orElse(0L) : handles.get(handles.size() - 2);
        Optional<Sid> owner = names.size() < 2 ? Optional.empty() : owner(parent, WindowsPath.units(names.getLast()));
        return owner.isEmpty() || !linkOwners.equals(Set.of(owner.get()));
    }

    private Optional<Sid> owner(long directory, String name) {
        Ntdll.Opened opened = Ntdll.openFile(
                directory, name, READ_CONTROL | SYNCHRONIZE, SYNCHRONOUS | BACKUP_INTENT | OPEN_REPARSE_POINT);
        if (!opened.isOpen()) {
            return Optional.empty();
        }
        try {
            MemorySegment descriptor = arena.allocate(1_024, 8);
            int status = Ntdll.querySecurity(opened.handle(), OWNER, descriptor, io);
            return NtStatus.isSuccess(status)
                    ? SecurityDescriptor.parse(descriptor.toArray(JAVA_BYTE)).flatMap(SecurityDescriptor::owner)
                    : Optional.empty();
        } finally {
            Ntdll.close(opened.handle());
        }
    }

    private String shown() {
        return WindowsPath.text(path);
    }

    @Override
    public void close() {
        handles.forEach(Ntdll::close);
        handles.clear();
        arena.close();
    }
}
