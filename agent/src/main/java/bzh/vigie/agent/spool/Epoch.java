package bzh.vigie.agent.spool;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The name of a run of numbers: random, made with a new spool, and anew where the collector knows numbers that this spool
 * has not given. Kept beside the lanes in the file {@code epoch}, one line of text:
 *
 * <pre>
 * epoch 32 hex digits, base of lane 1, of lane 2, of lane 3, CRC32C of all before it in 8 hex digits
 * </pre>
 *
 * @param id 32 lower-case hex digits
 * @param bases per lane, the journal's number before the first of this epoch: the collector is told the difference, so that
 *     numbers begin with 1 in each epoch
 */
record Epoch(String id, List<Long> bases) {
    private static final Pattern LINE =
            Pattern.compile("(epoch ([0-9a-f]{32}) (\\d{1,18}) (\\d{1,18}) (\\d{1,18}) )([0-9a-f]{8})\\s*");

    Epoch {
        bases = List.copyOf(bases);
    }

    static Epoch random(RandomGenerator random, List<Long> bases) {
        byte[] id = new byte[16];
        random.nextBytes(id);
        return new Epoch(HexFormat.of().formatHex(id), bases);
    }

    /** A journal's number as the collector knows it. */
    long outer(Lane lane, long number) {
        return Math.max(0, number - bases.get(lane.number() - 1));
    }

    /** A number that the collector knows as the journal's. */
    long inner(Lane lane, long number) {
        return number + bases.get(lane.number() - 1);
    }

    /** Empty where there is none or it is damaged. */
    static Optional<Epoch> read(Path file) throws IOException {
        String text;
        try {
            text = Files.size(file) > 200 ? "" : Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        Matcher line = LINE.matcher(text);
        if (!line.matches() || !line.group(6).equals(crc(line.group(1)))) {
            return Optional.empty();
        }
        return Optional.of(new Epoch(
                line.group(2),
                List.of(Long.parseLong(line.group(3)), Long.parseLong(line.group(4)), Long.parseLong(line.group(5)))));
    }

    /** On disk when it returns. */
    void write(Path file) throws IOException {
        String line = "epoch %s %d %d %d ".formatted(id, bases.get(0), bases.get(1), bases.get(2));
        Path next = file.resolveSibling("epoch.new");
        try (RandomAccessFile out = new RandomAccessFile(next.toFile(), "rw")) {
            out.setLength(0);
            out.write((line + crc(line) + "\n").getBytes(StandardCharsets.ISO_8859_1));
            out.getFD().sync();
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String crc(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.ISO_8859_1));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
