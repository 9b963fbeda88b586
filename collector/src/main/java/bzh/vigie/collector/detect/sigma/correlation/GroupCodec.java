package bzh.vigie.collector.detect.sigma.correlation;

import bzh.vigie.collector.detect.sigma.Correlation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * A group as bytes, deflated:
 *
 * <pre>
 * u8 version (1)
 * text scope, list of text values
 * i64 newest, held, judged, touched     microseconds
 * i32 entries, each:
 *   i64 micros, text id, u8 rule, text value, number, list of text carried
 * text:   i32 length, bytes of UTF-8
 * number: i32 scale, i32 length, bytes of the unscaled value
 * list:   u8 size, then each
 * </pre>
 */
final class GroupCodec {
    private static final int VERSION = 1;
    /** Texts are bounded before they get into an entry. */
    private static final int MOST_BYTES = 1 << 16;

    private GroupCodec() {}

    static byte[] encode(Group group) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes, deflater, 4_096))) {
            out.writeByte(VERSION);
            text(out, group.scope());
            texts(out, group.values());
            out.writeLong(group.newest());
            out.writeLong(group.held());
            out.writeLong(group.judged());
            out.writeLong(group.touched());
            out.writeInt(group.size());
            for (Entry entry : group.entries()) {
                out.writeLong(entry.micros());
                text(out, entry.id());
                out.writeByte(entry.rule());
                text(out, entry.value());
                out.writeInt(entry.number().scale());
                bytes(out, entry.number().unscaledValue().toByteArray());
                texts(out, entry.carried());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        } finally {
            deflater.end();
        }
        return bytes.toByteArray();
    }

    /** The group; empty where the bytes are not one of this correlation within these limits. */
    static Optional<Group> decode(Correlation correlation, Limits limits, byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(bytes)))) {
            if (in.readUnsignedByte() != VERSION) {
                return Optional.empty();
            }
            String scope = text(in);
            List<String> values = texts(in);
            long newest = in.readLong();
            long held = in.readLong();
            long judged = in.readLong();
            long touched = in.readLong();
            int size = in.readInt();
            if (size < 0
                    || size > limits.entriesOfGroup()
                    || values.size() != correlation.groupBy().size()) {
                return Optional.empty();
            }
            List<Entry> entries = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                entries.add(entry(in));
            }
            entries.sort(Entry.IN_TIME);
            boolean fits = entries.stream()
                    .allMatch(entry -> entry.rule() < correlation.rules().size());
            return fits
                    ? Optional.of(new Group(correlation, limits, scope, values, entries, newest, held, judged, touched))
                    : Optional.empty();
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Entry entry(DataInputStream in) throws IOException {
        long micros = in.readLong();
        String id = text(in);
        int rule = in.readUnsignedByte();
        String value = text(in);
        int scale = in.readInt();
        BigDecimal number = new BigDecimal(new BigInteger(bytes(in)), scale);
        return new Entry(micros, id, rule, value, number, texts(in));
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        bytes(out, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static void texts(DataOutputStream out, List<String> texts) throws IOException {
        out.writeByte(texts.size());
        for (String text : texts) {
            text(out, text);
        }
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(bytes(in), java.nio.charset.StandardCharsets.UTF_8);
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MOST_BYTES) {
            throw new IOException("a text of " + length + " bytes");
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }

    private static List<String> texts(DataInputStream in) throws IOException {
        int size = in.readUnsignedByte();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            texts.add(text(in));
        }
        return texts;
    }
}
