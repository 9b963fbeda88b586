package bzh.vigie.collector.console.rules;

import bzh.vigie.collector.console.rules.RuleModel.Line;
import bzh.vigie.collector.console.rules.RuleModel.One;
import bzh.vigie.collector.console.rules.RuleModel.Rules;
import bzh.vigie.collector.console.rules.RuleModel.Trial;
import bzh.vigie.collector.store.AlertExceptions.Excepting;
import java.util.LinkedHashMap;
import java.util.Map;

/** Rules for programs. Pure. */
final class RuleJson {
    private RuleJson() {}

    private static Map<String, Object> of(Line line) {
        Map<String, Object> rule = new LinkedHashMap<>();
        rule.put("id", line.card().id());
        rule.put("title", line.title());
        rule.put("state", line.off() ? "off" : "on");
        rule.put("level", line.level());
        rule.put("techniques", line.card().techniques());
        rule.put("file", line.card().file());
        rule.put("exceptions", line.exceptions());
        rule.put("alerts", line.hits().total());
        rule.put("since", line.hits().first().toString());
        rule.put("by_day", line.hits().days());
        return rule;
    }

    static Map<String, Object> of(Rules rules) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("items", rules.lines().stream().map(RuleJson::of).toList());
        all.put("next", rules.next());
        all.put("loaded", rules.all());
        all.put("off", rules.off());
        all.put("refused", rules.refused());
        return all;
    }

    static Map<String, Object> of(RuleModel.NotLoaded rules) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put(
                "items",
                rules.refused().stream()
                        .map(each -> Map.of("file", each.file(), "line", each.line(), "reason", each.reason()))
                        .toList());
        all.put("next", rules.next());
        return all;
    }

    static Map<String, Object> of(One one) {
        Map<String, Object> rule = of(one.line());
        rule.put("description", one.description());
        // Sent back with a decision as "before".
        rule.put("before", one.version());
        rule.put("author", one.line().card().author());
        rule.put("license", one.line().card().license());
        rule.put(
                "exemptions",
                one.exceptions().stream()
                        .map(each -> {
                            Map<String, Object> exemption = new LinkedHashMap<>();
                            exemption.put("lines", each.lines());
                            exemption.put("author", each.author());
                            exemption.put("reason", each.reason());
                            exemption.put("until", each.until());
                            return exemption;
                        })
                        .toList());
        rule.put(
                "alert_exceptions",
                one.alertExceptions().stream().map(RuleJson::of).toList());
        rule.put("trial", one.trial().map(RuleJson::of));
        return rule;
    }

    private static Map<String, Object> of(Excepting each) {
        Map<String, Object> exception = new LinkedHashMap<>();
        exception.put("exception", each.number());
        exception.put("signer", each.reach().signer());
        exception.put("path", each.reach().path());
        exception.put("place", each.reach().place());
        exception.put("account", each.reach().account());
        exception.put("commune", each.reach().commune().map(commune -> commune.insee()));
        exception.put("host", each.reach().host().map(host -> host.text()));
        exception.put("until", each.until());
        exception.put("ended", each.ended().map(end -> end.written()));
        exception.put("author", each.author().name());
        exception.put("reason", each.author().reason());
        exception.put("alerts", each.alerts());
        exception.put("hits", each.hits());
        return exception;
    }

    private static Map<String, Object> of(Trial trial) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("looked", trial.result().looked());
        told.put("held", trial.result().held());
        told.put("whole", trial.whole());
        told.put("since", trial.result().since());
        told.put("by_day", trial.hits().days());
        told.put("events", trial.result().shown().stream().map(hit -> hit.id()).toList());
        return told;
    }
}
