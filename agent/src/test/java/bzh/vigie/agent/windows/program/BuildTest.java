package bzh.vigie.agent.windows.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** By what the build of a program is known again, in programs that this makes. */
final class BuildTest {
    private static final String ID = "Xk2_a-9/QwErTy/mAiN00/Zz11";
    private static final int CLI = 0x200;
    private static final int METADATA = 0x248;
    private static final int TABLES = METADATA + 64;
    private static final int GUIDS = METADATA + 0x100;

    @Test
    void theIdOfGoIsFoundInAProgramOfWindowsAndInOneOfLinux() throws IOException {
        assertEquals("go:" + ID, of(goOfWindows()));
        byte[] note = new byte[600];
        ByteBuffer.wrap(note)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0, 0x464c457f)
                .putInt(400, 4)
                .putInt(404, ID.length())
                .putInt(408, 4)
                .put(412, "Go\0\0".getBytes(StandardCharsets.US_ASCII))
                .put(416, ID.getBytes(StandardCharsets.US_ASCII));
        assertEquals(ID, GoBuildId.in(note, note.length));
        assertEquals("", GoBuildId.in(note, 416 + ID.length() - 1), "cut off");
        assertEquals("", GoBuildId.in(new byte[GoBuildId.HEAD], GoBuildId.HEAD));
        assertEquals("", GoBuildId.in(Arrays.copyOfRange(note, 408, 600), 192), "nothing before it");
    }

    @Test
    void whatIsNoIdIsNotTold() {
        for (String no : new String[] {
            "\u00ff Go build ID: \"a b\"\n \u00ff", "\u00ff Go build ID: \"abc", "\u00ff Go build ID: \"\"\n \u00ff"
        }) {
            byte[] bytes = no.getBytes(StandardCharsets.ISO_8859_1);
            assertEquals("", GoBuildId.in(bytes, bytes.length), no);
        }
        byte[] endless =
                ("\u00ff Go build ID: \"" + "a".repeat(5_000) + "\"\n \u00ff").getBytes(StandardCharsets.ISO_8859_1);
        assertEquals("", GoBuildId.in(endless, endless.length));
    }

    @Test
    void theIdentityOfAModuleOfDotNetIsReadWithNarrowAndWideIndexes() throws IOException {
        assertEquals("mvid:00112233-4455-6677-8899-aabbccddeeff", of(dotNet(false)));
        assertEquals("mvid:00112233-4455-6677-8899-aabbccddeeff", of(dotNet(true)));
        assertEquals("", of(new byte[2_048]));
        byte[] beyond = dotNet(false);
        ByteBuffer.wrap(beyond).order(ByteOrder.LITTLE_ENDIAN).putShort(TABLES + 36, (short) 3);
        assertEquals("", of(beyond), "of that many there are two");
    }

    @Test
    void damageIsNothingOrAnotherIdAndNeverAnEnd() throws IOException {
        Random random = new Random(8);
        for (byte[] whole : new byte[][] {goOfWindows(), dotNet(false), dotNet(true)}) {
            for (int i = 0; i < 400; i++) {
                byte[] damaged = Arrays.copyOf(whole, i % 4 == 0 ? random.nextInt(whole.length) : whole.length);
                for (int n = 0; n < 1 + random.nextInt(4) && damaged.length > 0; n++) {
                    damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
                }
                assertTrue(of(damaged).matches("(?:go:[A-Za-z0-9_/-]{1,200}|mvid:[0-9a-f-]{36})?"));
            }
        }
    }

    private static String of(byte[] program) throws IOException {
        return new Programs(Catalogues.NONE, Specimens.pins(), Specimens.CLOCK)
                .facts(Bytes.of(program))
                .build();
    }

    private static byte[] goOfWindows() {
        byte[] program = pe();
        byte[] text = ("\u00ff Go build ID: \"" + ID + "\"\n \u00ff").getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(text, 0, program, 0x200, text.length);
        return program;
    }

    /** One section, in memory at 0x2000. */
    private static byte[] pe() {
        byte[] bytes = new byte[0x800];
        ByteBuffer to = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        to.putShort(0, (short) 0x5a4d).putInt(0x3c, 0x80);
        to.putInt(0x80, 0x4550).putShort(0x84, (short) 0x14c).putShort(0x86, (short) 1);
        to.putShort(0x94, (short) 0xe0).putShort(0x98, (short) 0x10b);
        to.putInt(0x98 + 36, 0x200).putInt(0x98 + 60, 0x200).putInt(0x98 + 92, 16);
        int section = 0x98 + 0xe0;
        to.putInt(section + 8, 0x600).putInt(section + 12, 0x2000);
        to.putInt(section + 16, 0x600).putInt(section + 20, 0x200);
        return bytes;
    }

    private static byte[] dotNet(boolean wide) {
        byte[] bytes = pe();
        ByteBuffer to = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        to.putInt(0x98 + 96 + 8 * 14, 0x2000).putInt(0x98 + 100 + 8 * 14, 72);
        to.putInt(CLI + 8, 0x2048).putInt(CLI + 12, 0x200);
        to.putInt(METADATA, 0x424a5342).putInt(METADATA + 12, 12);
        to.put(METADATA + 16, "v4.0.30319".getBytes(StandardCharsets.US_ASCII));
        to.putShort(METADATA + 30, (short) 2);
        to.putInt(METADATA + 32, TABLES - METADATA).putInt(METADATA + 36, 64);
        to.put(METADATA + 40, "#~".getBytes(StandardCharsets.US_ASCII));
        to.putInt(METADATA + 44, GUIDS - METADATA).putInt(METADATA + 48, 32);
        to.put(METADATA + 52, "#GUID".getBytes(StandardCharsets.US_ASCII));
        to.put(TABLES + 6, (byte) (wide ? 3 : 0)).putLong(TABLES + 8, 0b101);
        if (wide) {
            to.putInt(TABLES + 34, 1).putInt(TABLES + 38, 2);
        } else {
            to.putShort(TABLES + 34, (short) 1).putShort(TABLES + 36, (short) 2);
        }
        to.putInt(GUIDS + 16, 0x00112233).putShort(GUIDS + 20, (short) 0x4455).putShort(GUIDS + 22, (short) 0x6677);
        to.order(ByteOrder.BIG_ENDIAN).putLong(GUIDS + 24, 0x8899aabbccddeeffL);
        return bytes;
    }
}
