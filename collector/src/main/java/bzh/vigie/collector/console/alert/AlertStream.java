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
 * Alerts as they are raised, and those that an exception hid as somebody opens them, for programs (server-sent events). Each event has an id, a
 * place in the stream: whoever names the last that they had goes on after it, and loses none. Events: {@code position} says where the stream
 * begins, {@code alert} is one, {@code lost} says that the id which was named is not known, so that what came since must be asked for.
 */
public final class AlertStream implements Section {
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(10);

    /** Names the place before the first alert. */
    private static final String BEGINNING = "0";

    /** Stands in an id between the alert that was stored last and the number of the last decision. */
    private static final char THEN = '~';

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
        Optional<Here> known = last.flatMap(id -> place(call, id));
        if (last.isPresent() && known.isEmpty()) {
            events.send("lost", json(Map.of("after", last.get())));
        }
        Here here = known.isPresent() ? known.get() : begin(call, events);
        String id = here.id();
        Seen position = here.place();
        while (true) {
            Batch batch = feed.after(scope, position);
            List<String> said = batch.texts(call.locale(), alert -> text(scope, alert, call.locale()));
            for (int i = 0; i < said.size(); i++) {
                AlertFeed.Item each = batch.alerts().get(i);
                // What an exception hides was never raised.
                if (each.alert().status() != Status.EXCEPTED) {
                    id = each.raised() ? each.alert().id() : id;
                    events.send("alert", said.get(i), id + THEN + each.place().line());
                }
            }
            boolean more = !batch.upTo().equals(position) && !said.isEmpty();
            position = batch.upTo();
            if (!more) {
                wait(events, position);
            }
        }
    }

    /** The last alert that was stored, of those that may be seen, and how far that is. */
    private record Here(String id, Seen place) {}

    private void wait(EventStream events, Seen position) throws IOException, InterruptedException {
        while (feed.await(position, SIGN_OF_LIFE).equals(position)) {
            events.send("", "");
        }
    }

    /** Says where the stream begins: whoever has had no alert when it breaks goes on from there. */
    private static Here begin(Call call, EventStream events) throws IOException {
        Here here = call.read(session -> new Here(
                session.alerts().list(call.scope(), Filter.NONE, Optional.empty(), 1).stream()
                        .map(Alert::id)
                        .findFirst()
                        .orElse(BEGINNING),
                new Seen(session.alerts().last(), session.alerts().lastLine())));
        String id = here.id() + THEN + here.place().line();
        events.send("position", json(Map.of("after", id)), id);
        return here;
    }

    /** An alert's id alone is a place too, where nothing was opened that had been hidden before. */
    private static Optional<Here> place(Call call, String text) {
        int then = text.indexOf(THEN);
        String id = then < 0 ? text : text.substring(0, then);
        return call.read(session -> {
            OptionalLong line =
                    then < 0 ? OptionalLong.of(session.alerts().lastLine()) : number(text.substring(then + 1));
            OptionalLong sequence =
                    id.equals(BEGINNING) ? OptionalLong.of(0) : session.alerts().sequence(call.scope(), id);
            return line.isEmpty() || sequence.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Here(id, new Seen(sequence.getAsLong(), line.getAsLong())));
        });
    }

    private static OptionalLong number(String text) {
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private String text(Scope scope, Alert alert, Locale locale) {
        return json(AlertJson.of(alert.shown(scope), texts, locale));
    }

    private static String json(Map<String, ?> value) {
        return new String(Json.bytes(value), StandardCharsets.UTF_8);
    }
}
