package bzh.vigie.agent.host.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.event.ReasonCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Structures of Windows, laid out by hand from [MS-FSCC]: Wine, with which the rest is tested, makes few of their kinds. */
class StructuresTest {
    private static final long IN_2001 = 126_227_808_000_000_000L;
    private static final long IN_2001_MICROS = 978_307_200_000_000L;
    private static final int MOUNT_POINT = 0xA000_0003;
    private static final int SYMBOLIC_LINK = 0xA000_000C;
    private static final int CLOUD = 0x9000_601A;
    private static final int COMPRESSED = 0x8000_0017;
    private static final int DEDUPLICATED = 0x8000_0013;
    private static final int APP_LINK = 0x8000_001B;

    @Test
    void anOpenFileIsWhatItsInformationSays() {
        FileDetails file = FileDetails.parse(all(0x20, 4_711, 99), 0, 7);
        assertEquals(Kind.REGULAR, file.status().kind());
        assertEquals(4_711, file.status().size());
        assertEquals(IN_2001_MICROS, file.status().modifiedMicros());
        assertEquals(IN_2001_MICROS + 1, file.status().changedMicros());
        assertEquals(99, file.status().inode());
        assertEquals(7, file.status().device());
        assertEquals(
                Kind.DIRECTORY,
                FileDetails.parse(all(0x10, 0, 1), 0, 7).status().kind());
    }

    @Test
    void onlyATagThatStandsForAnotherNameIsALink() {
        assertEquals(
                Kind.LINK,
                FileDetails.parse(all(0x410, 0, 1), MOUNT_POINT, 7).status().kind());
        assertEquals(
                Kind.LINK,
                FileDetails.parse(all(0x420, 0, 1), SYMBOLIC_LINK, 7).status().kind());
        FileDetails placeholder = FileDetails.parse(all(0x40_0420, 5, 1), CLOUD, 7);
        assertEquals(Kind.REGULAR, placeholder.status().kind());
        assertTrue(placeholder.isElsewhere(), "its content would be fetched");
        assertEquals(
                Kind.REGULAR,
                FileDetails.parse(all(0x20, 0, 1), MOUNT_POINT, 7).status().kind(),
                "no reparse point by its attributes");
    }

    @Test
    void onlyWindowsOwnDriversMayGiveTheContentOfAFile() {
        for (int tag : List.of(COMPRESSED, DEDUPLICATED)) {
            FileDetails file = FileDetails.parse(all(0x420, 5, 1), tag, 7);
            assertTrue(file.isTransparent() && !file.isFiltered());
            assertFalse(FileDetails.parse(all(0x410, 5, 1), tag, 7).isTransparent(), "never a directory");
        }
        FileDetails other = FileDetails.parse(all(0x420, 5, 1), APP_LINK, 7);
        assertTrue(other.isFiltered() && !other.isTransparent());
        FileDetails here = FileDetails.parse(all(0x420, 5, 1), CLOUD, 7);
        assertFalse(here.isFiltered() || here.isTransparent() || here.isElsewhere(), "a cloud's file that is here");
    }

    @Test
    void anotherFileUnderTheSameNameIsNotTheSame() {
        FileDetails seen = FileDetails.parse(all(0x420, 5, 1), COMPRESSED, 7);
        assertTrue(seen.isSameAs(FileDetails.parse(all(0x20, 9, 1), 0, 7)));
        assertFalse(seen.isSameAs(FileDetails.parse(all(0x20, 5, 2), 0, 7)));
        assertFalse(seen.isSameAs(FileDetails.parse(all(0x20, 5, 1), 0, 8)));
        assertFalse(seen.isSameAs(FileDetails.parse(all(0x10, 5, 1), 0, 7)));
    }

    @Test
    void aCutInformationIsReadAsFarAsItGoes() {
        for (int length = 0; length < 56; length++) {
            FileDetails cut = FileDetails.parse(Arrays.copyOf(all(0x10, 1L << 60, 99), length), 0, 7);
            assertEquals(0, cut.status().inode());
            assertTrue(cut.status().size() >= 0 && cut.status().size() < 1L << 60, "not more than was there");
        }
    }

    @Test
    void aJunctionAndALinkLeadWhereTheySay() {
        assertEquals(
                Optional.of(new ReparsePoint("\\??\\C:\\Users", false)),
                ReparsePoint.parse(link(MOUNT_POINT, "\\??\\C:\\Users", 0)));
        assertEquals(
                Optional.of(new ReparsePoint("..\\other", true)),
                ReparsePoint.parse(link(SYMBOLIC_LINK, "..\\other", 1)));
        assertEquals(Optional.empty(), ReparsePoint.parse(link(CLOUD, "C:\\x", 0)));
    }

    @Test
    void aCutOrLyingLinkLeadsNowhere() {
        byte[] whole = link(SYMBOLIC_LINK, "\\??\\C:\\Users", 0);
        for (int length = 0; length < whole.length; length++) {
            assertEquals(Optional.empty(), ReparsePoint.parse(Arrays.copyOf(whole, length)));
        }
        byte[] lying = whole.clone();
        lying[10] = (byte) 0xff;
        lying[11] = (byte) 0xff;
        assertEquals(Optional.empty(), ReparsePoint.parse(lying));
    }

