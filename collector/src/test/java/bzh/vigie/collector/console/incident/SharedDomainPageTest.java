package bzh.vigie.collector.console.incident;

import static bzh.vigie.collector.store.Specimens.agent;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.console.TestConsole;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.DirectoryAccount;
import bzh.vigie.event.DirectoryAccount.Kind;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One domain of several communes: where a computer has its agent is said to who may see that commune, and to nobody else. */
final class SharedDomainPageTest {
    private static final String DOMAIN = "agglo.example";

    @TempDir
    Path folder;

    private static DirectoryAccount computer(int rid, String name, Instant at) {
        return new DirectoryAccount(
                "S-1-5-21-1-2-3-" + rid,
                name + "$",
                Kind.COMPUTER,
                0x1000,
                OptionalLong.empty(),
                OptionalLong.of(ChronoUnit.MICROS.between(Instant.EPOCH, at)),
                OptionalLong.empty(),
                "",
                "Windows 11 Pro",
                false,
                OptionalInt.empty());
    }

    private static void read(Store.Session session, Commune commune, int reader, Instant at) {
        session.directories().choose(commune, DOMAIN, agent(reader), at);
        session.directoryAccounts()
                .take(
                        commune,
                        new Event.DirectoryAccounts(
                                new Moment(at, "b", 1),
                                "directory.ldap",
                                DOMAIN,
                                "dc1",
                                1,
                                0,
                                0,
                                List.of(computer(1101, "PC-9", at), computer(1102, "PC-77", at)),
                                Optional.of(ReasonCode.NONE)),
                        at);
    }

    @Test
    void whereAComputerIsEnrolledIsSaidToWhoMaySeeIt() throws IOException {
        try (TestConsole console = TestConsole.start(folder)) {
            Instant now = console.clock().instant();
            Incident incident = console.store().write(s -> {
                s.hosts().enrol(Specimens.host(1, TestConsole.OWN));
                s.hosts().enrol(Specimens.host(9, TestConsole.FOREIGN));
                read(s, TestConsole.OWN, 1, now);
                read(s, TestConsole.FOREIGN, 9, now);
                return s.incidents().open("rançongiciel", Set.of(TestConsole.OWN), 30, Specimens.ANALYST);
            });
            String path = "/incidents/" + incident.id().text() + "/hosts";
            String all = console.as(Role.ANALYST).get(path).text();
            assertTrue(all.contains("enrôlé dans la commune"), all);
            assertTrue(all.contains("Un domaine du même nom est lu dans d’autres communes"), all);
            assertTrue(all.contains(TestConsole.FOREIGN.insee()), all);
            assertTrue(all.contains("pas d'agent"), "of PC-77 nobody knows anything");
            String own = console.as(Role.ANALYST, TestConsole.OWN).get(path).text();
            assertTrue(own.contains("PC-9"), own);
            assertFalse(own.contains("enrôlé dans la commune"), own);
            assertFalse(own.contains("Un domaine du même nom"), own);
            assertFalse(own.contains(TestConsole.FOREIGN.insee()), own);
        }
    }
}
