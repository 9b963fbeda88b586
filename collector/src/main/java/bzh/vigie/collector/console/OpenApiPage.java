package bzh.vigie.collector.console;

import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Method;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.console.route.Words;
import bzh.vigie.collector.store.People.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The API described as OpenAPI 3.1, out of the list of routes. */
final class OpenApiPage implements Section {
    private static final Map<String, Object> TEXT = Map.of("type", "string");

    private final Supplier<List<Routes.Owned>> routes;

    OpenApiPage(Supplier<List<Routes.Owned>> routes) {
        this.routes = routes;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.api(
                "getDescription",
                Method.GET,
                "/openapi.json",
                Access.SIGNED_IN,
                call -> Answer.json(description(call.locale()))));
    }

    private Map<String, Object> description(Locale locale) {
        Map<String, Map<String, Object>> paths = new TreeMap<>();
        for (Routes.Owned owned : routes.get()) {
            if (owned.route().isApi()) {
                paths.computeIfAbsent(owned.route().path(), path -> new LinkedHashMap<>())
                        .put(owned.route().method().name().toLowerCase(Locale.ROOT), operation(owned, locale));
            }
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("openapi", "3.1.0");
        all.put("info", Map.of("title", "Vigie", "version", "1"));
        all.put("paths", paths);
        all.put(
                "components",
                Map.of(
                        "securitySchemes",
                        Map.of("token", Map.of("type", "http", "scheme", "bearer")),
                        "schemas",
                        Map.of("Problem", problem())));
        all.put("security", List.of(Map.of("token", List.of())));
        return all;
    }

    private static Map<String, Object> problem() {
        return Map.of(
                "type",
                "object",
                "properties",
                Map.of(
                        "type",
                        TEXT,
                        "title",
                        TEXT,
                        "status",
                        Map.of("type", "integer"),
                        "code",
                        TEXT,
                        // What is wrong about each field of the body.
                        "errors",
                        Map.of("type", "object", "additionalProperties", TEXT)));
    }

    private static Map<String, Object> operation(Routes.Owned owned, Locale locale) {
        Route route = owned.route();
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("operationId", route.operation().orElse(""));
        operation.put(
                "summary",
                Words.of(owned.section(), locale).say("api." + route.operation().orElse("")));
        List<Map<String, Object>> parameters = new ArrayList<>();
        route.parameters()
                .forEach(name -> parameters.add(Map.of("name", name, "in", "path", "required", true, "schema", TEXT)));
        route.query().forEach(name -> parameters.add(Map.of("name", name, "in", "query", "schema", TEXT)));
        operation.put("parameters", parameters);
        if (!route.body().isEmpty()) {
            Map<String, Object> fields = new TreeMap<>();
            route.body().forEach(name -> fields.put(name, TEXT));
            operation.put(
                    "requestBody",
                    Map.of(
                            "content",
                            Map.of(
                                    "application/json",
                                    Map.of("schema", Map.of("type", "object", "properties", fields)))));
        }
        operation.put(
                "x-roles",
                route.access().roles().stream().sorted().map(OpenApiPage::word).toList());
        Map<String, Object> problem = Map.of(
                "description",
                "RFC 9457",
                "content",
                Map.of("application/problem+json", Map.of("schema", Map.of("$ref", "#/components/schemas/Problem"))));
        operation.put(
                "responses",
                Map.of(
                        "200",
                        Map.of("description", "OK"),
                        "429",
                        Map.of(
                                "description",
                                "RateLimit, RateLimit-Policy",
                                "headers",
                                Map.of("Retry-After", Map.of("schema", Map.of("type", "integer")))),
                        "default",
                        problem));
        return operation;
    }

    private static String word(Role role) {
        return role.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
