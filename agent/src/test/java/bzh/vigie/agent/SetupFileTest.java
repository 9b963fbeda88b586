package bzh.vigie.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.enrol.CollectorAddress;
import bzh.vigie.enrol.EnrolmentToken;
import bzh.vigie.enrol.TokenSecret;
import bzh.vigie.event.Sha256;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SetupFileTest {
    @Test
    void whatWindowsInstallerWritesIsRead() {
        SetupFile setup = SetupFile.parse(
                "[setup]\r\nToken=vigie1.AAAA==\r\ncollector=a.example:8443, [2001:db8::1]:443\r\nproxy=http://u:p@proxy:3128\r\n");
        assertEquals("vigie1.AAAA==", setup.token());
        assertEquals(
                List.of(new CollectorAddress("a.example", 8443), new CollectorAddress("2001:db8::1", 443)),
                setup.collectors());
        assertTrue(setup.through().isPresent());
        assertFalse(setup.toString().contains("AAAA") || setup.toString().contains("u:p"), setup::toString);
    }

    @Test
    void aTokenInTheNameOfThePackageServesWhereNoOtherIsGiven() {
        String token = "vigie1.AAECAwQFBgcICQoLDA0ODw-_";
        for (String name : List.of("vigie-" + token + ".msi", token + " (1).msi", token)) {
            assertEquals(
                    token,
                    SetupFile.parse("package=C:\\Users\\Zoé\\" + name + "\n").token(),
                    name);
            assertEquals(
                    "given",
                    SetupFile.parse("package=C:\\" + name + "\ntoken=given\n").token());
        }
        assertEquals(
                "",
                SetupFile.parse("package=C:\\vigie1.AAECAwQFBgcICQoLDA0ODw\\agent.msi")
                        .token());
        assertEquals("", SetupFile.parse("package=").token());
    }

    @Test
    void whatAPersonPutBehindATokenIsNoPartOfIt() {
        String token = new EnrolmentToken(
                        "0123456789abcdef",
                        new TokenSecret(new byte[TokenSecret.LENGTH]),
                        Sha256.over(new byte[0]),
                        List.of(new CollectorAddress("a.example", 8443)))
                .encode();
        for (String name : List.of(token + "-x64.msi", "vigie-" + token + "_mairie-1.msi", token + ".msi")) {
            assertEquals(token, SetupFile.parse("package=C:\\" + name + "\n").token(), name);
        }
    }

    @Test
    void whatIsMissingIsEmptyAndWhatIsUnknownIsPassedOver() {
        SetupFile setup = SetupFile.parse("[setup]\nwhat=ever\nno sign\n=\ntoken=\ncollector=\n");
        assertEquals(new SetupFile("", "", ""), setup);
        assertFalse(setup.hasBadCollector() || setup.hasBadProxy());
    }

    @Test
    void aCollectorOrAProxyThatIsNoneIsKnownAsSuch() {
        assertTrue(SetupFile.parse("collector=a.example").hasBadCollector());
        assertTrue(SetupFile.parse("collector=a:1 b:2 c:3 d:4 e:5").hasBadCollector());
        assertTrue(SetupFile.parse("proxy=socks5://proxy:3128").hasBadProxy());
    }
}
