import bzh.vigie.agent.host.Bytes;
import bzh.vigie.agent.windows.program.CatalogueFolder;
import bzh.vigie.agent.windows.program.CatalogueIndex;
import bzh.vigie.agent.windows.program.Catalogues;
import bzh.vigie.agent.windows.program.ProgramFacts;
import bzh.vigie.agent.windows.program.Programs;
import bzh.vigie.event.Sha256;
import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What it costs to tell of all programs below a folder and to know what catalogues list, with the agent's own heap and compiler; see {@code signatures.sh}. */
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
        catalogues();
    }

    /** An index over 500 catalogues of 1,000 digests each, about what a Windows of some years has. */
    private static void catalogues() throws IOException {
        CatalogueFolder folder = new CatalogueFolder() {
            @Override
            public List<String> names() {
                return IntStream.range(0, 500).mapToObj(Integer::toString).toList();
            }

            @Override
            public boolean read(String name, Reader reader) throws IOException {
                reader.read(Bytes.of(catalogue(Integer.parseInt(name))));
                return true;
            }
        };
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long used = used();
        long cpu = thread.getCurrentThreadCpuTime();
        CatalogueIndex index = CatalogueIndex.of(folder, InstantSource.system());
        double seconds = (thread.getCurrentThreadCpuTime() - cpu) / 1e9;
        long kept = used() - used;
        int found = 0;
        for (int i = 0; i < 1_000; i++) {
            found += index.signing(Sha256.over(("absent" + i).getBytes(StandardCharsets.UTF_8)).bytes()).isPresent() ? 1 : 0;
        }
        System.out.printf(
                Locale.ROOT,
                "catalogues: %d digests, %.2f s of CPU with making them, %d KiB kept, %d of 1000 strangers found%n",
                index.size(), seconds, kept >> 10, found);
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** A catalogue of the second version, unsigned. */
    private static byte[] catalogue(int number) {
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        byte[] kind = HexFormat.of().parseHex("060a2b060104018237020104");
        byte[] sha256 = HexFormat.of().parseHex("300d06096086480165030402010500");
        for (int i = 0; i < 1_000; i++) {
            byte[] digest = der(0x04, Sha256.over((number + "/" + i).getBytes(StandardCharsets.UTF_8)).bytes());
            byte[] indirect = der(0x30, der(0x30), der(0x30, sha256, digest));
            members.writeBytes(der(0x30, digest, der(0x31, der(0x30, kind, der(0x31, indirect)))));
        }
        byte[] usage = der(0x30, HexFormat.of().parseHex("060a2b0601040182370c0101"));
        byte[] algorithm = der(0x30, HexFormat.of().parseHex("060a2b0601040182370c0103"));
        byte[] time = der(0x17, "200101000000Z".getBytes(StandardCharsets.US_ASCII));
        byte[] list = der(0x30, usage, der(0x04, new byte[16]), time, algorithm, der(0x30, members.toByteArray()));
        byte[] content = der(0x30, HexFormat.of().parseHex("06092b0601040182370a01"), der(0xa0, list));
        byte[] data = der(0x30, der(0x02, new byte[] {1}), der(0x31), content, der(0x31));
        return der(0x30, HexFormat.of().parseHex("06092a864886f70d010702"), der(0xa0, data));
    }

    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            body.writeBytes(part);
        }
        int length = body.size();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        out.write(0x83);
        out.write(length >> 16);
        out.write(length >> 8);
        out.write(length);
        out.writeBytes(body.toByteArray());
        return out.toByteArray();
    }

    private static boolean isProgram(Path path) {
        try (InputStream in = Files.isRegularFile(path) ? Files.newInputStream(path) : InputStream.nullInputStream()) {
            return in.read() == 'M' && in.read() == 'Z';
        } catch (IOException e) {
            return false;
        }
    }
}
