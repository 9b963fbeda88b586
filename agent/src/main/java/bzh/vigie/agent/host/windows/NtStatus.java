package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.Reading;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.util.Locale;

/** What calls of ntdll answer ([MS-ERREF] 2.3.1), and what it means for a reading. Pure. */
final class NtStatus {
    static final int OPLOCK_BREAK_IN_PROGRESS = 0x108;
    static final int BUFFER_OVERFLOW = 0x8000_0005;
    static final int NO_MORE_FILES = 0x8000_0006;
    static final int NO_MORE_ENTRIES = 0x8000_001A;
    static final int BUFFER_TOO_SMALL = 0xC000_0023;
    static final int INVALID_INFO_CLASS = 0xC000_0003;
    static final int INVALID_PARAMETER = 0xC000_000D;
    static final int NAME_NOT_FOUND = 0xC000_0034;

    private static final int NO_SUCH_FILE = 0xC000_000F;
    static final int ACCESS_DENIED = 0xC000_0022;
    private static final int NAME_INVALID = 0xC000_0033;
    private static final int PATH_NOT_FOUND = 0xC000_003A;
    private static final int PATH_SYNTAX_BAD = 0xC000_003B;
    private static final int SHARING_VIOLATION = 0xC000_0043;
    private static final int LOCK_CONFLICT = 0xC000_0054;
    private static final int DELETE_PENDING = 0xC000_0056;
    private static final int REPARSE_POINT_ENCOUNTERED = 0xC000_050B;
    private static final int PRIVILEGE_NOT_HELD = 0xC000_0061;
    private static final int NOT_A_DIRECTORY = 0xC000_0103;
    static final int KEY_DELETED = 0xC000_017C;

    /** Win32's ERROR_VIRUS_INFECTED (225) and ERROR_VIRUS_DELETED (226). */
    private static final int VIRUS_INFECTED = 0xC000_0906;

    private static final int VIRUS_DELETED = 0xC000_0907;

    private NtStatus() {}

    static boolean isSuccess(int status) {
        return status >= 0;
    }

    /** Whether a larger buffer would have taken it. */
    static boolean wantsMore(int status) {
        return status == BUFFER_OVERFLOW || status == BUFFER_TOO_SMALL;
    }

    /** What a failure means for what was asked about. */
    static <T> Reading<T> failed(int status, String what) {
        return switch (status) {
            case NAME_NOT_FOUND,
                    PATH_NOT_FOUND,
                    NO_SUCH_FILE,
                    NAME_INVALID,
                    PATH_SYNTAX_BAD,
                    NOT_A_DIRECTORY,
                    DELETE_PENDING,
                    KEY_DELETED -> Reading.absent();
            case ACCESS_DENIED, PRIVILEGE_NOT_HELD ->
                Reading.refused(ReasonCode.NO_RIGHT, SourceText.detail("windows-no-right", what));
            case SHARING_VIOLATION, LOCK_CONFLICT ->
                Reading.refused(ReasonCode.FAILED, SourceText.detail("file-locked", what));
            case VIRUS_INFECTED, VIRUS_DELETED ->
                Reading.refused(ReasonCode.BLOCKED, SourceText.detail("file-virus", what));
            case REPARSE_POINT_ENCOUNTERED ->
                Reading.refused(ReasonCode.FAILED, SourceText.detail("file-replaced", what));
            default ->
                Reading.refused(
                        ReasonCode.FAILED,
                        SourceText.detail("file-error", what, String.format(Locale.ROOT, "0x%08x", status)));
        };
    }
}
