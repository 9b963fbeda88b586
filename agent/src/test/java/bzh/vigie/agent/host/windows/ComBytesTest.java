package bzh.vigie.agent.host.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.windows.ByteWriter;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What stands in values and answers of COM. The bytes are made up after oaidl.h. */
final class ComBytesTest {
    private static byte[] variant(int type, long value) {
        return new ByteWriter().u16(type).zeros(6).u64(value).zeros(8).toBytes();
    }

    @Test
    void numbersHaveTheWidthOfTheirType() {
        assertEquals(Optional.of("4294967295"), VariantValue.number(variant(3, -1)));
        assertEquals(Optional.of("65535"), VariantValue.number(variant(2, -1)));
        assertEquals(Optional.of("18446744073709551615"), VariantValue.number(variant(21, -1)));
        assertEquals(Optional.of("1"), VariantValue.number(variant(11, 0xFFFF)));
        assertEquals(Optional.of("0"), VariantValue.number(variant(11, 0)));
        assertEquals(Optional.empty(), VariantValue.number(variant(8, 1)));
        assertEquals(Optional.empty(), VariantValue.number(variant(0, 1)));
    }

    @Test
    void anArrayOfAnotherFormHasNoElements() {
        byte[] texts = new ByteWriter()
                .u16(1)
                .u16(0x100)
                .u32(8)
                .u32(0)
                .u32(0)
                .u64(0)
                .u32(3)
                .u32(0)
                .toBytes();
        assertEquals(3, VariantValue.elements(texts, 8));
        byte[] table = texts.clone();
        table[0] = 2;
        assertEquals(0, VariantValue.elements(table, 8));
        assertEquals(0, VariantValue.elements(texts, 4));
        assertEquals(0, VariantValue.elements(new byte[3], 8));
        byte[] huge = texts.clone();
        huge[27] = (byte) 0xff;
        assertEquals(Integer.MAX_VALUE, VariantValue.elements(huge, 8));
    }

    @Test
    void whatACallGivesSaysWhyItWasRefused() {
        assertEquals(ReasonCode.NO_RIGHT, HResult.reason(0x8007_0005));
        assertEquals(ReasonCode.NO_RIGHT, HResult.reason(0x8004_1003));
        assertEquals(ReasonCode.NOT_PRESENT, HResult.reason(0x8007_0002));
        assertEquals(ReasonCode.NOT_PRESENT, HResult.reason(0x8004_100E));
        assertEquals(ReasonCode.NOT_SUPPORTED, HResult.reason(0x8004_0154));
        assertEquals(ReasonCode.DISABLED, HResult.reason(0x8007_06D9));
        assertEquals(ReasonCode.FAILED, HResult.reason(0x8004_1321));
        assertTrue(HResult.failed(HResult.TOO_LATE));
        assertEquals(
                "ITaskService 10 failed (error 0x800706BA): what Windows says of this is not known.",
                SourceText.say(HResult.refused("ITaskService 10", 0x8007_06BA).what(), Locale.ENGLISH));
    }
}
