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
import java.util.concurrent.ConcurrentHashMap;

/**
 * The drives of this machine whose files are on its own disks. None is kept open: one that can be taken out could not be, and a
 * directory remembers for whoever has it open how far its entries were told. Safe for any thread.
 */
final class Drives {
    private static final int DIRECTORY_FILE = 0x1;
    private static final int SYNCHRONOUS = 0x20;
    private static final int BACKUP_INTENT = 0x4000;
    private static final int VOLUME = 1;
    private static final int DEVICE = 4;
    private static final int CD_ROM = 3;
    private static final int REMOTE = 0x10;
    private static final int REMOVABLE = 0x1;

    /** How long it is believed what a volume that cannot be taken out was asked: each file that is read is asked for by its drive. */
    private static final long BELIEVED_NANOS = 10_000_000_000L;

    /** By the device that a letter stands for. */
    private static final Map<String, Volume> ASKED = new ConcurrentHashMap<>();

    /**
     * What a volume said.
     *
     * @param characteristics FILE_FS_DEVICE_INFORMATION
     * @param at nanoseconds
     */
    private record Volume(Storage storage, int characteristics, long serial, long at) {
        boolean isBelieved() {
            return (characteristics & REMOVABLE) == 0 && System.nanoTime() - at < BELIEVED_NANOS;
        }
    }

    private Drives() {}

    /**
     * A drive that is open.
     *
     * @param handle its root directory, to be closed by whoever opened it
     * @param serial of its volume
     */
    record Drive(long handle, long serial, Storage storage) {}

    /** Opens the root directory of the drive of that letter. */
    static Reading<Drive> open(char letter, int access) {
        char upper = Character.toUpperCase(letter);
        String shown = upper + ":\\";
        return Ntdll.linkTarget("\\??\\" + upper + ":")
                .then(target -> isOfThisMachine(target) ? root(target, shown, access) : elsewhere(shown));
    }

    /** The letters of those that are there. */
    static List<Character> letters() {
        List<Character> letters = new ArrayList<>();
        for (char letter = 'A'; letter <= 'Z'; letter++) {
            if (open(letter, FileWalk.READ_ATTRIBUTES | FileWalk.SYNCHRONIZE) instanceof Reading.Found<Drive> found) {
                Ntdll.close(found.value().handle());
                letters.add(letter);
            }
        }
        return letters;
    }

    /**
     * Whether a drive's name stands for a device of this machine and not for a redirector, which would ask another one, or for a
     * folder. Windows names its disks by one name ({@code \Device\HarddiskVolume3}) or below their disk
     * ({@code \Device\Harddisk1\DP(1)0-0+5}); redirectors append who asks and whom ({@code \Device\LanmanRedirector\;Z:…}).
     */
    static boolean isOfThisMachine(String target) {
        String[] names = target.split("\\\\", -1);
        return names.length >= 3
                && names[0].isEmpty()
                && names[1].equalsIgnoreCase("Device")
                && !names[2].equalsIgnoreCase("Mup")
                && (names.length == 3 || names[2].matches("(?i)Harddisk\\d{1,4}"));
    }

    private static Reading<Drive> elsewhere(String shown) {
        return Reading.refused(ReasonCode.NOT_PRESENT, SourceText.detail("windows-drive-elsewhere", shown));
    }

    private static Reading<Drive> root(String device, String shown, int access) {
        Ntdll.Opened root = Ntdll.openFile(0, "\\??\\" + shown, access, DIRECTORY_FILE | SYNCHRONOUS | BACKUP_INTENT);
        if (!root.isOpen()) {
            return NtStatus.failed(root.status(), shown);
        }
        Volume asked = ASKED.get(device);
        if (asked == null || !asked.isBelieved()) {
            asked = ask(root.handle());
            // As many as there are letters.
            Volume ignored = ASKED.size() < 64 ? ASKED.put(device, asked) : ASKED.replace(device, asked);
        }
        if (asked.storage() == Storage.ELSEWHERE) {
            Ntdll.close(root.handle());
            return elsewhere(shown);
        }
        return Reading.found(new Drive(root.handle(), asked.serial(), asked.storage()));
    }

    /** FILE_FS_DEVICE_INFORMATION ([MS-FSCC] 2.5.10): type u32, characteristics u32. */
    private static Volume ask(long handle) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment device = arena.allocate(8, 8);
            int status = Ntdll.queryVolume(handle, arena.allocate(16, 8), device, DEVICE);
            int characteristics = device.get(JAVA_INT, 4);
            Storage storage = !NtStatus.isSuccess(status) || (characteristics & REMOTE) != 0
                    ? Storage.ELSEWHERE
                    : device.get(JAVA_INT, 0) == CD_ROM ? Storage.IMAGE : Storage.DISK;
            // What was refused once may be told the next time.
            int believed = NtStatus.isSuccess(status) ? characteristics : REMOVABLE;
            return new Volume(storage, believed, serial(handle), System.nanoTime());
        }
    }

    /** That of the volume on which an open file is: FILE_FS_VOLUME_INFORMATION (2.5.9), u32 at 8. */
    static long serial(long handle) {
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
}
