package bzh.vigie.collector.console.alert;

import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.AlertFeed;
import bzh.vigie.collector.console.route.AlertFeed.Batch;
import bzh.vigie.collector.console.route.AlertFeed.Seen;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.BusyException;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.EventStream;
import bzh.vigie.collector.console.route.Json;
import bzh.vigie.collector.console.route.Method;
import bzh.vigie.collector.console.route.Parts;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.console.route.Turns;
import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Filter;
import bzh.vigie.collector.store.Alerts.Status;
import bzh.vigie.collector.store.Scope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Alerts as they are raised, for programs (server-sent events). Each event has the alert's id: whoever names the last that they had goes on after
 * it, and loses none. Events: {@code position} says where the stream begins, {@code alert} is one, {@code lost} says that the id which was named
 * is not known, so that what came since must be asked for.
 */
public final class AlertStream implements Section {
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(10);

    /** Names the place before the first alert. */
    private static final String BEGINNING = "0";

    private final AlertFeed feed;
    private final AlertTexts texts;

    public AlertStream(Parts parts, AlertFeed feed) {
        this.feed = feed;
        texts = parts.texts();
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.api("streamAlerts", Method.GET, "/alerts/stream", Access.READ, this::stream)
                .query("after"));
    }

    private Answer stream(Call call) {
        Turns.Turn turn;
        try {
            turn = feed.begin(call.who().name());
        } catch (BusyException e) {
            return Answer.problem(
                    429,
                    "stream.many",
                    Integer.toString(AlertFeed.STREAMS_OF_ONE),
                    Integer.toString(AlertFeed.STREAMS));
        }
        return Answer.events(events -> {
            try (turn) {
                send(call, events);
            }
        });
    }

    private void send(Call call, EventStream events) throws IOException, InterruptedException {
        Scope scope = call.scope();
        Optional<String> last = call.lastEvent();
        OptionalLong place = last.map(id -> place(call, id)).orElse(OptionalLong.empty());
        if (last.isPresent() && place.isEmpty()) {
            events.send("lost", json(Map.of("after", last.get())));
        }
        long position = place.isPresent() ? place.getAsLong() : begin(call, events);
        while (true) {
            Batch batch = feed.after(scope, position);
            List<String> said = batch.texts(call.locale(), each -> text(scope, each.alert(), call.locale()));
            for (int i = 0; i < said.size(); i++) {
                Alert alert = batch.alerts().get(i).alert();
                // What an exception hides was never raised.
                if (alert.status() != Status.EXCEPTED) {
                    events.send("alert", said.get(i), alert.id());
                }
            }
            boolean more = batch.upTo() > position && !said.isEmpty();
            position = batch.upTo();
            if (!more) {
                wait(events, position);
            }
        }
    }

    private void wait(EventStream events, long position) throws IOException, InterruptedException {
        Seen here = new Seen(position, Long.MAX_VALUE);
        while (feed.await(here, SIGN_OF_LIFE).equals(here)) {
            events.send("", "");
        }
    }

    /** Says where the stream begins: whoever has had no alert when it breaks goes on from there. */
    private static long begin(Call call, EventStream events) throws IOException {
        record Here(String id, long sequence) {}
        Here here = call.read(session -> new Here(
                session.alerts().list(call.scope(), Filter.NONE, Optional.empty(), 1).stream()
                        .map(Alert::id)
                        .findFirst()
                        .orElse(BEGINNING),
                session.alerts().last()));
        events.send("position", json(Map.of("after", here.id())), here.id());
        return here.sequence();
    }

    private static OptionalLong place(Call call, String id) {
        return id.equals(BEGINNING)
                ? OptionalLong.of(0)
                : call.read(session -> session.alerts().sequence(call.scope(), id));
    }

    private String text(Scope scope, Alert alert, Locale locale) {
        return json(AlertJson.of(alert.shown(scope), texts, locale));
    }

    private static String json(Map<String, ?> value) {
        return new String(Json.bytes(value), StandardCharsets.UTF_8);
    }
}
