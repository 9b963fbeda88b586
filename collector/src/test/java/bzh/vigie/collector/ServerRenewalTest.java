package bzh.vigie.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.identity.Authorities;
import bzh.vigie.collector.identity.Authority;
import bzh.vigie.collector.identity.CurrentAuthorities;
import bzh.vigie.collector.identity.IdentityFolder;
import bzh.vigie.collector.identity.IdentityFolder.Server;
import bzh.vigie.collector.identity.SettableClock;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServerRenewalTest {
    private static final List<String> NAMES = List.of("vigie.example.org", "localhost");

    private final SettableClock clock = new SettableClock();
    private final List<Server> shown = new ArrayList<>();
    private boolean failing;

    @Test
    void aRunningCollectorRenewsItsCertificateAtTwoThirdsOfItsLifeAndOnceOnly(@TempDir Path dir) {
        IdentityFolder identity = new IdentityFolder(dir, IdentityFolder.passphraseIn(dir), new SecureRandom());
        Authorities authorities = identity.create(clock.instant());
        Server first = identity.newServer(authorities, NAMES, clock.instant());
        try (ServerRenewal renewal = new ServerRenewal(identity, () -> authorities, NAMES, this::serve, first, clock)) {
            clock.forward(Authority.SERVER_VALID.multipliedBy(3).dividedBy(5));
            renewal.look();
            assertEquals(List.of(), shown);
            clock.forward(Authority.SERVER_VALID.dividedBy(10));
            failing = true;
            renewal.look();
            assertEquals(List.of(), shown);
            failing = false;
            renewal.look();
            renewal.look();
            assertEquals(1, shown.size());
            assertEquals(
                    clock.instant().plus(Authority.SERVER_VALID),
                    shown.getFirst().certificate().getNotAfter().toInstant());
            assertTrue(authorities.signed(shown.getFirst().certificate()));
            clock.forward(Duration.ofDays(1));
            renewal.look();
            assertEquals(1, shown.size());
        }
    }

    @Test
    void whenAnotherAuthoritySignsItShowsACertificateOfThatOneAtOnce(@TempDir Path dir) throws Exception {
        IdentityFolder identity = new IdentityFolder(dir, IdentityFolder.passphraseIn(dir), new SecureRandom());
        CurrentAuthorities authorities = new CurrentAuthorities(identity.create(clock.instant()));
        Server first = identity.newServer(authorities.get(), NAMES, clock.instant());
        try (ServerRenewal renewal = new ServerRenewal(identity, authorities, NAMES, this::serve, first, clock)) {
            authorities.set(identity.rollOver(clock.instant()));
            renewal.again();
            assertTrue(new Authorities(authorities.get().signing(), List.of())
                    .signed(shown.getFirst().certificate()));
            authorities.set(identity.retire());
            renewal.again();
            assertEquals(2, shown.size(), "who is trusted is another, so it is served anew");
            assertTrue(authorities.get().signed(shown.getLast().certificate()));
        }
    }

    private void serve(Server server) throws IOException {
        if (failing) {
            throw new IOException("no");
        }
        shown.add(server);
    }
}
