package bzh.vigie.collector.console.incident;

import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.BusyException;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Cursor;
import bzh.vigie.collector.console.route.ForPrograms;
import bzh.vigie.collector.console.route.Form;
import bzh.vigie.collector.console.route.Kept;
import bzh.vigie.collector.console.route.Kept.Found;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Turns;
import bzh.vigie.collector.detect.WatchlistIntake;
import bzh.vigie.collector.detect.returns.LocalChecking;
import bzh.vigie.collector.detect.returns.LocalChecking.OfHost;
import bzh.vigie.collector.detect.returns.LocalChecking.Tally;
import bzh.vigie.collector.detect.returns.LocalParts.Standing;
import bzh.vigie.collector.intel.Tlp;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Indicators.Listed;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.ItemFields;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** The indicators of an incident: each with who says so, who may see it, whether agents look for it, and where it was seen. */
public final class WatchlistPage {
    private static final int ROWS = 100;
    private static final int KEPT = 4;
    private static final Duration LASTS = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int AT_ONCE = 1_000;
    private static final int LOOKED = 20_000;
    private static final int SHOWN = 100;
    private static final Set<Role> FEW = EnumSet.of(Role.ANALYST, Role.LEAD, Role.AUDITOR);
    private static final int LONGEST_REASON = 2_000;

    private final Turns heavy;
    private final LookingBack back;
    private final Kept<Asked, LocalChecking> kept;

    /** Whose hosts are told about, to whom. */
    private record Asked(Incident incident, Scope scope) {}

    /**
     * The page.
     *
     * @param heavy turns of what reads much
     */
    WatchlistPage(Turns heavy, LookingBack back) {
        this.heavy = heavy;
        this.back = back;
        kept = new Kept<>(heavy, KEPT, LASTS, PATIENCE, PATIENCE, _ -> true);
    }

    /**
     * An indicator as one line.
     *
     * @param tally of the hosts that are to look for it by themselves
     * @param hits alerts of it, all that may be seen
     */
    public record Row(Listed listed, String value, Standing standing, Tally tally, long hits) {}

    /**
     * What the list shows.
     *
     * @param next where the search goes on
     * @param unlooked how many of the whole list no search in what is kept came to its end for
     * @param kept of those looked at, how many the reader is not told of: their source wants few to know
     */
    public record Model(
            Incident incident,
            boolean whole,
            List<Row> rows,
            Optional<String> next,
            int kept,
            Optional<LookingBack.Progress> progress,
            int unlooked,
            IncidentTexts texts,
            Form form)
            implements ForPrograms {
        public Model {
            rows = List.copyOf(rows);
        }

        public String path() {
            return IncidentPage.path(incident);
        }

        @Override
        public Object json() {
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("items", rows.stream().map(WatchlistPage::json).toList());
            told.put("next", next);
            told.put("not_looked_back", unlooked);
            told.put("not_told", kept);
            told.put("look_back", progress.map(run -> ItemFields.word(run.state())));
            return told;
        }

        public List<Tlp> tlps() {
            return Arrays.asList(Tlp.values());
        }

        public List<Standing> standings() {
            return Arrays.asList(Standing.values());
        }
    }

    /** What the page of one shows. */
    public record One(
            Incident incident,
            boolean whole,
            Row row,
            List<Alert> hits,
            List<OfHost> hosts,
            int more,
            IncidentTexts texts,
            Form form)
            implements ForPrograms {
        public One {
            hits = List.copyOf(hits);
            hosts = List.copyOf(hosts);
        }

        @Override
        public Object json() {
            Map<String, Object> told = WatchlistPage.json(row);
            told.put("alerts_of_it", hits.stream().map(Alert::id).toList());
            told.put("alerts_of_it_more", row.hits() - hits.size());
            return told;
        }

        public String path() {
            return IncidentPage.path(incident) + "/watchlist";
        }

        public List<Tlp> tlps() {
            return Arrays.asList(Tlp.values());
        }
    }

    List<Route> routes() {
        return List.of(
                Route.get("/incidents/{incident}/watchlist", Access.READ, this::list)
                        .program("listIndicators")
                        .query("kind", "source", "tlp", "standing", "after"),
                Route.get("/incidents/{incident}/look-back", Access.READ, this::progress),
                Route.post("/incidents/{incident}/look-back", Access.WORK, this::lookBack)
                        .program("lookBack", "reason"),
                Route.get("/incidents/{incident}/watchlist/{indicator}", Access.READ, this::show)
                        .program("getIndicator"),
                Route.post("/incidents/{incident}/watchlist/{indicator}/mark", Access.WORK, this::mark)
                        .program("markIndicator", "tlp", "collector-only", "reason"),
                Route.post("/incidents/{incident}/watchlist/{indicator}/withdraw", Access.WORK, this::withdraw));
    }

