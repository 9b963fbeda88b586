package bzh.vigie.collector.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.console.TestConsole.Client;
import bzh.vigie.collector.console.TestConsole.Page;
import bzh.vigie.collector.console.sign.Codes;
import bzh.vigie.collector.console.sign.Links;
import bzh.vigie.collector.console.sign.SignInRules;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.settings.BadSettingException;
import bzh.vigie.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where an installation asks for a second factor. */
final class RequiredFactorTest {
    private static final String PASSWORD = "trois mâts barque";

    private @TempDir Path folder;

    private static void withPassword(TestConsole console, String name, Role role) throws IOException {
        String link = console.store().write(s -> {
            Author author = new Author("test", "test");
            s.people().add(name, role, new Scope.All(), author);
            return Links.make(s.people(), name, console.clock().instant(), new SecureRandom(), author);
        });
        assertEquals(
                303,
                console.nobody()
                        .post(link, Map.of("password", PASSWORD, "again", PASSWORD))
                        .status());
    }

    @Test
    void whoHasNoneIsLedToSetOneUpAndComesNoFurther() throws IOException {
        SignInRules rules = new SignInRules(Set.of(Role.LEAD), Optional.empty());
        try (TestConsole console = TestConsole.start(folder, rules)) {
            withPassword(console, "Anne", Role.LEAD);
            withPassword(console, "Yann", Role.ANALYST);
            Client yann = console.nobody();
            yann.post("/sign-in", Map.of("name", "Yann", "password", PASSWORD));
            assertEquals(200, yann.get("/").status(), "a role that needs none");

            Client anne = console.nobody();
            Page in = anne.post("/sign-in", Map.of("name", "Anne", "password", PASSWORD));
            assertEquals(303, in.status());
            assertEquals("/me/second-factor", anne.get("/").header("location"));
            assertEquals("/me/second-factor", anne.get("/me").header("location"));
            Page setting = anne.get("/me/second-factor");
            assertTrue(setting.text().contains("doivent avoir un second facteur"), setting.text());
            String csrf = found("name=\"csrf\" value=\"([^\"]+)\"", setting.text());
            assertEquals(
                    403,
                    anne.post("/me/password", Map.of("csrf", csrf, "current", PASSWORD))
                            .status());
            String key = found("name=\"key\" value=\"([0-9a-f]+)\"", setting.text());
            Page set = anne.post(
                    "/me/second-factor",
                    Map.of(
                            "csrf",
                            csrf,
                            "key",
                            key,
                            "code",
                            Codes.of(key, console.clock().instant()),
                            "current",
                            PASSWORD));
            assertEquals(200, set.status(), set.text());
            Page self = anne.get("/me");
            assertEquals(200, self.status());
            assertFalse(self.text().contains("/me/second-factor/remove"), self.text());
            String now = found("name=\"csrf\" value=\"([^\"]+)\"", self.text());
            assertEquals(
                    409,
                    anne.post("/me/second-factor/remove", Map.of("csrf", now, "current", PASSWORD))
                            .status());
            assertEquals(200, anne.get("/").status());
        }
    }

    @Test
    void rolesAreNamedInTheConfiguration() throws BadSettingException {
        assertEquals(Set.of(), of("").secondFactor());
        assertEquals(EnumSet.allOf(Role.class), of("second-factor = all").secondFactor());
        assertEquals(
                Set.of(Role.LEAD, Role.COMMUNE_READER),
                of("second-factor = lead, commune-reader").secondFactor());
        assertThrows(BadSettingException.class, () -> of("second-factor = leads"));
    }

    private static SignInRules of(String text) throws BadSettingException {
        return SignInRules.of(Settings.parse("collector.conf", text, SignInRules.KEYS), Optional.empty());
    }

    private static String found(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertTrue(matcher.find(), text);
        return matcher.group(1);
    }
}
