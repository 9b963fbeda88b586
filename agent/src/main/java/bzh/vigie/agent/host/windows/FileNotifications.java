package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.HostText;
import bzh.vigie.agent.windows.ByteReader;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What changed in a directory: FILE_NOTIFY_INFORMATION ([MS-FSCC] 2.7.1), one after another. Pure.
 *
 * <pre>
 *   0 distance to the next u32, 0 at the last · 4 action u32 · 8 bytes of the name u32 · 12 name, UTF-16
 * </pre>
 */
final class FileNotifications {
    private FileNotifications() {}

    /** The names that something happened to, each once; what is damaged ends them. */
    static Set<String> names(byte[] buffer) {
        Set<String> names = new LinkedHashSet<>();
        ByteReader bytes = ByteReader.of(buffer);
        long at = 0;
        while (true) {
            bytes.seek(at);
            long next = bytes.u32();
            bytes.skip(4);
            byte[] name = bytes.bytes(bytes.u32());
            if (bytes.failed()) {
                return names;
            }
            String text = HostText.units(name);
            if (!text.isEmpty()) {
                names.add(text);
            }
            if (next == 0) {
                return names;
            }
            at += next;
        }
    }
}
