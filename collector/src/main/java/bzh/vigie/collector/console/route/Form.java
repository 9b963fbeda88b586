package bzh.vigie.collector.console.route;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What was typed: fields of a form, or of the JSON object that a program sent, with what is wrong about them. Line ends are line
 * feeds. Not thread-safe.
 */
public final class Form {
    private final Map<String, List<String>> fields;
    private final Map<String, Upload> files;
    private final Words words;
    private final Map<String, String> errors = new LinkedHashMap<>();

    /** These fields. */
    public Form(Map<String, List<String>> fields, Words words) {
        this(fields, Map.of(), words);
    }

    /** These fields, and files by the name of their field. */
    public Form(Map<String, List<String>> fields, Map<String, Upload> files, Words words) {
        this.fields = Map.copyOf(fields);
        this.files = Map.copyOf(files);
        this.words = words;
    }

    /** This one where it was sent from the form in question; otherwise one in which nothing was typed: several forms of a page have fields of one name. */
    public Form when(boolean own) {
        return own ? this : new Form(Map.of(), words);
    }

    /** Opens what a file holds, as often as somebody asks. */
    @FunctionalInterface
    public interface Opener {
        InputStream open() throws IOException;
    }

    /** A file that came with a form. It can be read until the form is answered. */
    public static final class Upload {
        private final String name;
        private final long size;
        private final Opener content;

        /**
         * A file that may be larger than the memory.
         *
         * @param name as the browser says it: hostile text
         * @param size in bytes
         */
        public Upload(String name, long size, Opener content) {
            this.name = name;
            this.size = size;
            this.content = content;
        }

        /**
         * A file in memory.
         *
         * @param name as the browser says it: hostile text
         * @param bytes handed over
         */
        public Upload(String name, byte[] bytes) {
            this(name, bytes.length, () -> new ByteArrayInputStream(bytes));
        }

        public String name() {
            return name;
        }

        public long size() {
            return size;
        }

        /** What it holds, from the beginning. */
        public InputStream open() throws IOException {
            return content.open();
        }

        /** All that it holds, of a file that fits into the memory. */
        public byte[] bytes() {
            try (InputStream in = open()) {
                return in.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException("a file that was sent cannot be read", e);
            }
        }
    }

    /** The file of a field; empty where none was chosen. */
    public Optional<Upload> file(String name) {
        return Optional.ofNullable(files.get(name));
    }

    /**
     * What a list holds: the file of one field, otherwise what was pasted into the other, in UTF-8; where there is neither, or the file is
     * larger than that, the first field is wrong.
     *
     * @param usual what it is called where it was pasted
     */
    public Optional<Upload> list(String file, String pasted, String usual, int mostBytes) {
        Optional<Upload> found = file(file)
                .or(() -> text(pasted).isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Upload(usual, text(pasted).getBytes(StandardCharsets.UTF_8))));
        if (found.isEmpty()) {
            wrong(file, "wrong.no-file");
        } else if (found.get().size() > mostBytes) {
            wrong(file, "wrong.large", Integer.toString(mostBytes >> 20));
            return Optional.empty();
        }
        return found;
    }

    /** The first value of a field, stripped; empty where there is none. */
    public String text(String name) {
        List<String> values = all(name);
        return values.isEmpty() ? "" : values.getFirst().replace("\r\n", "\n").strip();
    }

    /** Every value of a field that may be there several times. */
    public List<String> all(String name) {
        return fields.getOrDefault(name, List.of());
    }

    /** Every field. */
    public Map<String, List<String>> fields() {
        return fields;
    }

    /** A value of 1 to {@code most} characters; otherwise the field is wrong, and what was typed is given. */
    public String required(String name, int most) {
        String text = text(name);
        if (text.isEmpty()) {
            wrong(name, "wrong.empty");
        }
        return bounded(name, text, most);
    }

    /** A value of at most {@code most} characters, or empty. */
    public String optional(String name, int most) {
        return bounded(name, text(name), most);
    }

    private String bounded(String name, String text, int most) {
        if (text.length() > most) {
            wrong(name, "wrong.long", Integer.toString(most));
        }
        return text;
    }

    /** One of the words of a type, in lower case with dashes; otherwise the field is wrong. */
    public <E extends Enum<E>> Optional<E> oneOf(String name, Class<E> type) {
        String text = text(name).toUpperCase(Locale.ROOT).replace('-', '_');
        Optional<E> found = Arrays.stream(type.getEnumConstants())
                .filter(each -> each.name().equals(text))
                .findFirst();
        if (found.isEmpty()) {
            wrong(name, "wrong.choice");
        }
        return found;
    }

    /** Says what is wrong about a field, in the words of the section. The first thing said stays. */
    public void wrong(String field, String key, String... values) {
        errors.putIfAbsent(field, words.say(key, values));
    }

    /** Whether anything is wrong. */
    public boolean bad() {
        return !errors.isEmpty();
    }

    /** What is wrong about a field. */
    public Optional<String> error(String field) {
        return Optional.ofNullable(errors.get(field));
    }

    /** What is wrong, by field, in the order in which it was found. */
    public Map<String, String> errors() {
        return java.util.Collections.unmodifiableMap(errors);
    }
}
