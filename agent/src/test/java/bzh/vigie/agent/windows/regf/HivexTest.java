package bzh.vigie.agent.windows.regf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.agent.host.Bytes;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hives against hivex (Debian's libhivex-bin and libwin-hivex-perl), both ways: what {@link HiveWriter} writes is what hivexregedit
 * and hivexget say of it, and what hivexregedit makes of a .reg text is what {@link Hive} reads.
 */
class HivexTest {
    private static final Path REGEDIT = Path.of("/usr/bin/hivexregedit");
    private static final Path GET = Path.of("/usr/bin/hivexget");
    private static final String PREFIX = "HKEY_LOCAL_MACHINE\\TEST";

    @TempDir
    private Path folder;

    @Test
    void hivexReadsWhatIsWrittenHere() throws Exception {
        assumeTrue(Files.isExecutable(REGEDIT), "hivexregedit is not installed");
        for (HiveWriter.Leaf leaf : List.of(HiveWriter.Leaf.LF, HiveWriter.Leaf.LH)) {
            RegKey root = sample();
            Path file = Files.write(folder.resolve("written-" + leaf), HiveWriter.write(root, leaf, 50));
            assertEquals(String.join("\n", content(root)), String.join("\n", content(exported(file))));
        }
    }

    @Test
    void whatHivexWritesReadsAsItReadsIt() throws Exception {
        assumeTrue(Files.isExecutable(REGEDIT), "hivexregedit is not installed");
        Path file = Files.write(folder.resolve("merged"), HiveWriter.write(new RegKey("")));
        for (Path text : texts()) {
            run(REGEDIT.toString(), "--merge", "--prefix", PREFIX, file.toString(), text.toString());
        }
        List<String> ours = new ArrayList<>();
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            Hive hive = Hive.open(Bytes.of(channel), List.of()).ifFound().orElseThrow();
            content(hive.root(), "", ours);
            assertEquals(Map.of(), hive.damage().counts());
        }
        List<String> theirs = content(exported(file));
        assertEquals(String.join("\n", theirs), String.join("\n", ours));
        assertTrue(ours.size() > 150, () -> ours.size() + " lines");
    }

    @Test
    void hivexGetsTheSameValues() throws Exception {
        assumeTrue(Files.isExecutable(GET), "hivexget is not installed");
        Path file = Files.write(folder.resolve("got"), HiveWriter.write(sample()));
        String text = run(GET.toString(), file.toString(), "\\Software\\Sub 7");
        assertTrue(text.contains("\"Run\"=str(2):\"%windir%\\\\run7.exe\""), text);
        assertEquals(
                "7\n",
                run(GET.toString(), file.toString(), "\\Software\\Sub 7", "n").replace("0x", ""));
    }

    /** Two texts for hivexregedit, the second one changing what the first made. */
    private List<Path> texts() throws IOException {
        StringBuilder first = new StringBuilder("Windows Registry Editor Version 5.00\n\n");
        first.append("[").append(PREFIX).append("\\Software]\n\n");
        for (int i = 0; i < 150; i++) {
            if (i < 13) {
                String vendor = PREFIX + "\\Software\\Vendor " + i;
                first.append("[").append(vendor).append("]\n\n");
            }
            first.append("[")
                    .append(PREFIX)
                    .append("\\Software\\Vendor ")
                    .append(i % 13)
                    .append("\\Key ")
                    .append(i)
                    .append("]\n@=\"unnamed ")
                    .append(i)
                    .append("\"\n\"Run\"=hex(2):41,00,")
                    .append(String.format("%02x", 0x30 + i % 10))
                    .append(",00,00,00\n\"n\"=dword:")
                    .append(String.format("%08x", i))
                    .append("\n\"several\"=hex(7):41,00,00,00,42,00,00,00,00,00\n\n");
        }
        first.append("[")
                .append(PREFIX)
                .append("\\Big]\n\"bytes\"=hex:")
                .append("5a,".repeat(30_000))
                .append("5a\n\"q\"=hex(b):01,02,03,04,05,06,07,08\n\n");
        String second = "Windows Registry Editor Version 5.00\n\n[-" + PREFIX + "\\Software\\Vendor 3]\n\n[" + PREFIX
                + "\\Software\\Vendor 4\\Key 4]\n\"n\"=dword:7fffffff\n\"new\"=\"x\"\n\n";
        return List.of(
                Files.writeString(folder.resolve("first.reg"), first),
                Files.writeString(folder.resolve("second.reg"), second));
    }

    private static RegKey sample() {
        RegKey root = new RegKey("");
        for (int i = 0; i < 130; i++) {
            RegKey key = root.make("Software\\Sub " + i).written(RegKey.WRITTEN + i);
            key.value("Run", 2, RegText.text("%windir%\\run" + i + ".exe"));
            key.value("n", 4, new byte[] {(byte) i, 0, 0, 0});
            key.value("", 1, RegText.text("default"));
            key.value("Größe", 3, new byte[i * 200]);
        }
        root.make("Schlüssel").value("x", 7, RegText.text("a\0b\0"));
        root.make("Łódź").value("ł", 1, RegText.text("ł"));
        return root;
    }

    private RegKey exported(Path file) throws Exception {
        return exported(file, folder);
    }

    /** What hivex reads of a hive; the folder takes what it says of faults. */
    static RegKey exported(Path file, Path folder) throws Exception {
        String text = run(folder, REGEDIT.toString(), "--export", "--prefix", PREFIX, file.toString(), "\\");
        return RegText.parse(text.replace(PREFIX + "\\]", PREFIX + "]"))
                .find(PREFIX)
                .orElseThrow();
    }

    /** A line for each key, in order. */
    static List<String> content(RegKey root) {
        List<String> lines = new ArrayList<>();
        content(root, "", lines);
        return lines;
    }

    private static void content(RegKey key, String path, List<String> lines) {
        Map<String, String> values = new TreeMap<>();
        key.values().forEach((name, data) -> values.put(name, data.type() + ":" + Arrays.hashCode(data.bytes())));
        lines.add(path + " " + values);
        new TreeMap<>(key.subkeys()).values().forEach(k -> content(k, path + "\\" + k.name(), lines));
    }

    /** The same of a key that is read here. */
    static void content(Key key, String path, List<String> lines) {
        Map<String, String> values = new TreeMap<>();
        key.values().forEach(v -> values.put(v.name(), v.type() + ":" + Arrays.hashCode(v.data(1 << 20))));
        lines.add(path + " " + values);
        Map<String, Key> subkeys = new TreeMap<>();
        key.subkeys().forEach(k -> subkeys.put(k.name(), k));
        subkeys.values().forEach(k -> content(k, path + "\\" + k.name(), lines));
    }

    private String run(String... command) throws Exception {
        return run(folder, command);
    }

    private static String run(Path folder, String... command) throws Exception {
        Path errors = folder.resolve("errors");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("PERL_UNICODE", "S");
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        assertEquals(0, exit, Files.readString(errors));
        return out;
    }
}
