package bzh.vigie.agent.windows.wmi;

import bzh.vigie.agent.host.Bytes;
import java.io.IOException;
import java.util.Arrays;

/** Pages of 8,192 bytes of a file of the repository, by their number in the mapping. */
final class PagedFile {
    static final int PAGE = 8_192;

    private final Bytes bytes;
    final Mapping.Table table;
    private int unreadable;

    PagedFile(Bytes bytes, Mapping.Table table) {
        this.bytes = bytes;
        this.table = table;
    }

    /** How many pages could not be read: not mapped, beyond the end of the file, or refused. */
    int unreadable() {
        return unreadable;
    }

    /** That page, empty where it cannot be read. */
    byte[] page(long number) {
        int page = table.page(number);
        if (page < 0) {
            unreadable++;
            return new byte[0];
        }
        byte[] read = new byte[PAGE];
        try {
            int got = bytes.read((long) page * PAGE, read);
            if (got == PAGE) {
                return read;
            }
            unreadable++;
            return Arrays.copyOf(read, Math.max(got, 0));
        } catch (IOException e) {
            unreadable++;
            return new byte[0];
        }
    }
}
