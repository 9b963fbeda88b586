package bzh.vigie.collector.console.route;

/** How a route is asked. GET changes nothing. */
public enum Method {
    GET,
    POST,
    DELETE
}
