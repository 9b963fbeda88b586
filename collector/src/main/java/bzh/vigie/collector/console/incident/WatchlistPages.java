package bzh.vigie.collector.console.incident;

import bzh.vigie.collector.console.route.Parts;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.console.route.Turns;
import java.util.List;
import java.util.stream.Stream;

/** All about an incident's watchlist: the list, and what comes into it; both look back by the same thread. */
public final class WatchlistPages implements Section {
    private final WatchlistPage list;
    private final ImportPage intake;

    /**
     * Of these parts.
     *
     * @param heavy turns of what reads much
     */
    public WatchlistPages(Parts parts, Turns heavy) {
        LookingBack back = new LookingBack(parts);
        list = new WatchlistPage(heavy, back);
        intake = new ImportPage(parts, heavy, back);
    }

    @Override
    public List<Route> routes() {
        return Stream.concat(list.routes().stream(), intake.routes().stream()).toList();
    }
}
