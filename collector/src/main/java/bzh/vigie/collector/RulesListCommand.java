package bzh.vigie.collector;

import bzh.vigie.collector.detect.NeedTexts;
import bzh.vigie.collector.detect.RuleTunings;
import bzh.vigie.collector.detect.fields.LogSources;
import bzh.vigie.collector.detect.sigma.Card;
import bzh.vigie.collector.detect.sigma.Correlation;
import bzh.vigie.collector.detect.sigma.Need;
import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.collector.detect.sigma.SigmaRule;
import bzh.vigie.collector.detect.sigma.Tuning;
import bzh.vigie.collector.notify.JsonLine;
import bzh.vigie.event.ItemFields;
import bzh.vigie.settings.BadSettingException;
import bzh.vigie.text.Printable;
import bzh.vigie.text.Sentence;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code rules list}: the rules of a collector with what was decided about each, its author and licence. */
@Command(name = "list", mixinStandardHelpOptions = true, resourceBundle = "bzh.vigie.collector.StoreWork")
final class RulesListCommand implements Callable<Integer> {
    private final InstantSource time;

    @Mixin
    private final CommandOptions options = new CommandOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    RulesListCommand() {
        this(InstantSource.system());
    }

    RulesListCommand(InstantSource time) {
        this.time = time;
    }

    @Override
    public Integer call() throws BadSettingException, IOException {
        RuleSet rules = RulePacks.of(options.folder(), CollectorConfig.read(options.folder()))
                .load();
        return StoreWork.run(options, time, spec.commandLine().getErr(), store -> {
            Map<String, Tuning> tunings = new HashMap<>();
            store.read(RuleTunings::all).forEach(tuning -> tunings.put(tuning.rule(), tuning));
            Instant now = time.instant();
            PrintWriter out = spec.commandLine().getOut();
            for (SigmaRule rule : rules.rules()) {
                print(out, rule.card(), tunings, rules, now, LogSources.unmapped(rule.logSource()));
            }
            for (Correlation correlation : rules.correlations()) {
                print(out, correlation.card(), tunings, rules, now, Optional.empty());
            }
            for (Card detector : rules.detectors()) {
                print(out, detector, tunings, rules, now, Optional.empty());
            }
            if (!options.json()) {
                Words words = options.words();
                rules.refused()
                        .forEach(refused ->
                                out.println(words.say("rules.refused", Words.clean(refused.in(words.locale())))));
                out.println(words.say(
                        "rules.summary",
                        Integer.toString(
                                rules.rules().size() + rules.correlations().size()),
                        Integer.toString(rules.refused().size())));
            }
            out.flush();
            return ExitCode.OK;
        });
    }

    private void print(
            PrintWriter out,
            Card card,
            Map<String, Tuning> tunings,
            RuleSet rules,
            Instant now,
            Optional<Sentence> unmapped) {
        Tuning tuning = tunings.getOrDefault(card.id(), Tuning.none(card.id()));
        String level = ItemFields.word(tuning.level().orElse(card.level()));
        List<RuleSet.Narrowing> narrowings = rules.narrowings(card.id());
        boolean silent = rules.onlyCorrelated().contains(card.id());
        if (options.json()) {
            out.println(JsonLine.of(json -> {
                json.writeStringField("kind", "rule");
                json.writeStringField("id", card.id());
                json.writeStringField("title", card.english().title());
                json.writeStringField("state", tuning.off() ? "off" : "on");
                json.writeStringField("level", level);
                json.writeStringField("own_level", ItemFields.word(card.level()));
                json.writeBooleanField("only_correlated", silent);
                json.writeNumberField("exceptions", tuning.at(now).size());
                json.writeArrayFieldStart("narrowed_by");
                for (RuleSet.Narrowing each : narrowings) {
                    json.writeString(each.filter() + " (" + each.file() + ")");
                }
                json.writeEndArray();
                json.writeStringField(
                        "not_judged",
                        unmapped.map(why -> why.in(Locale.ENGLISH)).orElse(""));
                json.writeArrayFieldStart("needs");
                for (Need need : card.needs()) {
                    json.writeStartObject();
                    json.writeStringField("kind", ItemFields.word(need.kind()));
                    json.writeStringField("text", need.text());
                    json.writeEndObject();
                }
                json.writeEndArray();
                json.writeStringField("author", card.author());
                json.writeStringField("license", card.license());
                json.writeStringField("file", card.file());
            }));
            return;
        }
        Words words = options.words();
        out.println((tuning.off() ? words.say("rules.off") : words.say("rules.on")) + "  "
                + words.say("severity." + level) + (tuning.level().isPresent() ? "*" : "") + "  "
                + Printable.line(card.id(), 80) + "  "
                + Printable.line(card.title(words.locale()), 120));
        List<String> more = new java.util.ArrayList<>();
        if (!card.author().isBlank()) {
            more.add(words.say("rules.author", card.author(), card.license().isBlank() ? "-" : card.license()));
        }
        if (silent) {
            more.add(words.say("rules.only-correlated"));
        }
        card.needs().forEach(need -> more.add(words.say("rules.needs", NeedTexts.say(need, words.locale()))));
        for (RuleSet.Narrowing each : narrowings) {
            more.add(words.say("rules.narrowed", each.filter(), each.file()));
        }
        unmapped.ifPresent(why -> more.add(words.say("rules.unmapped", why.in(words.locale()))));
        for (Tuning.Exemption each : tuning.at(now)) {
            more.add(words.say(
                    "rules.exception", each.lines().toString(), each.until().toString(), each.author(), each.reason()));
        }
        more.forEach(line -> out.println("      " + line));
    }
}
