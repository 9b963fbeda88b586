package bzh.vigie.collector.openid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.identity.SettableClock;
import bzh.vigie.collector.openid.RefusedException.Reason;
import com.nimbusds.jwt.JWTClaimsSet;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a provider may answer, and what of it lets somebody in. */
final class ProviderTest {
    @TempDir
    private Path folder;

    private final SettableClock clock = new SettableClock();
    private HostileProvider hostile;
    private Provider provider;

    @BeforeEach
    void start() throws Exception {
        hostile = new HostileProvider(folder);
        provider = Provider.of(hostile.settings(""), clock, new SecureRandom());
    }

    @AfterEach
    void stop() {
        provider.close();
        hostile.close();
    }

    private static Map<String, List<String>> answer(Attempt attempt) {
        return Map.of("state", List.of(attempt.state()), "code", List.of("a-code"));
    }

    private Reason refused(Attempt attempt) {
        return assertThrows(RefusedException.class, () -> provider.prove(attempt, answer(attempt)))
                .reason();
    }

    private Reason refused(UnaryOperator<JWTClaimsSet.Builder> changed) throws Exception {
        Attempt attempt = provider.begin("/");
        hostile.tokens("anne", attempt.nonce(), changed);
        return refused(attempt);
    }

    @Test
    void anHonestAnswerProvesWhoItIs() throws Exception {
        provider.refresh();
        Attempt attempt = provider.begin("/alerts?x=1");
        URI address = provider.address(attempt);
        assertTrue(address.toString().startsWith(hostile.issuer() + "/authorize?"), address.toString());
        for (String part : List.of(
                "response_type=code",
                "scope=openid",
                "code_challenge_method=S256",
                "state=" + attempt.state(),
                "nonce=" + attempt.nonce(),
                "redirect_uri=https%3A%2F%2Fvigie.example.org%3A7444%2Fsign-in%2Fopenid%2Fanswer")) {
            assertTrue(address.toString().contains(part), part + " in " + address);
        }
        assertFalse(address.toString().contains(attempt.verifier()));
        hostile.tokens(
                "anne",
                attempt.nonce(),
                claims -> claims.claim("preferred_username", "Anne")
                        .claim("groups", List.of("vigie-leads", "others", 5)));
        Proved proved = provider.prove(attempt, answer(attempt));
        assertEquals("anne", proved.subject());
        assertEquals(hostile.issuer(), proved.issuer());
        assertEquals(Optional.of("Anne"), proved.name());
        assertEquals(Optional.of(Set.of("vigie-leads", "others")), proved.values());
        String exchange = hostile.asked().getLast();
        assertTrue(exchange.contains("code_verifier=" + attempt.verifier()), exchange);
        assertTrue(exchange.startsWith("/token Basic "), exchange);
        assertFalse(exchange.contains("secret"), exchange);
        URI out = provider.signOut(proved.idToken()).orElseThrow();
        assertTrue(out.toString().startsWith(hostile.issuer() + "/out?"), out.toString());
        assertTrue(
                out.toString().contains("post_logout_redirect_uri=https%3A%2F%2Fvigie.example.org%3A7444%2Fsign-in"),
                out.toString());
        String kept = provider.kept(attempt);
        assertEquals(Optional.of(attempt), provider.begun(kept));
        assertEquals(Optional.empty(), provider.begun(attempt.text()), "made up");
        assertEquals(Optional.empty(), provider.begun("x" + kept));
        assertEquals(Optional.empty(), provider.begun(kept + "x"));
        try (Provider other = Provider.of(hostile.settings(""), clock, new SecureRandom())) {
            assertEquals(Optional.empty(), other.begun(kept));
        }
    }

    @Test
    void aTokenThatIsNotOfThisSignInLetsNobodyIn() throws Exception {
        provider.refresh();
        Instant now = Instant.now();
        assertEquals(Reason.ANSWER, refused(claims -> claims.claim("nonce", "another")));
        assertEquals(Reason.ANSWER, refused(claims -> claims.claim("nonce", null)));
        assertEquals(Reason.ANSWER, refused(claims -> claims.audience("another")));
        assertEquals(Reason.ANSWER, refused(claims -> claims.audience(List.of("vigie", "another"))));
        assertEquals(
                Reason.ANSWER,
                refused(claims -> claims.audience(List.of("vigie", "another")).claim("azp", "another")));
        assertEquals(Reason.ANSWER, refused(claims -> claims.issuer("https://elsewhere.example")));
        assertEquals(Reason.ANSWER, refused(claims -> claims.expirationTime(Date.from(now.minusSeconds(90)))));
        assertEquals(Reason.ANSWER, refused(claims -> claims.expirationTime(null)));
        assertEquals(
                Reason.ANSWER,
                refused(claims -> claims.issueTime(Date.from(now.plusSeconds(600)))
                        .expirationTime(Date.from(now.plusSeconds(900)))));
        assertEquals(Reason.ANSWER, refused(claims -> claims.subject(null)));
        assertEquals(Reason.ANSWER, refused(claims -> claims.subject("x".repeat(256))));

        // Clocks differ a little.
        Attempt attempt = provider.begin("/");
        hostile.tokens("anne", attempt.nonce(), claims -> claims.expirationTime(Date.from(now.minusSeconds(10))));
        assertEquals("anne", provider.prove(attempt, answer(attempt)).subject());
    }

