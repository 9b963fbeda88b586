package bzh.vigie.collector.console.administration;

import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.ForPrograms;
import bzh.vigie.collector.console.route.Form;
import bzh.vigie.collector.console.route.Parts;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.identity.AuthorityDesk;
import bzh.vigie.collector.identity.AuthorityDesk.Outcome;
import bzh.vigie.collector.identity.AuthorityDesk.Step;
import bzh.vigie.collector.identity.AuthorityDesk.Trusted;
import bzh.vigie.collector.identity.IdentityException;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The authority that signs certificates, and its replacement in two steps, each asked twice. Shows no key. */
public final class AuthorityPage implements Section {
    private static final String PATH = "/administration/authority";

    private final Supplier<AuthorityDesk> desk;
    private final Store store;

    public AuthorityPage(Parts parts) {
        desk = parts.keeping().authority();
        store = parts.store();
    }

    /**
     * The authorities, and the step that can be taken.
     *
     * @param behind hosts that know only the authority before
     * @param next what can be done now
     * @param asked whether the step was asked for, and is asked for again
     */
    public record Model(List<Trusted> trusted, long behind, Step next, boolean asked, Instant now, Form form)
            implements ForPrograms {
        public Model {
            trusted = List.copyOf(trusted);
        }

        /** The one that signs. */
        public Trusted signing() {
            return trusted.getFirst();
        }

        /** Days until its end. */
        public long days(Trusted authority) {
            return Math.max(0, Duration.between(now, authority.until()).toDays());
        }

        @Override
        public Object json() {
            Map<String, Object> told = new LinkedHashMap<>();
            told.put(
                    "items",
                    trusted.stream()
                            .map(each -> {
                                Map<String, Object> row = new LinkedHashMap<>();
                                row.put("signs", each.signs());
                                row.put("name", each.name());
                                row.put("sha256", each.fingerprint().hex());
                                row.put("made", each.made());
                                row.put("until", each.until());
                                return row;
                            })
                            .toList());
            told.put("hosts_behind", behind);
            told.put("next", next);
            return told;
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(PATH, Access.KEEP, call -> show(call, false)).program("getAuthority"),
                Route.post(PATH, Access.KEEP, this::take));
    }

    private Answer.Page show(Call call, boolean asked) {
        List<Trusted> trusted = desk.get().trusted();
        return Answer.page(
                "administration/authority",
                new Model(
                        trusted,
                        desk.get().behind(store),
                        next(trusted),
                        asked,
                        call.clock().instant(),
                        call.form()));
    }

    private static Step next(List<Trusted> trusted) {
        return trusted.size() > 1 ? Step.RETIRE : Step.ROLL_OVER;
    }

    private Answer take(Call call) {
        Form form = call.form();
        Optional<Step> step = form.oneOf("step", Step.class);
        String seen = form.required("seen", 64);
        form.required("reason", 2_000);
        if (!form.bad() && !seen.matches("[0-9a-f]{64}")) {
            form.wrong("seen", "authority.overtaken");
        }
        if (form.bad() || step.isEmpty()) {
            return show(call, false).unprocessable();
        }
        if (!form.text("sure").equals("yes")) {
            // What is asked again is what was asked: a page of before a step asks for no other.
            List<Trusted> trusted = desk.get().trusted();
            boolean asSeen = next(trusted) == step.get()
                    && trusted.getFirst().fingerprint().hex().equals(seen);
            return asSeen ? show(call, true) : Answer.problem(409, "authority.overtaken");
        }
        try {
            Outcome outcome = desk.get()
                    .take(step.get(), new Sha256(seen), form.text("anyway").equals("yes"), store, call.author());
            return switch (outcome) {
                case DONE -> Answer.seeOther(PATH).saying("authority.done." + form.text("step"));
                case OVERTAKEN -> Answer.problem(409, "authority.overtaken");
                case NOT_NOW -> Answer.problem(409, "authority.not-now");
                case BEHIND -> Answer.problem(409, "authority.behind");
            };
        } catch (IdentityException e) {
            return Answer.problem(503, "authority.failed", e.in(call.locale()));
        }
    }
}
