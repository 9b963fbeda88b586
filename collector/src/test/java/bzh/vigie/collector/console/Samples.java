package bzh.vigie.collector.console;

import bzh.vigie.collector.account.AccountId;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.sign.Links;
import bzh.vigie.collector.console.sign.Secrets;
import bzh.vigie.collector.intel.Indicator;
import bzh.vigie.collector.intel.Observable;
import bzh.vigie.collector.intel.Tlp;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Indicators.Listed;
import bzh.vigie.collector.store.People.ApiToken;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** For each kind of parameter in a path, something that is there: of the own commune and of the other one. A new kind is one line here. */
public class Samples {
    private static final Author TEST = new Author("test", "test");

    /** Kinds whose things belong to no commune. */
    private static final Set<String> OF_NO_COMMUNE = Set.of("link", "person", "token", "rule");

    private final Map<String, Function<Commune, String>> kinds;

    private Samples(Map<String, Function<Commune, String>> kinds) {
        this.kinds = kinds;
    }

    /** Puts them into this console's store. */
    public static Samples in(TestConsole console) {
        console.store().change(s -> {
            s.hosts().enrol(Specimens.host(1, TestConsole.OWN));
            s.hosts().enrol(Specimens.host(2, TestConsole.FOREIGN));
            s.alerts().raise(Specimens.alert("alert-own", TestConsole.OWN, 1, "cause-own", 1));
            s.alerts().raise(Specimens.alert("alert-foreign", TestConsole.FOREIGN, 2, "cause-foreign", 2));
            s.people().add("somebody", Role.ANALYST, new Scope.Communes(Set.of(TestConsole.OWN)), TEST);
            s.people()
                    .add(
                            new ApiToken(
                                    "0123456789abcdef",
                                    Secrets.hash("sample"),
                                    "sample",
                                    "test",
                                    Role.AUDITOR,
                                    new Scope.Communes(Set.of(TestConsole.OWN)),
                                    Specimens.START,
                                    Specimens.START,
                                    false),
                            TEST);
            for (Commune commune : List.of(TestConsole.OWN, TestConsole.FOREIGN)) {
                String number = s.incidents()
                        .open("sample", Set.of(commune), 90, TEST)
                        .id()
                        .text();
                s.indicators().add(Optional.of(number), List.of(indicator(commune)), "sample", TEST);
            }
        });
        return new Samples(Map.of(
                "commune", Commune::insee,
                "account", commune -> commune.insee() + ":mairie:anne",
                "alert", commune -> commune.equals(TestConsole.OWN) ? "alert-own" : "alert-foreign",
                "host",
                        commune -> Specimens.agent(commune.equals(TestConsole.OWN) ? 1 : 2)
                                .text(),
                "incident", commune -> incident(console, commune),
                "indicator", commune -> Listed.id(Optional.of(incident(console, commune)), indicator(commune)),
                "person", commune -> "somebody",
                "rule", commune -> "vigie-item-added",
                "token", commune -> "0123456789abcdef",
                "link",
                        commune -> console.store()
                                .write(s -> Links.make(
                                        s.people(), "somebody", console.clock().instant(), new SecureRandom(), TEST))
                                .replaceFirst(".*/", "")));
    }

    /** The same, but of what a console that is filled shows most: the host and the incident of which most is known, and what belongs to them. */
    static Samples fullest(TestConsole console) {
        Samples plain = in(console);
        Scope all = new Scope.All();
        Map<String, Function<Commune, String>> kinds = new HashMap<>(plain.kinds);
        Alert alert = console.store().read(s -> s.alerts().list(all, Optional.empty(), 1_000)).stream()
                .max(Comparator.comparingInt(each -> each.evidence().size()))
                .orElseThrow();
        String incident = console.store()
                .read(s -> s.incidents().list(all).stream()
                        .max(Comparator.comparingInt(
                                each -> s.tombstones().list(all, each.id()).size()))
                        .orElseThrow())
                .id()
                .text();
        String account =
                console
                        .store()
                        .read(s -> s.accountUses().accounts(all, Optional.empty(), "", Optional.empty(), 500))
                        .stream()
                        .max(Comparator.comparingInt(each -> each.hosts()))
                        .map(each -> AccountId.of(each).text())
                        .orElseThrow();
        kinds.put("alert", ignored -> alert.id());
        kinds.put("host", ignored -> alert.host().text());
        kinds.put("commune", ignored -> alert.commune().insee());
        kinds.put("incident", ignored -> incident);
        kinds.put("account", ignored -> account);
        return new Samples(kinds) {
            @Override
            public String path(Route route, Commune commune) {
                // An indicator is of its own incident.
                return route.parameters().contains("indicator")
                        ? plain.path(route, commune)
                        : super.path(route, commune);
            }
        };
    }

    private static Indicator indicator(Commune commune) {
        return new Indicator(
                new Observable.Domain(commune.insee() + ".example.org"),
                "sample",
                "",
                Tlp.AMBER,
                50,
                Optional.empty(),
                Optional.empty(),
                false,
                true);
    }

    private static String incident(TestConsole console, Commune commune) {
        return console.store().read(s -> s.incidents().list(new Scope.All())).stream()
                .filter(each -> each.communes().contains(commune))
                .findFirst()
                .orElseThrow()
                .id()
                .text();
    }

    /** The path of a route about a thing of this commune. */
    public String path(Route route, Commune commune) {
        String path = route.path();
        for (String kind : route.parameters()) {
            Function<Commune, String> sample = kinds.get(kind);
            if (sample == null) {
                throw new IllegalStateException("there is no sample of {" + kind + "} for " + path + ": add a line");
            }
            path = path.replace("{" + kind + "}", sample.apply(commune));
        }
        return path;
    }

    /** Whether the route is about a thing of a commune. */
    static boolean isOfACommune(Route route) {
        return route.parameters().stream().anyMatch(kind -> !OF_NO_COMMUNE.contains(kind));
    }

    /** Whether it is about what hosts tell. */
    static boolean isTelemetry(Route route) {
        return isOfACommune(route) && !route.path().contains("/administration/");
    }
}
