package bzh.vigie.collector.detect.logon;

import bzh.vigie.collector.detect.logon.LogonAttempt.Outcome;
import java.util.Locale;

/**
 * What a code of a failed logon means for guessing. NTSTATUS is in [MS-ERREF] 2.3.1, Kerberos' codes in RFC 4120 7.5.9. A wrong
 * password and an unknown user are guesses; what Windows refuses for another reason (disabled 0xC0000072, locked out 0xC0000234, expired
 * 0xC0000071 and 0xC0000193, to be changed 0xC0000224, not at this hour 0xC000006F, not at this PC 0xC0000070, not of this type
 * 0xC000015B, broken trust 0xC000018C, clocks apart 0xC0000133, Kerberos 0x12 and 0x17) is none.
 */
final class FailureStatus {
    private static final long WRONG_PASSWORD = 0xC000006AL;
    private static final long NO_SUCH_USER = 0xC0000064L;
    private static final long LOGON_FAILURE = 0xC000006DL;
    private static final long KDC_ERR_C_PRINCIPAL_UNKNOWN = 0x6;
    private static final long KDC_ERR_PREAUTH_FAILED = 0x18;
    /** "Unknown user name or bad password", as Windows numbers its sentences. */
    private static final String UNKNOWN_OR_BAD = "%%2313";

    private FailureStatus() {}

    /** The number of a code written as hexadecimal or as a signed decimal; -1 where it is none. */
    static long number(String text) {
        String code = text.strip().toLowerCase(Locale.ROOT);
        if (code.isEmpty() || code.length() > 18) {
            return -1;
        }
        try {
            return code.startsWith("0x") ? Long.parseLong(code.substring(2), 16) : Long.parseLong(code) & 0xFFFFFFFFL;
        } catch (NumberFormatException notANumber) {
            return -1;
        }
    }

    /** That of 4625 and 4776. */
    static Outcome windows(long status, String failureReason) {
        if (status == 0) {
            return Outcome.SUCCESS;
        }
        if (status == WRONG_PASSWORD) {
            return Outcome.WRONG_PASSWORD;
        }
        if (status == NO_SUCH_USER) {
            return Outcome.UNKNOWN_USER;
        }
        boolean either = failureReason.isEmpty() || failureReason.equals(UNKNOWN_OR_BAD);
        return status == LOGON_FAILURE && either ? Outcome.WRONG_PASSWORD : Outcome.REFUSED;
    }

    /** That of 4768 and 4771. */
    static Outcome kerberos(long status) {
        if (status == 0) {
            return Outcome.SUCCESS;
        }
        if (status == KDC_ERR_PREAUTH_FAILED) {
            return Outcome.WRONG_PASSWORD;
        }
        return status == KDC_ERR_C_PRINCIPAL_UNKNOWN ? Outcome.UNKNOWN_USER : Outcome.REFUSED;
    }

    static String word(long status) {
        return "0x" + Long.toHexString(status);
    }
}
