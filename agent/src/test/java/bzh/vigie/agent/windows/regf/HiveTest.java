package bzh.vigie.agent.windows.regf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.Bytes;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.windows.regf.HiveWriter.Leaf;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a hive says is what was written into it, by {@link HiveWriter}; that hivex agrees is {@link HivexTest}'s to show. */
class HiveTest {
    private static final String TEXT = """
            Windows Registry Editor Version 5.00

            [Control]
            ;class=a class of é
            ;written=134000000000000000
            ;security=01,00,04,80,14,00,00,00,00,00,00,00,00,00,00,00,00,00,00,00,01,01,00,00,00,00,00,05,12,00,00,00
            @="unnamed"
            "text"="C:\\\\Windows\\\\x.exe \\"a b\\""
            "expand"=expand:"%windir%\\\\y.exe"
            "number"=dword:0000ff01
            "long"=qword:8000000000000001
            "several"=multi:"one","two"
            "nothing"=hex(0):
            "big-endian"=hex(5):00,00,00,02
            "bytes"=hex:01,02,\\
              03,04,05
            "odd type"=hex(1000b):aa
            "Grüße ł"="Größe"

            [Control\\Empty]

            [Control\\Na\\{u0000}me]
            "a\\{u0000}b"="hidden"
            "\\{ud800}lone"=dword:1

            [Link]
            ;link=\\Registry\\Machine\\SYSTEM\\ControlSet001
            """;

    @ParameterizedTest
    @EnumSource
    void everyKindOfKeyAndValueReadsAsItWasWritten(Leaf leaf) {
        RegKey root = RegText.parse(TEXT);
        Hive hive = open(HiveWriter.write(root, leaf, 2));
        assertEquals(dump(root), dump(hive));
        assertEquals(Map.of(), hive.damage().counts());
        assertEquals(Hive.State.SETTLED, hive.state());
        assertEquals("\\SystemRoot\\System32\\Config\\TEST", hive.fileName());
    }

    @Test
    void aKeyTellsAllThatIsKnownOfIt() {
        Hive hive = open(HiveWriter.write(RegText.parse(TEXT)));
        Key control = hive.key("cONTROL").orElseThrow();
        assertEquals("Control", control.name());
        assertEquals("a class of é", control.className());
        assertEquals(134_000_000_000_000_000L, control.lastWritten());
        assertEquals(32, control.security().length);
        assertEquals("", hive.key("Control\\Empty").orElseThrow().className());
        Value text = control.value("TEXT").orElseThrow();
        assertEquals(1, text.type());
        assertArrayEquals(RegText.text("C:\\Windows\\x.exe \"a b\""), text.data(1 << 20));
        assertArrayEquals(new byte[] {'C', 0}, text.data(2));
        assertEquals(0x1000b, control.value("odd type").orElseThrow().type());
        assertArrayEquals(
                RegText.text("unnamed"), control.value("").orElseThrow().data(100));
        assertTrue(control.value("GRÜSSE ł").isEmpty());
        assertTrue(control.value("grÜße Ł").isPresent());
        assertTrue(hive.key("Control\\na\0ME").orElseThrow().value("A\0b").isPresent());
        assertTrue(hive.key("Control\\Na").isEmpty());
        Key link = hive.key("Link").orElseThrow();
        assertTrue(link.isLink());
        assertEquals("\\Registry\\Machine\\SYSTEM\\ControlSet001", link.link().orElseThrow());
        assertFalse(control.isLink());
    }

