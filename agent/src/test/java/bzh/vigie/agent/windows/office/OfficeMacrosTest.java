package bzh.vigie.agent.windows.office;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import bzh.vigie.agent.windows.ByteWriter;
import bzh.vigie.agent.windows.Mutations;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

final class OfficeMacrosTest {
    @Test
    void aTemplateWithMacrosIsToldFromOneWithout() throws IOException {
        assertEquals(
                List.of("word/vbaProject.bin"),
                OfficeMacros.of(zip("word/document.xml", "word/vbaProject.bin")).parts());
        assertEquals(
                List.of("xl/macrosheets/sheet1.xml"),
                OfficeMacros.of(zip("xl/macrosheets/sheet1.xml")).parts());
        assertFalse(OfficeMacros.of(zip("word/document.xml")).hasMacros());
    }

    @Test
    void anOldDocumentIsToldByItsDirectory() {
        assertEquals(
                List.of("Macros", "VBA", "_VBA_PROJECT"),
                OfficeMacros.of(compound("Macros", "VBA", "_VBA_PROJECT")).parts());
        assertFalse(OfficeMacros.of(compound("WordDocument")).hasMacros());
        assertEquals(
                OfficeMacros.Kind.OTHER, OfficeMacros.of(new byte[] {'M', 'Z'}).kind());
    }

    @Test
    void namesWithinNamesAreBounded() {
        ByteWriter out = new ByteWriter().hex("504b0304");
        for (int i = 0; i < 1_000; i++) {
            out.hex("504b0102").zeros(24).u16(0xffff).zeros(16);
        }
        ByteWriter macros = out.hex("504b0102").zeros(24).u16(65_014).zeros(16).zeros(65_000);
        assertEquals(
                1,
                OfficeMacros.of(macros.latin1("vbaProject.bin").toBytes())
                        .parts()
                        .size());
        for (int i = 0; i < 1_000; i++) {
            out.hex("504b0102").zeros(24).u16(14).zeros(16).latin1("VBAPROJECT.BIN");
        }
        assertEquals(64, OfficeMacros.of(out.toBytes()).parts().size());
    }

    @Test
    void brokenDocumentsGiveWhatCanBeRead() throws IOException {
        Mutations.forEach(zip("word/document.xml", "word/vbaProject.bin"), 10_000, OfficeMacros::of);
        Mutations.forEach(compound("Macros", "VBA"), 10_000, OfficeMacros::of);
    }

    private static byte[] zip(String... names) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(1);
            }
        }
        return bytes.toByteArray();
    }

    /** A header sector and directory entries (MS-CFB 2.6.1); no other sector is looked at. */
    private static byte[] compound(String... names) {
        ByteWriter out = new ByteWriter().hex("d0cf11e0a1b11ae1").zeros(504);
        for (String name : names) {
            out.utf16(name)
                    .zeros(64 - 2 * name.length())
                    .u16(2 * name.length() + 2)
                    .u8(1)
                    .zeros(61);
        }
        return out.toBytes();
    }
}
