package bzh.vigie.collector.detect;

import bzh.vigie.event.Event;
import bzh.vigie.wire.EventCodec;
import bzh.vigie.wire.MalformedBatchException;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** A batch taken out of its wrapping: its events, or why it cannot be. */
sealed interface Opening {
    /** The events, in order. */
    record Events(List<Event> events) implements Opening {}

    /** Not a batch; the reason is ours, never text of the host. */
    record Malformed(String reason) implements Opening {}

    /** Largest batch once inflated (DESIGN.md 5.1). */
    int MAX_INFLATED = 8 << 20;

    /** Inflates no further than the declared size, and that only up to the bound. */
    static Opening open(Delivered.Payload payload) {
        int size = payload.inflatedSize();
        if (size <= 0 || size > MAX_INFLATED) {
            return new Malformed("declared size " + size + ", must be 1 to " + MAX_INFLATED);
        }
        byte[] inflated = new byte[size];
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(payload.deflated());
            int done = 0;
            while (done < size && !inflater.finished()) {
                int more = inflater.inflate(inflated, done, size - done);
                if (more == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    break;
                }
                done += more;
            }
            // One byte more than declared would be a lie; the end may still stand after the last byte.
            if (done != size || (!inflater.finished() && inflater.inflate(new byte[1]) != 0) || !inflater.finished()) {
                return new Malformed("inflates to another size than the declared " + size);
            }
            return new Events(EventCodec.decode(inflated));
        } catch (DataFormatException e) {
            return new Malformed("not a zlib stream");
        } catch (MalformedBatchException e) {
            return new Malformed("not a batch of events: " + e.getMessage());
        } finally {
            inflater.end();
        }
    }
}
