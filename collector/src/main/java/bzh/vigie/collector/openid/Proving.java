package bzh.vigie.collector.openid;

import bzh.vigie.collector.openid.RefusedException.Reason;
import bzh.vigie.text.Printable;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Identifier;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import com.nimbusds.openid.connect.sdk.UserInfoResponse;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.claims.UserInfo;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Turns what a browser brings back into who it is, by OpenID Connect Core 1.0, 3.1: the answer fits what was asked, the code is
 * exchanged, the ID token is signed by a key of the provider, for this console, for this sign-in, and of now.
 */
final class Proving {
    /** How much the clocks of both may differ. */
    static final int SKEW_SECONDS = 60;

    /** By keys of two halves alone: no "none", and nothing that is verified with what the console itself knows. */
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private static final int LONGEST_SUBJECT = 255;
    private static final Pattern CODE = Pattern.compile("[\\x20-\\x7e]{1,4096}");

    private final Provider provider;
    private final OpenIdSettings settings;

    Proving(Provider provider) {
        this.provider = provider;
        this.settings = provider.settings();
    }

    Proved prove(Attempt attempt, Map<String, List<String>> answer) throws RefusedException, IOException {
        AuthorizationCode code = code(attempt, answer);
        OIDCTokens tokens = tokens(attempt, code);
        IDTokenClaimsSet token = idToken(attempt, tokens.getIDToken());
        checkContext(token);
        String subject = token.getSubject().getValue();
        if (subject.isBlank() || subject.length() > LONGEST_SUBJECT) {
            throw new RefusedException(Reason.ANSWER, "the subject has " + subject.length() + " characters");
        }
        Claims claims = new Claims(token.toJSONObject());
        boolean whole = claims.find(settings.nameClaim()).isPresent()
                && (settings.roles().isEmpty()
                        || claims.find(settings.roleClaim()).isPresent());
        Claims all = whole ? claims : new Claims(withUserInfo(claims, tokens, subject));
        return new Proved(
                settings.issuer().toString(),
                subject,
                all.text(settings.nameClaim()),
                all.find(settings.roleClaim()).map(found -> all.values(settings.roleClaim())),
                tokens.getIDTokenString());
    }

