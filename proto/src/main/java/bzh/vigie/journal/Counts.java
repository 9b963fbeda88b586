package bzh.vigie.journal;

import bzh.vigie.event.SourceCount;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Events per source, with the wall-clock span they cover: the summary of a block or a segment. At most 256 sources; what
 * comes after, and a name over 256 bytes of UTF-8, is counted as {@value #OTHER}. Not thread-safe.
 *
 * <pre>
 * 2 number of sources, then for each:
 *   2 length of its name | n name, UTF-8 | 8 events | 8 first | 8 last wall clock, microseconds since 1970 UTC
 * </pre>
 */
final class Counts {
    static final String OTHER = "other";
    static final int MAX_ENCODED = 2 + 257 * (2 + 256 + 24);

    private static final int MAX_SOURCES = 256;
    private static final int MAX_NAME = 256;

    private final Map<String, SourceCount> bySource = new LinkedHashMap<>();
    private int encodedSize = 2;

    void add(Collection<SourceCount> counts) {
        for (SourceCount count : counts) {
            add(count);
        }
    }

    private void add(SourceCount count) {
        SourceCount known = bySource.get(count.source());
        if (known != null) {
            bySource.put(count.source(), known.plus(count));
            return;
        }
        int name = nameLength(count);
        boolean fits = name <= MAX_NAME && bySource.size() < MAX_SOURCES;
        if (!fits && !count.source().equals(OTHER)) {
            add(new SourceCount(OTHER, count.events(), count.firstWallMicros(), count.lastWallMicros()));
            return;
        }
        bySource.put(count.source(), count);
        encodedSize += 2 + name + 24;
    }

    List<SourceCount> list() {
        return List.copyOf(bySource.values());
    }

    void clear() {
        bySource.clear();
        encodedSize = 2;
    }

    int encodedSize() {
        return encodedSize;
    }

    /** The most that adding these can add to {@link #encodedSize}. */
    static int growth(Collection<SourceCount> counts) {
        int size = 0;
        for (SourceCount count : counts) {
            size += 2 + Math.clamp(nameLength(count), OTHER.length(), MAX_NAME) + 24;
        }
        return size;
    }

    byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(encodedSize).putShort((short) bySource.size());
        for (SourceCount count : bySource.values()) {
            byte[] name = count.source().getBytes(StandardCharsets.UTF_8);
            out.putShort((short) name.length).put(name);
            out.putLong(count.events()).putLong(count.firstWallMicros()).putLong(count.lastWallMicros());
        }
        return out.array();
    }

    /** What {@link #encode} was made from; empty where the bytes are not such. */
    static List<SourceCount> decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            int sources = Short.toUnsignedInt(in.getShort());
            List<SourceCount> counts = new ArrayList<>();
            for (int i = 0; i < sources; i++) {
                byte[] name = new byte[Math.min(Short.toUnsignedInt(in.getShort()), in.remaining())];
                in.get(name);
                counts.add(new SourceCount(
                        new String(name, StandardCharsets.UTF_8), in.getLong(), in.getLong(), in.getLong()));
            }
            return counts;
        } catch (BufferUnderflowException e) {
            return List.of();
        }
    }

    private static int nameLength(SourceCount count) {
        String name = count.source();
        // Ids of sources are ASCII: encoded only where they are not.
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) > 0x7f) {
                return name.getBytes(StandardCharsets.UTF_8).length;
            }
        }
        return name.length();
    }
}
