package bzh.vigie.agent.windows.regf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.agent.host.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hives that a real Windows left with their logs. What becomes of each stands in {@code real-hives.txt}; where the copy that
 * Windows itself recovered lies beside, keys and values are the same. What makes the logs unfit is what yarp's tests say of them:
 * those of {@code BadLogHive1} to {@code 3} are refused by it too.
 */
class RealHivesTest {
    private static final Path CORPUS =
            Path.of(System.getProperty("vigie.corpora", "../shared/corpora"), "windows-real");
    private static final Path EXPECTED = Path.of("src/test/resources/real-hives.txt");

    @TempDir
    private Path folder;

    @Test
    void eachIsRecoveredOrSaysWhyNot() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path file : hives()) {
            Hive hive = open(file);
            List<String> content = content(hive);
            lines.add(CORPUS.relativize(file) + " " + hive.state() + " "
                    + hive.doubt().map(Enum::name).orElse("-") + " keys " + content.size() + " values "
                    + content.stream()
                            .mapToLong(line -> line.split("\t", -1).length - 2L)
                            .sum() + " damage " + hive.damage());
        }
        assertEquals(Files.readString(EXPECTED), String.join("\n", lines) + "\n");
    }

    @Test
    void whereWindowsRecoveredACopyItIsTheSame() throws IOException {
        int compared = 0;
        for (Path file : hives()) {
            try (Stream<Path> beside = Files.list(file.resolveSibling("."))) {
                for (Path copy : beside.filter(RealHivesTest::isCopy).toList()) {
                    assertEquals(
                            String.join("\n", content(open(copy))),
                            String.join("\n", content(open(file))),
                            file::toString);
                    compared++;
                }
            }
        }
        assertEquals(2, compared);
    }

    /** What the logs make of a hive is a hive that hivex reads, key by key and value by value as it is read here. */
    @Test
    void hivexReadsTheSameOfWhatWasReplayed() throws Exception {
        List<Path> hives = hives();
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/hivexregedit")), "hivexregedit is not installed");
        for (Path file : hives) {
            Path whole = Files.write(folder.resolve("whole"), replayed(file));
            List<String> ours = new ArrayList<>();
            HivexTest.content(open(file).root(), "", ours);
            assertEquals(
                    String.join("\n", HivexTest.content(HivexTest.exported(whole, folder))),
                    String.join("\n", ours),
                    file::toString);
        }
    }

    /** The file as it would be once its logs were written to it. */
    private static byte[] replayed(Path file) throws IOException {
        Bytes bytes = Bytes.of(Files.readAllBytes(file));
        Recovery recovery = Recovery.of(bytes, logs(file)).orElseThrow();
        byte[] bins = new byte[(int) recovery.base().size()];
        assertEquals(bins.length, new Blocks(bytes, recovery.overlay(), new Damage()).read(0, bins, bins.length));
        byte[] base = HiveWriter.baseBlock(
                1,
                1,
                recovery.base().lastWritten(),
                BaseBlock.HIVE,
                recovery.base().root(),
                bins.length,
                Hive.BASE);
        base[24] = file.toString().contains("windows-10") ? (byte) 5 : 3;
        return HiveWriter.concat(HiveWriter.sealed(base), bins);
    }

    private static boolean isCopy(Path file) {
        return String.valueOf(file.getFileName()).startsWith("RecoveredHive_");
    }

    private static List<Path> hives() throws IOException {
        assumeTrue(Files.isDirectory(CORPUS), "no corpus at " + CORPUS + ": set -Dvigie.corpora");
        try (Stream<Path> files = Files.walk(CORPUS)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> CORPUS.relativize(file).getNameCount() == 3)
                    .filter(file -> !file.toString().matches(".*\\.LOG[12]") && !isCopy(file))
                    .sorted()
                    .toList();
        }
    }

    private static Hive open(Path file) throws IOException {
        return Hive.open(Bytes.of(Files.readAllBytes(file)), logs(file))
                .ifFound()
                .orElseThrow();
    }

    private static List<Bytes> logs(Path file) throws IOException {
        List<Bytes> logs = new ArrayList<>();
        for (String ending : List.of(".LOG1", ".LOG2")) {
            Path log = file.resolveSibling(file.getFileName() + ending);
            if (Files.exists(log)) {
                logs.add(Bytes.of(Files.readAllBytes(log)));
            }
        }
        return logs;
    }

    /** A line for each key, in order. */
    private static List<String> content(Hive hive) {
        List<String> lines = new ArrayList<>();
        content(hive.root(), "", lines);
        return lines;
    }

    private static void content(Key key, String path, List<String> lines) {
        Map<String, String> values = new TreeMap<>();
        key.values().forEach(v -> values.put(v.name(), v.type() + ":" + Arrays.hashCode(v.data(1 << 20))));
        StringBuilder line = new StringBuilder(path).append('\t');
        values.forEach(
                (name, data) -> line.append('\t').append(name).append('=').append(data));
        lines.add(line.toString());
        Map<String, Key> subkeys = new TreeMap<>();
        key.subkeys().forEach(k -> subkeys.put(k.name(), k));
        subkeys.values().forEach(k -> content(k, path + "\\" + k.name(), lines));
    }
}