    @Test
    void aDirectoryTellsItsEntriesOneAfterAnother() {
        byte[] first = entry(".", 0x10, 0, false);
        byte[] second = entry("a\ud800b", 0x20, 12, false);
        byte[] third = entry("users", 0x410, 0, true);
        ByteBuffer all = ByteBuffer.allocate(first.length + second.length + third.length);
        all.put(first).put(second).put(third);
        List<DirectoryEntries.Entry> entries = DirectoryEntries.parse(all.array(), 7);
        assertEquals(
                List.of("a\ud800b", "users"),
                entries.stream().map(DirectoryEntries.Entry::name).toList());
        assertEquals(12, entries.getFirst().details().status().size());
        assertEquals(Kind.LINK, entries.getLast().details().status().kind());
        for (int length = 0; length < all.capacity(); length++) {
            assertTrue(DirectoryEntries.parse(Arrays.copyOf(all.array(), length), 7)
                            .size()
                    <= 2);
        }
    }

    @Test
    void namesOfKeysHaveOneNormalForm() {
        KernelNames names = new KernelNames("ControlSet002");
        assertEquals("HKLM\\SOFTWARE\\Microsoft", names.normal("\\REGISTRY\\MACHINE\\Software\\Microsoft"));
        assertEquals(
                "HKLM\\SYSTEM\\CurrentControlSet\\Services\\a\\b",
                names.normal("\\REGISTRY\\MACHINE\\SYSTEM\\ControlSet002\\Services\\a\\b"));
        assertEquals("HKLM\\SYSTEM\\ControlSet001", names.normal("\\REGISTRY\\MACHINE\\SYSTEM\\ControlSet001"));
        assertEquals(
                "HKU\\S-1-5-21-1-2-3-1001\\Software\\Classes\\CLSID\\x",
                names.normal("\\REGISTRY\\USER\\S-1-5-21-1-2-3-1001_Classes\\CLSID\\x"));
        assertEquals("HKU\\S-1-5-18\\Environment", names.normal("\\REGISTRY\\USER\\.DEFAULT\\Environment"));
        assertEquals("\\Device\\x", names.normal("\\Device\\x"));
        assertEquals(Optional.of("\\Registry\\User\\.DEFAULT\\a"), names.kernel("HKU\\S-1-5-18\\a"));
        assertEquals(Optional.of("\\Registry\\Machine\\SAM"), names.kernel("hklm\\SAM"));
        assertEquals(Optional.empty(), names.kernel("HKCU\\a"));
        assertEquals(Optional.empty(), names.kernel("HKLM"));
    }

    @Test
    void aFailureIsAbsentOrSaysWhy() {
        assertInstanceOf(Reading.Absent.class, NtStatus.failed(0xC000_003A, "C:\\x"));
        assertEquals(
                Reading.refused(ReasonCode.NO_RIGHT, "windows-no-right|C:\\x"), NtStatus.failed(0xC000_0022, "C:\\x"));
        assertEquals(Reading.refused(ReasonCode.FAILED, "file-locked|C:\\x"), NtStatus.failed(0xC000_0043, "C:\\x"));
        assertEquals(Reading.refused(ReasonCode.FAILED, "file-replaced|C:\\x"), NtStatus.failed(0xC000_050B, "C:\\x"));
        assertEquals(Reading.refused(ReasonCode.BLOCKED, "file-virus|C:\\x"), NtStatus.failed(0xC000_0906, "C:\\x"));
        assertEquals(Reading.refused(ReasonCode.BLOCKED, "file-virus|C:\\x"), NtStatus.failed(0xC000_0907, "C:\\x"));
        assertEquals(
                Reading.refused(ReasonCode.FAILED, "file-error|C:\\x|0xc0000185"),
                NtStatus.failed(0xC000_0185, "C:\\x"));
    }

    private static byte[] all(int attributes, long size, long number) {
        byte[] all = new byte[FileDetails.BYTES];
        little(all)
                .putLong(16, IN_2001)
                .putLong(24, IN_2001 + 10)
                .putInt(32, attributes)
                .putLong(48, size)
                .putLong(64, number);
        return all;
    }

    private static byte[] link(int tag, String target, int flags) {
        byte[] name = target.getBytes(StandardCharsets.UTF_16LE);
        int start = tag == MOUNT_POINT ? 16 : 20;
        byte[] link = new byte[start + name.length];
        ByteBuffer fields = little(link);
        fields.putInt(0, tag).putShort(4, (short) (link.length - 8)).putShort(10, (short) name.length);
        if (tag != MOUNT_POINT) {
            fields.putInt(16, flags);
        }
        fields.put(start, name);
        return link;
    }

    private static byte[] entry(String name, int attributes, long size, boolean last) {
        byte[] entry = new byte[(104 + 2 * name.length() + 7) / 8 * 8];
        ByteBuffer fields = little(entry);
        for (int i = 0; i < name.length(); i++) {
            fields.putChar(104 + 2 * i, name.charAt(i));
        }
        fields.putInt(0, last ? 0 : entry.length)
                .putLong(40, size)
                .putInt(56, attributes)
                .putInt(60, 2 * name.length())
                .putInt(64, MOUNT_POINT);
        return entry;
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
