package bzh.vigie.agent.host.windows;

import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;

/** What calls of the Win32 interface leave for GetLastError ([MS-ERREF] 2.2), and what it means for a source. Pure. */
final class Win32Error {
    static final int FILE_NOT_FOUND = 2;
    static final int ACCESS_DENIED = 5;
    static final int INSUFFICIENT_BUFFER = 122;
    static final int NO_MORE_ITEMS = 259;
    static final int NOT_FOUND = 1_168;
    static final int PRIVILEGE_NOT_HELD = 1_314;
    static final int TIMEOUT = 1_460;
    static final int EVENT_CHANNEL_NOT_FOUND = 15_007;
    static final int EVENT_RESULT_STALE = 15_011;
    static final int EVENT_RESULT_INVALID_POSITION = 15_012;

    private static final int INVALID_FUNCTION = 1;
    private static final int NOT_SUPPORTED = 50;
    private static final int CALL_NOT_IMPLEMENTED = 120;

    private Win32Error() {}

    /** Why it was refused; a failure that left no error is one that this Windows only pretends to offer. */
    static ReasonCode reason(int error) {
        return switch (error) {
            case ACCESS_DENIED, PRIVILEGE_NOT_HELD -> ReasonCode.NO_RIGHT;
            case FILE_NOT_FOUND, EVENT_CHANNEL_NOT_FOUND -> ReasonCode.NOT_PRESENT;
            case 0, INVALID_FUNCTION, NOT_SUPPORTED, CALL_NOT_IMPLEMENTED -> ReasonCode.NOT_SUPPORTED;
            default -> ReasonCode.FAILED;
        };
    }

    /** The detail of a source's state about a log. */
    static String detail(String path, int error) {
        return reason(error) == ReasonCode.NO_RIGHT
                ? SourceText.detail("windows-no-right", path)
                : SourceText.detail("log-refused", path, error);
    }
}
