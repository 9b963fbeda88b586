package bzh.vigie.installers;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes Registry.pol, what Group Policy puts into the registry:
 *
 * <pre>
 * "PReg" u32 1, then entries in UTF-16: [ key 0 ; value 0 ; u32 type ; u32 bytes ; data ]
 * </pre>
 *
 * <p>Source: Microsoft "Registry Policy File Format". The agent's own reader of it is {@code RegistryPolicy}.
 */
final class RegistryPol {
    private static final int SIGNATURE = 0x6765_5250;
    private static final int VERSION = 1;
    private static final int TEXT = 1;
    private static final int NUMBER = 4;

    private RegistryPol() {}

    /** The bytes of a file with these values, in this order. */
    static byte[] of(List<RegistryValue> values) {
        int size = 8 + values.stream().mapToInt(RegistryPol::size).sum();
        ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(SIGNATURE).putInt(VERSION);
        for (RegistryValue each : values) {
            byte[] data = data(each);
            out.put(utf16("["));
            out.put(utf16(each.key() + "\0;"));
            out.put(utf16(each.name() + "\0;"));
            out.putInt(each.isNumber() ? NUMBER : TEXT).put(utf16(";"));
            out.putInt(data.length).put(utf16(";"));
            out.put(data).put(utf16("]"));
        }
        return out.array();
    }

    private static int size(RegistryValue value) {
        int marks = "[\0;\0;;;]".length() * 2;
        return marks + 2 * value.key().length() + 2 * value.name().length() + 8 + data(value).length;
    }

    private static byte[] data(RegistryValue value) {
        return value.isNumber()
                ? ByteBuffer.allocate(4)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(Integer.parseInt(value.data()))
                        .array()
                : utf16(value.data() + "\0");
    }

    private static byte[] utf16(String text) {
        return text.getBytes(StandardCharsets.UTF_16LE);
    }
}
