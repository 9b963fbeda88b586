package bzh.vigie.collector.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.browser.Browser;
import bzh.vigie.collector.console.TestConsole.Client;
import bzh.vigie.collector.console.TestConsole.Page;
import bzh.vigie.collector.console.sign.Sessions;
import bzh.vigie.collector.console.sign.SignInRules;
import bzh.vigie.collector.identity.SettableClock;
import bzh.vigie.collector.identity.TrustedAuthority;
import bzh.vigie.collector.openid.AtProvider;
import bzh.vigie.collector.openid.Provider;
import bzh.vigie.collector.openid.RealProvider;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.People.Person;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Scope;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signing in by a real provider, its form filled as a browser does. */
final class OpenIdSignInTest {
    private static final Author TEST = new Author("test", "test");
    private static final String CONSOLE = "https://console.test";

    @TempDir
    private static Path folder;

    private static RealProvider real;
    private static Provider provider;
    private static TestConsole console;

    @BeforeAll
    static void start() throws Exception {
        real = new RealProvider(folder, CONSOLE);
        provider = Provider.of(
                real.settings(
                        "openid-label = Bro Vigie\nopenid-roles = leads lead *, agents analyst 29019, keepers administrator *"),
                new SettableClock(),
                new SecureRandom());
        provider.refresh();
        console =
                TestConsole.start(folder.resolve("console"), new SignInRules(Set.of(Role.LEAD), Optional.of(provider)));
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
        provider.close();
        real.close();
    }

    private static AtProvider browser() throws IOException {
        return new AtProvider(
                real.issuer(),
                TrustedAuthority.context(provider.settings().authority().orElseThrow()));
    }

    /** Goes to the provider from the console and comes back; gives the address that it came back with. */
    private static String away(Client client, String name, String next) throws IOException {
        Page begun = client.get("/sign-in/openid?next=" + next);
        assertEquals(303, begun.status());
        assertTrue(begun.header("location").startsWith(real.issuer() + "/oauth2/authorize?"), begun.header("location"));
        try (AtProvider browser = browser()) {
            URI back = browser.signIn(begun.header("location"), name);
            assertTrue(back.toString().startsWith(CONSOLE + "/sign-in/openid/answer?"), back.toString());
            return back.toString().substring(CONSOLE.length());
        }
    }

    private static Page signIn(Client client, String name) throws IOException {
        return client.get(away(client, name, "/"));
    }

    private static Optional<Person> person(String name) {
        return console.store().read(s -> s.people().find(name));
    }

    private static boolean isWritten(String action, String author, String subject) {
        return console.store().read(s -> s.audit().list(0, 1_000)).stream()
                .anyMatch(entry -> entry.action().equals(action)
                        && entry.author().name().equals(author)
                        && entry.subject().startsWith(subject));
    }

    @Test
    void whoHasARoleAtTheProviderComesInWithIt() throws IOException {
        real.put("Enora", "others", "leads");
        Client enora = console.nobody();
        assertTrue(enora.get("/sign-in").text().contains("Se connecter par Bro Vigie"));
        Page in = enora.get(away(enora, "Enora", "%2Falerts%3Fx%3D1"));
        assertEquals(303, in.status(), in.text());
        assertEquals("/alerts?x=1", in.header("location"));
        assertEquals(200, enora.get("/").status());
        assertEquals(Role.LEAD, person("Enora").orElseThrow().role());
        assertTrue(isWritten("signed-in-openid", "Enora", "Enora: Enora"));
        assertTrue(enora.get("/me").text().contains("Vous vous connectez par le fournisseur"));

        // Another role there ends the sessions of before, at the next sign-in.
        real.put("Enora", "agents");
        assertEquals(200, enora.get("/").status());
        Client again = console.nobody();
        assertEquals(303, signIn(again, "Enora").status());
        Person now = person("Enora").orElseThrow();
        assertEquals(Role.ANALYST, now.role());
        assertEquals(new Scope.Communes(Set.of(TestConsole.OWN)), now.communes());
        assertTrue(isWritten("person-changed", "openid", "Enora: ANALYST"));
        assertEquals("/sign-in", enora.get("/").header("location"));
        assertEquals(303, signIn(console.nobody(), "Enora").status());
        assertEquals(200, again.get("/").status(), "nothing changed since");

        // None there is none here.
        real.put("Enora");
        Page refused = signIn(console.nobody(), "Enora");
        assertEquals(403, refused.status());
        assertTrue(refused.text().contains("ne vous donne plus de rôle ici"), refused.text());
        assertEquals("/sign-in", again.get("/").header("location"));
    }

