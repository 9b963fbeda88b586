package bzh.vigie.collector.console.route;

import static bzh.vigie.collector.store.Specimens.agent;
import static bzh.vigie.collector.store.Specimens.minute;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import bzh.vigie.collector.console.route.DomainPolicies.Told;
import bzh.vigie.collector.host.HandedOut.Thing;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.ItemTimes;
import bzh.vigie.event.LocationStatus.State;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The policies of a domain are read once, and again once its reader read them again or is another one. */
final class DomainPoliciesTest {
    private static final String PLACE = "ad.sysvol.preference";
    private static final Thing TASK = new Thing("windows.task.cache", "\\Maj", "", "HKLM\\x", "", "");

    @TempDir
    Path dir;

    private static Host member(int number) {
        Host host = Specimens.host(number, Specimens.AURAY);
        return new Host(
                host.id(),
                host.commune(),
                host.hostname(),
                host.state(),
                host.publicKey(),
                "{\"domain\":\"mairie.example\"}",
                host.version(),
                host.enrolled(),
                host.certificateExpires(),
                host.lastSeen(),
                host.skewMicros(),
                host.bootId(),
                host.runId(),
                host.connected());
    }

    private static Item task(String value) {
        return new Item(
                PLACE,
                List.of("T1484.001"),
                "windows",
                Optional.empty(),
                "task Maj",
                value,
                "SYSVOL\\Policies\\{1}\\Machine\\x.xml",
                Shipped.UNKNOWN,
                true,
                ItemTimes.NONE,
                Set.of());
    }

    private static void told(Store store, int reader, String value, long reading) {
        store.change(s -> {
            s.inventories().put(agent(reader), Specimens.AURAY, task(value), reading, minute(reading));
            s.inventories()
                    .read(
                            agent(reader),
                            Specimens.read(PLACE, Optional.empty(), State.READ, reading, true),
                            minute(reading));
        });
    }

    @Test
    void theyAreReadAgainOnceTheyWereReadAnew() {
        InstantSource clock = InstantSource.fixed(minute(10));
        DomainPolicies policies = new DomainPolicies();
        try (Store store = SqliteStore.open(dir, clock)) {
            store.change(s -> {
                s.hosts().enrol(member(1));
                s.hosts().enrol(member(2));
                s.hosts().enrol(member(3));
                s.directories().choose(Specimens.AURAY, "mairie.example", agent(2), minute(0));
            });
            told(store, 2, "create; a.exe", 1);
            Told first = policies.to("Nolwenn", store::read, clock, member(1));
            assertEquals("create; a.exe", first.like(TASK).getFirst().value());
            assertEquals(minute(1), first.like(TASK).getFirst().read());
            assertEquals(agent(2), first.reader().orElseThrow().host().id());
            assertSame(
                    first.handedOut(),
                    policies.to("Nolwenn", store::read, clock, member(3)).handedOut());

            told(store, 2, "create; b.exe", 2);
            Told second = policies.to("Nolwenn", store::read, clock, member(1));
            assertNotSame(first.handedOut(), second.handedOut());
            assertEquals("create; b.exe", second.like(TASK).getFirst().value());

            store.change(s -> s.directories().choose(Specimens.AURAY, "mairie.example", agent(3), minute(3)));
            Told third = policies.to("Nolwenn", store::read, clock, member(1));
            assertEquals(agent(3), third.reader().orElseThrow().host().id());
            assertEquals(
                    Optional.empty(),
                    policies.to("Nolwenn", store::read, clock, member(3)).reader());
            assertEquals("create; b.exe", third.like(TASK).getFirst().value());
        }
    }
}
