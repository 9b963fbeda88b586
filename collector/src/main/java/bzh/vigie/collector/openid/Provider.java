package bzh.vigie.collector.openid;

import bzh.vigie.collector.identity.TrustedAuthority;
import bzh.vigie.text.Printable;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.LogoutRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.claims.ACR;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;

/**
 * The provider: what it offers and its keys, read anew every ten minutes by a thread of its own, every thirty seconds while it cannot be
 * used; nobody's request waits for that. Thread-safe.
 */
public final class Provider implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Provider.class.getName());
    private static final Duration READ_ANEW = Duration.ofMinutes(10);
    private static final Duration KEYS_ANEW = Duration.ofMinutes(1);
    private static final long LOOK_SECONDS = 30;
    private static final int MOST_KEYS = 100;

    private final OpenIdSettings settings;
    private final InstantSource clock;
    private final SecureRandom random;
    private final ProviderLine line;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("openid-provider").daemon().factory());
    private final ReentrantLock reading = new ReentrantLock();
    private final byte[] seal = new byte[32];
    private volatile boolean doubted;
    private volatile Optional<Known> known = Optional.empty();
    private volatile Optional<String> trouble = Optional.of("it was not asked yet");

    /** What the provider says of itself, and since when that is known. */
    record Known(OIDCProviderMetadata metadata, JWKSet keys, Instant read) {}

    private Provider(OpenIdSettings settings, InstantSource clock, SecureRandom random) throws IOException {
        this.settings = settings;
        this.clock = clock;
        this.random = random;
        random.nextBytes(seal);
        Optional<SSLContext> tls = settings.authority().isPresent()
                ? Optional.of(TrustedAuthority.context(settings.authority().get()))
                : Optional.empty();
        this.line = new ProviderLine(settings.issuer(), tls);
    }

    /** The provider, that nobody asks before {@link #refresh}. */
    public static Provider of(OpenIdSettings settings, InstantSource clock, SecureRandom random) throws IOException {
        return new Provider(settings, clock, random);
    }

    /** The provider, asked from now on what it offers. */
    public static Provider start(OpenIdSettings settings, InstantSource clock, SecureRandom random) throws IOException {
        Provider provider = new Provider(settings, clock, random);
        var _ = provider.timer.scheduleWithFixedDelay(provider::look, 0, LOOK_SECONDS, TimeUnit.SECONDS);
        return provider;
    }

    public OpenIdSettings settings() {
        return settings;
    }

    /** Why nobody can sign in by it now; empty where somebody can. */
    public Optional<String> trouble() {
        return trouble;
    }

    private void look() {
        try {
            boolean due = doubted
                    || trouble.isPresent()
                    || known.isEmpty()
                    || known.get().read().plus(READ_ANEW).isBefore(clock.instant());
            if (due) {
                refresh();
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, "the OpenID provider, again", e);
        }
    }

    /**
     * Reads what it offers and its keys now.
     *
     * @throws IOException if it cannot be used; what was known before is kept, and {@link #trouble} says why
     */
    public void refresh() throws IOException {
        reading.lock();
        try {
            doubted = false;
            known = Optional.of(read());
            if (trouble.isPresent()) {
                LOG.log(Level.INFO, "people can sign in to the console by the OpenID provider");
            }
            trouble = Optional.empty();
        } catch (IOException e) {
            String text = Printable.line(String.valueOf(e.getMessage()), 300);
            if (trouble.isEmpty() || known.isEmpty()) {
                LOG.log(Level.WARNING, "nobody can sign in to the console by the OpenID provider: {0}", text);
            }
            trouble = Optional.of(text);
            throw e;
        } finally {
            reading.unlock();
        }
    }

    private Known read() throws IOException {
        OIDCProviderMetadata metadata;
        try {
            metadata = OIDCProviderMetadata.parse(line.get(settings.discovery()));
        } catch (ParseException | RuntimeException e) {
            throw new IOException("what it says of itself cannot be read: " + e.getMessage(), e);
        }
        if (!metadata.getIssuer().getValue().equals(settings.issuer().toString())) {
            throw new IOException(
                    "it calls itself " + metadata.getIssuer().getValue() + ", openid-issuer says " + settings.issuer());
        }
        URI keys = there("jwks_uri", metadata.getJWKSetURI());
        there("token_endpoint", metadata.getTokenEndpointURI());
        Optional.ofNullable(metadata.getUserInfoEndpointURI())
                .filter(uri -> !line.reaches(uri))
                .ifPresent(uri -> metadata.setUserInfoEndpointURI(null));
        isHttps(Optional.ofNullable(metadata.getAuthorizationEndpointURI()));
        return new Known(metadata, keys(keys), clock.instant());
    }

    private URI there(String what, URI uri) throws IOException {
        Optional<URI> there = Optional.ofNullable(uri);
        if (there.isEmpty() || !line.reaches(there.get())) {
            throw new IOException(what + " is " + there.map(URI::toString).orElse("missing")
                    + ", and the collector asks the issuer's host alone");
        }
        return there.get();
    }

    private static void isHttps(Optional<URI> browsers) throws IOException {
        if (browsers.isEmpty() || !"https".equals(browsers.get().getScheme())) {
            throw new IOException("authorization_endpoint is no address by HTTPS");
        }
    }

    private JWKSet keys(URI uri) throws IOException {
        try {
            JWKSet keys = JWKSet.parse(line.get(uri));
            if (keys.size() > MOST_KEYS) {
                throw new IOException("it has " + keys.size() + " keys");
            }
            return keys;
        } catch (java.text.ParseException | RuntimeException e) {
            throw new IOException("its keys cannot be read: " + e.getMessage(), e);
        }
    }

    /** What it says of itself. */
    Known known() throws IOException {
        return known.orElseThrow(() -> new IOException(trouble.orElse("it was not asked yet")));
    }

    ProviderLine line() {
        return line;
    }

    /** Keys among which this one is, where the provider has it: a new one is looked for at most once a minute. */
    JWKSet keysWith(Optional<String> id) throws IOException {
        Known now = known();
        Optional<JWK> key = id.flatMap(each -> Optional.ofNullable(now.keys().getKeyByKeyId(each)));
        boolean recent = now.read().plus(KEYS_ANEW).isAfter(clock.instant());
        if (id.isEmpty() || key.isPresent() || recent || !reading.tryLock()) {
            return now.keys();
        }
        try {
            JWKSet keys = keys(now.metadata().getJWKSetURI());
            known = Optional.of(new Known(now.metadata(), keys, clock.instant()));
            return keys;
        } finally {
            reading.unlock();
        }
    }

    /** Begins a sign-in that goes on at this path of the console. */
    public Attempt begin(String next) {
        Instant now = clock.instant();
        Attempt attempt = new Attempt(secret(), secret(), secret(), next, now);
        return attempt.fits() ? attempt : new Attempt(attempt.state(), attempt.nonce(), attempt.verifier(), "/", now);
    }

    /** An attempt as its browser keeps it: sealed, so that only what began here, and since the start, comes back. */
    public String kept(Attempt attempt) {
        return attempt.text() + "." + seal(attempt.text());
    }

    /** The attempt that a browser kept; empty where it is none of ours or too old. */
    public Optional<Attempt> begun(String kept) {
        int dot = kept.lastIndexOf('.');
        boolean ours = dot > 0
                && kept.length() <= Attempt.LONGEST_KEPT
                && MessageDigest.isEqual(
                        kept.substring(dot + 1).getBytes(StandardCharsets.UTF_8),
                        seal(kept.substring(0, dot)).getBytes(StandardCharsets.UTF_8));
        return ours ? Attempt.of(kept.substring(0, dot), clock.instant()) : Optional.empty();
    }

    private String seal(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(seal, "HmacSHA256"));
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    private String secret() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * Where the browser goes to sign in.
     *
     * @throws IOException if the provider cannot be used now
     */
    public URI address(Attempt attempt) throws IOException {
        if (trouble.isPresent()) {
            throw new IOException(trouble.get());
        }
        AuthenticationRequest.Builder request = new AuthenticationRequest.Builder(
                        ResponseType.CODE,
                        Scope.parse(Stream.concat(Stream.of("openid"), settings.scopes().stream())
                                .distinct()
                                .toList()),
                        new ClientID(settings.client()),
                        settings.answer())
                .endpointURI(known().metadata().getAuthorizationEndpointURI())
                .state(new State(attempt.state()))
                .nonce(new Nonce(attempt.nonce()))
                .codeChallenge(new CodeVerifier(attempt.verifier()), CodeChallengeMethod.S256);
        if (!settings.contexts().isEmpty()) {
            request.acrValues(settings.contexts().stream().map(ACR::new).toList());
        }
        return request.build().toURI();
    }

    /**
     * Who came back with this answer. Asks the provider, which takes up to some ten seconds.
     *
     * @param answer the query's parameters
     * @throws RefusedException if the answer lets nobody in
     * @throws IOException if the provider did not answer this once; whether it can be used is looked at soon, and by nobody's answer decided
     */
    public Proved prove(Attempt attempt, Map<String, List<String>> answer) throws RefusedException, IOException {
        try {
            return new Proving(this).prove(attempt, answer);
        } catch (IOException e) {
            doubted = true;
            throw e;
        }
    }

    /** Where a browser also signs out at the provider; empty where it offers that to nobody. */
    public Optional<URI> signOut(String idToken) {
        Optional<URI> offered = known.flatMap(
                        each -> Optional.ofNullable(each.metadata().getEndSessionEndpointURI()))
                .filter(uri -> "https".equals(uri.getScheme()));
        try {
            JWT hint = JWTParser.parse(idToken);
            URI back = settings.console().resolve("/sign-in");
            return offered.map(uri -> new LogoutRequest(uri, hint, back, null).toURI());
        } catch (java.text.ParseException | RuntimeException e) {
            LOG.log(Level.DEBUG, "no sign-out at the OpenID provider", e);
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        line.close();
    }
}
