package bzh.vigie.agent.directory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Base64;

/** Makes the bytes of {@code replPropertyMetaData}. */
public final class Stamps {
    private static final long EPOCH_SECONDS = 11_644_473_600L;

    private final ByteBuffer bytes = ByteBuffer.allocate(64 << 10).order(ByteOrder.LITTLE_ENDIAN);
    private int count;

    /** Some of an object without a password. */
    public Stamps() {
        bytes.putInt(1).putInt(0).putInt(0).putInt(0);
        add(0, 1, "2026-01-01T00:00:00Z");
        add(0x9_0060, 7, "2026-11-20T00:00:00Z");
    }

    /** Those of an object whose password was written then, so many times, in Base64. */
    public static String of(String written, int version) {
        return Base64.getEncoder()
                .encodeToString(new Stamps().add(0x9_005A, version, written).bytes());
    }

    Stamps add(int attribute, int version, String written) {
        bytes.putInt(attribute).putInt(version).putLong(Instant.parse(written).getEpochSecond() + EPOCH_SECONDS);
        bytes.putLong(1).putLong(2).putLong(3).putLong(4);
        bytes.putInt(8, ++count);
        return this;
    }

    byte[] bytes() {
        byte[] all = new byte[bytes.position()];
        bytes.get(0, all);
        return all;
    }
}
