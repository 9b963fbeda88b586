package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.Reading;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.util.Locale;

/** A SECURITY_STATUS ([MS-ERREF] 2.1, sspi.h), and what it means for who proves himself to a proxy. Pure. */
final class SspiStatus {
    static final int OK = 0;

    /** SEC_I_CONTINUE_NEEDED. */
    static final int GOES_ON = 0x0009_0312;

    private static final int COMPLETE_NEEDED = 0x0009_0313;
    private static final int COMPLETE_AND_GOES_ON = 0x0009_0314;

    private static final int TARGET_UNKNOWN = 0x8009_0303;
    private static final int PACKAGE_NOT_FOUND = 0x8009_0305;
    private static final int INVALID_TOKEN = 0x8009_0308;
    private static final int LOGON_DENIED = 0x8009_030C;
    private static final int NO_CREDENTIALS = 0x8009_030E;
    private static final int NO_AUTHORITY = 0x8009_0311;
    private static final int WRONG_PRINCIPAL = 0x8009_0322;
    private static final int TIME_SKEW = 0x8009_0324;

    private SspiStatus() {}

    /** Whether the token has to be completed before it is sent. */
    static boolean wantsCompletion(int status) {
        return status == COMPLETE_NEEDED || status == COMPLETE_AND_GOES_ON;
    }

    static boolean isGood(int status) {
        return status == OK || status == GOES_ON || wantsCompletion(status);
    }

    /** Why there is no token. */
    static <T> Reading<T> refused(String call, int status) {
        return switch (status) {
            case NO_CREDENTIALS, NO_AUTHORITY, LOGON_DENIED, PACKAGE_NOT_FOUND ->
                Reading.refused(ReasonCode.NOT_PRESENT, "proxy-no-domain");
            case TARGET_UNKNOWN, WRONG_PRINCIPAL -> Reading.refused(ReasonCode.NOT_PRESENT, "proxy-no-service");
            case TIME_SKEW -> Reading.refused(ReasonCode.FAILED, "proxy-clock");
            case INVALID_TOKEN -> Reading.refused(ReasonCode.MALFORMED, "proxy-token");
            default ->
                Reading.refused(
                        ReasonCode.FAILED,
                        SourceText.detail("proxy-login-error", call, String.format(Locale.ROOT, "0x%08X", status)));
        };
    }
}
