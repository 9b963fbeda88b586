package bzh.vigie.collector.identity;

import bzh.vigie.collector.identity.EnrolmentOutcome.Doubt;
import bzh.vigie.collector.identity.EnrolmentOutcome.Doubted;
import bzh.vigie.collector.identity.EnrolmentOutcome.Reason;
import bzh.vigie.collector.identity.EnrolmentOutcome.Refused;
import bzh.vigie.collector.identity.EnrolmentOutcome.Signed;
import bzh.vigie.collector.incident.ReservedNames;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tokens.Token;
import bzh.vigie.enrol.TokenSecret;
import bzh.vigie.event.Sha256;
import bzh.vigie.text.RefusalText;
import com.google.protobuf.ByteString;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The first certificate of an agent, against a token. The secret is compared before anything of the request is parsed. The
 * same key always gives the same agent id and costs no second use, so that an answer that got lost can be asked for again,
 * also when the token has run out meanwhile, as long as the certificate could be renewed; a revoked token serves
 * nobody. Thread-safe; blocks on the store.
 */
public final class Enrolment {
    private static final int APPROVAL_RETRY_SECONDS = 60;
    private static final int LIMIT_RETRY_SECONDS = 120;

    /** How long a host keeps its name to itself that is not heard: a machine that was reinstalled takes it over then. */
    private static final Duration HEARD = Duration.ofDays(1);

    private final Store store;
    private final Supplier<Authorities> authorities;
    private final AgentIdSource ids;
    private final InstantSource clock;
    private final RateLimit failures;
    private final RateLimit tokens;
    private final RateLimit communes;

    public Enrolment(
            Store store,
            Supplier<Authorities> authorities,
            AgentIdSource ids,
            InstantSource clock,
            EnrolmentLimits limits,
            LongSupplier nanoTime) {
        this.store = store;
        this.authorities = authorities;
        this.ids = ids;
        this.clock = clock;
        this.failures = limits.failures(nanoTime);
        this.tokens = limits.communes(nanoTime);
        this.communes = limits.communes(nanoTime);
    }

    /**
     * What an agent asks for.
     *
     * @param csr PKCS #10, DER
     * @param hostname by its own account
     * @param facts by its own account, as JSON text
     */
    public record Request(
            String tokenId, TokenSecret secret, ByteString csr, String hostname, String facts, String version) {}

    /** Decides; {@code address} is where the request came from, without the port. */
    public EnrolmentOutcome enrol(Request request, String address) {
        Optional<Token> found = store.read(session -> session.tokens().find(request.tokenId()));
        Sha256 given = request.secret().hash();
        if (found.isEmpty()
                || !MessageDigest.isEqual(
                        given.bytes(), found.get().secretHash().bytes())) {
            return failures.take(SourceNetwork.of(address), 1)
                    ? refused(Reason.TOKEN_UNKNOWN, "")
                    : new Refused(Reason.TOO_MANY, RefusalText.detail("address-rate"), LIMIT_RETRY_SECONDS);
        }
        return tokens.take(found.get().id(), 1)
                ? decide(request, found.get())
                : new Refused(Reason.TOO_MANY, RefusalText.detail("commune-rate"), LIMIT_RETRY_SECONDS);
    }

    private EnrolmentOutcome decide(Request request, Token token) {
        if (token.revoked()) {
            return refused(Reason.TOKEN_REVOKED, "");
        }
        Optional<SigningRequest> csr = SigningRequest.parse(request.csr().toByteArray());
        if (csr.isEmpty()) {
            return refused(Reason.BAD_REQUEST, RefusalText.detail("bad-request", SigningRequest.MAX_BYTES));
        }
        PublicKey key = csr.get().publicKey();
        Optional<Host> known = store.read(session -> session.hosts().findByKey(Keys.hash(key)));
        return known.isPresent() ? again(known.get(), token, key) : fresh(request, token, key);
    }

