package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.Reading;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;

/** What the calls of winhttp leave for GetLastError (winhttp.h, "Error Messages"), and what it means for who looks for a proxy. Pure. */
final class WinHttpError {
    /** ERROR_WINHTTP_INTERNAL_ERROR. */
    static final int INTERNAL = 12_004;

    private static final int TIMEOUT = 12_002;
    private static final int LOGIN_FAILURE = 12_015;
    private static final int BAD_SCRIPT = 12_166;
    private static final int SCRIPT_NOT_FETCHED = 12_167;
    private static final int SCRIPT_TYPE = 12_176;
    private static final int SCRIPT_FAILED = 12_177;
    private static final int SERVICE = 12_178;
    private static final int NOT_DISCOVERED = 12_180;

    private WinHttpError() {}

    /**
     * Why there is no answer; that no script was found on the network is one.
     *
     * @param script its address, or what else says which is meant
     */
    static <T> Reading<T> reading(String call, String script, int error) {
        return switch (error) {
            case NOT_DISCOVERED, Win32Error.FILE_NOT_FOUND -> Reading.absent();
            case SCRIPT_NOT_FETCHED ->
                Reading.refused(ReasonCode.FAILED, SourceText.detail("proxy-script-unread", script));
            case LOGIN_FAILURE -> Reading.refused(ReasonCode.NO_RIGHT, SourceText.detail("proxy-script-login", script));
            case BAD_SCRIPT, SCRIPT_TYPE, SCRIPT_FAILED ->
                Reading.refused(ReasonCode.MALFORMED, SourceText.detail("proxy-script-bad", script));
            case SERVICE -> Reading.refused(ReasonCode.DISABLED, "proxy-service");
            case TIMEOUT -> Reading.refused(ReasonCode.TIMED_OUT, "proxy-system-late");
            default -> Reading.refused(ReasonCode.FAILED, SourceText.detail("proxy-system-error", call, error));
        };
    }
}
