package bzh.vigie.collector.detect;

import bzh.vigie.event.Event;
import bzh.vigie.text.Printable;
import bzh.vigie.wire.EventReader;
import bzh.vigie.wire.MalformedBatchException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * A batch that is taken out of its wrapping piece by piece: inflated and decoded no further than to the event that is next, so that reading it
 * can be interrupted. Never throws on what an agent sent.
 */
final class Opening implements AutoCloseable {
    private final InputStream inflated;
    private final EventReader reader;
    private int index;

    Opening(Delivered.Payload payload) {
        inflated = payload.inflate();
        reader = new EventReader(inflated);
    }

    /** The next part of a batch. */
    sealed interface Piece {
        /** An event. */
        record One(Event event) implements Piece {}

        /** Nothing: it was read to its end. */
        record End() implements Piece {}

        /** No event, nor any after it, and why: one line of at most 200 characters, since it is kept for as long as the coverage. */
        record Malformed(String reason) implements Piece {
            private static final int LONGEST = 200;

            public Malformed {
                reason = Printable.line(reason, LONGEST);
            }
        }
    }

    /** Index of the event that is next. */
    int index() {
        return index;
    }

    /** Reads on. */
    Piece next() {
        try {
            Optional<Event> event = reader.next();
            if (event.isEmpty()) {
                return new Piece.End();
            }
            index++;
            return new Piece.One(event.get());
        } catch (MalformedBatchException e) {
            return new Piece.Malformed("not a batch of events: " + e.getMessage());
        } catch (IOException e) {
            return new Piece.Malformed(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // The codec refuses what it does not know; what it did not think of is refused too, and stops nothing.
            return new Piece.Malformed("not a batch of events: " + e.getClass().getSimpleName());
        }
    }

    @Override
    public void close() {
        try {
            inflated.close();
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory", e);
        }
    }
}
