package bzh.vigie.agent.host.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.Reading;
import bzh.vigie.event.ReasonCode;
import org.junit.jupiter.api.Test;

/** What WinHTTP and SSPI answer instead of a proxy or a token. */
class ProxyErrorsTest {
    private static Reading<String> http(int error) {
        return WinHttpError.reading("WinHttpGetProxyForUrl", "http://m/p.pac", error);
    }

    private static Reading<byte[]> sspi(int status) {
        return SspiStatus.refused("InitializeSecurityContext", status);
    }

    @Test
    void aScriptThatIsNowhereIsNoFailureAndEveryOtherIsNamed() {
        assertEquals(Reading.absent(), http(12_180));
        assertEquals(Reading.refused(ReasonCode.FAILED, "proxy-script-unread|http://m/p.pac"), http(12_167));
        assertEquals(Reading.refused(ReasonCode.NO_RIGHT, "proxy-script-login|http://m/p.pac"), http(12_015));
        assertEquals(Reading.refused(ReasonCode.MALFORMED, "proxy-script-bad|http://m/p.pac"), http(12_166));
        assertEquals(http(12_166), http(12_177));
        assertEquals(Reading.refused(ReasonCode.DISABLED, "proxy-service"), http(12_178));
        assertEquals(Reading.refused(ReasonCode.TIMED_OUT, "proxy-system-late"), http(12_002));
        assertEquals(
                Reading.refused(ReasonCode.FAILED, "proxy-system-error|WinHttpGetProxyForUrl|12004"), http(12_004));
    }

    @Test
    void whyTheAccountCannotBeProvedIsNamed() {
        assertEquals(Reading.refused(ReasonCode.NOT_PRESENT, "proxy-no-domain"), sspi(0x8009_030E));
        assertEquals(sspi(0x8009_030E), sspi(0x8009_0311));
        assertEquals(Reading.refused(ReasonCode.NOT_PRESENT, "proxy-no-service"), sspi(0x8009_0303));
        assertEquals(Reading.refused(ReasonCode.FAILED, "proxy-clock"), sspi(0x8009_0324));
        assertEquals(
                Reading.refused(ReasonCode.FAILED, "proxy-login-error|InitializeSecurityContext|0x80090304"),
                sspi(0x8009_0304));
        assertTrue(SspiStatus.isGood(SspiStatus.GOES_ON) && SspiStatus.isGood(SspiStatus.OK));
        assertTrue(SspiStatus.wantsCompletion(0x0009_0314) && SspiStatus.isGood(0x0009_0314));
        assertFalse(SspiStatus.isGood(0x8009_0308));
    }
}
