package bzh.vigie.collector.console.sign;

import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Language and theme, kept in the browser. */
public final class LookPage implements Section {
    /** {@code fr} or {@code en}. */
    public static final String LANGUAGE_COOKIE = "__Host-vigie-language";

    /** {@code light} or {@code dark}. */
    public static final String THEME_COOKIE = "__Host-vigie-theme";

    private static final long KEPT = Duration.ofDays(365).toSeconds();

    @Override
    public List<Route> routes() {
        return List.of(Route.post("/look", Access.ANYONE, this::look));
    }

    private Answer look(Call call) {
        Answer.SeeOther back = Answer.seeOther(SignInPage.local(call.form().text("back")));
        String language = call.form().text("language").toLowerCase(Locale.ROOT);
        String theme = call.form().text("theme").toLowerCase(Locale.ROOT);
        if (Set.of("fr", "en").contains(language)) {
            return back.with(new Answer.Cookie(LANGUAGE_COOKIE, language, KEPT));
        }
        return Set.of("light", "dark").contains(theme) ? back.with(new Answer.Cookie(THEME_COOKIE, theme, KEPT)) : back;
    }
}
