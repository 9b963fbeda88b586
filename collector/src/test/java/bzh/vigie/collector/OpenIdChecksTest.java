package bzh.vigie.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.openid.HostileProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OpenIdChecksTest {
    @TempDir
    private Path dir;

    private List<Check> checks(String lines) throws Exception {
        Files.writeString(
                dir.resolve("collector.conf"), "name = vigie.example.org\nconsole-listen = 0.0.0.0\n" + lines);
        return new OpenIdChecks(new CollectorFolder(dir), InstantSource.system()).all();
    }

    @Test
    void theProviderIsAskedWhatItOffers() throws Exception {
        assertEquals(List.of(), checks(""));
        assertEquals(
                "openid-settings",
                checks("openid-issuer = https://id.example\n").getFirst().key());
        try (HostileProvider provider = new HostileProvider(dir)) {
            String lines = "openid-issuer = " + provider.issuer() + "\nopenid-client = vigie\nopenid-ca = "
                    + dir.resolve("provider-ca.pem") + "\n";
            assertEquals(
                    Check.good("openid", provider.issuer(), "https://vigie.example.org:7444/sign-in/openid/answer"),
                    checks(lines).getFirst());
            assertEquals(
                    List.of("openid", "openid-factor"),
                    checks(lines + "second-factor = lead\n").stream()
                            .map(Check::key)
                            .toList());
            assertEquals(
                    1,
                    checks(lines + "second-factor = all\nopenid-acr = strong\n").size());
            provider.reply("/keys", 503, "");
            Check down = checks(lines).getFirst();
            assertEquals("openid-down", down.key());
            assertTrue(down.values().getLast().contains("HTTP 503"), "" + down);
        }
    }
}
