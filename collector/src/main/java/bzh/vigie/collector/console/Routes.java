package bzh.vigie.collector.console;

import bzh.vigie.collector.console.account.AccountPage;
import bzh.vigie.collector.console.account.AccountsPage;
import bzh.vigie.collector.console.account.LogonsPage;
import bzh.vigie.collector.console.administration.AdministrationPage;
import bzh.vigie.collector.console.administration.AgentsPage;
import bzh.vigie.collector.console.administration.AuditPage;
import bzh.vigie.collector.console.administration.AuthorityPage;
import bzh.vigie.collector.console.administration.HealthPage;
import bzh.vigie.collector.console.administration.IdentitiesPage;
import bzh.vigie.collector.console.administration.SinksPage;
import bzh.vigie.collector.console.administration.StoragePage;
import bzh.vigie.collector.console.alert.AlertListPage;
import bzh.vigie.collector.console.alert.AlertPage;
import bzh.vigie.collector.console.alert.AlertStream;
import bzh.vigie.collector.console.alert.ExceptionPage;
import bzh.vigie.collector.console.commune.CommunePage;
import bzh.vigie.collector.console.commune.TokenPage;
import bzh.vigie.collector.console.host.DirectoryPage;
import bzh.vigie.collector.console.host.EventsPage;
import bzh.vigie.collector.console.host.HostPage;
import bzh.vigie.collector.console.host.HostsPage;
import bzh.vigie.collector.console.host.InventoryPage;
import bzh.vigie.collector.console.host.SeenPage;
import bzh.vigie.collector.console.hunt.ExportPage;
import bzh.vigie.collector.console.hunt.HuntPage;
import bzh.vigie.collector.console.hunt.SavedPage;
import bzh.vigie.collector.console.incident.AttestationsPage;
import bzh.vigie.collector.console.incident.ConclusionPage;
import bzh.vigie.collector.console.incident.DomainAccountsPage;
import bzh.vigie.collector.console.incident.DomainsPage;
import bzh.vigie.collector.console.incident.ExpectedPage;
import bzh.vigie.collector.console.incident.IncidentPage;
import bzh.vigie.collector.console.incident.IncidentsPage;
import bzh.vigie.collector.console.incident.MarkPage;
import bzh.vigie.collector.console.incident.ReportPage;
import bzh.vigie.collector.console.incident.ReviewPage;
import bzh.vigie.collector.console.incident.SelectionPage;
import bzh.vigie.collector.console.incident.StixPage;
import bzh.vigie.collector.console.incident.TombstonesPage;
import bzh.vigie.collector.console.incident.WatchlistPages;
import bzh.vigie.collector.console.incident.WitnessesPage;
import bzh.vigie.collector.console.provider.ProvidersPage;
import bzh.vigie.collector.console.route.AlertFeed;
import bzh.vigie.collector.console.route.DomainPolicies;
import bzh.vigie.collector.console.route.Method;
import bzh.vigie.collector.console.route.Parts;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Searches;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.console.route.Turns;
import bzh.vigie.collector.console.rules.RulesPage;
import bzh.vigie.collector.console.sign.LookPage;
import bzh.vigie.collector.console.sign.OpenIdPage;
import bzh.vigie.collector.console.sign.Passwords;
import bzh.vigie.collector.console.sign.SelfPage;
import bzh.vigie.collector.console.sign.Sessions;
import bzh.vigie.collector.console.sign.SignInPage;
import bzh.vigie.collector.console.sign.SignInRules;
import bzh.vigie.collector.console.sign.WelcomePage;
import bzh.vigie.collector.console.watch.WatchPage;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Everything that the console answers: one line a section. Thread-safe. */
final class Routes {
    private final List<Owned> all;
    private final SignInRules rules;

    /** A route and the section whose words it speaks in. */
    record Owned(Route route, Class<? extends Section> section) {}

    /** A route that was asked for, and what its path says. */
    record Found(Owned owned, Map<String, String> path) {}

