package bzh.vigie.collector.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import bzh.vigie.collector.identity.EnrolmentOutcome.Doubt;
import bzh.vigie.collector.identity.EnrolmentOutcome.Doubted;
import bzh.vigie.collector.identity.EnrolmentOutcome.Reason;
import bzh.vigie.collector.identity.EnrolmentOutcome.Refused;
import bzh.vigie.collector.identity.EnrolmentOutcome.Signed;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.ExpectedHosts.Expected;
import bzh.vigie.collector.store.ExpectedHosts.Origin;
import bzh.vigie.collector.store.ExpectedHosts.Role;
import bzh.vigie.collector.store.Hosts;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tokens;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.enrol.CollectorAddress;
import bzh.vigie.enrol.EnrolmentToken;
import bzh.vigie.enrol.TokenSecret;
import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EnrolmentTest {
    private static final Author ANNA = new Author("anna", "rollout");
    private static final Commune QUIMPER = new Commune("29232");

    private final SettableClock clock = new SettableClock();
    private final SecureRandom random = new SecureRandom();
    private final AtomicLong nanos = new AtomicLong();
    private final Authorities authorities = new Authorities(Authority.create(clock.instant(), random), List.of());
    private Store store;
    private Enrolment enrolment;

    @BeforeEach
    void open(@TempDir Path dir) {
        store = SqliteStore.open(dir, clock);
        enrolment = enrolment(EnrolmentLimits.USUAL);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Enrolment enrolment(EnrolmentLimits limits) {
        return new Enrolment(store, () -> authorities, new AgentIdSource(clock, random), clock, limits, nanos::get);
    }

    private EnrolmentToken token(Commune commune, int uses, boolean approval) {
        return new TokenDesk(store, clock, random)
                .create(
                        commune,
                        uses,
                        Duration.ofDays(7),
                        approval,
                        authorities.fingerprint(),
                        List.of(new CollectorAddress("localhost", 7443)),
                        ANNA);
    }

    private EnrolmentOutcome enrol(EnrolmentToken token, KeyPair pair) {
        return enrol(token.id(), token.secret(), TestAgent.csr(pair));
    }

    private EnrolmentOutcome enrol(String tokenId, TokenSecret secret, byte[] csr) {
        return enrolment.enrol(
                new Enrolment.Request(tokenId, secret, ByteString.copyFrom(csr), "pc-1", "{}", "0.1"), "192.0.2.1");
    }

    /** A machine that says what it is called and which one it is. */
    private EnrolmentOutcome enrolAs(EnrolmentToken token, String hostname, String machineId, String installationId) {
        String facts = "{\"machine_id\":\"" + machineId + "\",\"installation_id\":\"" + installationId + "\"}";
        byte[] csr = TestAgent.csr(TestAgent.key());
        return enrolment.enrol(
                new Enrolment.Request(token.id(), token.secret(), ByteString.copyFrom(csr), hostname, facts, "0.1"),
                "192.0.2.1");
    }

    private void assertWaits(Doubt why, EnrolmentOutcome outcome) {
        Doubted doubted = assertInstanceOf(Doubted.class, outcome);
        assertEquals(why, doubted.why());
        assertEquals(
                Hosts.State.WAITING_FOR_APPROVAL,
                store.read(s -> s.hosts().find(doubted.id())).orElseThrow().state());
    }

    private static void assertRefused(Reason reason, EnrolmentOutcome outcome) {
        assertEquals(reason, assertInstanceOf(Refused.class, outcome).reason());
    }

    private static AgentId id(EnrolmentOutcome outcome) {
        return assertInstanceOf(Signed.class, outcome).id();
    }

    @Test
    void aTokenGivesACertificateAndAHostOfItsCommune() {
        KeyPair pair = TestAgent.key();
        Signed signed = assertInstanceOf(Signed.class, enrol(token(QUIMPER, 1, false), pair));
        Hosts.Host host = store.read(s -> s.hosts().find(signed.id())).orElseThrow();
        assertEquals(QUIMPER, host.commune());
        assertEquals(Hosts.State.ACTIVE, host.state());
        assertEquals(signed.certificate().getNotAfter().toInstant(), host.certificateExpires());
        assertEquals(
                List.of(authorities.signing().certificate()),
                signed.authorities().trusted());
        assertEquals(pair.getPublic(), signed.certificate().getPublicKey());
    }

    @Test
    void aWrongSecretAndAnUnknownTokenAreAnsweredAlike() {
        EnrolmentToken token = token(QUIMPER, 1, false);
        byte[] csr = TestAgent.csr(TestAgent.key());
        EnrolmentOutcome wrong = enrol(token.id(), TokenSecret.random(random), csr);
        EnrolmentOutcome unknown = enrol("0123456789abcdef", token.secret(), csr);
        assertRefused(Reason.TOKEN_UNKNOWN, wrong);
        assertEquals(wrong, unknown);
    }

    @Test
    void aUsedUpTokenServesNoSecondHostButTheSameKeyAgain() {
        EnrolmentToken token = token(QUIMPER, 1, false);
        KeyPair pair = TestAgent.key();
        AgentId first = id(enrol(token, pair));
        assertRefused(Reason.TOKEN_USED_UP, enrol(token, TestAgent.key()));
        assertEquals(first, id(enrol(token, pair)));
        assertEquals(
                1, store.read(s -> s.tokens().find(token.id())).orElseThrow().used());
    }

    @Test
    void anExpiredTokenServesNoNewHost() {
        EnrolmentToken token = token(QUIMPER, 2, false);
        clock.forward(Duration.ofDays(7));
        assertRefused(Reason.TOKEN_EXPIRED, enrol(token, TestAgent.key()));
    }

    @Test
    void anExpiredTokenIsNoWayAroundTheAnalystWhoAHostThatWasAwayForTooLongNeeds() {
        EnrolmentToken token = token(QUIMPER, 1, false);
        KeyPair pair = TestAgent.key();
        AgentId id = id(enrol(token, pair));
        clock.forward(Duration.ofDays(30).plus(Admission.GRACE));
        assertEquals(id, id(enrol(token, pair)), "as it might renew");
        clock.forward(Duration.ofDays(31).plus(Admission.GRACE));
        assertRefused(Reason.TOKEN_EXPIRED, enrol(token, pair));
        assertEquals(id, id(enrol(token(QUIMPER, 1, false), pair)), "a new token is an analyst's word");
    }

    @Test
    void aRevokedTokenServesNobody() {
        EnrolmentToken token = token(QUIMPER, 5, false);
        KeyPair pair = TestAgent.key();
        id(enrol(token, pair));
        store.change(s -> s.tokens().revoke(token.id(), ANNA));
        assertRefused(Reason.TOKEN_REVOKED, enrol(token, pair));
        assertRefused(Reason.TOKEN_REVOKED, enrol(token, TestAgent.key()));
    }

    @Test
    void aDamagedRequestCostsNoUse() {
        EnrolmentToken token = token(QUIMPER, 1, false);
        assertRefused(Reason.BAD_REQUEST, enrol(token.id(), token.secret(), new byte[] {1, 2, 3}));
        assertEquals(
                0, store.read(s -> s.tokens().find(token.id())).orElseThrow().used());
    }

    @Test
    void aHostThatNeedsApprovalWaitsAndThenGetsTheSameId() {
        EnrolmentToken token = token(QUIMPER, 1, true);
        KeyPair pair = TestAgent.key();
        assertRefused(Reason.WAITING_FOR_APPROVAL, enrol(token, pair));
        assertRefused(Reason.WAITING_FOR_APPROVAL, enrol(token, pair));
        Hosts.Host host = store.read(s -> s.hosts().findByKey(Keys.hash(pair.getPublic())))
                .orElseThrow();
        store.change(s -> s.hosts().state(host.id(), Hosts.State.ACTIVE, ANNA));
        clock.forward(Duration.ofDays(30));
        assertEquals(host.id(), id(enrol(token, pair)));
    }

    @Test
    void aKeyOfOneCommuneDoesNotEnrolInAnotherAndOneThatAnAnalystShutOutNotAtAll() {
        KeyPair pair = TestAgent.key();
        EnrolmentToken quimper = token(QUIMPER, 1, false);
        AgentId id = id(enrol(quimper, pair));
        assertRefused(Reason.OTHER_COMMUNE, enrol(token(new Commune("29019"), 1, false), pair));
        store.change(s -> s.hosts().state(id, Hosts.State.REVOKED, ANNA));
        assertRefused(Reason.HOST_REVOKED, enrol(quimper, pair));
        store.change(s -> s.hosts().state(id, Hosts.State.QUARANTINED, ANNA));
        assertRefused(Reason.HOST_QUARANTINED, enrol(quimper, pair));
        store.change(s -> s.hosts().state(id, Hosts.State.ACTIVE, ANNA));
        assertEquals(id, id(enrol(quimper, pair)));
    }

    @ParameterizedTest
    @EnumSource(
            value = Hosts.State.class,
            names = {"REVOKED", "QUARANTINED"})
    void whoIsShutOutComesBackByNoNewKeyWithoutAPerson(Hosts.State shutOut) {
        EnrolmentToken token = token(QUIMPER, 20, false);
        AgentId id = id(enrolAs(token, "PC-1", "m1", "i1"));
        store.change(s -> s.hosts().state(id, shutOut, ANNA));
        EnrolmentToken other = token(QUIMPER, 20, false);
        assertWaits(Doubt.SHUT_OUT_MACHINE, enrolAs(other, "PC-9", "m1", "i9"));
        assertWaits(Doubt.SHUT_OUT_MACHINE, enrolAs(token, "PC-9", "m9", "i1"));
        assertWaits(Doubt.SHUT_OUT_NAME, enrolAs(other, "pc-1.mairie.local", "m9", "i9"));
        assertWaits(Doubt.SHUT_OUT_TOKEN, enrolAs(token, "PC-77", "m77", "i77"));
        assertWaits(Doubt.SHUT_OUT_TOKEN, enrolAs(token, "PC-2", "", ""));
        id(enrolAs(other, "PC-3", "", ""));
        // What a host of one commune says binds nobody in another: images share machine ids, and a hostile one claims
        // any.
        id(enrolAs(token(new Commune("29019"), 1, false), "PC-1", "m1", "i1"));
        store.change(s -> s.hosts().state(id, Hosts.State.ACTIVE, ANNA));
        id(enrolAs(token, "PC-1", "m1", "i1"));
        assertEquals(Optional.of(token.id()), store.read(s -> s.tokens().of(id)).map(Tokens.Token::id));
    }

    @Test
    void aMachineUnderANameThatAConclusionCannotDoWithoutWaitsForAPerson() {
        EnrolmentToken token = token(QUIMPER, 20, false);
        store.change(s -> {
            IncidentId incident = s.incidents()
                    .open("Rançongiciel", Set.of(QUIMPER), 90, ANNA)
                    .id();
            for (List<Expected> list : List.of(
                    List.of(new Expected("OLD-SRV", Role.SERVER, true)),
                    List.of(
                            new Expected("SRV-AD.mairie.local", Role.DOMAIN_CONTROLLER, true),
                            new Expected("SRV-COMPTA", Role.SERVER, true),
                            new Expected("poste-dsi", Role.ADMINISTRATION, true),
                            new Expected("PC-ACCUEIL", Role.WORKSTATION, true)))) {
                s.expectedHosts().add(new Scope.All(), incident, QUIMPER, "list.csv", Origin.HAND, list, ANNA);
            }
        });
        assertWaits(Doubt.EXPECTED_HOST, enrolAs(token, "SRV-AD", "m1", "i1"));
        assertWaits(Doubt.EXPECTED_HOST, enrolAs(token, "srv-compta", "m2", "i2"));
        assertWaits(Doubt.EXPECTED_HOST, enrolAs(token, "Poste-DSI.mairie.local", "m6", "i6"));
        id(enrolAs(token, "PC-ACCUEIL", "m3", "i3"));
        id(enrolAs(token, "OLD-SRV", "m4", "i4"));
        id(enrolAs(token(new Commune("29019"), 1, false), "SRV-AD", "m5", "i5"));
    }

    @Test
    void aMachineUnderTheNameOfAHostThatIsThereWaitsForAPersonUnlessItIsThatMachine() {
        EnrolmentToken token = token(QUIMPER, 20, false);
        AgentId there = id(enrolAs(token, "PC-MAIRE", "m1", "i1"));
        store.change(s -> s.hosts().seen(there, clock.instant(), 0));
        assertWaits(Doubt.TAKEN_NAME, enrolAs(token, "pc-maire.mairie.local", "m2", "i1"));
        assertWaits(Doubt.TAKEN_NAME, enrolAs(token, "PC-MAIRE", "", ""));
        id(enrolAs(token(new Commune("29019"), 1, false), "PC-MAIRE", "m3", "i3"));
        assertNotEquals(there, id(enrolAs(token, "PC-MAIRE", "m1", "i9")), "its agent was installed again");
        clock.forward(Duration.ofHours(25));
        id(enrolAs(token, "PC-MAIRE", "m4", "i4"));
    }

    @Test
    void guessingFromOneNetworkIsSlowedDownAndKeepsNobodyWithTheRightSecretOut() {
        enrolment = enrolment(new EnrolmentLimits(10, 600));
        EnrolmentToken token = token(QUIMPER, 5, false);
        for (String[] guesser : List.of(
                new String[] {"192.0.2.1", "192.0.2.1", "192.0.2.2"},
                new String[] {"2001:db8:0:1::1", "2001:db8:0:1:ffff::2", "2001:db8:0:2::1"})) {
            for (int i = 0; i < 10; i++) {
                assertRefused(Reason.TOKEN_UNKNOWN, guess(token, guesser[0]));
            }
            assertRefused(Reason.TOO_MANY, guess(token, guesser[1]));
            assertRefused(Reason.TOKEN_UNKNOWN, guess(token, guesser[2]));
            id(enrolment.enrol(request(token.id(), token.secret()), guesser[1]));
        }
        nanos.addAndGet(Duration.ofSeconds(60).toNanos());
        assertRefused(Reason.TOKEN_UNKNOWN, guess(token, "192.0.2.1"));
    }

    private EnrolmentOutcome guess(EnrolmentToken token, String address) {
        return enrolment.enrol(request(token.id(), TokenSecret.random(random)), address);
    }

    private static Enrolment.Request request(String tokenId, TokenSecret secret) {
        return new Enrolment.Request(
                tokenId, secret, ByteString.copyFrom(TestAgent.csr(TestAgent.key())), "pc-1", "{}", "0.1");
    }

    @Test
    void newHostsOfOneCommuneAreCounted() {
        enrolment = enrolment(new EnrolmentLimits(1000, 2));
        EnrolmentToken token = token(QUIMPER, 10, false);
        assertNotEquals(id(enrol(token, TestAgent.key())), id(enrol(token, TestAgent.key())));
        assertRefused(Reason.TOO_MANY, enrol(token, TestAgent.key()));
        id(enrol(token(new Commune("29019"), 1, false), TestAgent.key()));
    }

    @Test
    void anExpiredCertificateRenewsForFourHundredDays() {
        KeyPair pair = TestAgent.key();
        Signed signed = assertInstanceOf(Signed.class, enrol(token(QUIMPER, 1, false), pair));
        assertEquals(Admission.VALID, admission(signed));
        clock.forward(Duration.ofDays(31));
        assertEquals(Admission.EXPIRED, admission(signed));
        clock.forward(Duration.ofDays(398));
        Renewals renewals = new Renewals(store, () -> authorities, clock);
        Signed renewed = assertInstanceOf(Signed.class, renewals.renew(signed.certificate(), TestAgent.csr(pair)));
        assertEquals(signed.id(), renewed.id());
        assertEquals(Admission.VALID, admission(renewed));
    }

    @Test
    void anExpiryLongAgoNeedsAnAnalystWhoseApprovalOpensItAgain() {
        KeyPair pair = TestAgent.key();
        Signed signed = assertInstanceOf(Signed.class, enrol(token(QUIMPER, 1, false), pair));
        clock.forward(Duration.ofDays(431));
        assertEquals(Admission.LONG_EXPIRED, admission(signed));
        Renewals renewals = new Renewals(store, () -> authorities, clock);
        assertRefused(Reason.NOT_ALLOWED, renewals.renew(signed.certificate(), TestAgent.csr(pair)));
        store.change(s -> s.hosts().certificate(signed.id(), Keys.hash(pair.getPublic()), clock.instant()));
        assertEquals(Admission.EXPIRED, admission(signed));
    }

    @Test
    void aRenewalKeepsItsKeyAndARevokedHostGetsNone() {
        KeyPair pair = TestAgent.key();
        Signed signed = assertInstanceOf(Signed.class, enrol(token(QUIMPER, 1, false), pair));
        Renewals renewals = new Renewals(store, () -> authorities, clock);
        assertRefused(Reason.BAD_REQUEST, renewals.renew(signed.certificate(), TestAgent.csr(TestAgent.key())));
        store.change(s -> s.hosts().state(signed.id(), Hosts.State.REVOKED, ANNA));
        assertRefused(Reason.NOT_ALLOWED, renewals.renew(signed.certificate(), TestAgent.csr(pair)));
        assertFalse(admission(signed).mayRenew());
    }

    private Admission admission(Signed signed) {
        X509Certificate certificate = signed.certificate();
        return Admission.judge(store.read(s -> s.hosts().find(signed.id())), certificate, clock.instant());
    }
}
