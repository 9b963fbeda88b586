package bzh.vigie.collector.console.watch;

import bzh.vigie.collector.console.watch.WatchPage.Groups;
import bzh.vigie.collector.console.watch.WatchPage.Model;
import bzh.vigie.collector.console.watch.WatchPage.Row;
import java.util.LinkedHashMap;
import java.util.Map;

/** What needs a person now, for programs. Pure. */
final class WatchJson {
    private WatchJson() {}

    static Map<String, Object> of(Model model) {
        Map<String, Object> all = new LinkedHashMap<>();
        Groups groups = model.groups();
        all.put("items", groups.rows().stream().map(WatchJson::of).toList());
        all.put("next", groups.next());
        // Sent back with a decision: what it takes into account.
        all.put("seen", groups.seen().line());
        all.put("last", groups.seen().last());
        all.put("at", groups.seen().at());
        all.put("active_hosts", model.presence().active());
        all.put("connected_hosts", model.presence().connected());
        all.put("silent_hosts", model.presence().silent());
        all.put(
                "quietest_communes",
                model.glances().stream()
                        .map(each -> {
                            Map<String, Object> commune = new LinkedHashMap<>();
                            commune.put("commune", each.commune().commune().insee());
                            commune.put("hosts", each.commune().hosts());
                            commune.put("connected", each.commune().connected());
                            commune.put("silent", each.commune().quiet());
                            return commune;
                        })
                        .toList());
        all.put(
                "incidents",
                model.incidents().stream()
                        .map(each -> {
                            Map<String, Object> incident = new LinkedHashMap<>();
                            incident.put("incident", each.incident().id().text());
                            incident.put("title", each.incident().title());
                            incident.put("phase", each.phase());
                            incident.put("since", each.since());
                            return incident;
                        })
                        .toList());
        all.put(
                "ending_exceptions",
                model.ending().stream()
                        .map(each -> {
                            Map<String, Object> exception = new LinkedHashMap<>();
                            exception.put("exception", each.number());
                            exception.put("rule", each.reach().rule());
                            exception.put("until", each.until());
                            return exception;
                        })
                        .toList());
        return all;
    }

    private static Map<String, Object> of(Row row) {
        Map<String, Object> group = new LinkedHashMap<>();
        // As a decision names it: the group with the hosts on which it is.
        group.put("group", row.group().number() + "-" + row.group().hosts());
        group.put("number", row.group().number());
        group.put("title", row.title());
        group.put("rule", row.group().newest().rule());
        group.put("severity", row.group().severity());
        group.put("newest", row.group().newest().id());
        group.put("newest_time", row.group().newest().lastTime());
        group.put("open", row.group().open());
        group.put("new", row.group().fresh());
        group.put("hosts", row.group().hosts());
        group.put("communes", row.group().communes());
        return group;
    }
}