    /** Every section of a console. */
    static Routes of(Parts parts, SignInRules rules, Sessions sessions, Passwords passwords, SecureRandom random) {
        List<Owned> described = new ArrayList<>();
        Searches searches = new Searches(parts);
        HuntPage hunt = new HuntPage(searches);
        AlertFeed feed = new AlertFeed(parts.store());
        // What reads the whole of an incident holds a reader for seconds: two of the four at most.
        Turns heavy = new Turns(2, 1, Duration.ofSeconds(10));
        // What takes longer is worked out one at a time, and nobody waits for it long.
        Turns apart = new Turns(1, 1, Duration.ofMinutes(10));
        DomainPolicies policies = new DomainPolicies();
        ConclusionPage conclusion = new ConclusionPage(parts, heavy, apart);
        List<Section> sections = List.of(
                new WatchPage(parts, feed),
                new AlertListPage(parts),
                new AlertPage(parts, searches, policies),
                new AlertStream(parts, feed),
                new ExceptionPage(parts),
                hunt,
                new SavedPage(hunt),
                new ExportPage(searches),
                new IncidentsPage(),
                new IncidentPage(parts),
                conclusion,
                new ReviewPage(parts, heavy),
                new TombstonesPage(parts, heavy),
                new MarkPage(parts, heavy),
                new AttestationsPage(),
                new ExpectedPage(),
                new WitnessesPage(parts, heavy),
                new DomainsPage(heavy),
                new DomainAccountsPage(heavy),
                new SelectionPage(),
                new ReportPage(parts, heavy, conclusion),
                new WatchlistPages(parts, heavy),
                new StixPage(parts),
                new RulesPage(parts, searches),
                new HostsPage(parts),
                new HostPage(parts),
                new InventoryPage(parts, policies),
                new DirectoryPage(parts, heavy),
                new EventsPage(parts, searches),
                new SeenPage(),
                new AccountsPage(),
                new AccountPage(parts, searches, heavy),
                new LogonsPage(parts, searches),
                new ProvidersPage(parts),
                new CommunePage(),
                new TokenPage(parts, random),
                new SignInPage(parts.store(), rules, sessions, passwords, parts.sealing(), random),
                new OpenIdPage(parts.store(), rules, sessions),
                new WelcomePage(parts.store(), passwords),
                new SelfPage(parts.store(), rules, sessions, passwords, parts.sealing(), random),
                new AdministrationPage(random),
                new IdentitiesPage(rules.provider()),
                new AgentsPage(),
                new AuditPage(parts),
                new SinksPage(parts.keeping().notifier()),
                new HealthPage(parts.vitals()),
                new StoragePage(parts.keeping().room()),
                new AuthorityPage(parts),
                new LookPage(),
                new VitalsPage(parts.vitals(), sessions),
                new OpenApiPage(() -> described));
        Routes routes = new Routes(rules, sections);
        described.addAll(routes.all());
        return routes;
    }

    Routes(SignInRules rules, List<Section> sections) {
        this.rules = rules;
        all = sections.stream()
                .flatMap(section -> section.routes().stream()
                        .flatMap(route -> Stream.concat(Stream.of(route), route.forPrograms().stream()))
                        .map(route -> new Owned(route, section.getClass())))
                .toList();
        Set<String> seen = new HashSet<>();
        for (Owned owned : all) {
            String key = owned.route().method() + " " + owned.route().path().replaceAll("\\{[^}]*}", "{}");
            if (!seen.add(key)) {
                throw new IllegalStateException("two routes are " + key);
            }
        }
    }

    /** How people are let in. */
    SignInRules rules() {
        return rules;
    }

    List<Owned> all() {
        return all;
    }

    /** The route of these segments; a literal one before one with a parameter. */
    Optional<Found> find(Method method, List<String> segments) {
        Optional<Found> best = Optional.empty();
        for (Owned owned : all) {
            if (owned.route().method() == method) {
                Optional<Map<String, String>> path = owned.route().match(segments);
                if (path.isPresent()
                        && (best.isEmpty()
                                || path.get().size() < best.get().path().size())) {
                    best = Optional.of(new Found(owned, new HashMap<>(path.get())));
                }
            }
        }
        return best;
    }

    /** Methods under which these segments are answered. */
    Set<Method> methods(List<String> segments) {
        Set<Method> methods = EnumSet.noneOf(Method.class);
        for (Method method : Method.values()) {
            if (find(method, segments).isPresent()) {
                methods.add(method);
            }
        }
        return methods;
    }
}
