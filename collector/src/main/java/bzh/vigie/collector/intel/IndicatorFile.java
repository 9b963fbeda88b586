package bzh.vigie.collector.intel;

import bzh.vigie.collector.intel.Gathering.TooManyException;
import bzh.vigie.collector.intel.Imported.Format;
import bzh.vigie.text.Sentence;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads a file of indicators, whatever its form: a STIX bundle, MISP events, CSV, or one value a line; in UTF-8, UTF-16 with or without
 * a byte order mark, or else Windows-1252. What is beyond the bounds ({@value JsonTrees#MOST_BYTES} bytes, {@value Gathering#MOST}
 * indicators, {@value JsonTrees#DEEPEST} levels) ends the reading and is said in {@link Imported#broken}.
 */
public final class IndicatorFile {
    private static final String BUNDLE = RefusalReason.BUNDLE;
    private static final int BUFFER = 1 << 16;
    private static final Charset LATIN = Charset.forName("windows-1252");

    private IndicatorFile() {}

    /** What can be read from its beginning more than once. */
    @FunctionalInterface
    public interface Source {
        InputStream open() throws IOException;
    }

    /**
     * Reads a file.
     *
     * @throws IOException where it cannot be read
     */
    public static Imported read(Path file, ImportOptions options) throws IOException {
        return read(() -> Files.newInputStream(file), options);
    }

    /**
     * Reads a source, from its beginning as often as it has to.
     *
     * @throws IOException where it cannot be read
     */
    public static Imported read(Source source, ImportOptions options) throws IOException {
        Gathering to = new Gathering(options.warnings());
        Format format = Format.UNKNOWN;
        try {
            Optional<Charset> charset = charset(source);
            if (charset.isEmpty()) {
                return to.imported(Format.UNKNOWN, Optional.of(broken("too-large", JsonTrees.MOST_BYTES >> 20)));
            }
            format = format(source, charset.get());
            switch (format) {
                case STIX -> {
                    StixImport stix = new StixImport(options, to);
                    try (Reader in = reader(source, charset.get())) {
                        stix.look(in);
                    }
                    try (Reader in = reader(source, charset.get())) {
                        stix.read(in);
                    }
                }
                case MISP -> {
                    MispImport misp = new MispImport(options, to);
                    try (Reader in = reader(source, charset.get())) {
                        misp.look(in);
                    }
                    try (Reader in = reader(source, charset.get())) {
                        misp.read(in);
                    }
                }
                case CSV, LIST -> {
                    try (Reader in = reader(source, charset.get())) {
                        format = new CsvImport(options, to).read(in);
                    }
                }
                case UNKNOWN -> {
                    return to.imported(format, Optional.of(broken("unknown-format")));
                }
            }
            return to.imported(format, Optional.empty());
        } catch (TooManyException e) {
            return to.imported(format, Optional.of(broken("too-many", Gathering.MOST)));
        } catch (StreamConstraintsException e) {
            return to.imported(
                    format,
                    Optional.of(broken("too-much", JsonTrees.DEEPEST, JsonTrees.LONGEST, JsonTrees.MOST_NODES)));
        } catch (JsonProcessingException e) {
            return to.imported(
                    format,
                    Optional.of(broken(
                            "bad-json",
                            Math.max(
                                    0,
                                    e.getLocation() == null
                                            ? 0
                                            : e.getLocation().getLineNr()))));
        } catch (java.nio.charset.MalformedInputException | java.nio.charset.UnmappableCharacterException e) {
            return to.imported(format, Optional.of(broken("bad-text")));
        }
    }

    private static Sentence broken(String key, Object... values) {
        return Sentence.of(BUNDLE, key, values);
    }

    private static Reader reader(Source source, Charset charset) throws IOException {
        Reader reader = new InputStreamReader(new Bounded(source.open()), charset);
        reader = new java.io.BufferedReader(reader, BUFFER);
        reader.mark(1);
        if (reader.read() != '\ufeff') {
            reader.reset();
        }
        return reader;
    }

    /** Empty where there is more than is read. */
    private static Optional<Charset> charset(Source source) throws IOException {
        try (InputStream in = source.open()) {
            byte[] buffer = new byte[BUFFER];
            int read = in.readNBytes(buffer, 0, BUFFER);
            Optional<Charset> wide = utf16(buffer, read);
            CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
            CharBuffer chars = CharBuffer.allocate(BUFFER);
            boolean valid = true;
            long all = 0;
            ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read).slice();
            ByteBuffer rest = ByteBuffer.allocate(BUFFER + 8);
            while (bytes.hasRemaining()) {
                all += bytes.remaining();
                if (all > JsonTrees.MOST_BYTES) {
                    return Optional.empty();
                }
                if (valid && wide.isEmpty()) {
                    rest.put(bytes).flip();
                    CoderResult result = utf8.decode(rest, chars.clear(), false);
                    while (result.isOverflow()) {
                        result = utf8.decode(rest, chars.clear(), false);
                    }
                    valid = !result.isError();
                    rest.compact();
                }
                bytes = ByteBuffer.wrap(buffer, 0, in.readNBytes(buffer, 0, BUFFER))
                        .slice();
            }
            return Optional.of(wide.orElse(valid && rest.position() == 0 ? StandardCharsets.UTF_8 : LATIN));
        }
    }

    private static Optional<Charset> utf16(byte[] bytes, int length) {
        if (length >= 2 && (bytes[0] & 0xff) == 0xff && (bytes[1] & 0xff) == 0xfe) {
            return Optional.of(StandardCharsets.UTF_16LE);
        }
        if (length >= 2 && (bytes[0] & 0xff) == 0xfe && (bytes[1] & 0xff) == 0xff) {
            return Optional.of(StandardCharsets.UTF_16BE);
        }
        int even = 0;
        int odd = 0;
        int looked = Math.min(length, 400);
        for (int i = 0; i < looked; i++) {
            if (bytes[i] == 0) {
                if ((i & 1) == 0) {
                    even++;
                } else {
                    odd++;
                }
            }
        }
        return looked < 8
                ? Optional.empty()
                : odd > looked / 4
                        ? Optional.of(StandardCharsets.UTF_16LE)
                        : even > looked / 4 ? Optional.of(StandardCharsets.UTF_16BE) : Optional.empty();
    }

    private static Format format(Source source, Charset charset) throws IOException {
        char[] chars = new char[BUFFER];
        int length = 0;
        try (Reader in = reader(source, charset)) {
            for (int read = in.read(chars); read > 0; read = in.read(chars, length, chars.length - length)) {
                length += read;
            }
        }
        String head = new String(chars, 0, length).strip();
        boolean json = head.startsWith("{") || head.matches("(?s)\\[\\s*[{\\[\\]].*");
        if (!json) {
            return head.indexOf('\0') >= 0 ? Format.UNKNOWN : Format.CSV;
        }
        boolean misp = head.contains("\"Event\"") || head.contains("\"Attribute\"") || head.contains("\"response\"");
        boolean stix = head.contains("\"objects\"") || head.contains("\"spec_version\"") || head.contains("\"bundle\"");
        return stix && !misp ? Format.STIX : misp ? Format.MISP : Format.UNKNOWN;
    }

    /** At most so many bytes, for a source that grows while it is read. */
    private static final class Bounded extends java.io.FilterInputStream {
        private long left = JsonTrees.MOST_BYTES;

        Bounded(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = left > 0 ? super.read() : -1;
            left -= read < 0 ? 0 : 1;
            return read;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = left > 0 ? super.read(bytes, offset, (int) Math.min(length, left)) : -1;
            left -= Math.max(0, read);
            return read;
        }
    }
}
