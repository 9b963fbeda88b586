package bzh.vigie.collector.console.route;

import bzh.vigie.collector.store.Alerts.Closing;
import bzh.vigie.collector.store.Alerts.Move;
import bzh.vigie.collector.store.Alerts.Step;
import java.util.Optional;

/** A step in the life of an alert, as a form asks for it: of one alert, or of many. */
public final class MoveForm {
    private MoveForm() {}

    /** The step, with what it asks for; empty, and the fields wrong, where that is not there. */
    public static Optional<Move> read(Step step, Form form) {
        return switch (step) {
            case ACKNOWLEDGED, REOPENED, UNDONE -> Optional.of(Move.of(step));
            case COMMENTED -> {
                form.required("reason", 2_000);
                yield form.bad() ? Optional.empty() : Optional.of(Move.of(step));
            }
            case ASSIGNED -> {
                String person = form.required("assignee", 200);
                yield form.bad() ? Optional.empty() : Optional.of(Move.assign(person));
            }
            case CLOSED -> {
                Optional<Closing> closing = form.oneOf("closing", Closing.class);
                if (closing.equals(Optional.of(Closing.OTHER))) {
                    form.required("reason", 2_000);
                }
                yield form.bad() ? Optional.empty() : closing.map(Move::close);
            }
        };
    }
}
