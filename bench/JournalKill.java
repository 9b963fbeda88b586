import bzh.vigie.journal.Compressor;
import bzh.vigie.journal.Cursor;
import bzh.vigie.journal.Entry;
import bzh.vigie.journal.FsyncPolicy;
import bzh.vigie.journal.Journal;
import bzh.vigie.journal.Lost;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * See journal-kill.sh. Each round a child appends, flushes and tells which numbers are durable, until it is killed at a
 * random moment; then everything told in any round so far must be there, once and right.
 */
public final class JournalKill {
    // Large blocks, so that some kills fall into a write.
    private static final Journal.Options OPTIONS =
            new Journal.Options(1L << 32, 1 << 24, 1 << 22, Compressor.NONE, FsyncPolicy.ON_FLUSH);

    public static void main(String[] args) throws Exception {
        if (args[0].equals("child")) {
            append(Path.of(args[1]));
            return;
        }
        int rounds = Integer.parseInt(args[1]);
        Path directory = Files.createTempDirectory("vigie-journal-kill");
        Random random = new Random();
        BitSet durable = new BitSet();
        long bad = 0;
        try {
            for (int round = 1; round <= rounds && bad == 0; round++) {
                killed(args[2], directory, random.nextInt(400), durable);
                bad = check(round, directory, durable);
            }
        } finally {
            delete(directory);
        }
        System.exit(bad > 0 ? 1 : 0);
    }

    private static void append(Path directory) throws IOException {
        try (Journal journal = Journal.open(directory, OPTIONS)) {
            DataOutputStream told = new DataOutputStream(System.out);
            Random random = new Random();
            while (true) {
                long first = journal.last() + 1;
                long last = first;
                for (int i = random.nextInt(8_000); i >= 0; i--) {
                    last = journal.append(content(journal.last() + 1), List.of());
                }
                journal.flush();
                told.writeLong(first);
                told.writeLong(last);
                told.flush();
            }
        }
    }

    /** Lets a child append for so many milliseconds after its first flush; adds what it told to be durable. */
    private static void killed(String program, Path directory, int milliseconds, BitSet durable) throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        program,
                        "child",
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Thread killer = Thread.ofVirtual().unstarted(() -> {
            try {
                Thread.sleep(milliseconds);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            child.toHandle().destroyForcibly(); // leaves the pipe open, so that what was told last is still read
        });
        try (DataInputStream told = new DataInputStream(child.getInputStream())) {
            while (true) {
                long first = told.readLong();
                durable.set((int) first, (int) told.readLong() + 1);
                if (killer.getState() == Thread.State.NEW) {
                    killer.start();
                }
            }
        } catch (EOFException e) {
            child.waitFor();
            if (killer.getState() == Thread.State.NEW) {
                throw new IllegalStateException("the child ended by itself before its first flush");
            }
        }
    }

    /** Reads everything; how many records are lost, doubled or wrong. */
    private static long check(int round, Path directory, BitSet durable) throws IOException {
        BitSet seen = new BitSet();
        long read = 0;
        long doubled = 0;
        long wrong = 0;
        long torn = 0;
        long appended;
        try (Journal journal = Journal.open(directory, OPTIONS)) {
            appended = journal.last();
            Cursor cursor = journal.cursor(1);
            List<Entry> entries = cursor.next(10_000, 1 << 22);
            while (!entries.isEmpty() || !cursor.lost().isEmpty()) {
                torn += cursor.lost().stream()
                        .filter(lost -> lost.cause() == Lost.Cause.CUT)
                        .count();
                for (Entry entry : entries) {
                    read++;
                    doubled += seen.get((int) entry.number()) ? 1 : 0;
                    wrong += Arrays.equals(content(entry.number()), entry.bytes()) ? 0 : 1;
                    seen.set((int) entry.number());
                }
                entries = cursor.next(10_000, 1 << 22);
            }
        }
        BitSet lost = (BitSet) durable.clone();
        lost.andNot(seen);
        System.out.printf(
                "round %d: appended %d, durable %d, read %d, torn ends %d, lost %d, doubled %d, wrong %d%n",
                round, appended, durable.cardinality(), read, torn, lost.cardinality(), doubled, wrong);
        return lost.cardinality() + doubled + wrong;
    }

    private static byte[] content(long number) {
        byte[] bytes = new byte[8 + (int) (number % 500)];
        new Random(number).nextBytes(bytes);
        ByteBuffer.wrap(bytes).putLong(number);
        return bytes;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
