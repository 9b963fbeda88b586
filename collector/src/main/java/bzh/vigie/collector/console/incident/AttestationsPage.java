package bzh.vigie.collector.console.incident;

import bzh.vigie.collector.conclusion.Facts;
import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.ForPrograms;
import bzh.vigie.collector.console.route.Form;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.incident.Attesting;
import bzh.vigie.collector.incident.Contradiction;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Attestations;
import bzh.vigie.collector.store.Attestations.About;
import bzh.vigie.collector.store.Attestations.Line;
import bzh.vigie.collector.store.Attestations.Named;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.event.ItemFields;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What persons state about an incident that no endpoint can show: each with who, when, what shows it, and whether it counts now. */
public final class AttestationsPage implements Section {
    private static final int SHOWN = 200;

    /** Of a domain, a blank, and an object of its directory. */
    private static final int LONGEST_NAME = 800;

    private static final String WITHDRAWN = "withdrawn";

    /**
     * A statement as it stands.
     *
     * @param line the last about it; empty where nobody stated it
     * @param hostname of the host that it is about
     * @param counts whether a conclusion rests on it now
     */
    public record Row(Statement statement, Optional<Line> line, String hostname, boolean counts) {
        /** Whether somebody states it, and did not take it back. */
        public boolean isStated() {
            return line.flatMap(Line::answer).isPresent();
        }
    }

    /**
     * What the page shows.
     *
     * @param seen what its form sends back
     * @param all what can be stated once for the incident, then what was stated of hosts, expected hosts and users
     * @param log every line, the newest first
     */
    public record Model(
            Incident incident,
            boolean whole,
            long seen,
            List<Row> all,
            int more,
            List<Line> log,
            IncidentTexts texts,
            Form form)
            implements ForPrograms {
        public Model {
            all = List.copyOf(all);
            log = List.copyOf(log);
        }

        public String path() {
            return IncidentPage.path(incident);
        }

        public List<Row> about(About about) {
            return all.stream().filter(row -> row.statement().about() == about).toList();
        }

        public List<About> abouts() {
            return Arrays.asList(About.values());
        }

        public List<Statement> statements(About about) {
            return Arrays.stream(Statement.values())
                    .filter(each -> each.about() == about)
                    .toList();
        }

        public String word(Statement statement) {
            return ItemFields.word(statement);
        }

        public String answer(Line line) {
            return texts.of("answer", line.answer().map(ItemFields::word).orElse(WITHDRAWN));
        }

        @Override
        public Object json() {
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("items", all.stream().map(AttestationsPage::json).toList());
            told.put("more", more);
            return told;
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/incidents/{incident}/attestations", Access.READ, this::show)
                        .program("listAttestations"),
                Route.post("/incidents/{incident}/attestations", Access.WORK, this::attest));
    }