    @Test
    void whoHasNoneIsLinkedByAnAdministratorAndByNobodyElse() throws IOException {
        Client gwenn = console.nobody();
        Page refused = signIn(gwenn, "gwenn");
        assertEquals(403, refused.status());
        assertTrue(refused.text().contains("<code>gwenn</code>"), refused.text());
        assertTrue(isWritten("openid-refused", "-", "unknown gwenn"));
        assertEquals("/sign-in", gwenn.get("/").header("location"));

        console.store().change(s -> {
            s.people().add("Gwenn Local", Role.AUDITOR, new Scope.All(), TEST);
            s.people().add("Own", Role.ANALYST, new Scope.Communes(Set.of(TestConsole.OWN)), TEST);
        });
        String path = "/administration/identities";
        Map<String, String> link = Map.of("subject", "gwenn", "name", "Gwenn Local", "reason", "asked by her");
        assertEquals(403, console.as(Role.LEAD).post(path, link).status());
        assertEquals(
                422,
                console.as(Role.ADMINISTRATOR, TestConsole.OWN).post(path, link).status());
        Client administrator = console.as(Role.ADMINISTRATOR);
        Map<String, String> self = Map.of("subject", "me", "name", "administrator", "reason", "me");
        assertEquals(422, administrator.post(path, self).status());
        assertEquals(303, administrator.post(path, link).status());
        Map<String, String> twice = Map.of("subject", "gwenn", "name", "Own", "reason", "again");
        assertEquals(422, administrator.post(path, twice).status(), "she is somebody already");
        assertTrue(administrator.get(path).text().contains("<code>gwenn</code>"));
        assertFalse(
                console.as(Role.ADMINISTRATOR, TestConsole.OWN).get(path).text().contains("Gwenn Local"));

        assertEquals(303, signIn(gwenn, "gwenn").status());
        assertEquals(Role.AUDITOR, person("Gwenn Local").orElseThrow().role());
        assertEquals(200, gwenn.get("/").status());
        console.store().change(s -> s.people().disable("Gwenn Local", true, TEST));
        assertTrue(signIn(console.nobody(), "gwenn").text().contains("ne vous laisse plus entrer"));
        console.store().change(s -> s.people().disable("Gwenn Local", false, TEST));
        assertEquals(303, signIn(gwenn, "gwenn").status());
        Map<String, String> unlink = Map.of("issuer", real.issuer(), "subject", "gwenn", "reason", "left");
        assertEquals(
                404,
                console.as(Role.ADMINISTRATOR, TestConsole.OWN)
                        .post(path + "/remove", unlink)
                        .status());
        assertEquals(303, administrator.post(path + "/remove", unlink).status());
        assertEquals("/sign-in", gwenn.get("/").header("location"), "her session has ended");
        assertEquals(403, signIn(gwenn, "gwenn").status());
    }

    /** Otherwise whoever administers signs as a lead who notices nothing. */
    @Test
    void whoHasAPasswordSaysFirstThatAnIdentityIsTheirs() throws IOException {
        console.store().change(s -> {
            s.people().add("Mael", Role.LEAD, new Scope.All(), TEST);
            s.people().password("Mael", "$unusable", TEST);
        });
        Client mael = console.client("Mael");
        for (String subject : List.of("mael", "an-administrators-own")) {
            Map<String, String> link = Map.of("subject", subject, "name", "Mael", "reason", "said to be asked");
            assertEquals(
                    303,
                    console.as(Role.ADMINISTRATOR)
                            .post("/administration/identities", link)
                            .status());
            Page refused = signIn(console.nobody(), subject);
            assertEquals(403, refused.status());
            assertTrue(refused.text().contains("confirmez-le sous Mon compte"), refused.text());
        }
        String own = mael.get("/me").text();
        assertTrue(own.contains("<code>mael</code>") && own.contains("<code>an-administrators-own</code>"), own);
        Map<String, String> foreign = Map.of("issuer", real.issuer(), "subject", "mael", "step", "confirm");
        assertEquals(404, console.as(Role.ANALYST).post("/me/identity", foreign).status());
        assertEquals(303, mael.post("/me/identity", foreign).status());
        assertEquals(303, signIn(console.nobody(), "mael").status());
        assertTrue(isWritten("identity-confirmed", "Mael", "Mael: mael"));
        Map<String, String> remove =
                Map.of("issuer", real.issuer(), "subject", "an-administrators-own", "step", "remove");
        assertEquals(303, mael.post("/me/identity", remove).status());
        assertTrue(signIn(console.nobody(), "an-administrators-own").text().contains("personne ne vous a donné"));
    }

