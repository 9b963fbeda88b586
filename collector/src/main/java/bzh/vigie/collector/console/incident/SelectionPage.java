package bzh.vigie.collector.console.incident;

import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.console.route.View;
import bzh.vigie.collector.intel.SelectedField;
import bzh.vigie.collector.store.Incidents.Incident;
import java.util.List;

/** A value that was chosen in an event, an alert or an inventory, on its way into an incident's watchlist: asks into which. */
public final class SelectionPage implements Section {
    /** What the page shows. */
    public record Model(String value, String kind, List<Incident> incidents) {
        public Model {
            incidents = List.copyOf(incidents);
        }

        /** The form of that incident with the value in it. */
        public String path(Incident incident) {
            return IncidentPage.path(incident) + "/watchlist/import?kind=" + View.encoded(kind) + "&value="
                    + View.encoded(value);
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get("/indicator", Access.WORK, SelectionPage::show));
    }

    private static Answer show(Call call) {
        return Answer.page(
                "incident/selection",
                new Model(
                        call.query("value").orElse(""),
                        call.query("field").flatMap(SelectedField::kind).orElse(""),
                        call.read(session -> session.incidents().list(call.scope()).stream()
                                .filter(each -> session.incidents().whole(call.scope(), each.id()))
                                .toList())));
    }
}
