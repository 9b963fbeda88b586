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
 * administrator made them or link and target have the same owner. No name is opened for its content before it was looked at, and
 * no open waits for another program. What is found stays open until {@link #close}. Used by one thread, once.
 */
final class FileWalk implements AutoCloseable {
    static final int READ_DATA = 0x1;
    static final int READ_ATTRIBUTES = 0x80;
    static final int SYNCHRONIZE = 0x10_0000;

    private static final int TRAVERSE = 0x20;
    private static final int READ_CONTROL = 0x2_0000;
    private static final int ALL_INFORMATION = 18;
    private static final int ATTRIBUTE_TAG = 35;
    private static final int NORMALIZED_NAME = 48;
    private static final int OPENED_NAME = 9;
    private static final int NAME_BYTES = 66_000;
    private static final int OWNER = 1;
    private static final int GET_REPARSE_POINT = 0x9_00A8;
    private static final int MAX_LINKS = 40;

    /** Names of a path and of the links on it together. */
    private static final int MAX_NAMES = 4_096;

    /** Stands for an owner who could not be read: equal to none. */
    private static final Sid NOBODY = Sid.of("S-1-0-0");

    /** Who may make links that lead to files of others. */
    private static final Set<Sid> TRUSTED = Set.of(
            Sid.SYSTEM, Sid.ADMINISTRATORS, Sid.of("S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464"));

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment io = arena.allocate(16, 8);
    private final MemorySegment all = arena.allocate(FileDetails.BYTES + 1_024L, 8);
    private final HostPath path;
    private final boolean forContent;

    /** The directories on the way, the drive's root first, and what was found; none of them for its content. */
    private final List<Long> handles = new ArrayList<>();

    private final List<String> names = new ArrayList<>();
    private final Set<Sid> linkOwners = new HashSet<>();
    private Optional<Drives.Drive> drive = Optional.empty();
    private Optional<Long> content = Optional.empty();

    /** To that path; {@code access} is what is wanted of what is there, {@link #READ_DATA} or {@link #READ_ATTRIBUTES}. */
    FileWalk(HostPath path, int access) {
        this.path = path;
        this.forContent = access == READ_DATA;
    }

    /** Walks; afterwards {@link #handle} is what was found. */
    Reading<FileDetails> go(boolean followLast) {
        Deque<String> pending = new ArrayDeque<>();
        path.components().forEach(name -> pending.add(WindowsPath.units(name)));
        int links = 0;
        Reading<FileDetails> last = Reading.found(FileDetails.ABOVE_ALL_DRIVES);
        for (int steps = 0; !pending.isEmpty(); steps++) {
            if (steps > MAX_NAMES || links > MAX_LINKS) {
                return Reading.refused(ReasonCode.FAILED, SourceText.detail("file-link-loop", shown()));
            }
            last = step(pending.pop(), !pending.isEmpty());
            if (last instanceof Reading.Found<FileDetails>(FileDetails found)) {
                if (found.status().kind() == Kind.LINK && (followLast || !pending.isEmpty())) {
                    links++;
                    last = follow(pending);
                } else if (found.status().kind() != Kind.DIRECTORY && !pending.isEmpty()) {
                    return Reading.absent();
                }
            }
            if (!(last instanceof Reading.Found<FileDetails>)) {
                return last;
            }
        }
        return last.then(found -> {
            if (isForeign(found)) {
                return Reading.refused(ReasonCode.FAILED, SourceText.detail("file-foreign-link", shown()));
            }
            return forContent ? opened(found) : Reading.found(found);
        });
    }

    private Reading<FileDetails> step(String name, boolean onTheWay) {
        if (name.equals("..")) {
            return up();
        }
        return handles.isEmpty() ? root(name) : look(name, onTheWay);
    }

    private Reading<FileDetails> root(String name) {
        char letter = Drives.letter(name);
        return letter == ' '
                ? Reading.absent()
                : Drives.open(letter, TRAVERSE | READ_ATTRIBUTES | SYNCHRONIZE).then(found -> {
                    drive = Optional.of(found);
                    handles.add(found.handle());
                    names.add(name);
                    return details(found.handle());
                });
    }

    /** Opens the entry of that name in the directory that was come to, whatever it is, and not for its content. */
    private Reading<FileDetails> look(String name, boolean onTheWay) {
        if (!FileNames.isOne(name)) {
            return Reading.absent();
        }
        int wanted = (onTheWay ? TRAVERSE | READ_ATTRIBUTES : READ_ATTRIBUTES) | SYNCHRONIZE;
        Ntdll.Opened opened = Ntdll.openFile(handle(), name, wanted, SafeOpen.THE_LINK_ITSELF);
        if (!opened.isOpen()) {
            return NtStatus.failed(opened.status(), shown());
        }
        Reading<FileDetails> seen = details(opened.handle());
        if (seen.ifFound().filter(found -> found.status().kind() == Kind.LINK).isPresent()) {
            // Its owner is asked as well, which is not asked of every file: programs that hold one would be told to let
            // go of it.
            Ntdll.Opened owned = Ntdll.openFile(handle(), name, wanted | READ_CONTROL, SafeOpen.THE_LINK_ITSELF);
            if (owned.isOpen()) {
                Ntdll.close(opened.handle());
                opened = owned;
                seen = details(owned.handle());
            }
        }
        handles.add(opened.handle());
        names.add(name);
        return seen;
    }

    /** Opens what was found for its content, which gives what is open then: the same as before. */
    private Reading<FileDetails> opened(FileDetails seen) {
        if (seen.status().kind() == Kind.LINK || seen.status().kind() == Kind.OTHER || handles.isEmpty()) {
            return Reading.found(seen);
        }
        if (seen.isElsewhere()) {
            return Reading.refused(ReasonCode.NOT_PRESENT, SourceText.detail("file-not-on-disk", shown()));
        }
        if (seen.isFiltered()) {
            return Reading.refused(
                    ReasonCode.FAILED,
                    SourceText.detail("file-filtered", shown(), String.format(Locale.ROOT, "0x%08x", seen.tag())));
        }
        Reading<Long> opening = handles.size() == 1
                ? rootAgain(READ_DATA)
                : SafeOpen.content(handles.get(handles.size() - 2), names.getLast(), seen.isTransparent(), shown());
        return opening.then(handle -> {
            content = Optional.of(handle);
            boolean isOnVolume = !seen.isTransparent()
                    || Drives.serial(handle) == seen.status().device();
            return details(handle)
                    .then(now -> isOnVolume && seen.isSameAs(now)
                            ? Reading.found(now)
                            : Reading.refused(ReasonCode.FAILED, SourceText.detail("file-replaced", shown())));
        });
    }

    /** What was found, open; stays so until this is closed, unless it is taken. */
    long handle() {
        return content.orElseGet(() -> handles.isEmpty() ? 0L : handles.getLast());
    }

    /** What was found and opened for its content, to be closed by whoever takes it; there is something where it is a file. */
    Optional<Long> take() {
        Optional<Long> taken = content;
        content = Optional.empty();
        return taken;
    }

    Optional<Drives.Drive> drive() {
        return drive;
    }

    /** The path of what was found, without links, its names as the disk has them where it tells. */
    HostPath real() {
        if (names.isEmpty()) {
            return HostPath.ROOT;
        }
        HostPath root = HostPath.ROOT.child(WindowsPath.bytes(names.getFirst().toUpperCase(Locale.ROOT)));
        MemorySegment name = arena.allocate(NAME_BYTES, 8);
        int status = Ntdll.queryFile(handle(), io, name, NORMALIZED_NAME);
        if (!NtStatus.isSuccess(status)) {
            status = Ntdll.queryFile(handle(), io, name, OPENED_NAME);
        }
        if (!NtStatus.isSuccess(status)) {
            HostPath asAsked = root;
            for (String each : names.subList(1, names.size())) {
                asAsked = asAsked.child(WindowsPath.bytes(each));
            }
            return asAsked;
        }
        byte[] below = name.asSlice(4, Math.clamp(name.get(JAVA_INT, 0), 0, NAME_BYTES - 4))
                .toArray(JAVA_BYTE);
        return root.child(WindowsPath.bytes(HostText.units(below).replace('\\', '/')));
    }

    /** Where the link that was found leads. */
    Optional<ReparsePoint> target() {
        MemorySegment buffer = arena.allocate(ReparsePoint.MAX_BYTES, 8);
        int status = Ntdll.fileControl(handle(), io, GET_REPARSE_POINT, buffer);
        return NtStatus.isSuccess(status) ? ReparsePoint.parse(buffer.toArray(JAVA_BYTE)) : Optional.empty();
    }

    /** What Windows tells of an open file of the drive; no link that is followed here leads to a volume without a letter. */
    private Reading<FileDetails> details(long handle) {
        int status = Ntdll.queryFile(handle, io, all, ALL_INFORMATION);
        if (!NtStatus.isSuccess(status) && status != NtStatus.BUFFER_OVERFLOW) {
            return NtStatus.failed(status, shown());
        }
        byte[] bytes = all.asSlice(0, FileDetails.BYTES).toArray(JAVA_BYTE);
        int tag = 0;
        if (FileDetails.isReparsePoint(all.get(JAVA_INT, 32))) {
            MemorySegment tagged = arena.allocate(8, 8);
            int told = Ntdll.queryFile(handle, io, tagged, ATTRIBUTE_TAG);
            if (!NtStatus.isSuccess(told)) {
                return NtStatus.failed(told, shown());
            }
            tag = tagged.get(JAVA_INT, 4);
        }
        return Reading.found(
                FileDetails.parse(bytes, tag, drive.map(Drives.Drive::serial).orElse(0L)));
    }

    /** Goes where the link that was found leads: what is there now, or first the names that come then. */
    private Reading<FileDetails> follow(Deque<String> pending) {
        linkOwner();
        Optional<LinkTarget> to = target().flatMap(LinkTarget::of);
        leave();
        if (to.isEmpty()) {
            return Reading.refused(ReasonCode.FAILED, SourceText.detail("file-link-elsewhere", shown()));
        }
        int kept = switch (to.get().from()) {
            case DRIVES -> 0;
            case ROOT -> 1;
            case HERE -> handles.size();
        };
        while (handles.size() > kept) {
            leave();
        }
        to.get().names().reversed().forEach(pending::push);
        return here();
    }

    private Reading<FileDetails> here() {
        return handles.isEmpty() ? Reading.found(FileDetails.ABOVE_ALL_DRIVES) : details(handles.getLast());
    }

    /** Goes to the directory above; from a drive's root nowhere. */
    private Reading<FileDetails> up() {
        if (handles.size() > 1) {
            leave();
        }
        return handles.isEmpty() ? Reading.absent() : here();
    }

    private void leave() {
        Ntdll.close(handles.removeLast());
        String ignored = names.removeLast();
    }

    /** The root of the drive once more, with that access: an enumeration goes on where the last one on its handle ended. */
    private Reading<Long> rootAgain(int access) {
        return Drives.open(Drives.letter(names.getFirst()), access | READ_ATTRIBUTES | SYNCHRONIZE)
                .then(root -> Reading.found(root.handle()));
    }

    /** Keeps who made the link that was found, where it is somebody who may not lead anywhere. */
    private void linkOwner() {
        Optional<Sid> owner = owner(handle());
        if (!owner.map(TRUSTED::contains).orElse(false)) {
            boolean ignored = linkOwners.add(owner.orElse(NOBODY));
        }
    }

    /** Whether somebody made a link on the way who does not own what was found. */
    private boolean isForeign(FileDetails found) {
        if (linkOwners.isEmpty()) {
            return false;
        }
        Reading<Long> again = handles.size() < 2
                ? rootAgain(READ_CONTROL)
                : SafeOpen.itself(handles.get(handles.size() - 2), names.getLast(), READ_CONTROL, shown());
        Optional<Sid> owner = again.ifFound().flatMap(handle -> {
            Optional<FileDetails> now = details(handle).ifFound();
            Optional<Sid> told = now.filter(found::isSameAs).isPresent() ? owner(handle) : Optional.empty();
            Ntdll.close(handle);
            return told;
        });
        return owner.isEmpty() || !linkOwners.equals(Set.of(owner.get()));
    }

    private Optional<Sid> owner(long handle) {
        MemorySegment descriptor = arena.allocate(1_024, 8);
        int status = Ntdll.querySecurity(handle, OWNER, descriptor, io);
        return NtStatus.isSuccess(status)
                ? SecurityDescriptor.parse(descriptor.toArray(JAVA_BYTE)).flatMap(SecurityDescriptor::owner)
                : Optional.empty();
    }

    private String shown() {
        return WindowsPath.text(path);
    }

    @Override
    public void close() {
        content.ifPresent(Ntdll::close);
        content = Optional.empty();
        handles.forEach(Ntdll::close);
        handles.clear();
        arena.close();
    }
}
