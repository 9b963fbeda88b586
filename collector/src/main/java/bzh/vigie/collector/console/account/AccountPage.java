package bzh.vigie.collector.console.account;

import bzh.vigie.collector.account.AccountId;
import bzh.vigie.collector.account.AccountLogons;
import bzh.vigie.collector.account.AccountRights;
import bzh.vigie.collector.account.HostAddresses;
import bzh.vigie.collector.account.LogonSeen;
import bzh.vigie.collector.account.SinceEviction;
import bzh.vigie.collector.account.SinceEviction.Before;
import bzh.vigie.collector.conclusion.AccountFacts;
import bzh.vigie.collector.conclusion.ExposedAccounts;
import bzh.vigie.collector.conclusion.ExposedAccounts.Exposed;
import bzh.vigie.collector.conclusion.ExposedAccounts.What;
import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.AskedWindow;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Method;
import bzh.vigie.collector.console.route.PageSearches;
import bzh.vigie.collector.console.route.Parts;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Searches;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.console.route.Turns;
import bzh.vigie.collector.coverage.Window;
import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.detect.signin.SignIn;
import bzh.vigie.collector.hunt.Parsed;
import bzh.vigie.collector.hunt.Query;
import bzh.vigie.collector.hunt.QueryParser;
import bzh.vigie.collector.hunt.QueryText;
import bzh.vigie.collector.hunt.ValueTest;
import bzh.vigie.collector.store.AccountUses.Use;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Reach;
import bzh.vigie.collector.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One account: where it logs on, from where, what it may do, and what it did for the first time since an eviction. */
public final class AccountPage implements Section {
    /** Logons that are read at most: the newest of the time that is asked about. */
    private static final int LOGONS = 2_000;

    private static final int MOST_USES = 500;
    private static final int MOST_NAMESAKES = 50;

    /** Logons that are looked through for one from before an eviction: some may be of another account of the name. */
    private static final int NAMESAKES_BEFORE = 50;

    private static final int ALERT_HOSTS = 10;
    private static final int ALERTS_OF_HOST = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** How long all searches of a page may take: after that origins are told as not compared. */
    private static final Duration TOGETHER = Duration.ofSeconds(6);

    private final Searches searches;
    private final Turns heavy;
    private final AlertTexts texts;
    private final ZoneId zone;

    /**
     * The page.
     *
     * @param heavy turns of what reads the whole of an incident
     */
    public AccountPage(Parts parts, Searches searches, Turns heavy) {
        this.searches = searches;
        this.heavy = heavy;
        texts = parts.texts();
        zone = parts.zone();
    }

    /** Another account of the same name. */
    public record Namesake(AccountId id, String hostname, int hosts, Instant last) {}

    /** An alert that names it. */
    public record AlertLine(Alert alert, String title) {}

    /**
     * What the page shows.
     *
     * @param uses on which hosts, the newest first
     * @param cut whether there are more logons in this time than were read
     * @param looked how many of its hosts were looked through for alerts
     */
    public record Model(
            AccountId id,
            Window window,
            LocalDate from,
            LocalDate to,
            List<Use> uses,
            HostAddresses addresses,
            AccountLogons logons,
            boolean cut,
            List<SinceEviction> since,
            AccountRights rights,
            List<Namesake> namesakes,
            List<AlertLine> alerts,
            int looked,
            String query) {
        public Model {
            uses = List.copyOf(uses);
            since = List.copyOf(since);
            namesakes = List.copyOf(namesakes);
            alerts = List.copyOf(alerts);
        }

        Model with(List<SinceEviction> other) {
            return new Model(
                    id, window, from, to, uses, addresses, logons, cut, other, rights, namesakes, alerts, looked,
                    query);
        }

        /** Whether there may be hosts that are not shown. */
        public boolean isMore() {
            return uses.size() >= MOST_USES;
        }

        /** SIDs that it had, or uids. */
        public List<String> sids() {
            return uses.stream()
                    .map(Use::sid)
                    .filter(sid -> !sid.isEmpty())
                    .distinct()
                    .toList();
        }

        /** How it is written: with its domain, or with its host behind it. */
        public String written() {
            return id.host().isEmpty()
                    ? id.domain() + "\\" + id.name()
                    : id.name() + " @ " + addresses.name(id.host().get());
        }

        /** Whether it was used on this host for the first time since an eviction. */
        public boolean isFresh(Use use) {
            return since.stream().anyMatch(each -> each.hosts().contains(use));
        }

        /** Whether it came from there for the first time since an eviction. */
        public boolean isFresh(AccountLogons.Origin origin) {
            return since.stream()
                    .flatMap(each -> each.origins().stream())
                    .anyMatch(each -> each.origin().equals(origin.origin()));
        }

        /** The most logons of an hour of the day. */
        public int mostOfHour() {
            return Math.max(
                    1,
                    logons.hours().stream()
                            .mapToInt(hour -> hour.done() + hour.failed())
                            .max()
                            .orElse(1));
        }
    }

