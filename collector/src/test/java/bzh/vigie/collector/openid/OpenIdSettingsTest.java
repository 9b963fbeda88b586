package bzh.vigie.collector.openid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.settings.BadSettingException;
import bzh.vigie.settings.Settings;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class OpenIdSettingsTest {
    private static final String LEAST = "openid-issuer = https://id.example/realms/r/\nopenid-client = vigie\n";

    private static Optional<OpenIdSettings> of(String text) throws BadSettingException {
        return OpenIdSettings.of(
                Settings.parse("collector.conf", text, OpenIdSettings.KEYS), Optional.of("https://vigie.example:7444"));
    }

    @Test
    void withoutAnIssuerThereIsNoProvider() throws BadSettingException {
        assertEquals(Optional.empty(), of(""));
        OpenIdSettings least = of(LEAST).orElseThrow();
        assertEquals("id.example", least.label());
        assertEquals(
                "https://vigie.example:7444/sign-in/openid/answer",
                least.answer().toString());
        assertEquals(
                "https://id.example/realms/r/.well-known/openid-configuration",
                least.discovery().toString());
        assertEquals(
                "https://console.example/sign-in/openid/answer",
                of(LEAST + "openid-console = https://console.example/")
                        .orElseThrow()
                        .answer()
                        .toString());
    }

    @Test
    void theFirstValueThatFitsGivesTheRights() throws BadSettingException {
        OpenIdSettings settings = of(LEAST
                        + "openid-roles = /vigie/leads lead *, morlaix commune-reader 29151, two analyst 29019 22113")
                .orElseThrow();
        assertEquals(
                new OpenIdSettings.RoleRule("/vigie/leads", Role.LEAD, new Scope.All()),
                settings.rights(List.of("two", "/vigie/leads")).orElseThrow());
        assertEquals(
                new Scope.Communes(Set.of(new Commune("29019"), new Commune("22113"))),
                settings.rights(List.of("two")).orElseThrow().communes());
        assertEquals(Optional.empty(), settings.rights(List.of("Morlaix", "")));
    }

    @Test
    void whatIsWrongIsNamed() {
        for (String wrong : List.of(
                "openid-issuer = http://id.example",
                "openid-issuer = https://user@id.example",
                "openid-issuer = https://id.example",
                LEAST + "openid-roles = leads lead",
                LEAST + "openid-roles = leads boss *",
                LEAST + "openid-roles = all commune-reader *",
                LEAST + "openid-roles = leads lead nowhere",
                LEAST + "openid-secret-file = /nowhere/at/all",
                LEAST + "openid-console = http://vigie.example")) {
            BadSettingException e = assertThrows(BadSettingException.class, () -> of(wrong), wrong);
            assertTrue(String.valueOf(e.getMessage()).contains("openid-"), e.getMessage());
        }
    }
}
