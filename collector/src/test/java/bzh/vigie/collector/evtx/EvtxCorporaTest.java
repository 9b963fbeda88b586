package bzh.vigie.collector.evtx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.event.WindowsEvent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Logs that others recorded. What is reached stands in {@code scores.txt}; where it differs, the new one is in
 * {@code target/evtx-scores-*.txt}.
 */
final class EvtxCorporaTest {
    private static final Path CORPORA = Path.of(System.getProperty("vigie.corpora", "../shared/corpora"));

    /** Counts by two other parsers, which do not search behind damage; within four. */
    private static final Map<String, Integer> COUNTED = Map.of(
            "sample-with-irregular-bool-values.evtx", 3_028,
            "2-vss_0-Microsoft-Windows-RemoteDesktopServices-RdpCoreTS%4Operational.evtx", 1_910,
            "2-vss_0-Microsoft-Windows-TerminalServices-RemoteConnectionManager%4Operational.evtx", 1_774,
            "2-vss_7-System.evtx", 1_160,
            "sample_with_a_bad_chunk_magic.evtx", 270,
            "Application_no_crc32.evtx", 17,
            "post-Security.evtx", 126,
            "sample-with-zero-data-size-event.evtx", 336,
            "E_Windows_system32_winevt_logs_Microsoft-Windows-Shell-Core%4Operational.evtx", 1_146);

    private static List<Path> logs(String corpus) throws IOException {
        Path folder = CORPORA.resolve(corpus);
        assumeTrue(Files.isDirectory(folder), "skipped: no corpora at " + folder + ": set -Dvigie.corpora");
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".evtx"))
                    .sorted()
                    .toList();
        }
    }

    private static Tally read(Path file, Consumer<EvtxRecord> to) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return EvtxReader.read(in, to);
        }
    }

    private static void compare(String name, List<String> scores) throws IOException {
        List<String> reached;
        try (InputStream in = EvtxCorporaTest.class.getResourceAsStream("scores.txt")) {
            reached = new String(in == null ? new byte[0] : in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(name))
                    .toList();
        }
        if (!reached.equals(scores)) {
            Files.write(Path.of("target/evtx-scores-" + name + ".txt"), scores);
        }
        assertEquals(String.join("\n", reached), String.join("\n", scores));
    }

    private static String score(String corpus, Path file, Tally tally) {
        return String.join(
                "\t",
                corpus,
                file.getFileName().toString(),
                "records " + tally.records(),
                "partial " + tally.partial(),
                "salvaged " + tally.salvaged(),
                "unreadable " + tally.unreadable(),
                "chunks " + tally.chunks(),
                "bad " + tally.badChunks(),
                "checksums " + tally.badChecksums());
    }

    @Test
    void damagedLogsGiveAsManyRecordsAsOtherParsersFindOrMore() throws IOException {
        List<String> scores = new ArrayList<>();
        int counted = 0;
        for (Path file : logs("evtx-malformed")) {
            Tally tally = read(file, record -> sameFromXml(file, record));
            scores.add(score("evtx-malformed", file, tally));
            Integer others = COUNTED.get(file.getFileName().toString());
            if (others != null) {
                counted++;
                assertTrue(Math.abs(tally.records() - tally.salvaged() - others) <= 4, file + ": " + tally);
            }
        }
        assertEquals(COUNTED.size(), counted);
        compare("evtx-malformed", scores);
    }

    /** The agent's way, by rendered XML, gives the same fields. */
    private static void sameFromXml(Path file, EvtxRecord record) {
        String xml = record.xml();
        if (xml.indexOf('\ufffd') < 0) {
            assertEquals(record.event(), WindowsEvent.ofXml(xml), () -> file + " " + record.id());
        }
        assertTrue(record.json().startsWith("{\"Event\":{"), () -> file + " " + record.id());
    }

    @Test
    void everyRecordOfTheLogsOfPersistenceIsRead() throws IOException {
        List<String> scores = new ArrayList<>();
        for (Path file : logs("evtx-persistence")) {
            Tally tally = read(file, record -> {
                sameFromXml(file, record);
                assertTrue(record.event().time().isPresent(), () -> file + " " + record.id());
                assertTrue(!record.event().channel().isEmpty(), () -> file + " " + record.id());
            });
            assertTrue(tally.records() > 0, file.toString());
            scores.add(score("evtx-persistence", file, tally));
        }
        compare("evtx-persistence", scores);
    }

    @Test
    void recordsAreTheJsonBesideTheCases() throws IOException {
        int[] equal = {0, 0, 0};
        List<String> missed = new ArrayList<>();
        for (Path file : logs("sigma-regression")) {
            equal[0]++;
            List<Object> ours = new ArrayList<>();
            read(file, record -> ours.addAll(JsonTree.all(record.json())));
            Path beside = Path.of(file.toString().replaceFirst("evtx$", "json"));
            List<Object> theirs = JsonTree.all(Files.readString(beside));
            if (ours.equals(theirs)) {
                equal[1]++;
                equal[2] += ours.size();
            } else {
                missed.add(file.getFileName().toString());
                System.out.println(file + "\n  ours   " + ours + "\n  theirs " + theirs);
            }
        }
        List<String> scores = new ArrayList<>();
        scores.add("sigma-regression\tequal " + equal[1] + " of " + equal[0] + "\trecords " + equal[2]);
        missed.forEach(name -> scores.add("sigma-regression\tmissed " + name));
        compare("sigma-regression", scores);
    }
}