    /** How it stands in an incident. */
    public record Standing(Incident incident, Exposed exposed) {}

    /** What the page of its exposure shows. */
    public record ExposureModel(AccountId id, String written, List<Incident> incidents, List<Standing> standings) {
        public ExposureModel {
            incidents = List.copyOf(incidents);
            standings = List.copyOf(standings);
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/accounts/{account}", Access.READ, this::show),
                Route.get("/accounts/{account}/exposure", Access.READ, this::exposure),
                Route.api("getAccount", Method.GET, "/accounts/{account}", Access.READ, this::json)
                        .query("from", "to"),
                Route.api(
                        "getAccountExposure",
                        Method.GET,
                        "/accounts/{account}/exposure",
                        Access.READ,
                        this::exposureJson));
    }

    /** The account that the path names, where it or its host may be seen and something is known of it. */
    private static AccountId account(Call call) {
        return call.found(AccountId.parse(call.path("account"))
                .filter(id -> call.scope().allows(id.commune()))
                .filter(id -> id.host()
                        .map(host -> call.read(session -> session.hosts().find(call.scope(), host.text()))
                                .filter(each -> each.commune().equals(id.commune()))
                                .isPresent())
                        .orElse(true)));
    }

    private Answer show(Call call) {
        return Answer.page("account/account", model(call));
    }

    private Answer json(Call call) {
        return Answer.json(AccountJson.of(model(call)));
    }

    private Model model(Call call) {
        AccountId id = account(call);
        Window window = AskedWindow.of(call, zone);
        HostAddresses addresses = call.read(session -> HostAddresses.of(session, call.scope(), List.of(id.commune())));
        Query mine = parsed(id.query(), call.clock().instant());
        PageSearches looking = new PageSearches(searches, call, TOGETHER);
        Optional<Searches.Found> found = looking.find(and(mine, window.from(), window.to()), LOGONS, PATIENCE);
        List<LogonSeen> logons = found.map(Searches.Found::hits).orElse(List.of()).stream()
                .flatMap(hit -> LogonSeen.of(hit).stream())
                .filter(logon -> logon.isBy(id, addresses.name(logon.host())))
                .toList();
        Model model = call.read(session -> {
            List<Use> named = session.accountUses().named(call.scope(), Optional.empty(), id.name(), MOST_USES);
            // Its own by themselves: hundreds of others may have a name such as administrator.
            List<Use> here = session.accountUses().named(call.scope(), Optional.of(id.commune()), id.name(), MOST_USES);
            List<Use> uses = here.stream()
                    .filter(id::isOf)
                    .sorted(Comparator.comparing(Use::last).reversed())
                    .toList();
            List<AgentId> hosts =
                    uses.stream().map(Use::host).distinct().limit(ALERT_HOSTS).toList();
            return new Model(
                    id,
                    window,
                    LocalDate.ofInstant(window.from(), zone),
                    LocalDate.ofInstant(window.to().minusMillis(1), zone),
                    uses,
                    addresses,
                    AccountLogons.of(logons, zone),
                    found.filter(Searches.Found::isWhole).isEmpty(),
                    SinceEviction.of(session, call.scope(), id, uses, logons),
                    AccountRights.of(
                            session, call.scope(), id, uses, call.clock().instant()),
                    namesakes(session, id, named),
                    alerts(session, call, id, hosts),
                    hosts.size(),
                    id.query() + " received:" + LocalDate.ofInstant(window.from(), ZoneOffset.UTC) + ".."
                            + LocalDate.ofInstant(window.to().minusMillis(1), ZoneOffset.UTC));
        });
        // Outside of the transaction: a search may wait for its turn.
        return model.with(model.since().stream()
                .map(each -> each.without((origin, end) -> before(looking, call, model, origin, end)))
                .toList());
    }

    /** Whether the history has a logon of it from there before that time. */
    private static Before before(PageSearches looking, Call call, Model model, String origin, Instant end) {
        AccountId id = model.id();
        String fields = SignIn.address(origin).isEmpty()
                ? QueryText.ofField("WorkstationName", origin)
                        .flatMap(one -> QueryText.ofField("Workstation", origin).map(two -> one + " or " + two))
                        .orElse("")
                : "source_address:\"" + origin + "\" or IpAddress:(\"" + origin + "\" or \"::ffff:" + origin + "\")";
        if (fields.isEmpty()) {
            return Before.NOT_LOOKED;
        }
        Query query = parsed(id.query() + " (" + fields + ")", call.clock().instant());
        Query.Received earlier = new Query.Received(new ValueTest.Times(Optional.empty(), Optional.of(end)));
        Optional<Searches.Found> found =
                looking.find(new Query.And(List.of(query, earlier)), NAMESAKES_BEFORE, PATIENCE);
        boolean seen = found.map(Searches.Found::hits).orElse(List.of()).stream()
                .flatMap(hit -> LogonSeen.of(hit).stream())
                .anyMatch(logon -> logon.isBy(id, model.addresses().name(logon.host())));
        if (seen) {
            return Before.SEEN;
        }
        return found.filter(Searches.Found::isWhole).isPresent() ? Before.NOT_SEEN : Before.NOT_LOOKED;
    }

