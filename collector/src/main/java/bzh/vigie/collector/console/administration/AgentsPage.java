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
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Hosts.Filter;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.Listed;
import bzh.vigie.collector.store.Hosts.State;
import java.util.List;
import java.util.Optional;

/** Agents' certificates: who may send, who waits for approval. Within the communes that the administrator works for. */
public final class AgentsPage implements Section {
    private static final String PATH = "/administration/agents";
    private static final int ROWS = 200;
    private static final Filter WAITING =
            new Filter(Optional.empty(), Optional.of(State.WAITING_FOR_APPROVAL), "", Optional.empty(), false);

    /** Agents: those that wait for approval, and a page of all. */
    public record Model(List<Host> waiting, List<Host> hosts, Optional<String> next, Form form) implements ForPrograms {
        public Model {
            waiting = List.copyOf(waiting);
            hosts = List.copyOf(hosts);
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
                        .query("after"),
                Route.post(
                                PATH + "/{host}/approve",
                                Access.ADMINISTER,
                                call -> decide(call, HostDecision.APPROVE, "approved"))
                        .program("approveAgent", "reason"),
                Route.post(
                                PATH + "/{host}/revoke",
                                Access.ADMINISTER,
                                call -> decide(call, HostDecision.REVOKE, "revoked"))
                        .program("revokeAgent", "reason"),
                Route.post(
                                PATH + "/{host}/readmit",
                                Access.ADMINISTER,
                                call -> decide(call, HostDecision.READMIT, "readmitted"))
                        .program("readmitAgent", "reason"));
    }

    private Answer.Page show(Call call) {
        List<Host> waiting =
                call.read(s -> s.hosts().list(call.who().communes(), WAITING, Optional.empty(), ROWS)).stream()
                        .map(Listed::host)
                        .toList();
        Cursor<Host> page = Cursor.of(
                call.read(s -> s.hosts()
                        .list(call.who().communes(), call.query("after").flatMap(AgentsPage::id), ROWS + 1)),
                ROWS,
                host -> host.id().text());
        return Answer.page("administration/agents", new Model(waiting, page.rows(), page.next(), call.form()));
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
        return stands
                ? Answer.seeOther(PATH).saying(done, call.view().shown(host.hostname(), 80))
                : Answer.problem(409, "problem.state");
    }
}
