package bzh.vigie.agent.host.sqlite;

import java.nio.ByteBuffer;

/** A number of one to nine bytes, seven bits each, the high bit set in all but the last; the ninth brings eight bits. */
final class Varint {
    private Varint() {}

    /**
     * Reads one and goes on behind it.
     *
     * @throws java.nio.BufferUnderflowException where the bytes end before it does
     */
    static long read(ByteBuffer in) {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            byte b = in.get();
            value = (value << 7) | (b & 0x7f);
            if (b >= 0) {
                return value;
            }
        }
        return (value << 8) | Byte.toUnsignedInt(in.get());
    }
}