    @Test
    void aTokenWithoutTheProvidersSignatureLetsNobodyIn() throws Exception {
        provider.refresh();
        Attempt attempt = provider.begin("/");
        JWTClaimsSet claims = hostile.claims("anne", attempt.nonce()).build();
        hostile.token(hostile.unsigned(claims));
        assertEquals(Reason.ANSWER, refused(attempt));
        hostile.token(hostile.signedBySecret(claims));
        assertEquals(Reason.ANSWER, refused(attempt));
        String honest = hostile.signed(claims);
        hostile.token(honest.substring(0, honest.lastIndexOf('.') + 1));
        assertEquals(Reason.ANSWER, refused(attempt));
        hostile.token(honest.substring(0, honest.lastIndexOf('.')) + "."
                + hostile.signed(hostile.claims("berc'hed", "n").build()).replaceAll(".*\\.", ""));
        assertEquals(Reason.ANSWER, refused(attempt));
        hostile.token("no token at all");
        assertEquals(Reason.ANSWER, refused(attempt));
        hostile.reply("/token", 200, "[".repeat(50_000));
        assertEquals(Reason.ANSWER, refused(attempt));
        hostile.reply("/token", 400, "{\"error\":\"invalid_grant\"}");
        assertEquals(Reason.ANSWER, refused(attempt));
        hostile.reply("/token", 307, "{}");
        assertEquals(Reason.ANSWER, refused(attempt));
        assertEquals(
                8,
                hostile.asked().stream()
                        .filter(each -> each.startsWith("/token"))
                        .count(),
                "no redirect is followed");
        assertTrue(provider.trouble().isEmpty());
        hostile.reply("/token", 503, "{}");
        assertThrows(IOException.class, () -> provider.prove(attempt, answer(attempt)));
        assertTrue(provider.trouble().isEmpty(), "one answer turns it off for nobody else");
        assertTrue(provider.address(provider.begin("/")).toString().startsWith(hostile.issuer()));
    }

    @Test
    void anAnswerThatWasNotAskedForIsNotTakenToTheProvider() throws Exception {
        provider.refresh();
        Attempt attempt = provider.begin("/");
        int before = hostile.asked().size();
        for (Map<String, List<String>> answer : List.<Map<String, List<String>>>of(
                Map.of(),
                Map.of("code", List.of("a")),
                Map.of("code", List.of("a"), "state", List.of("x" + attempt.state())),
                Map.of("code", List.of("a"), "state", List.of("")))) {
            assertEquals(
                    Reason.STATE,
                    assertThrows(RefusedException.class, () -> provider.prove(attempt, answer))
                            .reason());
        }
        assertEquals(
                Reason.ANSWER,
                assertThrows(
                                RefusedException.class,
                                () -> provider.prove(
                                        attempt,
                                        Map.of(
                                                "code",
                                                List.of("a"),
                                                "state",
                                                List.of(attempt.state()),
                                                "iss",
                                                List.of("https://elsewhere.example"))))
                        .reason());
        assertEquals(
                Reason.SAID_NO,
                assertThrows(
                                RefusedException.class,
                                () -> provider.prove(
                                        attempt,
                                        Map.of("error", List.of("access_denied"), "state", List.of(attempt.state()))))
                        .reason());
        for (String code : List.of("c".repeat(4_097), "a\u0000b", "é")) {
            assertEquals(
                    Reason.ANSWER,
                    assertThrows(
                                    RefusedException.class,
                                    () -> provider.prove(
                                            attempt, Map.of("code", List.of(code), "state", List.of(attempt.state()))))
                            .reason());
        }
        assertEquals(before, hostile.asked().size());
        clock.forward(Duration.ofMinutes(11));
        assertEquals(Optional.empty(), provider.begun(provider.kept(attempt)), "too late");
        assertEquals(Optional.empty(), Attempt.of(attempt.text(), clock.instant()), "too late");
        assertEquals(Optional.empty(), Attempt.of("", clock.instant()));
        assertEquals(Optional.empty(), Attempt.of("a.b.c.9.d", clock.instant()));
        assertEquals("/", provider.begin("/" + "x".repeat(3_000)).next(), "a cookie is small");
    }

