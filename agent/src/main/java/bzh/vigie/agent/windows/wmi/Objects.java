package bzh.vigie.agent.windows.wmi;

import bzh.vigie.agent.windows.ByteReader;
import java.util.Arrays;

/**
 * The records of OBJECTS.DATA.
 *
 * <pre>
 * page  entries: u32 id, u32 place in the page, u32 bytes, u32 CRC; one of zeros ends them; then the records
 * a record that is larger than the rest of its page goes on in the next pages, which then have no entries
 * </pre>
 *
 * <p>Sources: libyal/dtformats "WMI repository file format"; flare-wmi.
 */
final class Objects {
    private static final int MAX_RECORD = 1 << 20;
    private static final int MAX_ENTRIES = PagedFile.PAGE / 16;

    private final PagedFile file;

    Objects(PagedFile file) {
        this.file = file;
    }

    /** The record that the end of a key names, as far as it can be read; empty where it cannot. */
    byte[] record(long page, long id, long size) {
        if (size <= 0 || size > MAX_RECORD) {
            return new byte[0];
        }
        byte[] first = file.page(page);
        ByteReader in = ByteReader.of(first);
        for (int i = 0; i < MAX_ENTRIES && in.remaining() >= 16; i++) {
            long entry = in.u32();
            long place = in.u32();
            long bytes = in.u32();
            in.skip(4);
            if (entry == 0 && place == 0 && bytes == 0) {
                break;
            }
            if (entry == id && place < first.length) {
                return joined(first, (int) place, page, (int) Math.min(size, bytes));
            }
        }
        return new byte[0];
    }

    private byte[] joined(byte[] first, int place, long page, int size) {
        byte[] record = new byte[size];
        int done = Math.min(size, first.length - place);
        System.arraycopy(first, place, record, 0, done);
        for (long next = page + 1; done < size; next++) {
            byte[] more = file.page(next);
            int length = Math.min(size - done, more.length);
            if (length == 0) {
                return Arrays.copyOf(record, done);
            }
            System.arraycopy(more, 0, record, done, length);
            done += length;
        }
        return record;
    }
}
