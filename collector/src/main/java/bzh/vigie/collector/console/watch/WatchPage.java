package bzh.vigie.collector.console.watch;

import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Cursor;
import bzh.vigie.collector.console.route.Parts;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.store.Alerts.Alert;
import java.util.List;
import java.util.Optional;

/** Veille, the first page: what needs a person now. */
public final class WatchPage implements Section {
    private static final int ROWS = 50;

    private final AlertTexts texts;

    public WatchPage(Parts parts) {
        texts = parts.texts();
    }

    /** An alert as one line. */
    public record Line(Alert alert, String title) {}

    /** What the page shows. */
    public record Model(List<Line> lines, Optional<String> next) {
        public Model {
            lines = List.copyOf(lines);
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get("/", Access.READ, this::show));
    }

    private Answer show(Call call) {
        Cursor<Alert> alerts = Cursor.of(
                call.read(s -> s.alerts().list(call.scope(), call.query("after"), ROWS + 1)), ROWS, Alert::id);
        return Answer.page(
                "watch/watch",
                new Model(
                        alerts.rows().stream()
                                .map(alert -> new Line(
                                        alert,
                                        texts.title(alert.rule(), call.locale()).orElse(alert.rule())))
                                .toList(),
                        alerts.next()));
    }
}
