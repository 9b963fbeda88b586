package bzh.vigie.collector.console.administration;

import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Cursor;
import bzh.vigie.collector.console.route.ForPrograms;
import bzh.vigie.collector.console.route.Form;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.host.HostDecision;
import bzh.vigie.collector.identity.MachineChange;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.Filter;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.Listed;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.event.ItemFields;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Agents' certificates: who may send, who waits for approval. Within the communes that the administrator works for. */
public final class AgentsPage implements Section {
    private static final String PATH = "/administration/agents";
    private static final int ROWS = 200;
    private static final Filter WAITING =
            new Filter(Optional.empty(), Optional.of(State.WAITING_FOR_APPROVAL), "", Optional.empty(), false);
    private static final int LONGEST = 255;

    /**
     * Agents: the first of those that wait for approval, and a page of those that were asked for.
     *
     * @param more whether more wait than are shown
     * @param asked the filters as they were asked for
     */
    public record Model(
            List<Host> waiting,
            boolean more,
            List<Host> hosts,
            Set<AgentId> moved,
            Optional<String> next,
            Map<String, String> asked,
            List<State> states,
            Form form)
            implements ForPrograms {
        public Model {
            waiting = List.copyOf(waiting);
            hosts = List.copyOf(hosts);
            moved = Set.copyOf(moved);
            asked = Map.copyOf(asked);
            states = List.copyOf(states);
        }

        /** Whether a person may let it in again: it is shut out, or another machine than before showed its identity. */
        public boolean isReadmitted(Host host) {
            return host.state() == State.REVOKED
                    || host.state() == State.QUARANTINED
                    || (host.state() == State.ACTIVE && moved.contains(host.id()));
        }

        /** A filter as it was asked for. */
        public String asked(String name) {
            return asked.getOrDefault(name, "");
        }

        @Override
        public Object json() {
            return AdministrationJson.of(this);
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(PATH, Access.ADMINISTER, this::show)
                        .program("listAgents")
                        .query("name", "commune", "state", "after"),
                // A program may take away, and lets nobody in.
                Route.post(PATH, Access.ADMINISTER, this::decideSome),
                Route.post(
                        PATH + "/{host}/approve",
                        Access.ADMINISTER,
                        call -> decide(call, HostDecision.APPROVE, "approved")),
                Route.post(
                                PATH + "/{host}/revoke",
                                Access.ADMINISTER,
                                call -> decide(call, HostDecision.REVOKE, "revoked"))
                        .program("revokeAgent", "reason"),
                Route.post(
                        PATH + "/{host}/readmit",
                        Access.ADMINISTER,
                        call -> decide(call, HostDecision.READMIT, "readmitted")));
    }

    private Answer.Page show(Call call) {
        Cursor<Host> waiting = hosts(call, WAITING, Optional.empty());
        Cursor<Host> page = found(call);
        return Answer.page(
                "administration/agents",
                new Model(
                        waiting.rows(),
                        waiting.next().isPresent(),
                        page.rows(),
                        call.read(session -> page.rows().stream()
                                .map(Host::id)
                                .filter(id -> MachineChange.of(session, id).isPresent())
                                .collect(Collectors.toSet())),
                        page.next(),
                        Map.of(
                                "name",
                                call.query("name").orElse(""),
                                "commune",
                                call.query("commune").orElse(""),
                                "state",
                                call.query("state").orElse("")),
                        List.of(State.values()),
                        call.form()));
    }

    private static Cursor<Host> found(Call call) {
        String name = call.query("name").orElse("");
        Filter filter = new Filter(
                call.query("commune").map(text -> commune(call, text)),
                call.query("state").flatMap(AgentsPage::state),
                name.substring(0, Math.min(name.length(), LONGEST)),
                Optional.empty(),
                false);
        return hosts(call, filter, call.query("after").flatMap(AgentsPage::id));
    }

    private static Cursor<Host> hosts(Call call, Filter filter, Optional<AgentId> after) {
        return Cursor.of(
                call.read(s -> s.hosts().list(call.who().communes(), filter, after, ROWS + 1)).stream()
                        .map(Listed::host)
                        .toList(),
                ROWS,
                host -> host.id().text());
    }

    /** A commune that is none is not found. */
    private static Commune commune(Call call, String text) {
        try {
            return new Commune(text.strip());
        } catch (IllegalArgumentException notACommune) {
            return call.found(Optional.empty());
        }
    }

    private static Optional<State> state(String text) {
        return Arrays.stream(State.values())
                .filter(state -> ItemFields.word(state).equals(text))
                .findFirst();
    }

    /** What is decided of several that wait. */
    private enum Way {
        APPROVE(HostDecision.APPROVE),
        REVOKE(HostDecision.REVOKE);

        private final HostDecision decision;

        Way(HostDecision decision) {
            this.decision = decision;
        }
    }

    /** One decision for those that were chosen; one that waits no more is passed over. */
    private Answer decideSome(Call call) {
        Form form = call.form();
        Set<String> chosen = Set.copyOf(form.all("hosts"));
        Optional<Way> way = form.oneOf("way", Way.class);
        form.required("reason", 2_000);
        if (chosen.isEmpty() || chosen.size() > ROWS) {
            form.wrong("hosts", "agents.choose", Integer.toString(ROWS));
        }
        if (form.bad() || way.isEmpty()) {
            return show(call).unprocessable();
        }
        long done = call.decide((s, author) -> chosen.stream()
                .flatMap(text -> s.hosts().find(call.who().communes(), text).stream())
                .filter(host -> host.state() == State.WAITING_FOR_APPROVAL
                        && way.get().decision.on(s, host, call.clock().instant(), author))
                .count());
        return Answer.seeOther(PATH)
                .saying(
                        "some." + form.text("way"),
                        call.view().number(done),
                        call.view().number(chosen.size()));
    }

    private static Optional<AgentId> id(String text) {
        try {
            return Optional.of(new AgentId(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Answer decide(Call call, HostDecision decision, String done) {
        Host host = call.found(id(call.path("host"))
                .flatMap(id -> call.read(s -> s.hosts().find(id)))
                .filter(found -> call.who().communes().allows(found.commune())));
        call.form().required("reason", 2_000);
        if (call.form().bad()) {
            return show(call).unprocessable();
        }
        // Looked at again where it is written: somebody else may have decided.
        boolean stands = call.decide((s, author) -> s.hosts()
                .find(host.id())
                .filter(found -> decision.on(s, found, call.clock().instant(), author))
                .isPresent());
        if (!stands) {
            return Answer.problem(409, "problem.state");
        }
        String name = call.view().shown(host.hostname(), 80);
        return call.read(s -> s.tokens().openOf(host.id(), call.clock().instant()))
                .filter(token -> decision == HostDecision.REVOKE)
                .map(token -> Answer.seeOther(PATH).saying("revoked-its-token", name, token.id()))
                .orElseGet(() -> Answer.seeOther(PATH).saying(done, name));
    }
}
