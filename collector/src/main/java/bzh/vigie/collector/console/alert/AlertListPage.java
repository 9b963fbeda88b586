package bzh.vigie.collector.console.alert;

import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Cursor;
import bzh.vigie.collector.console.route.Method;
import bzh.vigie.collector.console.route.Parts;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Filter;
import bzh.vigie.collector.store.Alerts.Standing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lists of alerts: of a group, a rule, a person, an exception, or all. */
public final class AlertListPage implements Section {
    private static final int ROWS = 50;

    private final AlertTexts texts;

    public AlertListPage(Parts parts) {
        texts = parts.texts();
    }

    /** A list of alerts. */
    public record Model(List<AlertPage.Row> rows, Optional<String> next, boolean all) {
        public Model {
            rows = List.copyOf(rows);
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/alerts", Access.READ, this::list),
                Route.api("listAlerts", Method.GET, "/alerts", Access.READ, this::listJson)
                        .query("group", "rule", "assignee", "exception", "all", "after"));
    }

    private Answer list(Call call) {
        Cursor<Alert> alerts = asked(call);
        return Answer.page(
                "alert/list",
                new Model(
                        alerts.rows().stream()
                                .map(each -> new AlertPage.Row(
                                        each, texts.of(each, call.locale()).title()))
                                .toList(),
                        alerts.next(),
                        call.query("all").isPresent()));
    }

    private Answer listJson(Call call) {
        Cursor<Alert> alerts = asked(call);
        Map<String, Standing> standings = call.read(s -> s.alerts()
                .standings(call.scope(), alerts.rows().stream().map(Alert::id).toList()));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(
                "items",
                alerts.rows().stream()
                        // One that went away meanwhile is none.
                        .flatMap(each -> Optional.ofNullable(standings.get(each.id()))
                                .map(standing -> AlertJson.of(each.shown(call.scope()), texts, call.locale(), standing))
                                .stream())
                        .toList());
        answer.put("next", alerts.next());
        return Answer.json(answer);
    }

    /** The alerts that the address asks for. */
    private static Cursor<Alert> asked(Call call) {
        boolean all = call.query("all").isPresent();
        Filter filter = all ? Filter.NONE : Filter.open();
        Optional<Long> group = call.query("group").flatMap(AlertPage::number);
        filter = group.isPresent() ? filter.ofGroup(group.get()) : filter;
        Optional<String> assignee = call.query("assignee");
        filter = assignee.isPresent() ? filter.of(assignee.get()) : filter;
        Optional<String> rule = call.query("rule");
        filter = rule.isPresent() ? filter.ofRule(rule.get()) : filter;
        Optional<Long> exception = call.query("exception").flatMap(AlertPage::number);
        Filter asked = exception.isPresent() ? filter.excepted(exception.get()) : filter;
        return Cursor.of(
                call.read(s -> s.alerts().list(call.scope(), asked, call.query("after"), ROWS + 1)), ROWS, Alert::id);
    }
}
