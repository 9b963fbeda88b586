package bzh.vigie.agent.windows.wmi;

import bzh.vigie.agent.host.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** Instances in OBJECTS.DATA found by the digest of their class, in any page, whatever index and mapping say; in the first 512 MiB. */
final class Carving {
    private static final int CHUNK = 1 << 20;
    private static final int MAX_RECORD = 64 << 10;
    private static final int MAX_FOUND = 10_000;
    private static final long MAX_FILE = 512L << 20;

    private Carving() {}

    /** Gives the bytes from each digest on to that consumer; of a record that goes on in another page, only its beginning. */
    static void search(Bytes data, Form form, BiConsumer<Layout, byte[]> found) {
        Map<Layout, byte[]> digests = new EnumMap<>(Layout.class);
        for (Layout layout : Layout.values()) {
            if (layout != Layout.NAMESPACE) {
                digests.put(layout, form.digest(layout.className).getBytes(StandardCharsets.UTF_16LE));
            }
        }
        try {
            long size = Math.min(data.size(), MAX_FILE);
            byte[] chunk = new byte[CHUNK + MAX_RECORD];
            int count = 0;
            for (long start = 0; start < size && count < MAX_FOUND; start += CHUNK) {
                int length = data.read(start, chunk);
                for (int i = 0; i < Math.min(CHUNK, length - 4); i++) {
                    if (chunk[i + 1] == 0
                            && chunk[i + 3] == 0
                            && isHexadecimal(chunk[i])
                            && isHexadecimal(chunk[i + 2])) {
                        count += at(chunk, i, length, digests, found);
                    }
                }
            }
        } catch (IOException e) {
            // what could be read has been given already; the repository counts as damaged anyway
        }
    }

    private static int at(
            byte[] chunk, int place, int length, Map<Layout, byte[]> digests, BiConsumer<Layout, byte[]> found) {
        for (Map.Entry<Layout, byte[]> each : digests.entrySet()) {
            byte[] digest = each.getValue();
            if (place + digest.length <= length
                    && Arrays.equals(chunk, place, place + digest.length, digest, 0, digest.length)) {
                found.accept(each.getKey(), Arrays.copyOfRange(chunk, place, Math.min(length, place + MAX_RECORD)));
                return 1;
            }
        }
        return 0;
    }

    private static boolean isHexadecimal(byte b) {
        return (b >= '0' && b <= '9') || (b >= 'A' && b <= 'F');
    }
}
