package bzh.vigie.collector.console.alert;

import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.PageSearches;
import bzh.vigie.collector.console.route.Searches;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.EventSearch.Hit;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the event history has around an alert.
 *
 * @param around empty where it was not looked for
 * @param tree of processes; empty where it is about none, or was not looked for
 * @param common how often its program was seen; empty where it is about none, or was not counted
 * @param left whether something was not looked for, since others search or it took too long
 */
public record Near(
        Optional<Timeline.Around> around,
        Optional<ProcessTree.Node> tree,
        Optional<SeenElsewhere> common,
        boolean left) {
    /** Without having looked: the page is about something else. */
    static final Near NOT_LOOKED = new Near(Optional.empty(), Optional.empty(), Optional.empty(), false);

    private static final Duration TOGETHER = Duration.ofSeconds(6);

    static Near of(Searches all, Call call, Alert alert) {
        PageSearches searches = new PageSearches(all, call, TOGETHER);
        Optional<Timeline.Around> around = Timeline.around(searches, alert);
        List<Hit> hits = around.map(Timeline.Around::hits).orElse(List.of());
        Optional<ProcessTree.Node> tree = ProcessTree.of(searches, call, alert, hits);
        Optional<SeenElsewhere> common = SeenElsewhere.of(searches, call, alert, hits);
        return new Near(around, tree, common, searches.isOver());
    }
}