    private EnrolmentOutcome again(Host host, Token token, PublicKey key) {
        if (!host.commune().equals(token.commune())) {
            return refused(Reason.OTHER_COMMUNE, "");
        }
        return switch (host.state()) {
            case REVOKED -> refused(Reason.HOST_REVOKED, RefusalText.detail("readmit", host.id()));
            case QUARANTINED -> refused(Reason.HOST_QUARANTINED, RefusalText.detail("readmit", host.id()));
            case WAITING_FOR_APPROVAL -> waiting();
            case ACTIVE, UNINSTALLED -> {
                Instant now = clock.instant();
                if (!now.isBefore(token.expires())
                        && now.isAfter(host.certificateExpires().plus(Admission.GRACE))) {
                    // That is for a renewal, or an analyst.
                    yield expired(token);
                }
                Signed signed = sign(host.id(), token, key);
                store.change(
                        session -> session.hosts().certificate(host.id(), Keys.hash(key), end(signed.certificate())));
                yield signed;
            }
        };
    }

    private EnrolmentOutcome fresh(Request request, Token token, PublicKey key) {
        Instant now = clock.instant();
        if (!now.isBefore(token.expires())) {
            return expired(token);
        }
        if (token.used() >= token.uses()) {
            return usedUp(token);
        }
        if (!communes.take(token.commune().insee(), 1)) {
            return new Refused(Reason.TOO_MANY, RefusalText.detail("commune-rate"), LIMIT_RETRY_SECONDS);
        }
        AgentId id = ids.next();
        Signed signed = sign(id, token, key);
        Optional<Doubt> doubt = store.read(session -> doubt(session, request, token, now));
        boolean approval = token.needsApproval() || doubt.isPresent();
        Host host = new Host(
                id,
                token.commune(),
                request.hostname(),
                approval ? Hosts.State.WAITING_FOR_APPROVAL : Hosts.State.ACTIVE,
                Keys.hash(key),
                request.facts(),
                request.version(),
                now,
                approval ? now : end(signed.certificate()),
                Optional.empty(),
                0,
                "",
                "",
                false);
        boolean used = store.write(session -> {
            if (!session.tokens().use(token.id(), id)) {
                return false;
            }
            session.hosts().enrol(host);
            return true;
        });
        if (!used) {
            return usedUp(token);
        }
        if (doubt.isPresent()) {
            return new Doubted(id, token.commune(), request.hostname(), token.id(), doubt.get());
        }
        return approval ? waiting() : signed;
    }

    /** Whoever has a token can say to be any machine: where that would undo a decision or fill in for another host, a person decides. */
    private static Optional<Doubt> doubt(Store.Session session, Request request, Token token, Instant now) {
        Commune commune = token.commune();
        String name = request.hostname();
        if (session.hosts().isShutOut(commune, request.facts())) {
            return Optional.of(Doubt.SHUT_OUT_MACHINE);
        }
        if (ReservedNames.isOneOf(session.hosts().shutOut(commune), name)) {
            return Optional.of(Doubt.SHUT_OUT_NAME);
        }
        if (ReservedNames.isExpected(session, commune, name)) {
            return Optional.of(Doubt.EXPECTED_HOST);
        }
        if (ReservedNames.isOneOf(session.hosts().heardOthers(commune, now.minus(HEARD), request.facts()), name)) {
            return Optional.of(Doubt.TAKEN_NAME);
        }
        return session.tokens().isSuspended(token.id()) ? Optional.of(Doubt.SHUT_OUT_TOKEN) : Optional.empty();
    }

    private Signed sign(AgentId id, Token token, PublicKey key) {
        Authorities now = authorities.get();
        X509Certificate certificate = now.signing().agent(id, token.commune(), key, clock.instant());
        return new Signed(id, token.commune(), certificate, now);
    }

    private static Instant end(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant();
    }

    private static Refused expired(Token token) {
        return refused(Reason.TOKEN_EXPIRED, RefusalText.detail("token-expired", token.expires()));
    }

    private static Refused usedUp(Token token) {
        return refused(Reason.TOKEN_USED_UP, RefusalText.detail("token-used-up", token.uses()));
    }

    /** The answer to a host that waits for a person. */
    public static Refused waiting() {
        return new Refused(Reason.WAITING_FOR_APPROVAL, RefusalText.detail("approve"), APPROVAL_RETRY_SECONDS);
    }

    private static Refused refused(Reason reason, String detail) {
        return new Refused(reason, detail, 0);
    }
}
