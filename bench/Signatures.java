import bzh.vigie.agent.host.Bytes;
import bzh.vigie.agent.windows.program.Catalogues;
import bzh.vigie.agent.windows.program.ProgramFacts;
import bzh.vigie.agent.windows.program.Programs;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What it costs to tell of all programs below a folder, with the agent's own heap and compiler; see {@code signatures.sh}. */
public final class Signatures {
    public static void main(String[] arguments) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(Path.of(arguments[0]))) {
            files = all.filter(Signatures::isProgram).sorted().toList();
        }
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int round = 1; round <= 5; round++) {
            Programs programs = new Programs(Catalogues.NONE, InstantSource.system());
            Map<String, Integer> verdicts = new TreeMap<>();
            long bytes = 0;
            long allocated = thread.getCurrentThreadAllocatedBytes();
            long cpu = thread.getCurrentThreadCpuTime();
            for (Path file : files) {
                try (FileChannel channel = FileChannel.open(file)) {
                    ProgramFacts facts = programs.facts(Bytes.of(channel));
                    verdicts.merge(facts.signing().verdict() + " " + facts.signing().publisher(), 1, Integer::sum);
                    bytes += channel.size();
                }
            }
            double seconds = (thread.getCurrentThreadCpuTime() - cpu) / 1e9;
            long perFile = (thread.getCurrentThreadAllocatedBytes() - allocated) / files.size();
            System.out.printf(
                    Locale.ROOT,
                    "round %d: %d files, %.1f MB, %.2f s of CPU: %.0f files/s, %.1f MB/s, %d KiB allocated per file; %s%n",
                    round, files.size(), bytes / 1e6, seconds, files.size() / seconds, bytes / 1e6 / seconds, perFile >> 10,
                    verdicts);
        }
    }

    private static boolean isProgram(Path path) {
        try (InputStream in = Files.isRegularFile(path) ? Files.newInputStream(path) : InputStream.nullInputStream()) {
            return in.read() == 'M' && in.read() == 'Z';
        } catch (IOException e) {
            return false;
        }
    }
}
