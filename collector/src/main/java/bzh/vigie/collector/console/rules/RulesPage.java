package bzh.vigie.collector.console.rules;

import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Cursor;
import bzh.vigie.collector.console.route.Form;
import bzh.vigie.collector.console.route.Parts;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Searches;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.console.route.View;
import bzh.vigie.collector.console.rules.RuleModel.Hits;
import bzh.vigie.collector.console.rules.RuleModel.Line;
import bzh.vigie.collector.console.rules.RuleModel.Trial;
import bzh.vigie.collector.detect.RuleTrial;
import bzh.vigie.collector.detect.RuleTunings;
import bzh.vigie.collector.detect.sigma.Card;
import bzh.vigie.collector.detect.sigma.Level;
import bzh.vigie.collector.detect.sigma.Refused;
import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.collector.detect.sigma.SigmaRule;
import bzh.vigie.collector.detect.sigma.Tuning;
import bzh.vigie.collector.store.Reach;
import bzh.vigie.collector.store.RuleHits;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Rules: which are loaded and which refused, what each told, what was decided about it, and a trial on the history. */
public final class RulesPage implements Section {
    private static final int ROWS = 100;
    private static final Duration TRIAL = Duration.ofSeconds(20);

    private final Parts parts;
    private final Searches searches;

    /** Trials take the turns of searches. */
    public RulesPage(Parts parts, Searches searches) {
        this.parts = parts;
        this.searches = searches;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/rules", Access.READ, this::list)
                        .program("listRules")
                        .query("q", "off", "after"),
                Route.get("/rules/refused", Access.READ, this::refused)
                        .program("listRefusedRules")
                        .query("q", "after"),
                Route.get("/rules/{rule}", Access.READ, call -> one(call, Optional.empty()))
                        .program("getRule"),
                Route.post("/rules/{rule}/trial", Access.WORK, this::trial).program("tryRule"),
                Route.post("/rules/{rule}/tune", Access.DECIDE, this::tune)
                        .program("tuneRule", "state", "level", "before", "reason"));
    }

    /** Every rule of the packs, also those that are off. */
    private RuleSet all(Call call) {
        return parts.rules().get().tuned(List.of(), call.clock().instant());
    }

    private static LocalDate today(Call call) {
        return LocalDate.ofInstant(call.clock().instant(), ZoneOffset.UTC);
    }

    private static Map<String, Map<LocalDate, Long>> hits(Call call) {
        LocalDate since = today(call).minusDays(RuleModel.DAYS - 1L);
        Map<String, Map<LocalDate, Long>> hits = new HashMap<>();
        for (RuleHits.Day day : call.read(session -> session.ruleHits().since(call.scope(), since))) {
            hits.computeIfAbsent(day.rule(), rule -> new HashMap<>()).put(day.day(), day.alerts());
        }
        return hits;
    }

    private static Line line(Call call, Card card, Tuning tuning, Map<String, Map<LocalDate, Long>> hits) {
        return new Line(
                card,
                card.title(call.locale()),
                tuning.off(),
                tuning.level().orElse(card.level()),
                Hits.of(hits.getOrDefault(card.id(), Map.of()), today(call), RuleModel.DAYS),
                tuning.at(call.clock().instant()).size());
    }

    private Answer list(Call call) {
        RuleSet rules = all(call);
        Map<String, Tuning> tunings = new HashMap<>();
        call.read(RuleTunings::all).forEach(tuning -> tunings.put(tuning.rule(), tuning));
        Map<String, Map<LocalDate, Long>> hits = hits(call);
        String asked = call.query("q").orElse("");
        String folded = asked.toLowerCase(Locale.ROOT);
        boolean offOnly = call.query("off").isPresent();
        List<Line> lines = rules.cards().stream()
                .map(card -> line(call, card, tunings.getOrDefault(card.id(), Tuning.none(card.id())), hits))
                .filter(line -> !offOnly || line.off())
                .filter(line -> (line.title() + "\n" + line.card().id() + "\n"
                                + String.join("\n", line.card().techniques()))
                        .toLowerCase(Locale.ROOT)
                        .contains(folded))
                .sorted(Comparator.comparingLong((Line line) -> -line.hits().total())
                        .thenComparing(Line::title)
                        .thenComparing(line -> line.card().id()))
                .toList();
        int from = call.number("after", 0, 0, lines.size());
        List<Line> some = lines.subList(from, Math.min(lines.size(), from + ROWS + 1));
        Cursor<Line> page = Cursor.of(some, ROWS, line -> Integer.toString(from + ROWS));
        return Answer.page(
                "rules/rules",
                new RuleModel.Rules(
                        page.rows(),
                        page.next(),
                        asked,
                        rules.cards().size(),
                        (int) tunings.values().stream().filter(Tuning::off).count(),
                        parts.rules().get().refused().size()));
    }

    private Cursor<Refused> notLoaded(Call call, int all) {
        String folded = call.query("q").orElse("").toLowerCase(Locale.ROOT);
        List<Refused> refused = parts.rules().get().refused().stream()
                .filter(each -> each.in(call.locale()).toLowerCase(Locale.ROOT).contains(folded))
                .toList();
        int from = call.number("after", 0, 0, all);
        List<Refused> some = refused.stream().skip(from).limit(ROWS + 1L).toList();
        return Cursor.of(some, ROWS, each -> Integer.toString(from + ROWS));
    }

    private Answer refused(Call call) {
        int all = parts.rules().get().refused().size();
        Cursor<Refused> page = notLoaded(call, all);
        return Answer.page(
                "rules/refused",
                new RuleModel.NotLoaded(
                        page.rows(), page.next(), call.query("q").orElse(""), all));
    }

    private static Optional<Card> card(RuleSet rules, String id) {
        return rules.cards().stream().filter(card -> card.id().equals(id)).findFirst();
    }

    private static Optional<SigmaRule> rule(RuleSet rules, String id) {
        return rules.rules().stream()
                .filter(rule -> rule.card().id().equals(id))
                .findFirst();
    }

    private Answer.Page one(Call call, Optional<Trial> trial) {
        RuleSet rules = all(call);
        Card card = call.found(card(rules, call.path("rule")));
        Tuning tuning = call.read(session -> RuleTunings.of(session, card.id()));
        boolean french = call.locale().getLanguage().equals("fr")
                && !card.french().description().isBlank();
        return Answer.page(
                "rules/rule",
                new RuleModel.One(
                        line(call, card, tuning, hits(call)),
                        french ? card.french().description() : card.english().description(),
                        tuning,
                        RuleTunings.version(tuning),
                        RuleTunings.isFor(call.scope()),
                        Reach.mayBeExcepted(card.id()),
                        RuleTunings.isFor(call.scope()) ? tuning.exceptions() : List.of(),
                        call.read(session -> session.alertExceptions().list(call.scope())).stream()
                                .filter(each -> each.reach().rule().equals(card.id()))
                                .toList(),
                        rules.narrowings(card.id()),
                        rule(rules, card.id()).isPresent(),
                        trial,
                        call.form()));
    }

    /** Judges the history by the rule with its exceptions, whether it is on or off. Asked for by a button: a page that a browser opens again does not. */
    private Answer trial(Call call) {
        Card card = call.found(card(all(call), call.path("rule")));
        Instant now = call.clock().instant();
        Tuning tuning = call.read(session -> RuleTunings.of(session, card.id()));
        Tuning on = new Tuning(card.id(), false, tuning.level(), tuning.exceptions());
        Optional<SigmaRule> rule = rule(parts.rules().get().tuned(List.of(on), now), card.id());
        if (rule.isEmpty()) {
            return Answer.problem(422, "trial.none");
        }
        RuleTrial.Result result =
                searches.whole(call, () -> RuleTrial.of(rule.get(), parts.history(), call.scope(), now, TRIAL));
        boolean whole = result.whole() && searches.rebuilding().isEmpty();
        return one(call, Optional.of(new Trial(result, Hits.of(result.days(), today(call), RuleTrial.DAYS), whole)));
    }

    /** Whether a rule is judged. */
    enum State {
        ON,
        OFF
    }

    private Answer tune(Call call) {
        Card card = call.found(card(all(call), call.path("rule")));
        if (!RuleTunings.isFor(call.scope())) {
            return Answer.problem(422, "decide.region");
        }
        Form form = call.form();
        form.required("reason", 2_000);
        boolean off = form.oneOf("state", State.class).equals(Optional.of(State.OFF));
        Optional<Level> level = form.text("level").isEmpty() ? Optional.empty() : form.oneOf("level", Level.class);
        if (RuleTunings.isHiding(new Tuning(card.id(), off, level, List.of()))) {
            form.wrong("state", "wrong.never");
        }
        if (form.bad()) {
            return one(call, Optional.empty()).unprocessable();
        }
        String action = "tune: " + (off ? "off" : "on") + ", level "
                + level.map(each -> each.name().toLowerCase(Locale.ROOT)).orElse("own");
        boolean kept = call.decide((session, author) -> {
            Tuning before = RuleTunings.of(session, card.id());
            if (!RuleTunings.version(before).equals(form.text("before"))) {
                return false;
            }
            RuleTunings.keep(
                    session, call.scope(), new Tuning(card.id(), off, level, before.exceptions()), author, action);
            return true;
        });
        if (!kept) {
            form.wrong("state", "wrong.overtaken");
            return one(call, Optional.empty()).status(409);
        }
        return Answer.seeOther("/rules/" + View.encoded(card.id()))
                .saying(off ? "tuned.off" : "tuned.on", card.title(call.locale()));
    }
}
