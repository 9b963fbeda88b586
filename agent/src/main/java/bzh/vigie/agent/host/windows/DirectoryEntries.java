package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.HostText;
import bzh.vigie.agent.windows.ByteReader;
import java.util.ArrayList;
import java.util.List;

/**
 * The entries that a directory tells at a time: FILE_ID_BOTH_DIR_INFORMATION ([MS-FSCC] 2.4.22), one after another.
 *
 * <pre>
 *   0 distance to the next u32, 0 at the last · 24 last write · 32 change · 40 size u64 · 56 attributes u32
 *   60 bytes of the name u32 · 64 tag of the reparse point u32 · 96 number on the volume u64 · 104 name, UTF-16
 * </pre>
 */
final class DirectoryEntries {
    private DirectoryEntries() {}

    /** An entry by its name. */
    record Entry(String name, FileDetails details) {}

    /** Those of a buffer, without {@code .} and {@code ..}; what is damaged ends them. */
    static List<Entry> parse(byte[] buffer, long device) {
        List<Entry> entries = new ArrayList<>();
        ByteReader bytes = ByteReader.of(buffer);
        long at = 0;
        while (true) {
            bytes.seek(at);
            long next = bytes.u32();
            bytes.seek(at + 24);
            long written = FileDetails.micros(bytes.i64());
            long changed = FileDetails.micros(bytes.i64());
            long size = bytes.i64();
            bytes.seek(at + 56);
            int attributes = bytes.i32();
            long length = bytes.u32();
            int tag = bytes.i32();
            bytes.seek(at + 96);
            long number = bytes.i64();
            byte[] name = bytes.bytes(length);
            if (bytes.failed()) {
                return entries;
            }
            String text = HostText.units(name);
            if (!text.equals(".") && !text.equals("..") && !text.isEmpty()) {
                entries.add(new Entry(text, FileDetails.of(attributes, tag, size, written, changed, device, number)));
            }
            if (next == 0) {
                return entries;
            }
            at += next;
        }
    }
}
