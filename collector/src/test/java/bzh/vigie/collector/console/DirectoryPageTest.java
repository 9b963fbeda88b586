package bzh.vigie.collector.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.console.TestConsole.Client;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.event.Event.LocationRead;
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemTimes;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.LocationStatus.Trigger;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import bzh.vigie.text.LocationText;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The inventory of a directory: what was not read and why comes first, then what gives the domain, with what changed. */
final class DirectoryPageTest {
    @TempDir
    Path folder;

    private static Item item(String location, String name, String value, String source, Item.Trait... traits) {
        return new Item(
                location,
                List.of("T1098"),
                "windows",
                Optional.empty(),
                name,
                value,
                source,
                Item.Shipped.UNKNOWN,
                true,
                ItemTimes.NONE,
                Set.of(traits));
    }

    private static LocationRead read(String location, State state, ReasonCode reason, Instant at) {
        return new LocationRead(
                Specimens.moment(1),
                "directory.ldap",
                new LocationStatus(
                        location,
                        Optional.empty(),
                        state,
                        reason,
                        "",
                        "live",
                        1,
                        1,
                        at.toEpochMilli() * 1_000,
                        1,
                        Trigger.PASS,
                        1,
                        Optional.empty()),
                1,
                true,
                Sha256.over(new byte[] {1}));
    }

    @Test
    void allPlacesStandThereWithWhatIsUnreadAndWhatGivesTheDomainFirst() throws IOException {
        try (TestConsole console = TestConsole.start(folder)) {
            Instant now = console.clock().instant();
            Instant before = now.minus(Duration.ofDays(30));
            console.store().change(s -> {
                s.hosts().enrol(Specimens.host(1, TestConsole.OWN));
                s.directories().choose(TestConsole.OWN, "mairie.example", Specimens.agent(1), before);
                s.inventories()
                        .put(
                                Specimens.agent(1),
                                TestConsole.OWN,
                                item("ad.group.privileged", "S-1-5-21-1-2-3-500", "Admins", "CN=Admins,{domain}"),
                                1,
                                before);
                s.inventories()
                        .put(
                                Specimens.agent(1),
                                TestConsole.OWN,
                                item(
                                        "ad.rights.domain",
                                        "S-1-5-21-1-2-3-1106 all",
                                        "<b>inconnu</b>: full-control, for what lies below",
                                        "{domain}",
                                        Item.Trait.SUPERUSER),
                                2,
                                now.minus(Duration.ofDays(2)));
                s.inventories()
                        .read(Specimens.agent(1), read("ad.group.privileged", State.READ, ReasonCode.NONE, now), now);
                s.inventories()
                        .read(Specimens.agent(1), read("ad.rights.domain", State.READ, ReasonCode.NONE, now), now);
                s.inventories()
                        .read(Specimens.agent(1), read("ad.laps", State.UNREADABLE, ReasonCode.NO_RIGHT, now), now);
            });
            String path = "/hosts/" + Specimens.agent(1).text() + "/directory";
            Client reader = console.as(Role.COMMUNE_READER, TestConsole.OWN);
            String text = reader.get(path).text();
            assertTrue(text.contains("Annuaire du domaine mairie.example"), text);
            for (String id : LocationText.ids("ad.")) {
                assertTrue(text.contains(">" + id + "<"), id);
            }
            int unread = text.indexOf(">ad.laps<");
            int gives = text.indexOf(">ad.rights.domain<");
            int other = text.indexOf(">ad.group.privileged<");
            assertTrue(unread > 0 && unread < gives && gives < other, text);
            assertTrue(text.contains("<strong>non lu</strong>") && text.contains("il manque un droit"), text);
            assertTrue(text.contains("<strong>jamais dit</strong>"), text);
            assertTrue(text.contains("&lt;b&gt;inconnu") && text.contains("DC=mairie,DC=example"), text);
            String said = "&lt;/b&gt; : contrôle total (full-control), pour ce qui est dessous";
            assertTrue(text.contains(said), text);
            String inventory = reader.get("/hosts/" + Specimens.agent(1).text() + "/inventory")
                    .text();
            assertTrue(inventory.contains(said), inventory);
            assertFalse(text.contains("{domain}") || text.contains("<b>inconnu"), text);
            assertTrue(text.contains("location=ad.rights.domain&amp;since="), text);
            assertFalse(text.contains("location=ad.group.privileged&amp;since="), text);
            String longAgo = reader.get(path + "?since=2025-01-01").text();
            assertTrue(longAgo.contains("location=ad.group.privileged&amp;since=2025-01-01"), longAgo);
            String json = console.api(Role.ANALYST).get("/api/v1" + path).text();
            assertTrue(
                    json.contains("\"domain\":\"mairie.example\"") && json.contains("\"state\":\"unreadable\""), json);
            console.store().change(s -> s.hosts().enrol(Specimens.host(2, TestConsole.FOREIGN)));
            assertEquals(
                    404,
                    reader.get("/hosts/" + Specimens.agent(2).text() + "/directory")
                            .status());
        }
    }
}