    private Answer list(Call call) {
        return page(call, IncidentPage.incident(call));
    }

    private Answer.Page page(Call call, Incident incident) {
        Set<Tlp> told = told(call, incident);
        AtomicInteger kept = new AtomicInteger();
        Cursor<Row> rows = rows(call, incident, listed -> {
            boolean may = told.contains(listed.indicator().tlp());
            if (!may) {
                kept.incrementAndGet();
            }
            return may;
        });
        return Answer.page(
                "incident/watchlist",
                new Model(
                        incident,
                        IncidentForms.isWhole(call, incident),
                        rows.rows(),
                        rows.next(),
                        kept.get(),
                        back.progress(incident.id().text(), call.scope()),
                        unlooked(call, incident),
                        new IncidentTexts(call.locale()),
                        call.form()));
    }

    private static int unlooked(Call call, Incident incident) {
        return call.read(
                session -> session.indicators().notLookedBack(incident.id().text()));
    }

    /** Those that the address asks for; a list that is longer than what is looked at for one answer goes on where that ended. */
    private Cursor<Row> rows(Call call, Incident incident, Predicate<Listed> told) {
        LocalChecking local = local(call, incident);
        return heavy.take(
                call.who().name(),
                () -> call.read(session -> {
                    List<Row> found = new ArrayList<>();
                    Optional<String> after = call.query("after");
                    List<Listed> page;
                    int looked = 0;
                    do {
                        page = session.indicators()
                                .list(Optional.of(incident.id().text()), after, AT_ONCE);
                        for (Listed each : page) {
                            looked++;
                            after = Optional.of(each.id());
                            if (told.test(each) && isAsked(call, each, local)) {
                                found.add(row(call, session, each, local));
                                if (found.size() == ROWS) {
                                    return new Cursor<>(found, after);
                                }
                            }
                        }
                    } while (page.size() == AT_ONCE && looked < LOOKED);
                    return new Cursor<>(found, page.size() == AT_ONCE ? after : Optional.empty());
                }));
    }

    /** What the reader may be told: what a source wants few to know, only who works on the whole incident or examines it. */
    private static Set<Tlp> told(Call call, Incident incident) {
        boolean few = call.who().role().filter(FEW::contains).isPresent() && IncidentForms.isWhole(call, incident);
        return few ? EnumSet.allOf(Tlp.class) : EnumSet.range(Tlp.CLEAR, Tlp.AMBER);
    }

    private static boolean isAsked(Call call, Listed listed, LocalChecking local) {
        return call.query("kind")
                        .filter(kind -> !listed.indicator().what().type().equals(kind))
                        .isEmpty()
                && call.query("source")
                        .filter(part -> !listed.indicator()
                                .source()
                                .toLowerCase(Locale.ROOT)
                                .contains(part.toLowerCase(Locale.ROOT)))
                        .isEmpty()
                && call.query("tlp")
                        .filter(tlp -> !listed.indicator().tlp().word().equals(tlp))
                        .isEmpty()
                && call.query("standing")
                        .filter(word -> !ItemFields.word(local.standing(listed)).equals(word))
                        .isEmpty();
    }

    private static Row row(Call call, Store.Session session, Listed listed, LocalChecking local) {
        return new Row(
                listed,
                WatchlistIntake.value(listed.indicator().what()),
                local.standing(listed),
                local.tally(listed),
                session.alerts().countOfIndicator(call.scope(), listed.id()));
    }

    private static Map<String, Object> json(Row row) {
        var indicator = row.listed().indicator();
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("id", row.listed().id());
        said.put("type", indicator.what().type());
        said.put("value", row.value());
        said.put("source", indicator.source());
        said.put("description", indicator.description());
        said.put("tlp", indicator.tlp().word());
        said.put("confidence", indicator.confidence());
        said.put("valid_from", indicator.validFrom());
        said.put("valid_until", indicator.validUntil());
        said.put("collector_only", indicator.collectorOnly());
        said.put("alerts", indicator.alerts());
        said.put("observable", indicator.what().isObservable());
        said.put("agents", ItemFields.word(row.standing()));
        said.put("hosts", row.standing() == Standing.GIVEN ? row.tally().hosts() : 0);
        said.put(
                "hosts_checking", row.standing() == Standing.GIVEN ? row.tally().checking() : 0);
        said.put("hosts_swept", row.standing() == Standing.GIVEN ? row.tally().swept() : 0);
        said.put("hits", row.hits());
        said.put("added", row.listed().added());
        said.put("author", row.listed().author());
        return said;
    }

