package bzh.vigie.collector.ingest;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.event.Moment;
import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.Deflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * One batch as it was received: a record of the ingest log. All numbers are big-endian:
 *
 * <pre>
 *   version    u8    1
 *   received   i64   microseconds since 1970 UTC on the collector's clock
 *   agent      16    the UUID
 *   commune    5     INSEE code, ASCII
 *   address    u8 + that many bytes of ASCII: where the connection came from, without the port
 *   skew       i64   host clock minus collector clock, microseconds, as estimated then
 *   epoch      16
 *   lane       u8    1 to 3; 0: made by the collector itself
 *   number     u64
 *   inflated   u32   size of the batch once inflated, at most 8 MiB
 *   deflated         the rest: zlib (RFC 1950) of a vigie.v1.EventBatch
 * </pre>
 *
 * The batch is kept as the agent deflated it: nothing of it is looked at before detection reads the log.
 *
 * @param number 1 or more; (agent, epoch, lane, number) names the batch, and with an index each of its events
 * @param inflatedSize as declared by the sender
 */
public record Received(
        Instant received,
        Lane lane,
        Commune commune,
        String address,
        long skewMicros,
        long number,
        int inflatedSize,
        ByteString deflated) {
    /** Most bytes of a batch once inflated (uplink.proto). */
    public static final int MAX_INFLATED = 8 * 1024 * 1024;

    private static final int VERSION = 1;
    private static final int FIXED = 1 + 8 + 16 + 5 + 1 + 8 + 16 + 1 + 8 + 4;
    private static final int MAX_ADDRESS = 64;
    private static final int LEAST_WEIGHT = 1_024;

    public Received {
        if (number < 1 || inflatedSize < 0 || inflatedSize > MAX_INFLATED || address.length() > MAX_ADDRESS) {
            throw new IllegalArgumentException("a batch has a number from 1 and inflates to at most 8 MiB");
        }
    }

    public AgentId agent() {
        return lane.agent();
    }

    /** What it holds of the backlog until it is judged: its bytes, and a small one as much as it costs to keep in mind. */
    public long weight() {
        return Math.max(LEAST_WEIGHT, deflated.size());
    }

    /** Whether this collector made it, which no agent can forge. */
    public boolean madeHere() {
        return lane.lane() == Lane.COLLECTOR;
    }

    /** What the id of each of its events begins with; the index in the batch follows. Never changes. */
    public String eventIdPrefix() {
        return agent() + "/" + lane.epoch() + "/" + lane.lane() + "/" + number + "/";
    }

    /** The record's bytes. */
    public byte[] encode() {
        byte[] from = address.getBytes(StandardCharsets.US_ASCII);
        UUID agent = UUID.fromString(agent().text());
        ByteBuffer out = ByteBuffer.allocate(FIXED + from.length + deflated.size());
        out.put((byte) VERSION).putLong(micros(received));
        out.putLong(agent.getMostSignificantBits()).putLong(agent.getLeastSignificantBits());
        out.put(commune.insee().getBytes(StandardCharsets.US_ASCII));
        out.put((byte) from.length).put(from);
        out.putLong(skewMicros).put(HexFormat.of().parseHex(lane.epoch())).put((byte) lane.lane());
        out.putLong(number).putInt(inflatedSize);
        deflated.copyTo(out);
        return out.array();
    }

    /** Reads a record's bytes; empty where they are none of this version. */
    public static Optional<Received> decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            if (in.get() != VERSION) {
                return Optional.empty();
            }
            Instant received = Moment.instant(in.getLong());
            AgentId agent = new AgentId(new UUID(in.getLong(), in.getLong()).toString());
            Commune commune = new Commune(ascii(in, 5));
            String address = ascii(in, in.get() & 0xff);
            long skew = in.getLong();
            byte[] epoch = new byte[16];
            in.get(epoch);
            Lane lane = new Lane(agent, HexFormat.of().formatHex(epoch), in.get());
            return Optional.of(new Received(
                    received, lane, commune, address, skew, in.getLong(), in.getInt(), ByteString.copyFrom(in)));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The batch, inflated as it is read. Reading fails where it is no zlib data of exactly the declared size. */
    public InputStream inflate() {
        return new Inflated(new InflaterInputStream(deflated.newInput()), inflatedSize);
    }

    /** Zlib data that is to have exactly that many bytes. */
    private static final class Inflated extends FilterInputStream {
        private final int declared;
        private int size;

        Inflated(InputStream in, int declared) {
            super(in);
            this.declared = declared;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                int got = super.read(bytes, offset, length);
                size += Math.max(0, got);
                if (size > declared || (got < 0 && size < declared)) {
                    throw new IOException("the batch does not inflate to the " + declared + " bytes it declared");
                }
                return got;
            } catch (ZipException | EOFException e) {
                throw new IOException("the batch is not zlib data", e);
            }
        }
    }

    /** Deflates a batch as agents do. */
    public static ByteString deflate(byte[] batch) {
        try (Deflater deflater = new Deflater()) {
            deflater.setInput(batch);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream(Math.max(64, batch.length / 3));
            byte[] chunk = new byte[8_192];
            while (!deflater.finished()) {
                out.write(chunk, 0, deflater.deflate(chunk));
            }
            return ByteString.copyFrom(out.toByteArray());
        }
    }

    private static String ascii(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private static long micros(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
    }
}
