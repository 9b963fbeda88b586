package bzh.vigie.collector.notify;

import bzh.vigie.collector.store.Store;
import bzh.vigie.text.Printable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What sinks hold back, kept in the store beside the positions of sinks: a letter is one thing for one receiver that was refused, or that
 * waits to be sent. It is tried again with growing waits; after so many refusals it is dead, and stays until a person has it sent again.
 * All within the transaction of the session.
 */
public final class Letters {
    static final String POSITION = "notify";
    private static final String DOWN = "notify-down";
    private static final String REACHED = "notify-reached";
    private static final String LETTER = "notify-letter:";
    private static final Duration FIRST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int VERSION = 1;

    private Letters() {}

    /**
     * A letter.
     *
     * @param id within its sink
     * @param tries how often it was refused
     * @param dead it is not tried any more by itself
     * @param made when it was held back first
     * @param next when it is tried again
     * @param reason of the last refusal; empty before the first
     * @param body what is sent, as the sink made it
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes for one sink, compared by nobody
    public record Letter(String id, int tries, boolean dead, Instant made, Instant next, String reason, byte[] body) {
        /** One that was never tried. */
        static Letter fresh(String id, Instant now, byte[] body) {
            return new Letter(id, 0, false, now, now, "", body);
        }

        /** The same after one more refusal. */
        Letter refused(String why, Instant now, int most) {
            Duration wait = FIRST.multipliedBy(1L << Math.min(tries, 10));
            return new Letter(
                    id,
                    tries + 1,
                    tries + 1 >= most,
                    made,
                    now.plus(wait.compareTo(LONGEST) > 0 ? LONGEST : wait),
                    Printable.line(why, 300),
                    body);
        }

        /** The same as if it had never been tried. */
        Letter again(Instant now) {
            return new Letter(id, 0, false, made, now, reason, body);
        }
    }

    /**
     * How a sink is.
     *
     * @param behind places in the order of alerts that it has not got to
     * @param reached when something was taken last; empty where nothing was, or not since that is noted
     * @param down since the last delivery: when and why it failed, and how often; empty where it did not
     */
    public record State(
            String sink, long behind, Optional<Instant> reached, Optional<String> down, List<Letter> letters) {
        public State {
            letters = List.copyOf(letters);
        }

        public List<Letter> dead() {
            return letters.stream().filter(Letter::dead).toList();
        }
    }

    /** Every sink that ever delivered or tried to, also those that are configured no more. */
    public static List<State> states(Store.Session session) {
        List<State> states = new ArrayList<>();
        long last = session.alerts().last();
        session.progress()
                .states(POSITION)
                .forEach((sink, position) -> states.add(new State(
                        sink,
                        Math.max(0, last - Courier.sequence(position)),
                        session.progress()
                                .state(REACHED, sink)
                                .map(bytes -> Instant.ofEpochMilli(
                                        ByteBuffer.wrap(bytes).getLong())),
                        session.progress().state(DOWN, sink).map(bytes -> new String(bytes, StandardCharsets.UTF_8)),
                        of(session, sink))));
        return states;
    }

    /** Has the dead letters of a sink tried again soon; gives how many. */
    public static int resend(Store.Session session, String sink, Instant now) {
        List<Letter> dead = of(session, sink).stream().filter(Letter::dead).toList();
        dead.forEach(letter -> put(session, sink, letter.again(now)));
        return dead.size();
    }

    /** Has these dead letters of a sink tried again soon; gives how many. */
    public static int resend(Store.Session session, String sink, Set<String> ids, Instant now) {
        List<Letter> dead = dead(session, sink, ids);
        dead.forEach(letter -> put(session, sink, letter.again(now)));
        return dead.size();
    }

    /** Gives up these dead letters of a sink: they are sent no more, the alerts stay where they are. Gives how many. */
    public static int giveUp(Store.Session session, String sink, Set<String> ids) {
        List<Letter> dead = dead(session, sink, ids);
        dead.forEach(letter -> forget(session, sink, letter.id()));
        return dead.size();
    }

    private static List<Letter> dead(Store.Session session, String sink, Set<String> ids) {
        return of(session, sink).stream()
                .filter(letter -> letter.dead() && ids.contains(letter.id()))
                .toList();
    }

    static List<Letter> of(Store.Session session, String sink) {
        return session.progress().states(LETTER + sink).entrySet().stream()
                .map(each -> read(each.getKey(), each.getValue()))
                .toList();
    }

    /** Keeps a letter in place of the one with its id. */
    public static void put(Store.Session session, String sink, Letter letter) {
        session.progress().state(LETTER + sink, letter.id(), written(letter));
    }

    static void forget(Store.Session session, String sink, String id) {
        session.progress().forget(LETTER + sink, id);
    }

    /** Notes that something was taken. */
    static void reached(Store.Session session, String sink, Instant now) {
        session.progress()
                .state(
                        REACHED,
                        sink,
                        ByteBuffer.allocate(Long.BYTES)
                                .putLong(now.toEpochMilli())
                                .array());
    }

    static void down(Store.Session session, String sink, String how) {
        session.progress().state(DOWN, sink, how.getBytes(StandardCharsets.UTF_8));
    }

    static void up(Store.Session session, String sink) {
        session.progress().forget(DOWN, sink);
    }

    /** Version, tries, dead, made and next in milliseconds, reason, length and bytes of the body. */
    private static byte[] written(Letter letter) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeInt(letter.tries());
            out.writeBoolean(letter.dead());
            out.writeLong(letter.made().toEpochMilli());
            out.writeLong(letter.next().toEpochMilli());
            out.writeUTF(letter.reason());
            out.writeInt(letter.body().length);
            out.write(letter.body());
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    private static Letter read(String id, byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readByte();
            if (version != VERSION) {
                throw new IOException("a letter of version " + version);
            }
            int tries = in.readInt();
            boolean dead = in.readBoolean();
            Instant made = Instant.ofEpochMilli(in.readLong());
            Instant next = Instant.ofEpochMilli(in.readLong());
            String reason = in.readUTF();
            return new Letter(id, tries, dead, made, next, reason, in.readNBytes(in.readInt()));
        } catch (IOException e) {
            throw new UncheckedIOException("a letter in the store cannot be read: " + e.getMessage(), e);
        }
    }
}
