package bzh.vigie.collector.detect;

import bzh.vigie.collector.detect.returns.ArtefactPresence;
import bzh.vigie.collector.detect.returns.ArtefactPresence.Absent;
import bzh.vigie.collector.detect.returns.ArtefactPresence.NotConfirmed;
import bzh.vigie.collector.detect.returns.ArtefactPresence.Present;
import bzh.vigie.collector.detect.returns.Artefacts.OnHost;
import bzh.vigie.collector.detect.returns.Certainty;
import bzh.vigie.event.ItemFields;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.text.Places;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.function.Function;

/** How artefacts of the attacker stand, in the same words for commands, pages and the report. May hold what came from a host. Immutable. */
public final class ArtefactTexts {
    private static final String BUNDLE = "bzh.vigie.collector.IncidentCommand";

    private final ResourceBundle words;
    private final Locale locale;
    private final Function<Instant, String> time;

    /** @param time how a time is written */
    public ArtefactTexts(Locale locale, Function<Instant, String> time) {
        this.locale = locale;
        this.time = time;
        words = ResourceBundle.getBundle(
                BUNDLE, locale, ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    /** How many stand how, in one sentence. */
    public String sum(List<OnHost> artefacts) {
        if (artefacts.isEmpty()) {
            return say("artefacts-none");
        }
        long variants = artefacts.stream()
                .filter(each -> each.state() instanceof Present present && present.certainty() != Certainty.CERTAIN)
                .count();
        return say(
                        "artefacts-sum",
                        count(artefacts, Present.class),
                        count(artefacts, NotConfirmed.class),
                        count(artefacts, Absent.class))
                + (variants == 0 ? "" : " " + say("artefacts-variants", Long.toString(variants)));
    }

    private static String count(List<OnHost> artefacts, Class<? extends ArtefactPresence> of) {
        return Long.toString(
                artefacts.stream().map(OnHost::state).filter(of::isInstance).count());
    }

    /** What it is: the number of its mark and the item. */
    public static String what(OnHost artefact) {
        return artefact.tombstone().id() + "  " + Marking.shown(artefact.fields());
    }

    /** Where: the host's name, or the commune where it has none. */
    public static String where(OnHost artefact) {
        return artefact.hostname().isEmpty()
                ? artefact.commune().toString()
                : artefact.hostname() + " (" + artefact.commune() + ")";
    }

    /** How it stands, and that it was to be gone where it was seen after that. */
    public String state(OnHost artefact) {
        String state = state(artefact.state());
        return artefact.isLeft()
                ? state + "; " + say("artefact-left", time.apply(artefact.due().orElseThrow()))
                : state;
    }

    private String state(ArtefactPresence state) {
        return switch (state) {
            case Present present ->
                say(
                        "artefact.present-" + ItemFields.word(present.certainty()),
                        time.apply(present.confirmed()),
                        words.getString("artefact-by." + ItemFields.word(present.by())));
            case Absent absent ->
                say(absent.replaced() ? "artefact.replaced" : "artefact.absent", time.apply(absent.seen()));
            case NotConfirmed unknown ->
                unknown.since()
                        .map(since -> say("artefact.not-confirmed", time.apply(since), why(unknown)))
                        .orElseGet(() -> say("artefact.never-confirmed", why(unknown)));
        };
    }

    private String why(NotConfirmed unknown) {
        return words.getString("artefact-why." + ItemFields.word(unknown.why()))
                + unknown.location().map(this::reason).orElse("");
    }

    private String reason(LocationStatus status) {
        return " (" + status.location() + ": " + AlertTexts.code("reason", ItemFields.word(status.reason()), locale)
                + ")";
    }

    private String say(String key, String... values) {
        return Places.fill(words.getString(key), locale, List.of(values));
    }
}
