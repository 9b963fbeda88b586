package bzh.vigie.collector.console.alert;

import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.ForPrograms;
import bzh.vigie.collector.console.route.Form;
import bzh.vigie.collector.console.route.Parts;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.review.NeverExcepted;
import bzh.vigie.collector.store.AlertExceptions;
import bzh.vigie.collector.store.AlertExceptions.Preview;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Reach;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An exception of the alerts that are like one: what it would have hidden, and setting it. */
public final class ExceptionPage implements Section {
    private static final int FEW = 12;
    private static final int LOOKED = 20_000;

    /** What an exception asks for before anybody chose: as little as the alert allows. */
    private static final Set<String> AT_FIRST = Set.of("commune", "host", "signer", "path");

    private final AlertTexts texts;
    private final InstantSource clock;

    public ExceptionPage(Parts parts) {
        texts = parts.texts();
        clock = parts.clock();
    }

    /**
     * What the page of an exception shows.
     *
     * @param confirming what confirms one of several communes; empty for one that needs none
     */
    public record Model(
            Alert alert,
            String title,
            Reach whole,
            Set<String> chosen,
            Reach reach,
            Preview preview,
            String confirming,
            Form form)
            implements ForPrograms {
        @Override
        public Object json() {
            return ExceptionJson.of(this);
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/alerts/{alert}/exception", Access.WORK, this::exception)
                        .program("previewException")
                        .query("part", "path"),
                Route.post("/alerts/{alert}/exception", Access.WORK, this::except)
                        .program("setException", "part", "path", "until", "reason", "confirmed"));
    }

    private Answer exception(Call call) {
        Set<String> parts = Set.copyOf(call.queries("part"));
        Optional<String> pattern = call.query("path");
        if (pattern.filter(ExceptionPage::isPattern).isEmpty() && pattern.isPresent()) {
            call.form().wrong("part", "wrong.pattern");
        }
        return exceptionPage(call, parts.isEmpty() ? AT_FIRST : parts, pattern);
    }

    private Answer.Page exceptionPage(Call call, Set<String> chosen, Optional<String> pattern) {
        Alert alert = call.found(call.read(s -> s.alerts().find(call.scope(), call.path("alert"))));
        Reach whole = Reach.of(alert);
        Reach reach = reach(whole, chosen, pattern);
        Preview preview = preview(call, reach);
        return Answer.page(
                "alert/exception",
                new Model(
                        alert,
                        texts.of(alert, call.locale()).title(),
                        whole,
                        chosen,
                        reach,
                        preview,
                        reach.isRegional() ? confirming(reach, preview) : "",
                        call.form()));
    }

    private static Preview preview(Call call, Reach reach) {
        return call.read(s -> s.alertExceptions().preview(call.scope(), reach, NeverExcepted::is, LOOKED, FEW));
    }

    /** Says which exception and how many alerts somebody has seen before they confirm it. */
    private static String confirming(Reach reach, Preview preview) {
        return preview.hidden() + "-" + Integer.toHexString(reach.hashCode());
    }

    private static boolean isPattern(String text) {
        return !text.isBlank()
                && text.length() <= Reach.LONGEST
                && text.codePoints().anyMatch(Character::isLetterOrDigit);
    }

    /** Of what the alert says, the parts that were chosen; a pattern that was typed in place of its path. */
    private static Reach reach(Reach whole, Set<String> chosen, Optional<String> pattern) {
        Optional<String> path = pattern.filter(ExceptionPage::isPattern).or(whole::path);
        return new Reach(
                whole.rule(),
                whole.signer().filter(each -> chosen.contains("signer")),
                path.filter(each -> chosen.contains("path") && whole.path().isPresent()),
                whole.place().filter(each -> chosen.contains("place")),
                whole.account().filter(each -> chosen.contains("account")),
                whole.commune().filter(each -> chosen.contains("commune")),
                whole.host().filter(each -> chosen.contains("host")));
    }

    private Answer except(Call call) {
        Alert alert = call.found(call.read(s -> s.alerts().find(call.scope(), call.path("alert"))));
        Form form = call.form();
        Set<String> chosen = Set.copyOf(form.all("part"));
        Optional<String> pattern = Optional.of(form.text("path"));
        Reach reach = reach(Reach.of(alert), chosen, pattern);
        form.required("reason", 2_000);
        Optional<Instant> until = until(form.text("until"));
        if (until.isEmpty()) {
            form.wrong("until", "wrong.until");
        }
        if (!Reach.mayBeExcepted(alert.rule())) {
            form.wrong("part", "wrong.never");
        }
        if (reach.path().isPresent() && pattern.filter(ExceptionPage::isPattern).isEmpty()) {
            form.wrong("part", "wrong.pattern");
        }
        if (!reach.isNarrow()) {
            form.wrong("part", "wrong.wide");
        }
        boolean leads = call.view().may(Access.DECIDE);
        if ((reach.isRegional() && !leads) || !reach.isWithin(call.scope())) {
            form.wrong("part", "wrong.commune-needed");
        }
        if (!form.bad()
                && reach.isRegional()
                && !form.text("confirmed").equals(confirming(reach, preview(call, reach)))) {
            form.wrong("confirmed", "wrong.confirm");
        }
        if (form.bad() || until.isEmpty()) {
            return exceptionPage(call, chosen, pattern).unprocessable();
        }
        long number =
                call.decide((s, author) -> s.alertExceptions().add(call.scope(), leads, reach, until.get(), author));
        return Answer.seeOther("/alerts/" + alert.id()).saying("exception.set", Long.toString(number));
    }

    /** The end of a day to come, within the longest that one may hold. */
    private Optional<Instant> until(String day) {
        try {
            Instant end = LocalDate.parse(day)
                    .plusDays(1)
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant();
            Instant now = clock.instant();
            return Optional.of(end)
                    .filter(each -> each.isAfter(now) && !each.isAfter(now.plus(AlertExceptions.LONGEST)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
