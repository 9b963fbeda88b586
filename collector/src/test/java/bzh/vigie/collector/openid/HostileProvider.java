package bzh.vigie.collector.openid;

import bzh.vigie.collector.identity.Authority;
import bzh.vigie.collector.notify.Receivers;
import bzh.vigie.settings.Settings;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** A provider that answers as a test says. */
public final class HostileProvider implements AutoCloseable {
    /** What the console is called there. */
    public static final String CLIENT = "vigie";

    /** A status and a body. */
    record Reply(int status, String body) {}

    private final HttpsServer server;
    private final Path authority;
    private final Path secret;
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile ECKey key;

    /** Starts one whose files lie in this folder. */
    public HostileProvider(Path folder) throws Exception {
        Authority signer = Authority.create(Instant.now(), new SecureRandom());
        authority = Receivers.pem(folder.resolve("provider-ca.pem"), signer);
        secret = Files.writeString(folder.resolve("provider-secret"), "a secret & of tests\n");
        key = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(Receivers.tls(signer)));
        server.createContext("/", this::answer);
        server.start();
        reply("/.well-known/openid-configuration", 200, metadata(issuer(), issuer()));
        reply("/keys", 200, keys());
        reply("/user", 404, "{}");
    }

    /** Its address. */
    public String issuer() {
        return "https://localhost:" + server.getAddress().getPort();
    }

    String metadata(String named, String at) {
        return """
            {"issuer":"%s","authorization_endpoint":"%s/authorize","token_endpoint":"%s/token","jwks_uri":"%s/keys",
             "userinfo_endpoint":"%s/user","end_session_endpoint":"%s/out","response_types_supported":["code"],
             "subject_types_supported":["public"],"id_token_signing_alg_values_supported":["RS256","ES256"]}
            """.formatted(named, at, at, at, at, at);
    }

    String keys() {
        return new JWKSet(key.toPublicJWK()).toString();
    }

    /** From now on with another key. */
    void newKey(String id) throws Exception {
        key = new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        reply("/keys", 200, keys());
    }

    /** From now on this is answered there. */
    public void reply(String path, int status, String body) {
        replies.put(path, new Reply(status, body));
    }

    /** What was asked for: paths, with the body of what was posted. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String path = exchange.getRequestURI().getPath();
        asked.add((path + " "
                        + Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                                .orElse("-")
                        + " " + body)
                .strip());
        Reply reply = replies.getOrDefault(path, new Reply(404, "{}"));
        byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set("Location", issuer() + path);
        try (exchange) {
            exchange.sendResponseHeaders(reply.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (IOException tooLong) {
            // Who asked has heard enough.
            asked.add("cut off");
        }
    }

    /** What an honest token says of this subject. */
    JWTClaimsSet.Builder claims(String subject, String nonce) {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(issuer())
                .subject(subject)
                .audience(CLIENT)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)))
                .claim("nonce", nonce);
    }

    /** The next code gives an honest token, but for what is changed about it. */
    public void tokens(String subject, String nonce, UnaryOperator<JWTClaimsSet.Builder> changed) throws Exception {
        token(signed(changed.apply(claims(subject, nonce)).build()));
    }

    void token(String idToken) {
        reply(
                "/token",
                200,
                "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"expires_in\":60,\"id_token\":\"" + idToken
                        + "\"}");
    }

    String signed(JWTClaimsSet claims) throws Exception {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(), claims);
        token.sign(new ECDSASigner(key));
        return token.serialize();
    }

    /** By what both know: whoever reads the console's secret, or takes the public key for one, could sign so. */
    String signedBySecret(JWTClaimsSet claims) throws Exception {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.getKeyID()).build(), claims);
        token.sign(new MACSigner(keys().getBytes(StandardCharsets.UTF_8)));
        return token.serialize();
    }

    String unsigned(JWTClaimsSet claims) {
        return new PlainJWT(claims).serialize();
    }

    /** Settings for it, and more lines of the file. */
    public OpenIdSettings settings(String more) throws Exception {
        String text = "openid-issuer = " + issuer() + "\nopenid-client = " + CLIENT + "\nopenid-secret-file = " + secret
                + "\nopenid-ca = " + authority + "\n" + more;
        return OpenIdSettings.of(
                        Settings.parse("collector.conf", text, OpenIdSettings.KEYS),
                        Optional.of("https://vigie.example.org:7444"))
                .orElseThrow();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
