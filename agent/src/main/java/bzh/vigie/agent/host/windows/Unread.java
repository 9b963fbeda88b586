package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.util.Optional;

/** Keeps the first reason why a service did not tell everything. Used by one thread. */
final class Unread {
    private Optional<Reading.Refused<?>> first = Optional.empty();

    void add(Refused refused) {
        add(refused.reason(), refused.what());
    }

    /** There is more than is read. */
    void tooMuch(String what) {
        add(ReasonCode.TOO_LARGE, SourceText.detail("location-too-much", what));
    }

    private void add(ReasonCode reason, String detail) {
        if (first.isEmpty()) {
            first = Optional.of(new Reading.Refused<>(reason, detail));
        }
    }

    Optional<Reading.Refused<?>> first() {
        return first;
    }
}
