package bzh.vigie.collector.detect.fields;

import bzh.vigie.text.Sentence;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Lines of UTF-8 text, whatever a file holds: what is longer than {@value #MOST_BYTES} bytes is left out and told, and no more
 * than that is in memory; bytes that are not UTF-8 become U+FFFD and are told. A byte order mark before the first line is none of
 * it; a file of UTF-16 is told and not read.
 */
public final class JsonLines {
    /** UTF-8 takes at most three bytes for a character of Java. */
    public static final int MOST_BYTES = 3 * FlatJson.MAX_CHARACTERS;

    private static final int BUFFER = 1 << 16;

    /** What is done with lines, numbered from 1. */
    public interface Taker {
        /** A line that is not blank. */
        void line(int number, String text);

        /** A line that is not, or not wholly, as it should be. */
        void bad(int number, Sentence reason);
    }

    private final Taker taker;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private int number = 1;
    private boolean tooLong;

    private JsonLines(Taker taker) {
        this.taker = taker;
    }

    /** Reads all of it; what cannot be read is the stream's failure. */
    public static void read(InputStream in, Taker taker) throws IOException {
        byte[] first = in.readNBytes(3);
        if (first.length >= 2 && (starts(first, 0xFF, 0xFE) || starts(first, 0xFE, 0xFF))) {
            taker.bad(1, BadLineException.because("utf-16"));
            return;
        }
        JsonLines lines = new JsonLines(taker);
        if (first.length < 3 || !starts(first, 0xEF, 0xBB, 0xBF)) {
            lines.take(first, first.length);
        }
        byte[] buffer = new byte[BUFFER];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            lines.take(buffer, read);
        }
        lines.end();
    }

    private static boolean starts(byte[] bytes, int... expected) {
        for (int i = 0; i < expected.length; i++) {
            if ((bytes[i] & 0xFF) != expected[i]) {
                return false;
            }
        }
        return true;
    }

    private void take(byte[] bytes, int length) {
        int from = 0;
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                append(bytes, from, i);
                end();
                from = i + 1;
            }
        }
        append(bytes, from, length);
    }

    private void append(byte[] bytes, int from, int to) {
        if (tooLong || line.size() + (to - from) > MOST_BYTES) {
            tooLong = true;
            line.reset();
        } else {
            line.write(bytes, from, to - from);
        }
    }

    private void end() {
        if (tooLong) {
            taker.bad(number, BadLineException.because("too-long", MOST_BYTES));
        } else {
            String text = text();
            if (!text.isBlank()) {
                taker.line(number, text);
            }
        }
        line.reset();
        tooLong = false;
        number++;
    }

    private String text() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            taker.bad(number, BadLineException.because("not-utf-8"));
            return line.toString(StandardCharsets.UTF_8);
        }
    }
}