    /** What the provider gives is known only when somebody comes: nothing else lets them in, and nothing of theirs works without them. */
    @Test
    void whomTheProviderMadeAnAdministratorHasNoPasswordAndNoTokenHere() throws IOException {
        real.put("Soazig", "keepers");
        Client soazig = console.nobody();
        assertEquals(303, signIn(soazig, "Soazig").status());
        Client administrator = console.as(Role.ADMINISTRATOR);
        Map<String, String> why = Map.of("reason", "she asked");
        assertEquals(
                409,
                administrator.post("/administration/people/Soazig/link", why).status());
        Page token = console.client("Soazig")
                .post(
                        "/administration/tokens",
                        Map.of("label", "a", "token-role", "lead", "communes", "*", "days", "9", "reason", "x"));
        assertEquals(422, token.status());
        assertTrue(token.text().contains("vaut aussi en votre absence"), token.text());
        // Of before this was refused.
        Client old = console.api("Soazig", Role.LEAD, new Scope.All());
        assertEquals(401, old.get("/api/v1/incidents").status());

        // Whoever administers last is not taken away by the provider, nor made to do for one who has a password.
        assertTrue(console.store().<Boolean>read(s -> s.people().isLastAdministrator("administrator")));
        assertFalse(console.store().<Boolean>read(s -> s.people().isLastAdministrator("Soazig")));
        List<String> others = console.store().read(s -> s.people().list()).stream()
                .filter(each ->
                        each.role() == Role.ADMINISTRATOR && !each.name().equals("Soazig"))
                .map(Person::name)
                .toList();
        console.store().change(s -> others.forEach(each -> s.people().disable(each, true, TEST)));
        try {
            real.put("Soazig", "agents");
            Page last = signIn(console.nobody(), "Soazig");
            assertEquals(403, last.status());
            assertTrue(last.text().contains("Rien n&#39;a été changé")
                    || last.text().contains("Rien n'a été changé"));
            assertEquals(Role.ADMINISTRATOR, person("Soazig").orElseThrow().role());
        } finally {
            console.store().change(s -> others.forEach(each -> s.people().disable(each, false, TEST)));
        }
        assertEquals(303, signIn(console.nobody(), "Soazig").status());
        assertEquals(Role.ANALYST, person("Soazig").orElseThrow().role());
    }

    @Test
    void aNameThatIsTakenIsNotTakenOver() throws IOException {
        console.store().change(s -> s.people().add("Tudi", Role.ADMINISTRATOR, new Scope.All(), TEST));
        real.put("TUDI", "leads");
        Page refused = signIn(console.nobody(), "TUDI");
        assertEquals(403, refused.status());
        assertTrue(refused.text().contains("porte déjà votre nom"), refused.text());
        real.put("<b>Tudi", "leads");
        assertTrue(signIn(console.nobody(), "<b>Tudi").text().contains("nom utilisable"));
    }

    @Test
    void anAnswerCountsOnceAndInTheBrowserThatAsked() throws IOException {
        real.put("Ronan", "leads");
        Client ronan = console.nobody();
        String answer = away(ronan, "Ronan", "//elsewhere.example");
        Client stranger = console.nobody();
        assertEquals(403, stranger.get(answer).status());
        assertFalse(stranger.cookies().containsKey(Sessions.COOKIE));
        String kept = ronan.cookies().get("__Host-vigie-openid");
        assertEquals(
                403, ronan.get(answer.replace("state=", "state=x")).status(), "and what was begun is not lost by it");
        Page in = ronan.get(answer);
        assertEquals(303, in.status(), in.text());
        assertEquals("/", in.header("location"));
        ronan.cookies().put("__Host-vigie-openid", String.valueOf(kept));
        Page replayed = ronan.get(answer);
        assertEquals(403, replayed.status());
        assertTrue(replayed.text().contains("une seconde fois"), replayed.text());
        Client denied = console.nobody();
        String begun = denied.get("/sign-in/openid").header("location");
        String state = begun.replaceAll(".*[?&]state=([^&]+).*", "$1");
        Page said = denied.get("/sign-in/openid/answer?error=access_denied&state=" + state);
        assertEquals(403, said.status());
        assertTrue(said.text().contains("ne vous a pas laissé entrer"), said.text());
    }