    private static Map<String, Object> json(Row row) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("statement", ItemFields.word(row.statement()));
        told.put("about", ItemFields.word(row.statement().about()));
        told.put("answer", row.line().flatMap(Line::answer).map(ItemFields::word));
        told.put("host", row.line().flatMap(Line::host).map(AgentId::text));
        told.put(
                "commune",
                row.line().flatMap(Line::named).map(each -> each.commune().insee()));
        told.put("name", row.line().flatMap(Line::named).map(Named::name));
        told.put("proof", row.line().map(Line::proof));
        told.put("until", row.line().flatMap(Line::until));
        told.put("written", row.line().map(Line::written));
        told.put("author", row.line().map(line -> line.author().name()));
        told.put("reason", row.line().map(line -> line.author().reason()));
        told.put("counts", row.counts());
        return told;
    }

    private Answer show(Call call) {
        return page(call, IncidentPage.incident(call));
    }

    private Answer.Page page(Call call, Incident incident) {
        return call.read(session -> {
            List<Line> lines = session.attestations().lines(call.scope(), incident.id());
            Evictions evictions = Evictions.of(session.incidents().evictions(call.scope(), incident.id()));
            Instant now = call.clock().instant();
            List<Row> all = new ArrayList<>();
            for (Statement statement : Statement.values()) {
                if (statement.about().isOfAll()) {
                    Optional<Line> last = Attestations.last(lines, statement, Optional.empty());
                    all.add(new Row(statement, last, "", counts(last, evictions, now)));
                }
            }
            Map<List<Object>, Line> last = new LinkedHashMap<>();
            lines.stream()
                    .filter(line -> !line.statement().about().isOfAll())
                    .forEach(line -> last.put(List.of(line.statement(), line.host(), line.named()), line));
            last.values().stream()
                    .limit(SHOWN)
                    .map(line -> new Row(
                            line.statement(),
                            Optional.of(line),
                            line.host()
                                    .flatMap(session.hosts()::find)
                                    .map(Host::hostname)
                                    .orElse(""),
                            counts(Optional.of(line), evictions, now)))
                    .forEach(all::add);
            return Answer.page(
                    "incident/attestations",
                    new Model(
                            incident,
                            session.incidents().whole(call.scope(), incident.id()),
                            IncidentForms.seen(session, incident),
                            all,
                            Math.max(0, last.size() - SHOWN),
                            lines.reversed().stream().limit(SHOWN).toList(),
                            new IncidentTexts(call.locale()),
                            call.form()));
        });
    }

    private static boolean counts(Optional<Line> line, Evictions evictions, Instant now) {
        return line.filter(each -> each.answer().isPresent() && Facts.counts(each, evictions, now))
                .isPresent();
    }

    private Answer attest(Call call) {
        Incident incident = IncidentPage.incident(call);
        Form form = call.form();
        Optional<Statement> statement = form.oneOf("statement", Statement.class);
        boolean withdraw = form.text("answer").equals(WITHDRAWN);
        Optional<Attestations.Answer> answer =
                withdraw ? Optional.empty() : form.oneOf("answer", Attestations.Answer.class);
        String proof = withdraw
                ? form.optional("proof", Attestations.LONGEST_PROOF)
                : form.required("proof", Attestations.LONGEST_PROOF);
        Optional<Instant> until = IncidentForms.timeIfAny(call, "until");
        form.required("reason", 2_000);
        About about = statement.map(Statement::about).orElse(About.MEASURE);
        Optional<AgentId> host = about == About.HOST
                ? IncidentForms.host(call, incident, "host").map(Host::id)
                : none(form, "host", "wrong.no-host-here");
        Optional<Named> named = about.isNamed()
                ? named(call, incident, statement.orElseThrow(), withdraw)
                : none(form, "name", "wrong.no-name-here");
        statement
                .flatMap(what -> call.read(session -> Contradiction.of(
                        session, incident.id(), what, host, answer, call.clock().instant())))
                .ifPresent(against -> form.wrong("host", "wrong.contradicted." + ItemFields.word(against)));
        if (form.bad() || statement.isEmpty()) {
            return page(call, incident).unprocessable();
        }
        String whose = host.map(AgentId::text)
                .or(() -> named.map(each -> each.commune() + " " + each.name()))
                .orElse("all");
        return IncidentForms.unwritten(
                        call,
                        incident,
                        "incident-attested " + ItemFields.word(statement.get()) + " " + whose + " ",
                        () -> page(call, incident),
                        (session, author) -> session.attestations()
                                .attest(
                                        call.scope(),
                                        incident.id(),
                                        statement.get(),
                                        host,
                                        named,
                                        answer,
                                        proof,
                                        until,
                                        author))
                .orElseGet(() -> Answer.seeOther(IncidentPage.path(incident) + "/attestations")
                        .saying(
                                withdraw ? "attest-withdrawn" : "attested",
                                new IncidentTexts(call.locale()).of("statement", statement.get())));
    }

    /** What is not asked of such a statement is not to be given. */
    private static <T> Optional<T> none(Form form, String field, String key) {
        if (!form.text(field).isEmpty()) {
            form.wrong(field, key);
        }
        return Optional.empty();
    }

    private static Optional<Named> named(Call call, Incident incident, Statement statement, boolean withdraw) {
        Form form = call.form();
        String name = form.required("name", LONGEST_NAME);
        Optional<Commune> commune = IncidentForms.commune(form, incident);
        if (name.isEmpty() || commune.isEmpty()) {
            return Optional.empty();
        }
        Named given = new Named(commune.get(), name);
        if (withdraw) {
            return Optional.of(given);
        }
        Optional<Named> known = call.read(session -> Attesting.known(
                session,
                call.scope(),
                incident.id(),
                statement,
                given,
                call.clock().instant()));
        if (known.isEmpty()) {
            form.wrong("name", "wrong." + Attesting.unknown(statement.about()));
        }
        return known;
    }
}
