package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.StoreException;
import bzh.vigie.collector.store.StoreException.Fault;
import bzh.vigie.event.ItemTimes;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * Entries as the bytes of a column.
 *
 * <pre>
 * blob   = version (1 byte) · form (1 byte: 0 plain, 1 zstd) · length of body before compression (varint) · body
 * body   = count (varint) · column × 11, in version 1 × 9
 * column = per entry the difference to the same column of the entry before (of the first: to 0), zigzag varint
 * </pre>
 *
 * Columns: key, item, shape, firstSeen, since, lastSeen − since, reading, modified, until, last logon, password set. Times that
 * are absent and {@code until} of what is there are {@link Long#MIN_VALUE} and 0. Entries are in the order of their keys, where
 * most differences are small and most times the same: 10,000 entries of a first listing take about 3 bytes each.
 */
final class EntryCodec {
    private static final byte VERSION = 2;
    private static final int COLUMNS = 11;
    private static final int COLUMNS_OF_1 = 9;
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
            if (version < 1 || version > VERSION || form < 0 || form > 1 || length < 0 || length > LARGEST) {
                throw damaged(new IllegalArgumentException("header " + version + " " + form + " " + length));
            }
            byte[] rest = new byte[in.remaining()];
            in.get(rest);
            ByteBuffer body = ByteBuffer.wrap(form == 1 ? Zstd.decompress(rest, (int) length) : rest);
            return entries(body, version == 1 ? COLUMNS_OF_1 : COLUMNS);
        } catch (BufferUnderflowException | ZstdException e) {
            throw damaged(e);
        }
    }

    private static List<Entry> entries(ByteBuffer body, int stored) {
        int count = Math.toIntExact(get(body));
        if (count > body.remaining()) {
            throw damaged(new IllegalArgumentException("count " + count));
        }
        long[][] columns = new long[COLUMNS][count];
        for (int c = stored; c < COLUMNS; c++) {
            Arrays.fill(columns[c], Long.MIN_VALUE);
        }
        for (long[] column : Arrays.asList(columns).subList(0, stored)) {
            long value = 0;
            for (int i = 0; i < count; i++) {
                long zigzag = get(body);
                value += (zigzag >>> 1) ^ -(zigzag & 1);
                column[i] = value;
            }
        }
        List<Entry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            entries.add(new Entry(
                    columns[0][i],
                    columns[1][i],
                    columns[2][i],
                    columns[3][i],
                    columns[4][i],
                    columns[4][i] + columns[5][i],
                    columns[6][i],
                    new ItemTimes(time(columns[7][i]), time(columns[9][i]), time(columns[10][i])),
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
            case 7 -> entry.times().modifiedMicros().orElse(Long.MIN_VALUE);
            case 8 -> entry.until() == Entry.THERE ? 0 : entry.until();
            case 9 -> entry.times().lastLogonMicros().orElse(Long.MIN_VALUE);
            default -> entry.times().passwordSetMicros().orElse(Long.MIN_VALUE);
        };
    }

    private static OptionalLong time(long stored) {
        return stored == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(stored);
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