    @Test
    void aFormThatCameTooLateIsKeptWhileOneSignsInInAnotherTab() throws IOException {
        real.put("Yuna", "leads");
        Client yuna = console.nobody();
        Page late = yuna.post("/me/password", Map.of("reason", "a long reason"));
        assertEquals(401, late.status());
        assertTrue(late.text().contains("/sign-in/openid?next=/signed-in"), late.text());
        assertTrue(late.text().contains("name=\"reason\" value=\"a long reason\""), late.text());
        assertEquals("/signed-in", yuna.get(away(yuna, "Yuna", "/signed-in")).header("location"));
        assertEquals(200, yuna.get("/signed-in").status());
        Page back = yuna.post("/me/password", Map.of("reason", "a long reason"));
        assertEquals(403, back.status());
        assertTrue(
                back.text().contains("tel que vous l&#39;aviez saisi")
                        || back.text().contains("tel que vous l'aviez saisi"),
                back.text());
        assertTrue(back.text().contains("a long reason"), back.text());
    }

    @Test
    void oneSignsOutHereAndIsToldHowToSignOutThere() throws IOException {
        real.put("Azenor", "leads");
        Client azenor = console.nobody();
        Page begun = azenor.get("/sign-in/openid");
        try (AtProvider browser = browser()) {
            String back = browser.signIn(begun.header("location"), "Azenor")
                    .toString()
                    .substring(CONSOLE.length());
            assertEquals(303, azenor.get(back).status());
            String csrf = azenor.get("/me").text().replaceAll("(?s).*name=\"csrf\" content=\"([^\"]+)\".*", "$1");
            Page out = azenor.post("/sign-out", Map.of("csrf", csrf));
            assertEquals(200, out.status(), out.text());
            assertEquals("/sign-in", azenor.get("/").header("location"));
            String there = out.text()
                    .replaceAll("(?s).*href=\"(" + real.issuer() + "/connect/logout[^\"]+)\".*", "$1")
                    .replace("&amp;", "&");
            assertEquals(CONSOLE + "/sign-in", browser.sentTo(there));
        }
    }

    @Test
    void whereTheProviderIsDownThePageSaysSoAndTakesPasswords() throws Exception {
        try (Provider down = Provider.of(real.settings(""), new SettableClock(), new SecureRandom());
                TestConsole other =
                        TestConsole.start(folder.resolve("other"), new SignInRules(Set.of(), Optional.of(down)))) {
            Client somebody = other.nobody();
            assertEquals("/sign-in", somebody.get("/sign-in/openid").header("location"));
            String page = somebody.get("/sign-in").text();
            assertTrue(page.contains("localhost est injoignable"), page);
            assertFalse(page.contains("href=\"/sign-in/openid"), page);
            assertTrue(page.contains("name=\"password\""), page);
        }
    }

    @Test
    void aBrowserGoesThereAndBack(@TempDir Path profile) throws IOException {
        assumeTrue(Browser.isThere(), "no Chromium on this machine");
        real.put("Katell", "leads");
        String port = console.address().replaceAll(".*:", "");
        try (Browser browser =
                Browser.start(profile, List.of("--host-resolver-rules=MAP console.test:443 127.0.0.1:" + port))) {
            browser.open(CONSOLE + "/sign-in?next=%2Fme");
            assertEquals("", axe(browser));
            browser.click("a[href^='/sign-in/openid']");
            for (String field : List.of("username", "password")) {
                browser.evaluate("document.querySelector('[name=" + field + "]').focus(), ''");
                browser.type("Katell");
            }
            browser.click("button[type=submit]");
            assertEquals(
                    "/me Katell", browser.evaluate("location.pathname + ' ' + document.querySelector('dd').innerText"));
            browser.click("form[action='/sign-out'] button");
            browser.click("main a.button");
            assertEquals(
                    CONSOLE + "/sign-in true",
                    browser.evaluate("location.href + ' ' + (document.querySelector('[name=password]') !== null)"));
            // The provider's own pages are not ours: one says that its autofocus came after who typed there.
            assertEquals(
                    List.of(),
                    browser.complaints().stream()
                            .filter(each -> !each.contains("\"url\":\"" + real.issuer() + "/"))
                            .toList());
            browser.open(CONSOLE + "/sign-in/openid/answer");
            assertEquals("", axe(browser), "who is refused");
            browser.cookies(CONSOLE, console.as(Role.ADMINISTRATOR).cookies());
            browser.open(CONSOLE + "/administration/identities");
            assertTrue(browser.evaluate("document.querySelector('table').innerText")
                    .contains("Katell"));
            assertEquals("", axe(browser));
        }
    }

    private static String axe(Browser browser) throws IOException {
        browser.evaluate(Browser.script("/axe.min.js") + ";'there'");
        return browser.evaluate(PagesInBrowserTest.RUN) + browser.evaluate(Browser.script("structure.js"));
    }
}