    private static Query and(Query query, Instant from, Instant to) {
        return new Query.And(
                List.of(query, new Query.Received(new ValueTest.Times(Optional.of(from), Optional.of(to)))));
    }

    private static Query parsed(String text, Instant now) {
        return switch (QueryParser.parse(text, now)) {
            case Parsed.Understood understood -> understood.query();
            case Parsed.Fault fault -> throw new IllegalStateException("a query of this page: " + text);
        };
    }

    private static List<Namesake> namesakes(Store.Session session, AccountId id, List<Use> named) {
        Map<AccountId, List<Use>> others = new LinkedHashMap<>();
        named.stream()
                .filter(use -> !use.isMore() && !id.isOf(use))
                .forEach(use -> others.computeIfAbsent(AccountId.of(use), each -> new ArrayList<>())
                        .add(use));
        return others.entrySet().stream()
                .limit(MOST_NAMESAKES)
                .map(each -> new Namesake(
                        each.getKey(),
                        each.getKey()
                                .host()
                                .flatMap(session.hosts()::find)
                                .map(host -> host.hostname())
                                .orElse(""),
                        (int) each.getValue().stream().map(Use::host).distinct().count(),
                        each.getValue().stream()
                                .map(Use::last)
                                .max(Comparator.naturalOrder())
                                .orElseThrow()))
                .toList();
    }

    /** Alerts of the hosts where it was last, that say its name. */
    private List<AlertLine> alerts(Store.Session session, Call call, AccountId id, List<AgentId> hosts) {
        Locale locale = call.locale();
        return hosts.stream()
                .flatMap(host -> session
                        .alerts()
                        .list(call.scope(), Alerts.Filter.NONE.ofHost(host), Optional.empty(), ALERTS_OF_HOST)
                        .stream())
                .filter(alert -> Reach.of(alert)
                        .account()
                        .map(SignIn::account)
                        .filter(id.name()::equals)
                        .isPresent())
                .sorted(Comparator.comparing(Alert::lastTime).reversed())
                .map(alert -> new AlertLine(alert, texts.of(alert, locale).title()))
                .toList();
    }

    private ExposureModel exposed(Call call) {
        AccountId id = account(call);
        return heavy.take(
                call.who().name(),
                () -> call.read(session -> {
                    String hostname = id.host()
                            .flatMap(session.hosts()::find)
                            .map(host -> host.hostname())
                            .orElse("");
                    List<Incident> incidents = session.incidents().list(call.scope()).stream()
                            .filter(each -> each.communes().contains(id.commune()))
                            .toList();
                    List<Standing> standings = new ArrayList<>();
                    for (Incident incident : incidents) {
                        // Only of its commune: what is about the others is told where the whole incident is.
                        Incident narrow = new Incident(
                                incident.id(),
                                incident.title(),
                                List.of(id.commune()),
                                incident.opened(),
                                incident.author(),
                                incident.watchDays());
                        ExposedAccounts.of(AccountFacts.of(
                                        session,
                                        call.scope(),
                                        narrow,
                                        call.clock().instant()))
                                .accounts()
                                .stream()
                                .filter(each -> isIt(each, id, hostname))
                                .forEach(each -> standings.add(new Standing(incident, each)));
                    }
                    return new ExposureModel(
                            id,
                            id.host().isEmpty() ? id.domain() + "\\" + id.name() : id.name() + " @ " + hostname,
                            incidents,
                            standings);
                }));
    }

    private static boolean isIt(Exposed exposed, AccountId id, String hostname) {
        String name = exposed.name().substring(exposed.name().lastIndexOf('\\') + 1);
        boolean local = exposed.what() == What.LOCAL || exposed.what() == What.ADMINISTRATOR;
        return SignIn.account(name).equals(id.name())
                && (id.host().isPresent()
                        ? local && exposed.host().equals(Optional.of(hostname))
                        : !local
                                && (exposed.name().indexOf('\\') < 0
                                        || exposed.name().startsWith(id.domain() + "\\")));
    }

    private Answer exposure(Call call) {
        return Answer.page("account/exposure", exposed(call));
    }

    private Answer exposureJson(Call call) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put(
                "items",
                exposed(call).standings().stream()
                        .map(each -> AccountJson.of(each.incident().id().text(), each.exposed()))
                        .toList());
        return Answer.json(all);
    }
}
