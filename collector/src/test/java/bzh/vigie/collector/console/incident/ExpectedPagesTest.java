package bzh.vigie.collector.console.incident;

import static bzh.vigie.collector.store.Specimens.agent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.console.TestConsole;
import bzh.vigie.collector.console.TestConsole.Client;
import bzh.vigie.collector.console.TestConsole.Page;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.store.Incidents.DeviceKind;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an incident needs beside telemetry comes in through the browser: lists of hosts, devices, witnesses, dates of single hosts. */
final class ExpectedPagesTest {
    private static final Scope ALL = new Scope.All();

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init") // set before all
    private static TestConsole console;

    @SuppressWarnings("NullAway.Init") // set before all
    private static Incident incident;

    @BeforeAll
    static void anIncident() throws IOException {
        console = TestConsole.start(folder);
        console.clock()
                .forward(Duration.between(
                        console.clock().instant(), Specimens.minute(120).plus(Duration.ofDays(5))));
        console.store().change(s -> {
            incident = s.incidents().open("rançongiciel", Set.of(TestConsole.OWN), 30, Specimens.ANALYST);
            s.hosts().enrol(Specimens.host(1, TestConsole.OWN));
            s.hosts().enrol(Specimens.host(9, TestConsole.FOREIGN));
        });
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    private static String path() {
        return "/incidents/" + incident.id().text();
    }

    private static Map<String, String> with(String... pairs) {
        Map<String, String> form = new java.util.HashMap<>(Map.of("reason", "inventaire de la mairie"));
        for (int i = 0; i < pairs.length; i += 2) {
            form.put(pairs[i], pairs[i + 1]);
        }
        return form;
    }

    @Test
    void aListOfHostsNamesThoseWithoutAnAgentAndIsTakenBack() throws IOException {
        Client analyst = console.as(Role.ANALYST);
        Page empty = analyst.upload(
                path() + "/hosts",
                with("role", "workstation"),
                "parc.csv",
                "Ville;Étage\n;\n".getBytes(StandardCharsets.UTF_8));
        assertEquals(422, empty.status(), empty.text());
        assertTrue(
                empty.text().contains("Aucun nom d&#39;hôte") || empty.text().contains("Aucun nom d'hôte"),
                empty.text());
        Page taken = analyst.upload(
                path() + "/hosts",
                with("role", "workstation"),
                "parc.csv",
                "Name\nPC-ACCUEIL\nPC-<b>\nPC-ACCUEIL\n".getBytes(StandardCharsets.UTF_8));
        assertEquals(303, taken.status(), taken.text());
        Page shown = analyst.get(path() + "/hosts");
        assertTrue(shown.text().contains("PC-ACCUEIL"), shown.text());
        assertTrue(shown.text().contains("noms répétés : 1"), shown.text());
        assertFalse(shown.text().contains("PC-<b>"), "a name is text");
        assertEquals(
                422,
                analyst.post(path() + "/hosts/identify", with("host", agent(1).text(), "as", "PC-AUTRE"))
                        .status());
        assertEquals(
                303,
                analyst.post(path() + "/hosts/identify", with("host", agent(1).text(), "as", "PC-ACCUEIL"))
                        .status());
        assertEquals(
                422,
                analyst.post(path() + "/hosts/identify", with("host", agent(9).text()))
                        .status());
        assertFalse(analyst.get(path() + "/hosts").text().contains("PC-ACCUEIL</td>"), "it has its agent");
        assertEquals(
                422,
                analyst.post(path() + "/hosts/identify", with("host", agent(1).text()))
                        .status(),
                "an empty name takes nothing back");
        assertFalse(analyst.get(path() + "/hosts").text().contains("PC-ACCUEIL</td>"), "it still has its agent");
        assertEquals(
                303,
                analyst.post(path() + "/hosts/identify", with("host", agent(1).text(), "withdraw", "yes"))
                        .status());
        byte[] servers = "Name\nSRV-1\n".getBytes(StandardCharsets.UTF_8);
        Page other = analyst.upload(path() + "/hosts", with("role", "server"), "parc.csv", servers);
        assertEquals(422, other.status(), "another file of the same name");
        assertTrue(other.text().contains("(postes : 1)"), other.text());
        assertTrue(other.text().contains("inventaire de la mairie"), "what was typed is there");
        assertEquals(
                303,
                analyst.upload(path() + "/hosts", with("role", "server", "replaces", "yes"), "parc.csv", servers)
                        .status());
        assertEquals(
                422,
                analyst.post(path() + "/hosts/withdraw", with("name", "autre")).status());
        assertEquals(
                303,
                analyst.post(path() + "/hosts/withdraw", with("name", "parc.csv"))
                        .status());
        assertTrue(analyst.get(path() + "/hosts").text().contains("Communes sans liste"));
    }

    @Test
    void aWideRangeIsAskedForAgainAndADeviceIsTakenBack() throws IOException {
        Client analyst = console.as(Role.ANALYST);
        String to = path() + "/devices";
        assertEquals(
                422,
                analyst.post(to, with("addresses", "nowhere", "kind", "firewall"))
                        .status());
        Page wide = analyst.post(to, with("addresses", "10.0.0.0/8", "kind", "vpn-pool"));
        assertEquals(422, wide.status());
        assertTrue(wide.text().contains("très large"), wide.text());
        assertEquals(
                303,
                analyst.post(to, with("addresses", "10.8.0.7", "kind", "firewall"))
                        .status());
        assertEquals(
                DeviceKind.FIREWALL,
                console.store()
                        .read(s -> s.incidents().devices(ALL, incident.id()))
                        .getLast()
                        .kind());
        assertTrue(analyst.get(path() + "/hosts").text().contains("pare-feu"));
        assertEquals(
                303,
                analyst.post(to, with("addresses", "10.8.0.7", "withdraw", "yes"))
                        .status());
        assertEquals(
                422,
                analyst.post(to, with("addresses", "10.8.0.7", "withdraw", "yes"))
                        .status());
    }

    @Test
    void aWitnessIsTakenOnceAndRefusedWithItsReason() throws IOException {
        Client analyst = console.as(Role.ANALYST);
        String to = path() + "/witnesses";
        Page none = analyst.post(to, with("kind", "vpn", "name", "vpn", "content", "bonjour"));
        assertEquals(422, none.status());
        assertTrue(none.text().contains("Aucune ligne de vpn"), none.text());
        String export = "Date,User,IP address,Result\n2026-03-02 08:00:00,marie,192.0.2.7,success\n";
        Page taken = analyst.post(to, with("kind", "vpn", "name", "vpn", "content", export));
        assertEquals(303, taken.status(), taken.text());
        assertTrue(analyst.get(to).text().contains("Import vpn pris : 1 ligne,"), "said once");
        Page again = analyst.post(to, with("kind", "vpn", "name", "autre", "content", export));
        assertEquals(422, again.status());
        assertTrue(again.text().contains("sous le nom vpn"), again.text());
        assertEquals(303, analyst.post(to + "/withdraw", with("name", "vpn")).status());
        assertTrue(analyst.get(to).text().contains("Rien n'a été importé"));
        assertEquals(403, console.as(Role.AUDITOR).post(to, with("kind", "vpn")).status());
    }

    @Test
    void whatAnExportOfMicrosoft365ShowsIsToldWithWhatNobodyJudges() throws IOException {
        Client analyst = console.as(Role.ANALYST);
        String to = path() + "/witnesses";
        String row = "{\"CreationTime\":\"2026-03-02T08:00:00\",\"Operation\":\"OP\",\"Workload\":\"Exchange\","
                + "\"UserId\":\"lea@mairie.example\",\"Parameters\":[{\"Name\":\"ForwardTo\",\"Value\":\"x@evil.example\"}]}\n";
        String export = row.replace("OP", "New-InboxRule") + row.replace("OP", "<b>Send") + "{\"a\":1}\n";
        Page taken = analyst.post(to, with("kind", "mail", "name", "audit", "content", export));
        assertEquals(303, taken.status(), taken.text());
        String shown = analyst.get(to).text();
        assertTrue(
                shown.contains(
                        "Import audit pris : 2 lignes de Microsoft 365, nouvelles alertes : 1, lignes refusées : 1"
                                + " – aucun enregistrement de Microsoft 365 ni d'Entra (3)."),
                shown);
        assertTrue(shown.contains("Lignes de Microsoft 365 : 2, dont connexions : 0"), shown);
        assertTrue(shown.contains("&lt;b&gt;Send (1)"), shown);
        assertEquals(303, analyst.post(to + "/withdraw", with("name", "audit")).status());
    }

    /** More than the memory of other pages takes: it lies on the disk while it is read, and nothing of it stays there. */
    @Test
    void aLargeExportIsTakenByThePageToo() throws IOException {
        Client analyst = console.as(Role.ANALYST);
        String to = path() + "/witnesses";
        String row =
                "{\"CreationTime\":\"2026-03-02T08:00:00\",\"Operation\":\"FileAccessed\",\"Workload\":\"SharePoint\","
                        + "\"UserId\":\"lea@mairie.example\",\"Pad\":\"" + "x".repeat(100_000) + "\"}\n";
        int rows = (20 << 20) / row.length();
        byte[] export = (row.repeat(rows) + "{\"a\":1}\n").getBytes(StandardCharsets.UTF_8);
        Page taken = analyst.upload(to, with("kind", "mail", "name", "gros"), "gros.jsonl", export);
        assertEquals(303, taken.status(), taken.text());
        String shown = analyst.get(to).text();
        assertTrue(shown.contains("Import gros pris : " + rows + " lignes de Microsoft 365"), shown);
        assertTrue(
                shown.contains(
                        "Lignes refusées : 1 (aucun enregistrement de Microsoft 365 ni d'Entra) : " + (rows + 1) + "."),
                shown);
        try (Stream<Path> left = Files.list(folder.resolve("uploads"))) {
            assertEquals(List.of(), left.toList());
        }
        assertEquals(303, analyst.post(to + "/withdraw", with("name", "gros")).status());
        // any other page takes no more than before
        assertEquals(
                413,
                analyst.upload(path() + "/hosts", with("role", "server"), "parc.csv", new byte[(16 << 20) + 1])
                        .status());
    }

    @Test
    void oneHostHasAnEvictionOfItsOwnAndThePhasesAreAPicture() throws IOException {
        Client analyst = console.as(Role.ANALYST);
        assertEquals(
                422,
                analyst.post(path() + "/eviction", with("end", "2026-03-03T08:00"))
                        .status(),
                "an end without a start that stands");
        assertEquals(
                303,
                analyst.post(path() + "/eviction", with("start", "2026-03-02T08:00", "host", agent(1).text()))
                        .status());
        Page ended = analyst.post(path() + "/eviction", with("end", "2026-03-03T08:00", "host", agent(1).text()));
        assertEquals(303, ended.status(), ended.text());
        Evictions evictions =
                Evictions.of(console.store().read(s -> s.incidents().evictions(ALL, incident.id())));
        assertEquals(Optional.empty(), evictions.all());
        assertTrue(evictions.forHost(agent(1)).orElseThrow().end().isPresent());
        assertEquals(
                422,
                analyst.post(path() + "/eviction", with("start", "2026-03-02T08:00", "host", agent(9).text()))
                        .status());
        assertEquals(
                303,
                analyst.post(path() + "/phase", with("phase", "containment", "since", "2026-03-02T08:00"))
                        .status());
        Page shown = analyst.get(path());
        assertTrue(shown.text().contains("<svg class=\"picture\""), shown.text());
        assertTrue(shown.text().contains("Postes qui ont leur propre éviction (1)"), shown.text());
        assertEquals(303, analyst.post(path() + "/watch", with("days", "60")).status());
        assertEquals(422, analyst.post(path() + "/watch", with("days", "0")).status());
        assertEquals(
                422,
                analyst.post(path() + "/extend", with("commune", "nowhere")).status());
        assertEquals(
                422,
                console.as(Role.ANALYST, TestConsole.OWN)
                        .post(path() + "/extend", with("commune", TestConsole.FOREIGN.insee()))
                        .status(),
                "to a commune that one does not see");
        assertEquals(
                303,
                analyst.post(path() + "/phase", with("phase", "containment", "withdraw", "yes"))
                        .status());
        assertTrue(console.store()
                .read(s -> s.incidents().phases(ALL, incident.id()))
                .getLast()
                .since()
                .isEmpty());
    }

    @Test
    void aChosenValueIsOfferedToTheIncidentsThatOneDecidesAbout() throws IOException {
        Page asked = console.as(Role.ANALYST).get("/indicator?field=QueryName&value=c2.example.org");
        assertTrue(
                asked.text().contains(path() + "/watchlist/import?kind=domain&amp;value=c2.example.org"), asked.text());
        assertEquals(
                403,
                console.as(Role.AUDITOR)
                        .get("/indicator?field=QueryName&value=x")
                        .status());
    }
}
