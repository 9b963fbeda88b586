package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.util.Locale;

/** What a call of a COM interface gives back ([MS-ERREF] 2.1; those of WMI in [MS-WMI] 2.2.11), and what it means for a source. Pure. */
final class HResult {
    static final int OK = 0;

    /** It went well and says no, such as an enumeration that has no more. */
    static final int FALSE = 1;

    /** CoInitializeSecurity was called before, or COM chose for itself. */
    static final int TOO_LATE = 0x8001_0119;

    /** Another part of the program wants the thread in another apartment. */
    static final int CHANGED_MODE = 0x8001_0106;

    /** An address is missing. */
    static final int POINTER = 0x8000_4003;

    static final int NO_INTERFACE = 0x8000_4002;

    private static final int NOT_IMPLEMENTED = 0x8000_4001;
    private static final int CLASS_NOT_REGISTERED = 0x8004_0154;
    private static final int WMI_ACCESS_DENIED = 0x8004_1003;
    private static final int WMI_NOT_FOUND = 0x8004_1002;
    private static final int WMI_INVALID_NAMESPACE = 0x8004_100E;
    private static final int WMI_INVALID_CLASS = 0x8004_1010;
    private static final int WMI_TIMED_OUT = 0x0004_0004;
    private static final int SERVER_UNAVAILABLE = 0x8007_06BA;
    private static final int NO_MORE_ENDPOINTS = 0x8007_06D9;
    /** What the scheduler says of a task whose folder there is not ([MS-TSCH] 3.2.5.4.3). */
    private static final int PATH_NOT_FOUND = 0x8007_0003;

    private static final int INVALID_NAME = 0x8007_007B;
    private static final int SERVICE_DISABLED = 0x8007_0422;
    private static final int SERVICE_NOT_ACTIVE = 0x8007_0426;

    private static final int OF_WIN32 = 0x8007_0000;

    private HResult() {}

    static boolean failed(int result) {
        return result < 0;
    }

    /** Why it was refused. */
    static ReasonCode reason(int result) {
        return switch (result) {
            case NO_INTERFACE, NOT_IMPLEMENTED, CLASS_NOT_REGISTERED -> ReasonCode.NOT_SUPPORTED;
            case WMI_ACCESS_DENIED -> ReasonCode.NO_RIGHT;
            case WMI_NOT_FOUND, WMI_INVALID_NAMESPACE, WMI_INVALID_CLASS, PATH_NOT_FOUND, INVALID_NAME ->
                ReasonCode.NOT_PRESENT;
            case WMI_TIMED_OUT -> ReasonCode.TIMED_OUT;
            case SERVER_UNAVAILABLE, NO_MORE_ENDPOINTS, SERVICE_DISABLED, SERVICE_NOT_ACTIVE -> ReasonCode.DISABLED;
            default -> (result & 0xFFFF_0000) == OF_WIN32 ? Win32Error.reason(result & 0xFFFF) : ReasonCode.FAILED;
        };
    }

    /** For a call that was refused, with the digits by which one looks it up. */
    static Refused refused(String call, int result) {
        ReasonCode reason = reason(result);
        return Refused.saying(
                reason,
                reason == ReasonCode.NO_RIGHT
                        ? SourceText.detail("windows-no-right", call)
                        : SourceText.detail("system-list-refused", call, String.format(Locale.ROOT, "0x%08X", result)));
    }
}
