package bzh.vigie.collector.console.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the console answers under one method and path. A path is segments that are literal or {@code {name}}, each 1 to 200
 * characters. A parameter {@code {commune}} is checked against the caller's communes before the handler runs; whatever else a
 * parameter names is looked up by the handler within the caller's scope.
 *
 * @param operation name in the API; empty for a page
 * @param query parameters of the query that the API documents
 * @param body fields of the body that the API documents
 * @param program name under which a program may do the same; empty where there is none
 * @param takesLargeFile whether a file that comes with the form may be too large for the memory
 */
public record Route(
        Optional<String> operation,
        Method method,
        String path,
        Access access,
        List<String> query,
        List<String> body,
        Handler handler,
        Optional<String> program,
        boolean takesLargeFile) {
    /** Before every path of the API. */
    public static final String API = "/api/v1";

    public Route {
        query = List.copyOf(query);
        body = List.copyOf(body);
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("a path begins with /: " + path);
        }
    }

    /** A page. */
    public static Route get(String path, Access access, Handler handler) {
        return new Route(
                Optional.empty(), Method.GET, path, access, List.of(), List.of(), handler, Optional.empty(), false);
    }

    /** A change, asked by a form. */
    public static Route post(String path, Access access, Handler handler) {
        return new Route(
                Optional.empty(), Method.POST, path, access, List.of(), List.of(), handler, Optional.empty(), false);
    }

    /** An operation of the API, below {@link #API}. Its summary stands in the words under {@code api.} and its name. */
    public static Route api(String operation, Method method, String path, Access access, Handler handler) {
        return new Route(
                Optional.of(operation),
                method,
                API + path,
                access,
                List.of(),
                List.of(),
                handler,
                Optional.empty(),
                false);
    }

    /** With these parameters of the query. */
    public Route query(String... names) {
        return new Route(operation, method, path, access, List.of(names), body, handler, program, takesLargeFile);
    }

    /** With these fields of the body. */
    public Route body(String... names) {
        return new Route(operation, method, path, access, query, List.of(names), handler, program, takesLargeFile);
    }

    /**
     * A page, or a change by a form, that a program asks for too: by the operation of this name, below {@link #API}. The same handler answers
     * both; a program is told in JSON what the page says ({@link ForPrograms}), what was done, or which field is wrong.
     *
     * @param fields of the body that the API documents
     */
    public Route program(String name, String... fields) {
        return new Route(
                operation, method, path, access, query, List.of(fields), handler, Optional.of(name), takesLargeFile);
    }

    /** A file that comes with it may be too large for the memory. */
    public Route largeFile() {
        return new Route(operation, method, path, access, query, body, handler, program, true);
    }

    /** The operation by which a program asks for the same; empty where there is none. */
    public Optional<Route> forPrograms() {
        return program.map(name ->
                new Route(program, method, API + path, access, query, body, handler, Optional.empty(), takesLargeFile));
    }

    /** Whether programs are meant. */
    public boolean isApi() {
        return operation.isPresent();
    }

    /** Names of the parameters in the path. */
    public List<String> parameters() {
        List<String> names = new ArrayList<>();
        for (String segment : segments()) {
            if (segment.startsWith("{")) {
                names.add(segment.substring(1, segment.length() - 1));
            }
        }
        return names;
    }

    /** Parts of the path between slashes. */
    public List<String> segments() {
        return List.of(path.substring(1).split("/", -1));
    }

    /** The parameters where these segments are this route's; empty otherwise. */
    public Optional<Map<String, String>> match(List<String> asked) {
        List<String> own = segments();
        if (own.size() != asked.size()) {
            return Optional.empty();
        }
        Map<String, String> found = new HashMap<>();
        for (int i = 0; i < own.size(); i++) {
            String segment = own.get(i);
            String value = asked.get(i);
            if (segment.startsWith("{")) {
                if (value.isEmpty() || value.length() > 200) {
                    return Optional.empty();
                }
                found.put(segment.substring(1, segment.length() - 1), value);
            } else if (!segment.equals(value)) {
                return Optional.empty();
            }
        }
        return Optional.of(found);
    }
}
