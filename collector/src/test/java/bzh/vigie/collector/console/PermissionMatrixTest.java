package bzh.vigie.collector.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.console.TestConsole.Client;
import bzh.vigie.collector.console.route.Method;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every route of the router, asked by nobody and by each role, about a thing of the caller's commune and about one of another:
 * who may not is refused, and what is another's is not there.
 */
final class PermissionMatrixTest {
    private @TempDir Path folder;

    @Test
    void everyRouteIsRefusedToWhomItIsNotForAndShowsNothingOfAnotherCommune() throws IOException {
        List<String> wrong = new ArrayList<>();
        int asked = 0;
        try (TestConsole console = TestConsole.start(folder)) {
            Samples samples = Samples.in(console);
            for (Routes.Owned owned : console.routes().all()) {
                Route route = owned.route();
                for (Commune commune : List.of(TestConsole.OWN, TestConsole.FOREIGN)) {
                    String path = samples.path(route, commune);
                    asked++;
                    int nobody = ask(console.nobody(), route, path);
                    if (!route.access().anyone() && nobody != expectedOfNobody(route)) {
                        wrong.add(route.method() + " " + path + " by nobody: " + nobody);
                    }
                    for (Role role : Role.values()) {
                        asked++;
                        Client client = route.isApi()
                                ? console.api(role, new Scope.Communes(Set.of(TestConsole.OWN)))
                                : console.as(role, TestConsole.OWN);
                        int status = ask(client, route, path);
                        check(route, role, commune, status)
                                .ifPresent(what -> wrong.add(
                                        route.method() + " " + path + " by " + role + ": " + status + ", " + what));
                    }
                }
            }
        }
        System.out.println("permission matrix: " + asked + " requests");
        assertEquals(List.of(), wrong);
        assertTrue(asked > 0);
    }

    /** A page sends to where one signs in; a form and a program are told so by the status. */
    private static int expectedOfNobody(Route route) {
        return !route.isApi() && route.method() == Method.GET ? 303 : 401;
    }

    private static Optional<String> check(Route route, Role role, Commune commune, int status) {
        boolean may = route.access().allows(Optional.of(role), new Scope.Communes(Set.of(TestConsole.OWN)));
        boolean others = commune.equals(TestConsole.FOREIGN) && Samples.isOfACommune(route);
        // An administrator sees nothing of what hosts tell.
        boolean blind = role == Role.ADMINISTRATOR && Samples.isTelemetry(route);
        if (!may) {
            return status == 403 ? Optional.empty() : Optional.of("403 expected");
        }
        if (others || blind) {
            return status == 404 ? Optional.empty() : Optional.of("404 expected");
        }
        return Set.of(401, 403, 404, 405, 500, 503).contains(status)
                ? Optional.of("let in expected")
                : Optional.empty();
    }

    private static int ask(Client client, Route route, String path) throws IOException {
        return switch (route.method()) {
            case GET -> client.status(path);
            case POST ->
                route.isApi()
                        ? client.json("POST", path, "{}").status()
                        : client.post(path, Map.of()).status();
            case DELETE -> client.json("DELETE", path, "").status();
        };
    }
}
