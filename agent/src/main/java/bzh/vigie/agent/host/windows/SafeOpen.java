package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.Reading;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.util.concurrent.locks.LockSupport;

/**
 * Opening an entry of an open directory so that nothing is followed, fetched or waited for (NtCreateFile, its CreateOptions). Others
 * may read, write, rename and delete it all the same. Safe for any thread.
 */
final class SafeOpen {
    private static final int DIRECTORY_FILE = 0x1;
    private static final int SYNCHRONOUS = 0x20;
    private static final int COMPLETE_IF_OPLOCKED = 0x100;
    private static final int BACKUP_INTENT = 0x4000;
    private static final int OPEN_REPARSE_POINT = 0x20_0000;
    private static final int NO_RECALL = 0x40_0000;
    private static final int WITHOUT_WAITING = SYNCHRONOUS | COMPLETE_IF_OPLOCKED | BACKUP_INTENT | NO_RECALL;

    /** OBJ_DONT_REPARSE: Windows since 10, version 1607, refuses a name that a link stands behind. */
    private static final int DONT_REPARSE = 0x1000;

    private static final int READ = FileWalk.READ_DATA | FileWalk.READ_ATTRIBUTES | FileWalk.SYNCHRONIZE;

    /** Who holds a file gets half a second to let go of it. */
    private static final int TRIES = 10;

    private static final long PAUSE_NANOS = 50_000_000;

    /** Options that open whatever has the name, a link too. */
    static final int THE_LINK_ITSELF = WITHOUT_WAITING | OPEN_REPARSE_POINT;

    private SafeOpen() {}

    /**
     * Opens an entry to be read or listed.
     *
     * @param name is one name
     * @param transparent its reparse point is one of a driver that gives the content: the only one that is not opened itself
     * @param shown how it is called where it cannot be opened
     */
    static Reading<Long> content(long directory, String name, boolean transparent, String shown) {
        int options = transparent ? WITHOUT_WAITING : THE_LINK_ITSELF;
        int more = transparent ? DONT_REPARSE : 0;
        for (int tries = 0; tries < TRIES; tries++) {
            Ntdll.Opened opened = Ntdll.openFile(directory, name, READ, options, more);
            if (opened.status() == NtStatus.INVALID_PARAMETER && more != 0) {
                // A Windows that does not know it; that the file is the same is looked at afterwards.
                more = 0;
                opened = Ntdll.openFile(directory, name, READ, options, more);
            }
            if (!opened.isOpen()) {
                return NtStatus.failed(opened.status(), shown);
            }
            if (opened.status() != NtStatus.OPLOCK_BREAK_IN_PROGRESS) {
                return Reading.found(opened.handle());
            }
            // It is open, but reading would wait for whoever was told to let go.
            Ntdll.close(opened.handle());
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return Reading.refused(ReasonCode.TIMED_OUT, SourceText.detail("file-held", shown));
    }

    /** An entry, the link itself where it is one, with more access than to its attributes. */
    static Reading<Long> itself(long directory, String name, int access, String shown) {
        Ntdll.Opened opened = Ntdll.openFile(
                directory, name, access | FileWalk.READ_ATTRIBUTES | FileWalk.SYNCHRONIZE, THE_LINK_ITSELF);
        return opened.isOpen() ? Reading.found(opened.handle()) : NtStatus.failed(opened.status(), shown);
    }

    /** The directory of that name in an open one, to be listed; to be closed by whoever opened it. Absent where it is none now. */
    static Reading<Long> directory(long directory, String name, String shown) {
        if (!FileNames.isOne(name)) {
            return Reading.refused(ReasonCode.FAILED, SourceText.detail("file-name", shown));
        }
        Ntdll.Opened opened = Ntdll.openFile(directory, name, READ, THE_LINK_ITSELF | DIRECTORY_FILE);
        return opened.isOpen() ? Reading.found(opened.handle()) : NtStatus.failed(opened.status(), shown);
    }
}