    /** The indicator that the path names, where it is one of this incident. */
    private static Listed listed(Call call, Incident incident) {
        Set<Tlp> told = told(call, incident);
        return call.found(call.read(session -> session.indicators().find(call.path("indicator")))
                .filter(each -> told.contains(each.indicator().tlp()))
                .filter(each -> each.incident().equals(Optional.of(incident.id().text()))));
    }

    private Answer show(Call call) {
        Incident incident = IncidentPage.incident(call);
        return one(call, incident, listed(call, incident));
    }

    private Answer.Page one(Call call, Incident incident, Listed listed) {
        LocalChecking local = local(call, incident);
        Row row = call.read(session -> row(call, session, listed, local));
        List<Alert> hits = call.read(session -> session.alerts().ofIndicator(call.scope(), listed.id(), SHOWN));
        List<OfHost> hosts = row.standing() == Standing.GIVEN ? local.hosts(incident.id()) : List.of();
        return Answer.page(
                "incident/indicator",
                new One(
                        incident,
                        IncidentForms.isWhole(call, incident),
                        row,
                        hits,
                        hosts.stream().limit(SHOWN).toList(),
                        Math.max(0, hosts.size() - SHOWN),
                        new IncidentTexts(call.locale()),
                        call.form()));
    }

    /** What hosts told as of at most a minute ago; read anew where the list or the incident changed since. */
    private LocalChecking local(Call call, Incident incident) {
        return kept.find(
                        call.who().name(),
                        new Asked(incident, call.scope()),
                        call.<List<Long>>read(session -> List.of(
                                session.indicators().changes(),
                                session.hosts().changes(),
                                session.ledger().lastAbout(incident.communes()))),
                        call.clock(),
                        () -> call.read(session -> LocalChecking.of(
                                session,
                                call.scope(),
                                incident.id(),
                                call.clock().instant())))
                .map(Found::value)
                .orElseThrow(BusyException::new);
    }

    private Answer mark(Call call) {
        Incident incident = IncidentPage.incident(call);
        Listed listed = listed(call, incident);
        Form form = call.form();
        Optional<Tlp> tlp = Tlp.of(form.text("tlp"));
        if (tlp.isEmpty()) {
            form.wrong("tlp", "wrong.choice");
        }
        form.required("reason", LONGEST_REASON);
        if (form.bad()) {
            return one(call, incident, listed).unprocessable();
        }
        boolean only = !form.text("collector-only").isEmpty();
        return changed(
                incident,
                "watch-marked",
                call.decide((session, author) -> session.incidents().whole(call.scope(), incident.id())
                        && session.indicators().mark(listed.id(), tlp.orElseThrow(), only, author)));
    }

    private Answer withdraw(Call call) {
        Incident incident = IncidentPage.incident(call);
        Listed listed = listed(call, incident);
        Form form = call.form();
        form.required("reason", LONGEST_REASON);
        if (form.bad()) {
            return one(call, incident, listed).unprocessable();
        }
        return changed(
                incident,
                "watch-withdrawn",
                call.decide((session, author) -> session.incidents().whole(call.scope(), incident.id())
                        && session.indicators().remove(listed.id(), author)));
    }

    private static Answer changed(Incident incident, String said, boolean done) {
        return done
                ? Answer.seeOther(IncidentPage.path(incident) + "/watchlist").saying(said)
                : Answer.problem(409, "not-whole");
    }

    /** How far looking back is, as a part of the page that is asked for again while it runs. */
    private Answer progress(Call call) {
        Incident incident = IncidentPage.incident(call);
        return Answer.page(
                "incident/lookback",
                new Model(
                        incident,
                        false,
                        List.of(),
                        Optional.empty(),
                        0,
                        back.progress(incident.id().text(), call.scope()),
                        unlooked(call, incident),
                        new IncidentTexts(call.locale()),
                        call.form()));
    }

    /** Looks for all of the list again: after another commune, or where it was cut short. */
    private Answer lookBack(Call call) {
        Incident incident = IncidentPage.incident(call);
        Form form = call.form();
        form.required("reason", LONGEST_REASON);
        if (form.bad()) {
            return page(call, incident).unprocessable();
        }
        List<Listed> all = new ArrayList<>();
        boolean may = call.decide((session, author) -> {
            if (!session.incidents().whole(call.scope(), incident.id())) {
                return false;
            }
            Optional<String> after = Optional.empty();
            List<Listed> page;
            do {
                page = session.indicators().list(Optional.of(incident.id().text()), after, AT_ONCE);
                all.addAll(page);
                after = page.isEmpty() ? after : Optional.of(page.getLast().id());
            } while (page.size() == AT_ONCE);
            session.audit().add(author, "watchlist-look-back", incident.id().text());
            return true;
        });
        back.begin(incident.id().text(), call.scope(), may ? all : List.of());
        return changed(incident, "look-back-begun", may);
    }
}
