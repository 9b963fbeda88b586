package bzh.vigie.collector.detect;

import bzh.vigie.event.Event;
import bzh.vigie.text.Printable;
import bzh.vigie.wire.EventCodec;
import bzh.vigie.wire.MalformedBatchException;
import java.io.IOException;
import java.util.List;

/** A batch taken out of its wrapping: its events, or why it cannot be. */
sealed interface Opening {
    /** The events, in order. */
    record Events(List<Event> events) implements Opening {}

    /** Not a batch, and why: one line of at most 200 characters, since it is kept for as long as the coverage. */
    record Malformed(String reason) implements Opening {
        private static final int LONGEST = 200;

        public Malformed {
            reason = Printable.line(reason, LONGEST);
        }
    }

    /** Inflates and decodes; never throws on what an agent sent. */
    static Opening open(Delivered.Payload payload) {
        try {
            return new Events(EventCodec.decode(payload.inflate()));
        } catch (MalformedBatchException e) {
            return new Malformed("not a batch of events: " + e.getMessage());
        } catch (IOException e) {
            return new Malformed(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // The codec refuses what it does not know; what it did not think of is refused too, and stops nothing.
            return new Malformed("not a batch of events: " + e.getClass().getSimpleName());
        }
    }
}
