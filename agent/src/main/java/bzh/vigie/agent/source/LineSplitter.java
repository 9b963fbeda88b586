package bzh.vigie.agent.source;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Cuts a stream of bytes into lines; of an endless line the start is kept and the rest thrown away. Not thread-safe. */
final class LineSplitter {
    private final byte[] line;
    private final Consumer<String> lines;
    private int length;

    LineSplitter(int max, Consumer<String> lines) {
        line = new byte[max];
        this.lines = lines;
    }

    /** Bytes of a line that has not ended, as far as they are kept. */
    int open() {
        return length;
    }

    void take(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            if (bytes[i] == '\n') {
                lines.accept(new String(line, 0, length, StandardCharsets.UTF_8));
                length = 0;
            } else if (length < line.length) {
                line[length++] = bytes[i];
            }
        }
    }
}
