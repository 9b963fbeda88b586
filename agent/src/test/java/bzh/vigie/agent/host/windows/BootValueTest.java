package bzh.vigie.agent.host.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The bytes are made as the driver documentation draws KEY_VALUE_PARTIAL_INFORMATION. */
class BootValueTest {
    private static final String ID = "00112233445566778899aabbccddeeff";

    private static byte[] value(int type, int length) {
        return ByteBuffer.allocate(256)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0)
                .putInt(type)
                .putInt(length)
                .put(HexFormat.of().parseHex(ID))
                .array();
    }

    @Test
    void sixteenBytesAreAnId() {
        assertEquals(Optional.of(ID), BootValue.parse(value(3, 16)));
    }

    @Test
    void whatSomebodyElsePutThereIsNone() {
        assertEquals(Optional.empty(), BootValue.parse(value(1, 16)));
        assertEquals(Optional.empty(), BootValue.parse(value(3, 15)));
        assertEquals(Optional.empty(), BootValue.parse(value(3, -1)));
        assertEquals(Optional.empty(), BootValue.parse(Arrays.copyOf(value(3, 16), 27)));
        assertEquals(Optional.empty(), BootValue.parse(new byte[0]));
    }
}
