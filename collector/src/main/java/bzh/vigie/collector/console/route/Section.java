package bzh.vigie.collector.console.route;

import java.util.List;

/** A page with all that belongs to it, or some operations of the API. One line in the console's list of routes. Thread-safe. */
public interface Section {
    /** What it answers. */
    List<Route> routes();
}
