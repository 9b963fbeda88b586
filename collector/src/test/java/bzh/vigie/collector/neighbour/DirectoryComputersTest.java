package bzh.vigie.collector.neighbour;

import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.agent;
import static bzh.vigie.collector.store.Specimens.minute;
import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.event.DirectoryAccount;
import bzh.vigie.event.DirectoryAccount.Kind;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which computers of a domain are expected. */
final class DirectoryComputersTest {
    private static final int WORKSTATION = 0x1000;
    private static final int CONTROLLER = 0x2000;
    private static final int DISABLED = 0x2;

    @TempDir
    Path folder;

    private static DirectoryAccount computer(int rid, String name, int control, Optional<Instant> logon) {
        return new DirectoryAccount(
                "S-1-5-21-1-2-3-" + rid,
                name + "$",
                Kind.COMPUTER,
                control,
                OptionalLong.empty(),
                logon.map(at -> OptionalLong.of(ChronoUnit.MICROS.between(Instant.EPOCH, at)))
                        .orElse(OptionalLong.empty()),
                OptionalLong.empty(),
                "",
                "",
                false,
                OptionalInt.empty());
    }

    @Test
    void controllersAreExpectedThoughTheyAreOffAndALogonToComeIsOne() {
        Instant read = minute(60);
        List<DirectoryAccount> all = List.of(
                computer(1001, "dc-neuf", CONTROLLER, Optional.empty()),
                computer(1002, "dc-eteint", CONTROLLER, Optional.of(read.minus(Duration.ofDays(300)))),
                computer(1003, "dc-retire", CONTROLLER | DISABLED, Optional.of(read)),
                computer(1004, "pc", WORKSTATION, Optional.of(read.minus(Duration.ofDays(3)))),
                computer(1005, "pc-ancien", WORKSTATION, Optional.of(read.minus(Duration.ofDays(300)))),
                computer(1006, "pc-futur", WORKSTATION, Optional.of(read.plus(Duration.ofDays(3_000)))),
                computer(1007, "pc-en-avance", WORKSTATION, Optional.of(read.plus(Duration.ofMinutes(5)))));
        try (Store store = SqliteStore.open(folder, InstantSource.fixed(Specimens.START))) {
            store.change(s -> {
                s.directories().choose(AURAY, "mairie.example", agent(1), minute(0));
                s.directoryAccounts()
                        .take(
                                AURAY,
                                new Event.DirectoryAccounts(
                                        new Moment(read, "b", 1),
                                        "directory.ldap",
                                        "mairie.example",
                                        "dc1",
                                        1,
                                        0,
                                        0,
                                        all,
                                        Optional.of(ReasonCode.NONE)),
                                read);
            });
            DirectoryComputers domain =
                    store.read(s -> DirectoryComputers.of(s, new Scope.All())).getFirst();
            assertEquals(
                    List.of("dc-neuf", "dc-eteint", "pc", "pc-futur", "pc-en-avance"),
                    domain.inUse().stream().map(DirectoryComputers::name).toList());
            assertEquals(2, domain.idle());
            assertEquals(0, domain.more());
            assertEquals(read, domain.last(all.getFirst()));
            assertEquals(read, domain.last(all.getLast()), "not later than it was read");
        }
    }
}