    @Test
    void dataThatTwoValuesShareAreCounted() {
        RegKey root = new RegKey("");
        root.value("a", 3, new byte[40]).value("b", 3, new byte[48]).value("c", 4, new byte[4]);
        byte[] sound = HiveWriter.write(root);
        assertEquals(0, damageOfValues(sound));
        ByteBuffer bytes = ByteBuffer.wrap(sound.clone()).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 4096 + 32; at + 20 < sound.length; at += 8) {
            if (bytes.get(at + 4) == 'v' && bytes.get(at + 5) == 'k' && bytes.getInt(at + 8) > 0) {
                bytes.putInt(at + 12, 32);
            }
        }
        assertTrue(damageOfValues(bytes.array()) > 0);
    }

    private static int damageOfValues(byte[] bytes) {
        Hive hive = open(bytes);
        assertEquals(3, hive.root().values().count());
        return hive.damage().total();
    }

    @Test
    void lettersThatJavaTurnsIntoAsciiAreOthers() {
        RegKey root = new RegKey("");
        root.subkey("W\u0131ndows");
        root.subkey("Cla\u017fes");
        Hive hive = open(HiveWriter.write(root));
        assertTrue(hive.key("Windows").isEmpty());
        assertTrue(hive.key("Clases").isEmpty());
        assertTrue(hive.key("w\u0131NDOWS").isPresent());
    }

    @ParameterizedTest
    @EnumSource
    void thousandsOfSubkeysAreFoundInDividedLists(Leaf leaf) {
        RegKey root = new RegKey("");
        for (int i = 0; i < 3_000; i++) {
            root.make("Many\\{" + Integer.toHexString(i * 7919) + "}").value("n", 4, new byte[] {1, 2, 3, 4});
        }
        Hive hive = open(HiveWriter.write(root, leaf, 100));
        assertEquals(3_000, hive.key("Many").orElseThrow().subkeys().count());
        for (int i = 0; i < 3_000; i += 37) {
            assertTrue(hive.key("MANY\\{" + Integer.toHexString(i * 7919) + "}").isPresent());
        }
        assertTrue(hive.key("Many\\{none}").isEmpty());
    }

    @Test
    void bigDataAreWhole() {
        RegKey root = new RegKey("");
        Random random = new Random(7);
        for (int size : List.of(0, 1, 4, 5, 16_343, 16_344, 16_345, 32_688, 32_689, 1_000_000)) {
            byte[] bytes = new byte[size];
            random.nextBytes(bytes);
            root.value("v" + size, 3, bytes);
        }
        Hive hive = open(HiveWriter.write(root));
        assertEquals(dump(root), dump(hive));
        Value largest = hive.root().value("v1000000").orElseThrow();
        assertEquals(1_000_000, largest.size());
        assertEquals(20_000, largest.data(20_000).length);
        assertEquals(0, hive.damage().total());
    }

    @Test
    void whatIsNoHiveIsRefused() {
        for (byte[] bytes : List.of(
                new byte[0],
                new byte[100],
                new byte[100_000],
                "regf".getBytes(StandardCharsets.US_ASCII),
                HiveWriter.baseBlock(1, 1, 0, 0, 32, 4096, 4096))) {
            assertInstanceOf(Reading.Refused.class, Hive.open(Bytes.of(bytes), List.of(Bytes.of(bytes))));
        }
    }

    @Test
    void aTruncatedHiveGivesWhatIsLeft() {
        RegKey root = new RegKey("");
        for (int i = 0; i < 500; i++) {
            root.make("K" + i).value("v", 3, new byte[100]);
        }
        byte[] whole = HiveWriter.write(root);
        Hive hive = open(Arrays.copyOf(whole, whole.length * 3 / 4));
        // Lists come last in this writer's hives, so that of the root is gone here and is said to be.
        hive.root().subkeys().forEach(Key::name);
        assertTrue(hive.damage().counts().containsKey(Damage.Why.CUT_OFF), hive.damage()::toString);
    }

    @Test
    void aFreedKeyIsNotShown() {
        RegKey root = RegText.parse(TEXT);
        byte[] bytes = HiveWriter.write(root);
        ByteBuffer hive = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int link = find(bytes, "Link") - 76;
        hive.putInt(link - 4, -hive.getInt(link - 4));
        Hive read = open(bytes);
        assertEquals(List.of("Control"), read.root().subkeys().map(Key::name).toList());
        assertEquals(Map.of(Damage.Why.FREE, 1), read.damage().counts());
    }

    @Test
    void aKeyThatNamesAnotherParentAndOneListedTwiceAreCounted() {
        RegKey root = new RegKey("");
        root.make("Aa\\Inner");
        root.make("Bb");
        byte[] bytes = HiveWriter.write(root);
        ByteBuffer hive = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        hive.putInt(find(bytes, "Bb") - 76 + 16, 4);
        Hive moved = open(bytes);
        assertEquals(List.of("Aa"), moved.root().subkeys().map(Key::name).toList());
        assertEquals(Map.of(Damage.Why.MISPLACED, 1), moved.damage().counts());

        byte[] twice = HiveWriter.write(root);
        int list = rootList(twice);
        ByteBuffer.wrap(twice)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(
                        list + 12,
                        ByteBuffer.wrap(twice).order(ByteOrder.LITTLE_ENDIAN).getInt(list + 4));
        Hive listed = open(twice);
        assertEquals(List.of("Aa"), listed.root().subkeys().map(Key::name).toList());
        assertEquals(Map.of(Damage.Why.MISPLACED, 1), listed.damage().counts());
    }

    @Test
    void aKeyInsideItselfIsNotFollowed() {
        RegKey root = new RegKey("");
        root.make("Aa\\Inner");
        byte[] bytes = HiveWriter.write(root);
        ByteBuffer hive = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int inner = find(bytes, "Inner") - 76;
        int aa = find(bytes, "Aa") - 76;
        // Inner has the list that Aa is in.
        hive.putInt(inner + 20, 1).putInt(inner + 28, rootList(bytes) - 4 - Hive.BASE);
        assertTrue(hive.getInt(aa + 16) > 0);
        List<String> lines = dump(open(bytes));
        assertEquals(3, lines.size(), lines::toString);
    }

    @Test
    void oversizeCountsEndWhereTheCellDoes() {
        byte[] bytes = HiveWriter.write(RegText.parse(TEXT));
        ByteBuffer hive = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int list = rootList(bytes);
        hive.putShort(list + 2, (short) 0xffff);
        int control = find(bytes, "Control") - 76;
        hive.putInt(control + 36, -1);
        Hive read = open(bytes);
        assertTrue(read.key("Control").isPresent());
        assertTrue(read.key("Control").orElseThrow().value("text").isPresent());
        assertTrue(read.damage().counts().containsKey(Damage.Why.CUT_OFF));
    }

    @Test
    void keysDeeperThanWindowsAllowsAreCounted() {
        RegKey root = new RegKey("");
        RegKey at = root;
        for (int i = 0; i < 600; i++) {
            at = at.subkey("k");
        }
        Hive hive = open(HiveWriter.write(root));
        assertEquals(513, dump(hive).size());
        assertEquals(Map.of(Damage.Why.TOO_DEEP, 1), hive.damage().counts());
    }

    @Test
    void scrambledHivesNeverThrowAndEnd() {
        RegKey root = RegText.parse(TEXT);
        for (int i = 0; i < 60; i++) {
            root.make("Many\\k" + i).value("big", 3, new byte[i % 7 == 0 ? 20_000 : 8]);
        }
        byte[] good = HiveWriter.write(root, Leaf.LF, 9);
        for (int seed = 0; seed < 1_500; seed++) {
            Random random = new Random(seed);
            byte[] bytes = seed % 5 == 0 ? Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
            for (int n = 1 + random.nextInt(20); n > 0 && bytes.length > 0; n--) {
                int at = random.nextInt(bytes.length);
                switch (random.nextInt(3)) {
                    case 0 -> bytes[at] = (byte) random.nextInt();
                    case 1 -> bytes[at] = random.nextBoolean() ? (byte) -1 : 0;
                    default -> {
                        int from = random.nextInt(bytes.length);
                        int length = Math.min(4, bytes.length - Math.max(at, from));
                        System.arraycopy(bytes, from, bytes, at, length);
                    }
                }
            }
            if (seed % 3 != 0 && bytes.length > 512) {
                HiveWriter.sealed(bytes);
            }
            if (Hive.open(Bytes.of(bytes), List.of()) instanceof Reading.Found<Hive> found) {
                dump(found.value());
            }
        }
    }

    static Hive open(byte[] bytes, Bytes... logs) {
        return Hive.open(Bytes.of(bytes), List.of(logs)).ifFound().orElseThrow();
    }

    /** Where these letters are the whole name of a key. */
    static int find(byte[] bytes, String name) {
        byte[] letters = name.getBytes(StandardCharsets.ISO_8859_1);
        for (int at = Hive.BASE; at + letters.length <= bytes.length; at++) {
            boolean isKey = at >= 76 && bytes[at - 76] == 'n' && bytes[at - 75] == 'k';
            if (isKey && Arrays.equals(bytes, at, at + letters.length, letters, 0, letters.length)) {
                return at;
            }
        }
        throw new AssertionError("no key " + name);
    }

    /** Where the content of the root's list of subkeys is. */
    private static int rootList(byte[] bytes) {
        ByteBuffer hive = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int root = hive.getInt(36) + 4 + Hive.BASE;
        return hive.getInt(root + 28) + 4 + Hive.BASE;
    }

    /** Everything that a hive tells, a line for a key or value. */
    static List<String> dump(Hive hive) {
        List<String> lines = new ArrayList<>();
        dump(hive.root(), "", lines);
        return lines;
    }

    private static void dump(Key key, String path, List<String> lines) {
        lines.add(path + " class=" + key.className() + " written=" + key.lastWritten() + " link=" + key.isLink()
                + " security=" + key.security().length);
        Map<String, String> values = new TreeMap<>();
        key.values().forEach(v -> values.put(v.name(), v.type() + ":" + Arrays.hashCode(v.data(1 << 21))));
        values.forEach((name, data) -> lines.add(path + " \"" + name + "\"=" + data));
        for (Key each : key.subkeys().toList()) {
            dump(each, path + "\\" + each.name(), lines);
        }
    }

    /** The same lines of what was to be written. */
    static List<String> dump(RegKey root) {
        List<String> lines = new ArrayList<>();
        dump(root, "", lines);
        return lines;
    }

    private static void dump(RegKey key, String path, List<String> lines) {
        boolean link = key.values().values().stream().anyMatch(v -> v.type() == 6);
        lines.add(path + " class=" + key.className() + " written=" + key.written() + " link=" + link + " security="
                + (key.security().length == 0 ? 72 : key.security().length));
        new TreeMap<>(key.values())
                .forEach((name, data) ->
                        lines.add(path + " \"" + name + "\"=" + data.type() + ":" + Arrays.hashCode(data.bytes())));
        key.subkeys().values().forEach(k -> dump(k, path + "\\" + k.name(), lines));
    }
}
