package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.event.Item.Signature;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Whether a kernel module's file ends in a signature (Documentation/admin-guide/module-signing.rst, "Signed modules and
 * stripping"). Whose it is is not checked: one that is there is unknown. A compressed module's is not seen.
 */
final class ModuleSignatures {
    private static final byte[] TRAILER = "~Module signature appended~\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};
    private static final int LIMIT = 32 << 20;

    private final Files files;

    ModuleSignatures(Files files) {
        this.files = files;
    }

    Signature of(HostPath module) {
        return files.read(module, LIMIT)
                .ifFound()
                .map(Files.Content::bytes)
                .filter(bytes -> startsWith(bytes, ELF))
                .map(bytes -> endsWith(bytes, TRAILER) ? Signature.UNKNOWN : Signature.UNSIGNED)
                .orElse(Signature.NOT_CHECKED);
    }

    private static boolean startsWith(byte[] bytes, byte[] start) {
        return bytes.length >= start.length && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
    }

    private static boolean endsWith(byte[] bytes, byte[] end) {
        int from = bytes.length - end.length;
        return from >= 0 && Arrays.equals(bytes, from, bytes.length, end, 0, end.length);
    }
}