    /** The code of an answer that fits. What it says is looked at only where its state fits. */
    private AuthorizationCode code(Attempt attempt, Map<String, List<String>> answer) throws RefusedException {
        byte[] state = answer.getOrDefault("state", List.of()).stream()
                .findFirst()
                .orElse("")
                .getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(attempt.state().getBytes(StandardCharsets.UTF_8), state)) {
            throw new RefusedException(Reason.STATE, "the state is another");
        }
        AuthenticationResponse response;
        try {
            response = AuthenticationResponseParser.parse(settings.answer(), answer);
        } catch (ParseException | RuntimeException e) {
            throw new RefusedException(Reason.ANSWER, "the answer cannot be read", e);
        }
        Optional<Issuer> issuer = Optional.ofNullable(response.getIssuer());
        if (issuer.isPresent()
                && !issuer.get().getValue().equals(settings.issuer().toString())) {
            throw new RefusedException(Reason.ANSWER, "the answer is of another issuer");
        }
        if (!response.indicatesSuccess()) {
            String said =
                    String.valueOf(response.toErrorResponse().getErrorObject().getCode());
            throw new RefusedException(Reason.SAID_NO, "the provider said " + Printable.line(said, 60));
        }
        return Optional.ofNullable(response.toSuccessResponse().getAuthorizationCode())
                .filter(code -> CODE.matcher(code.getValue()).matches())
                .orElseThrow(() -> new RefusedException(Reason.ANSWER, "the answer has no code that can be one"));
    }

    private OIDCTokens tokens(Attempt attempt, AuthorizationCode code) throws RefusedException, IOException {
        OIDCProviderMetadata metadata = provider.known().metadata();
        AuthorizationCodeGrant grant =
                new AuthorizationCodeGrant(code, settings.answer(), new CodeVerifier(attempt.verifier()));
        ClientID client = new ClientID(settings.client());
        Optional<String> secret = settings.readSecret();
        // Where it says nothing, basic is what it takes (OpenID Connect Discovery 1.0, 3).
        List<ClientAuthenticationMethod> methods = Optional.ofNullable(metadata.getTokenEndpointAuthMethods())
                .orElse(List.of(ClientAuthenticationMethod.CLIENT_SECRET_BASIC));
        TokenRequest request = (secret.isEmpty()
                        ? new TokenRequest.Builder(metadata.getTokenEndpointURI(), client, grant)
                        : new TokenRequest.Builder(
                                metadata.getTokenEndpointURI(),
                                methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                                        ? new ClientSecretBasic(client, new Secret(secret.get()))
                                        : new ClientSecretPost(client, new Secret(secret.get())),
                                grant))
                .build();
        HTTPResponse came = request.toHTTPRequest().send(provider.line());
        if (came.getStatusCode() >= 500) {
            throw new IOException("HTTP " + came.getStatusCode() + " where codes are exchanged");
        }
        try {
            TokenResponse response = OIDCTokenResponseParser.parse(came);
            if (!response.indicatesSuccess()) {
                String said = String.valueOf(
                        response.toErrorResponse().getErrorObject().getCode());
                throw new RefusedException(Reason.ANSWER, "the code was refused: " + Printable.line(said, 60));
            }
            return ((OIDCTokenResponse) response.toSuccessResponse()).getOIDCTokens();
        } catch (ParseException | RuntimeException e) {
            throw new RefusedException(
                    Reason.ANSWER, "the tokens cannot be read (HTTP " + came.getStatusCode() + ")", e);
        }
    }

    private IDTokenClaimsSet idToken(Attempt attempt, JWT token) throws RefusedException, IOException {
        if (!(token instanceof SignedJWT signed)) {
            throw new RefusedException(Reason.ANSWER, "the ID token is not signed");
        }
        ClientID client = new ClientID(settings.client());
        Optional<String> key = Optional.ofNullable(signed.getHeader().getKeyID());
        IDTokenValidator validator = new IDTokenValidator(
                new Issuer(settings.issuer().toString()),
                client,
                new JWSVerificationKeySelector<SecurityContext>(
                        ALGORITHMS, new ImmutableJWKSet<>(provider.keysWith(key))),
                null);
        validator.setMaxClockSkew(SKEW_SECONDS);
        try {
            IDTokenClaimsSet claims = validator.validate(signed, new Nonce(attempt.nonce()));
            // The library leaves this to its callers (3.1.3.7, 4 and 5).
            Optional<String> party =
                    Optional.ofNullable(claims.getAuthorizedParty()).map(Identifier::getValue);
            if (claims.getAudience().size() > 1 && party.isEmpty()) {
                throw new RefusedException(Reason.ANSWER, "the ID token is for others too, and not said to be ours");
            }
            if (party.isPresent() && !party.get().equals(settings.client())) {
                throw new RefusedException(Reason.ANSWER, "the ID token was given to another client");
            }
            return claims;
        } catch (BadJOSEException | JOSEException | RuntimeException e) {
            throw new RefusedException(
                    Reason.ANSWER,
                    "the ID token cannot be believed: " + Printable.line(String.valueOf(e.getMessage()), 200),
                    e);
        }
    }

    private void checkContext(IDTokenClaimsSet token) throws RefusedException {
        String context = token.getACR() == null ? "" : token.getACR().getValue();
        if (!settings.contexts().isEmpty() && !settings.contexts().contains(context)) {
            throw new RefusedException(Reason.CONTEXT, "the ID token's acr is " + Printable.line(context, 60));
        }
    }

    /** Also what the provider says to who holds the access token: claims of a scope stand there (5.4). */
    private Map<String, Object> withUserInfo(Claims claims, OIDCTokens tokens, String subject)
            throws RefusedException, IOException {
        OIDCProviderMetadata metadata = provider.known().metadata();
        if (metadata.getUserInfoEndpointURI() == null) {
            return claims.all();
        }
        HTTPResponse came = new UserInfoRequest(metadata.getUserInfoEndpointURI(), tokens.getAccessToken())
                .toHTTPRequest()
                .send(provider.line());
        if (came.getStatusCode() != 200) {
            // Who could not be asked has not said that somebody has no role.
            boolean needed = !settings.roles().isEmpty()
                    && claims.find(settings.roleClaim()).isEmpty();
            if (needed) {
                throw new IOException("HTTP " + came.getStatusCode() + " where more is said of somebody");
            }
            return claims.all();
        }
        try {
            UserInfoResponse response = UserInfoResponse.parse(came);
            Optional<UserInfo> info = response.indicatesSuccess()
                    ? Optional.ofNullable(response.toSuccessResponse().getUserInfo())
                    : Optional.empty();
            if (info.isEmpty()) {
                return claims.all();
            }
            if (!info.get().getSubject().getValue().equals(subject)) {
                throw new RefusedException(Reason.ANSWER, "what the provider says more is of somebody else");
            }
            Map<String, Object> all = new HashMap<>(info.get().toJSONObject());
            all.putAll(claims.all());
            return all;
        } catch (ParseException | RuntimeException e) {
            throw new RefusedException(Reason.ANSWER, "what the provider says more cannot be read", e);
        }
    }
}
