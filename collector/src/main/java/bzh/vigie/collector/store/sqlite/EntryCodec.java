package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.StoreException;
import bzh.vigie.collector.store.StoreException.Fault;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Entries as the bytes of a column.
 *
 * <pre>
 * blob   = version 1 (1 byte) · form (1 byte: 0 plain, 1 zstd) · length of body before compression (varint) · body
 * body   = count (varint) · column × 9
 * column = per entry the difference to the same column of the entry before (of the first: to 0), zigzag varint
 * </pre>
 *
 * Columns: key, item, shape, firstSeen, since, lastSeen − since, reading, modified, until. {@code modified} absent and
 * {@code until} of what is there are {@link Long#MIN_VALUE} and 0. Entries are in the order of their keys, where most
 * differences are small and most times the same: 10,000 entries of a first listing take about 3 bytes each.
 */
final class EntryCodec {
    private static final byte VERSION = 1;
    private static final int COLUMNS = 9;
    private static final int WORTH_COMPRESSING = 96;
    private static final int LARGEST = 256 << 20;

    private EntryCodec() {}

    static byte[] encode(List<Entry> entries) {
        ByteArrayOutputStream body = new ByteArrayOutputStream(16 + entries.size() * 12);
        put(body, entries.size());
        for (int column = 0; column < COLUMNS; column++) {
            long before = 0;
            for (Entry entry : entries) {
                long value = value(entry, column);
                long difference = value - before;
                put(body, (difference << 1) ^ (difference >> 63));
                before = value;
            }
        }
        byte[] plain = body.toByteArray();
        boolean compress = plain.length >= WORTH_COMPRESSING;
        byte[] stored = compress ? Zstd.compress(plain, 3) : plain;
        ByteArrayOutputStream blob = new ByteArrayOutputStream(stored.length + 8);
        blob.write(VERSION);
        blob.write(compress ? 1 : 0);
        put(blob, plain.length);
        blob.writeBytes(stored);
        return blob.toByteArray();
    }

    static List<Entry> decode(byte[] blob) {
        try {
            ByteBuffer in = ByteBuffer.wrap(blob);
            byte version = in.get();
            byte form = in.get();
            long length = get(in);
            if (version != VERSION || form < 0 || form > 1 || length < 0 || length > LARGEST) {
                throw damaged(new IllegalArgumentException("header " + version + " " + form + " " + length));
            }
            byte[] rest = new byte[in.remaining()];
            in.get(rest);
            return entries(ByteBuffer.wrap(form == 1 ? Zstd.decompress(rest, (int) length) : rest));
        } catch (BufferUnderflowException | ZstdException e) {
            throw damaged(e);
        }
    }

    private static List<Entry> entries(ByteBuffer body) {
        int count = Math.toIntExact(get(body));
        if (count > body.remaining()) {
            throw damaged(new IllegalArgumentException("count " + count));
        }
        long[][] columns = new long[COLUMNS][count];
        for (long[] column : columns) {
            long value = 0;
            for (int i = 0; i < count; i++) {
                long zigzag = get(body);
                value += (zigzag >>> 1) ^ -(zigzag & 1);
                column[i] = value;
            }
        }
        List<Entry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            long modified = columns[7][i];
            entries.add(new Entry(
                    columns[0][i],
                    columns[1][i],
                    columns[2][i],
                    columns[3][i],
                    columns[4][i],
                    columns[4][i] + columns[5][i],
                    columns[6][i],
                    modified == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(modified),
                    columns[8][i] == 0 ? Entry.THERE : columns[8][i]));
        }
        return entries;
    }

    private static long value(Entry entry, int column) {
        return switch (column) {
            case 0 -> entry.key();
            case 1 -> entry.item();
            case 2 -> entry.shape();
            case 3 -> entry.firstSeen();
            case 4 -> entry.since();
            case 5 -> entry.lastSeen() - entry.since();
            case 6 -> entry.reading();
            case 7 -> entry.modified().orElse(Long.MIN_VALUE);
            default -> entry.until() == Entry.THERE ? 0 : entry.until();
        };
    }

    private static void put(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private static long get(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte b = in.get();
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw damaged(new IllegalArgumentException("number of more than 10 bytes"));
    }

    private static StoreException damaged(Exception cause) {
        return new StoreException(
                Fault.DAMAGED, "The store holds a damaged inventory: restore it from a backup.", cause);
    }
}
