package bzh.vigie.journal;

import bzh.vigie.journal.Journal.Options;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** Appends until it is killed, and says on standard output, 8 bytes at a time, which number is durable. */
final class AppendingChild {
    static final Options OPTIONS = new Options(1 << 28, 64 * 1024, 2048, Compressor.DEFLATE, FsyncPolicy.ON_FLUSH);

    private AppendingChild() {}

    public static void main(String[] args) throws IOException {
        try (Journal journal = Journal.open(Path.of(args[0]), OPTIONS)) {
            while (true) {
                for (int i = 0; i < 50; i++) {
                    journal.append(content(journal.last() + 1), List.of());
                }
                journal.flush();
                System.out.write(
                        ByteBuffer.allocate(8).putLong(journal.durable()).array());
                System.out.flush();
            }
        }
    }

    /** What the record of this number holds. */
    static byte[] content(long number) {
        byte[] bytes = new byte[8 + (int) (number % 200)];
        ByteBuffer.wrap(bytes).putLong(number);
        return bytes;
    }
}
