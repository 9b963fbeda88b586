package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.ServiceRow;
import bzh.vigie.agent.host.ServiceRow.Settings;
import bzh.vigie.agent.windows.ByteReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the service manager answers, 64 bits (winsvc.h): texts end with a zero and lie behind the structures, in the same
 * buffer.
 *
 * <pre>
 *   ENUM_SERVICE_STATUS_PROCESSW  0 name ptr · 8 display name ptr · 16 type u32 · 20 state u32 · … 56 bytes
 *   QUERY_SERVICE_CONFIGW         0 type u32 · 4 start u32 · 16 image ptr · 48 account ptr · … 64 bytes
 * </pre>
 *
 * A pointer out of the buffer gives no text, and a service without a name none. Pure.
 */
final class ServiceEntries {
    private static final int ENTRY = 56;
    private static final int SETTINGS = 64;
    private static final int LONGEST_NAME = 256;
    private static final int LONGEST_TEXT = 32_767;

    private ServiceEntries() {}

    /**
     * The services of a list, without settings.
     *
     * @param address where the bytes lay when they were written, which is what their pointers are about
     * @param count how many there are said to be
     */
    static List<ServiceRow> list(byte[] bytes, long address, int count) {
        List<ServiceRow> rows = new ArrayList<>();
        for (int i = 0; i < count && (i + 1L) * ENTRY <= bytes.length; i++) {
            ByteReader entry = at(bytes, i * ENTRY);
            String name = text(bytes, address, entry.i64(), LONGEST_NAME);
            entry.skip(8);
            int type = entry.i32();
            int state = entry.i32();
            if (!name.isEmpty()) {
                rows.add(new ServiceRow(name, type, state, Optional.empty()));
            }
        }
        return rows;
    }

    /** The settings of a service; empty where the bytes are too few. */
    static Optional<Settings> settings(byte[] bytes, long address) {
        if (bytes.length < SETTINGS) {
            return Optional.empty();
        }
        ByteReader fields = ByteReader.of(bytes);
        int type = fields.i32();
        int start = fields.i32();
        String image = text(bytes, address, at(bytes, 16).i64(), LONGEST_TEXT);
        return Optional.of(new Settings(
                type, start, image, text(bytes, address, at(bytes, 48).i64(), LONGEST_NAME)));
    }

    private static ByteReader at(byte[] bytes, int place) {
        ByteReader reader = ByteReader.of(bytes);
        reader.seek(place);
        return reader;
    }

    private static String text(byte[] bytes, long address, long pointer, int limit) {
        long place = pointer - address;
        if (pointer == 0 || place < 0 || place >= bytes.length) {
            return "";
        }
        return at(bytes, (int) place).utf16z(limit);
    }
}
