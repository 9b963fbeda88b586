package bzh.vigie.collector.evtx;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What Jazzer calls: the bytes are a chunk up to where zeros follow, behind a byte that says whether its checksums are to be right.
 * Whatever they are, nothing may be thrown, and what was read can be told in all its forms.
 */
public final class EvtxFuzz {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int SEALED = 1;
    private static final int FILE_HEADER = 4_096;

    private EvtxFuzz() {}

    /** One input. */
    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        if (data.length < 2) {
            return;
        }
        byte[] chunk = Arrays.copyOf(Arrays.copyOfRange(data, 1, data.length), Chunk.SIZE);
        if ((data[0] & SEALED) != 0) {
            EvtxWriter.seal(chunk);
        }
        Tally tally = EvtxReader.read(new ByteArrayInputStream(EvtxWriter.file(chunk)), EvtxFuzz::told);
        if (tally.records() > Chunk.SIZE / 28 || tally.partial() > tally.records()) {
            throw new IllegalStateException(tally.toString());
        }
    }

    private static void told(EvtxRecord record) {
        if (record.event().fields().size() > Chunk.SIZE || record.xml().isEmpty()) {
            throw new IllegalStateException("a record of nothing: " + record.id());
        }
        try (JsonParser json = JSON.createParser(record.json())) {
            while (json.nextToken() != null) {
                // It is JSON.
            }
        } catch (IOException e) {
            throw new IllegalStateException(record.json(), e);
        }
    }

    /** What Jazzer begins with: chunks of our own writer, and the first chunk of each log that others wrote where they lie in this folder. */
    public static List<byte[]> seeds(Path corpora) throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        for (byte[] chunk : chunks()) {
            seeds.add(seed(chunk));
        }
        for (String folder : List.of("evtx-malformed", "evtx-persistence")) {
            Path logs = corpora.resolve(folder);
            if (Files.isDirectory(logs)) {
                try (Stream<Path> files = Files.walk(logs)) {
                    for (Path log : files.filter(f -> f.toString().endsWith(".evtx"))
                            .sorted()
                            .toList()) {
                        try (InputStream in = Files.newInputStream(log)) {
                            in.skipNBytes(Math.min(FILE_HEADER, Files.size(log)));
                            byte[] chunk = in.readNBytes(Chunk.SIZE);
                            if (chunk.length == Chunk.SIZE) {
                                seeds.add(seed(chunk));
                            }
                        }
                    }
                }
            }
        }
        return seeds;
    }

    private static byte[] seed(byte[] chunk) {
        int free = Math.clamp(Cursor.u32(chunk, 48), 0, chunk.length);
        byte[] seed = new byte[free + 1];
        seed[0] = SEALED;
        System.arraycopy(chunk, 0, seed, 1, free);
        return seed;
    }

    private static List<byte[]> chunks() {
        List<byte[]> seeds = new ArrayList<>(List.of(Logs.chunk(1, 2, 3)));
        EvtxWriter to = new EvtxWriter();
        to.record(
                1,
                () -> Logs.event(
                        to,
                        1,
                        "Security",
                        4624,
                        Logs.data(
                                to,
                                2,
                                to.text(Type.STRING | Type.ARRAY, "one\0two\0"),
                                to.number(Type.UINT16 | Type.ARRAY, 4, 3),
                                to.value(Type.SID, (byte) 1, (byte) 1, (byte) 0, (byte) 0),
                                to.number(Type.FILETIME, 8, EvtxWriter.WRITTEN),
                                to.value(Type.SYSTEMTIME, new byte[16]),
                                to.number(Type.DOUBLE, 8, 1),
                                to.number(Type.HEX64, 8, 1),
                                to.value(Type.GUID, new byte[16]))));
        seeds.add(to.chunk());
        return seeds;
    }
}