    @Test
    void whatItSaysOfItselfIsBoundedAndOfTheIssuersHostAlone() throws Exception {
        String path = "/.well-known/openid-configuration";
        String good = hostile.metadata(hostile.issuer(), hostile.issuer());
        assertTrue(provider.trouble().isPresent(), "nobody asked it yet");
        assertThrows(IOException.class, () -> provider.address(provider.begin("/")));
        for (String bad : List.of(
                "",
                "{}",
                "[1]",
                hostile.metadata("https://elsewhere.example", hostile.issuer()),
                hostile.metadata(hostile.issuer() + "/", hostile.issuer()),
                hostile.metadata(hostile.issuer(), "https://elsewhere.example"),
                good.replace("https://localhost", "http://localhost")
                        .replace("\"issuer\":\"http:", "\"issuer\":\"https:"),
                good + " ".repeat(ProviderLine.MOST_BYTES))) {
            hostile.reply(path, 200, bad);
            assertThrows(IOException.class, () -> provider.refresh(), bad.strip());
            assertTrue(provider.trouble().isPresent());
        }
        hostile.reply(path, 302, good);
        int before = hostile.asked().size();
        assertThrows(IOException.class, () -> provider.refresh());
        assertEquals(before + 1, hostile.asked().size(), "no redirect is followed");
        hostile.reply(path, 200, good);
        hostile.reply("/keys", 200, hostile.keys() + " ".repeat(ProviderLine.MOST_BYTES));
        assertThrows(IOException.class, () -> provider.refresh());
        hostile.reply("/keys", 200, "{\"keys\":" + "[".repeat(100_000));
        assertThrows(IOException.class, () -> provider.refresh());
        hostile.reply("/keys", 200, hostile.keys());
        provider.refresh();
        assertEquals(Optional.empty(), provider.trouble());
        hostile.close();
        assertThrows(IOException.class, () -> provider.refresh());
        assertThrows(IOException.class, () -> provider.address(provider.begin("/")), "it is down");
    }

    @Test
    void aNewKeyIsLookedForOnceAMinute() throws Exception {
        provider.refresh();
        hostile.newKey("two");
        Attempt attempt = provider.begin("/");
        hostile.tokens("anne", attempt.nonce(), claims -> claims);
        assertEquals(Reason.ANSWER, refused(attempt), "keys were read just now");
        clock.forward(Duration.ofMinutes(2));
        assertEquals("anne", provider.prove(attempt, answer(attempt)).subject());
    }

    @Test
    void whatTheTokenDoesNotSayIsAskedForAndIsOfTheSamePerson() throws Exception {
        try (Provider strict = Provider.of(
                hostile.settings("openid-roles = leads lead *, agents analyst 29019 29151\n"
                        + "openid-role-claim = realm.roles\nopenid-acr = strong"),
                clock,
                new SecureRandom())) {
            strict.refresh();
            Attempt attempt = strict.begin("/");
            assertTrue(strict.address(attempt).toString().contains("acr_values=strong"));
            hostile.tokens("anne", attempt.nonce(), claims -> claims);
            assertEquals(
                    Reason.CONTEXT,
                    assertThrows(RefusedException.class, () -> strict.prove(attempt, answer(attempt)))
                            .reason());
            hostile.tokens("anne", attempt.nonce(), claims -> claims.claim("acr", "strong"));
            hostile.reply("/user", 200, """
                {"sub":"somebody else","preferred_username":"Anne","realm":{"roles":["agents"]}}""");
            assertEquals(
                    Reason.ANSWER,
                    assertThrows(RefusedException.class, () -> strict.prove(attempt, answer(attempt)))
                            .reason());
            hostile.reply("/user", 200, """
                {"sub":"anne","preferred_username":"Anne","realm":{"roles":["agents"]},"nonce":"x"}""");
            Proved proved = strict.prove(attempt, answer(attempt));
            assertEquals(Optional.of("Anne"), proved.name());
            assertEquals(Optional.of(Set.of("agents")), proved.values());
            assertTrue(hostile.asked().getLast().startsWith("/user Bearer a"), "" + hostile.asked());
            for (int status : List.of(403, 429, 500)) {
                hostile.reply("/user", status, "{}");
                assertThrows(IOException.class, () -> strict.prove(attempt, answer(attempt)), "it has not said: none");
            }
            hostile.reply("/user", 200, "{\"sub\":\"anne\"}");
            assertEquals(
                    Optional.empty(), strict.prove(attempt, answer(attempt)).values());
            hostile.reply("/user", 200, "{\"sub\":\"anne\",\"realm\":{\"roles\":[]}}");
            assertEquals(
                    Optional.of(Set.of()),
                    strict.prove(attempt, answer(attempt)).values());
        }
    }
}
