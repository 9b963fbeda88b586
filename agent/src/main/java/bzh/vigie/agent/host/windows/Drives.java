package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import bzh.vigie.agent.host.Files.Storage;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The drives of this machine whose files are on its own disks, each opened once and kept. Thread-safe. */
final class Drives implements AutoCloseable {
    private static final int LIST = 0x1;
    private static final int READ_ATTRIBUTES = 0x80;
    private static final int SYNCHRONIZE = 0x10_0000;
    private static final int DIRECTORY_FILE = 0x1;
    private static final int SYNCHRONOUS = 0x20;
    private static final int VOLUME = 1;
    private static final int DEVICE = 4;
    private static final int CD_ROM = 3;
    private static final int REMOTE = 0x10;

    /**
     * A drive.
     *
     * @param handle its root directory
     * @param serial of its volume
     */
    record Drive(long handle, long serial, Storage storage) {}

    private final Map<Character, Drive> open = new TreeMap<>();

    /** The drive of that letter; one that is not there may come. */
    synchronized Reading<Drive> drive(char letter) {
        char upper = Character.toUpperCase(letter);
        Drive known = open.get(upper);
        return known != null
                ? Reading.found(known)
                : open(upper).then(drive -> {
                    open.put(upper, drive);
                    return Reading.found(drive);
                });
    }

    /** The letters of those that are there. */
    List<Character> letters() {
        List<Character> letters = new ArrayList<>();
        for (char letter = 'A'; letter <= 'Z'; letter++) {
            if (drive(letter).ifFound().isPresent()) {
                letters.add(letter);
            }
        }
        return letters;
    }

    private static Reading<Drive> open(char letter) {
        String name = letter + ":\\";
        Ntdll.Opened root =
                Ntdll.openFile(0, "\\??\\" + name, LIST | READ_ATTRIBUTES | SYNCHRONIZE, DIRECTORY_FILE | SYNCHRONOUS);
        if (!root.isOpen()) {
            return NtStatus.failed(root.status(), name);
        }
        Storage storage = storage(root.handle());
        if (storage == Storage.ELSEWHERE) {
            Ntdll.close(root.handle());
            return Reading.refused(ReasonCode.NOT_PRESENT, SourceText.detail("windows-drive-elsewhere", name));
        }
        return Reading.found(new Drive(root.handle(), serial(root.handle()), storage));
    }

    /** FILE_FS_DEVICE_INFORMATION ([MS-FSCC] 2.5.10): type u32, characteristics u32. */
    private static Storage storage(long handle) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment device = arena.allocate(8, 8);
            int status = Ntdll.queryVolume(handle, arena.allocate(16, 8), device, DEVICE);
            if (!NtStatus.isSuccess(status) || (device.get(JAVA_INT, 4) & REMOTE) != 0) {
                return Storage.ELSEWHERE;
            }
            return device.get(JAVA_INT, 0) == CD_ROM ? Storage.IMAGE : Storage.DISK;
        }
    }

    /** FILE_FS_VOLUME_INFORMATION (2.5.9): serial number u32 at 8. */
    private static long serial(long handle) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment volume = arena.allocate(640, 8);
            int ignored = Ntdll.queryVolume(handle, arena.allocate(16, 8), volume, VOLUME);
            return Integer.toUnsignedLong(volume.get(JAVA_INT, 8));
        }
    }

    /** The letter that a path's first name is, such as {@code C:}; a blank where it is none. */
    static char letter(String name) {
        boolean drive = name.length() == 2
                && name.charAt(1) == ':'
                && name.toUpperCase(Locale.ROOT).charAt(0) >= 'A'
                && name.toUpperCase(Locale.ROOT).charAt(0) <= 'Z';
        return drive ? Character.toUpperCase(name.charAt(0)) : ' ';
    }

    @Override
    public synchronized void close() {
        open.values().forEach(drive -> Ntdll.close(drive.handle()));
        open.clear();
    }
}
