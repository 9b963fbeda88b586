package bzh.vigie.collector.console.commune;

import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Form;
import bzh.vigie.collector.console.route.Method;
import bzh.vigie.collector.console.route.OneTime;
import bzh.vigie.collector.console.route.Parts;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.console.route.Words;
import bzh.vigie.collector.identity.TokenDesk;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.enrol.EnrolmentToken;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Enrolment tokens of a commune: made here and shown once, on the sheet for the person who installs. */
public final class TokenPage implements Section {
    private final TokenDesk desk;
    private final Parts parts;
    private final ZoneId zone;

    public TokenPage(Parts parts, SecureRandom random) {
        this.parts = parts;
        desk = new TokenDesk(parts.store(), parts.clock(), random);
        zone = parts.zone();
    }

    /**
     * The sheet: what the person who installs is told, in the language that was chosen for it.
     *
     * @param token as it is typed: secret
     * @param until its last moment, in words
     * @param collectors where agents send, with commas between
     */
    public record Sheet(
            Words words,
            String commune,
            String token,
            String id,
            int uses,
            String until,
            boolean approval,
            String collectors,
            String authority,
            String version) {
        /** In the sheet's language. */
        public String say(String key, String... values) {
            return words.say("sheet." + key, values);
        }

        /** BCP 47. */
        public String language() {
            return words.locale().getLanguage();
        }
    }

    /** Languages in which a sheet is printed. */
    private enum Language {
        FR(Locale.FRENCH),
        EN(Locale.ENGLISH);

        private final Locale locale;

        Language(Locale locale) {
            this.locale = locale;
        }
    }

    private record Made(EnrolmentToken token, int uses, Instant until, boolean approval) {}

    private final OneTime once = new OneTime();

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post("/communes/{commune}/tokens", Access.WORK, once.of(this::make)),
                Route.post("/communes/{commune}/tokens/revoke", Access.WORK, call -> revoke(call, false)),
                Route.api(
                                "revokeToken",
                                Method.POST,
                                "/communes/{commune}/tokens/revoke",
                                Access.WORK,
                                call -> revoke(call, true))
                        .body("token", "reason"));
    }

    private Optional<Made> made(Call call) {
        Form form = call.form();
        int uses = number(form, "uses", TokenDesk.MAX_USES);
        int days = number(form, "days", (int) TokenDesk.MAX_LIFE.toDays());
        boolean approval =
                !form.text("approval").isEmpty() && !form.text("approval").equals("false");
        if (form.bad()) {
            return Optional.empty();
        }
        Commune commune = new Commune(call.path("commune"));
        TokenDesk.Pinned pinned = parts.pinned().get();
        Duration life = Duration.ofDays(days);
        EnrolmentToken token =
                call.decide((session, author) -> desk.create(session, commune, uses, life, approval, pinned, author));
        return Optional.of(new Made(token, uses, call.clock().instant().plus(life), approval));
    }

    /** A whole number of 1 to {@code most}; otherwise the field is wrong. */
    private static int number(Form form, String name, int most) {
        String text = form.required(name, 5);
        try {
            int number = text.isEmpty() ? 0 : Integer.parseInt(text);
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Said below.
        }
        form.wrong(name, "wrong.number", "1", Integer.toString(most));
        return 0;
    }

    private Answer make(Call call) {
        Form form = call.form();
        Optional<Language> language = form.oneOf("language", Language.class);
        Optional<Made> made = made(call);
        if (form.bad()) {
            return CommunePage.show(call).unprocessable();
        }
        Made it = made.orElseThrow();
        Locale locale = language.orElseThrow().locale;
        return Answer.page(
                "commune/sheet",
                new Sheet(
                        Words.of(TokenPage.class, locale),
                        call.path("commune"),
                        it.token().encode(),
                        it.token().id(),
                        it.uses(),
                        DateTimeFormatter.ofLocalizedDateTime(FormatStyle.LONG, FormatStyle.SHORT)
                                .withLocale(locale)
                                .withZone(zone)
                                .format(it.until()),
                        it.approval(),
                        it.token().collectors().stream()
                                .map(each -> each.host() + ":" + each.port())
                                .collect(Collectors.joining(", ")),
                        it.token().authority().hex(),
                        parts.version()));
    }

    private Answer revoke(Call call, boolean program) {
        Commune commune = new Commune(call.path("commune"));
        Form form = call.form();
        String id = form.required("token", 16);
        form.required("reason", 2_000);
        boolean known = call.read(session -> session.tokens().find(id))
                .filter(token -> token.commune().equals(commune))
                .isPresent();
        if (!known) {
            form.wrong("token", "token.unknown");
        }
        if (form.bad()) {
            return program
                    ? Answer.problem(422, "token.unknown")
                    : CommunePage.show(call).unprocessable();
        }
        call.change((session, author) -> session.tokens().revoke(id, author));
        return program
                ? Answer.json(Map.of("id", id, "state", "revoked"))
                : Answer.seeOther("/communes/" + commune).saying("token.revoked", id);
    }
}
