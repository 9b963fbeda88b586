package bzh.vigie.collector.console.host;

import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Cursor;
import bzh.vigie.collector.console.route.ForPrograms;
import bzh.vigie.collector.console.route.Form;
import bzh.vigie.collector.console.route.Method;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.neighbour.SeenMachine;
import bzh.vigie.collector.neighbour.SeenMachines;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Neighbours.Refused;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Machines that hosts saw and that have no agent: over communes, and of one with what is decided about them. */
public final class SeenPage implements Section {
    private static final int COMMUNES = 20;

    /** Machines shown of a commune: where several are listed, and where it is alone. */
    private static final int SOME = 20;

    private static final int MOST = 1_000;

    /** Of a commune: the machines that were seen last, and how many there are. */
    public record OfCommune(Commune commune, List<SeenMachine> machines, int all) {
        public OfCommune {
            machines = List.copyOf(machines);
        }
    }

    /** What the list over communes shows. */
    public record Model(List<OfCommune> communes, Optional<String> next) implements ForPrograms {
        public Model {
            communes = List.copyOf(communes);
        }

        @Override
        public Object json() {
            return SeenPage.of(this);
        }
    }

    /**
     * What the page of a commune shows.
     *
     * @param refused sightings that were not kept
     */
    public record CommuneModel(OfCommune of, Optional<Refused> refused, Form form) {}

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/hosts/seen", Access.READ, this::list)
                        .program("listSeenMachines")
                        .query("after"),
                Route.get("/communes/{commune}/machines", Access.READ, this::show),
                Route.post("/communes/{commune}/machines", Access.WORK, call -> decide(call, false)),
                Route.api("listMachines", Method.GET, "/communes/{commune}/machines", Access.READ, this::json),
                Route.api(
                                "decideMachine",
                                Method.POST,
                                "/communes/{commune}/machines",
                                Access.WORK,
                                call -> decide(call, true))
                        .body("machine", "decision", "reason"));
    }

    /** What an analyst can say of a machine. */
    private enum Said {
        /** No agent could watch it, such as a printer or a router. */
        EXEMPT,
        /** That is taken back. */
        WATCH
    }

    private static OfCommune of(Call call, Commune commune, boolean alsoExempted, int most) {
        List<SeenMachine> machines = call.read(session -> SeenMachines.of(session, call.scope(), commune)).stream()
                .filter(machine -> alsoExempted || machine.exempted().isEmpty())
                .toList();
        return new OfCommune(commune, machines.stream().limit(most).toList(), machines.size());
    }

    private Answer list(Call call) {
        Optional<String> after = call.query("after");
        Cursor<Commune> communes = Cursor.of(
                call.read(session -> SeenMachines.communes(session, call.scope())).stream()
                        .filter(commune -> after.map(last -> commune.insee().compareTo(last) > 0)
                                .orElse(true))
                        .limit(COMMUNES + 1)
                        .toList(),
                COMMUNES,
                Commune::insee);
        return Answer.page(
                "host/machines",
                new Model(
                        communes.rows().stream()
                                .map(commune -> of(call, commune, false, SOME))
                                .filter(each -> each.all() > 0)
                                .toList(),
                        communes.next()));
    }

    private Answer.Page show(Call call) {
        Commune commune = new Commune(call.path("commune"));
        return Answer.page(
                "host/communemachines",
                new CommuneModel(
                        of(call, commune, true, MOST),
                        call.read(session -> session.neighbours().refused(call.scope())).stream()
                                .filter(each -> each.commune().equals(commune))
                                .findFirst(),
                        call.form()));
    }

    private Answer decide(Call call, boolean program) {
        Commune commune = new Commune(call.path("commune"));
        Form form = call.form();
        String machine = form.required("machine", 300);
        Optional<Said> said = form.oneOf("decision", Said.class);
        form.required("reason", 2_000);
        if (!machine.isEmpty()
                && call.read(session -> SeenMachines.of(session, call.scope(), commune)).stream()
                        .noneMatch(each -> each.key().equals(machine))) {
            form.wrong("machine", "machine.unknown");
        }
        if (form.bad()) {
            return program ? Answer.problem(422, "machine.wrong") : show(call).unprocessable();
        }
        boolean exempts = said.orElseThrow() == Said.EXEMPT;
        call.change((session, author) -> {
            if (exempts) {
                session.neighbours().exempt(commune, machine, author);
            } else {
                session.neighbours().watch(commune, machine, author);
            }
        });
        return program
                ? json(call)
                : Answer.seeOther("/communes/" + commune + "/machines")
                        .saying(
                                exempts ? "machine.exempted" : "machine.watched",
                                call.view().shown(machine, 100));
    }

    private Answer json(Call call) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put(
                "items",
                of(call, new Commune(call.path("commune")), true, MOST).machines().stream()
                        .map(SeenPage::row)
                        .toList());
        return Answer.json(all);
    }

    private static Map<String, Object> of(Model model) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put(
                "items",
                model.communes().stream()
                        .map(each -> {
                            Map<String, Object> commune = new LinkedHashMap<>();
                            commune.put("commune", each.commune().insee());
                            commune.put("machines", each.all());
                            commune.put(
                                    "items",
                                    each.machines().stream().map(SeenPage::row).toList());
                            return commune;
                        })
                        .toList());
        all.put("next", model.next());
        return all;
    }

    private static Map<String, Object> row(SeenMachine machine) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("machine", machine.key());
        row.put("addresses", machine.addresses());
        row.put("names", machine.names());
        row.put("origins", machine.origins());
        row.put("first", machine.first());
        row.put("last", machine.last());
        row.put("hosts", machine.hosts());
        row.put("made_up_mac", machine.madeUp());
        row.put("exempted", machine.exempted().isPresent());
        row.put("exempted_by", machine.exempted().map(author -> author.name()));
        row.put("exempted_reason", machine.exempted().map(author -> author.reason()));
        return row;
    }
}
