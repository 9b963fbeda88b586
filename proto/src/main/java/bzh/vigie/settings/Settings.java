package bzh.vigie.settings;

import bzh.vigie.text.Printable;
import bzh.vigie.text.Sentence;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A configuration file: lines of {@code key = value}, UTF-8, at most 64 KiB; {@code #} begins a comment line; a key is in
 * {@code lower-case-with-dashes} and stands once. Values are taken as they stand, blanks at both ends cut, so that a Windows
 * path needs no escapes. Immutable.
 */
public final class Settings {
    private static final int MAX_BYTES = 64 * 1024;
    private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*+");
    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,12})\\s*([A-Za-z]*)");

    private final String where;
    private final Map<String, String> values;

    private Settings(String where, Map<String, String> values) {
        this.where = where;
        this.values = values;
    }

    /** Reads a file; one that does not exist is an empty configuration. */
    public static Settings read(Path file, Collection<String> known) throws BadSettingException {
        byte[] bytes;
        try {
            if (Files.isDirectory(file)) {
                throw refused("a-folder", file);
            }
            if (Files.size(file) > MAX_BYTES) {
                throw refused("too-large", file);
            }
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return new Settings(file.toString(), Map.of());
        } catch (IOException e) {
            throw refused("cannot-read", file, e.getClass().getSimpleName());
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return parse(file.toString(), text, known);
        } catch (CharacterCodingException e) {
            throw refused("not-utf8", file);
        }
    }

    /** Parses text; every key must be one of {@code known}. */
    public static Settings parse(String where, String text, Collection<String> known) throws BadSettingException {
        Map<String, String> values = new LinkedHashMap<>();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            int at = i + 1;
            int equals = line.indexOf('=');
            String key = (equals < 0 ? line : line.substring(0, equals)).strip();
            if (equals < 0 || !KEY.matcher(key).matches()) {
                throw refused("no-line", where, at, Printable.line(key, 60));
            }
            if (!known.contains(key)) {
                throw refused("unknown-key", where, at, key, String.join(", ", new TreeSet<>(known)));
            }
            if (values.put(key, line.substring(equals + 1).strip()) != null) {
                throw refused("twice", where, at, key);
            }
        }
        return new Settings(where, Map.copyOf(values));
    }

    /** The text under a key. */
    public Optional<String> text(String key) {
        return Optional.ofNullable(values.get(key)).filter(v -> !v.isEmpty());
    }

    /** A whole number from {@code min} to {@code max}. */
    public long number(String key, long absent, long min, long max) throws BadSettingException {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return absent;
        }
        try {
            long value = Long.parseLong(text.get());
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below, together with a number out of range
        }
        throw bad(key, Allowed.number(min, max));
    }

    /** An amount of bytes such as {@code 256MiB}, {@code 1GiB}, {@code 4096}. */
    public long bytes(String key, long absent, long min, long max) throws BadSettingException {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return absent;
        }
        Sentence allowed = Allowed.bytes(min, max);
        Matcher m = AMOUNT.matcher(text.get());
        if (!m.matches()) {
            throw bad(key, allowed);
        }
        int shift = switch (m.group(2).toLowerCase(Locale.ROOT)) {
            case "", "b" -> 0;
            case "kib" -> 10;
            case "mib" -> 20;
            case "gib" -> 30;
            default -> throw bad(key, allowed);
        };
        long count = Long.parseLong(m.group(1));
        if (count > max >> shift || count << shift < min) {
            throw bad(key, allowed);
        }
        return count << shift;
    }

    /** A length of time such as {@code 90s}, {@code 15m}, {@code 12h}, {@code 7d}. */
    public Duration duration(String key, Duration absent, Duration min, Duration max) throws BadSettingException {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return absent;
        }
        Optional<Duration> value = duration(text.get());
        if (value.isEmpty() || value.get().compareTo(min) < 0 || value.get().compareTo(max) > 0) {
            throw bad(key, Allowed.duration(min, max));
        }
        return value.get();
    }

    /** Parses {@code 90s}, {@code 15m}, {@code 12h} or {@code 7d}; empty for anything else. */
    public static Optional<Duration> duration(String text) {
        Matcher m = AMOUNT.matcher(text.strip());
        if (!m.matches() || m.group(1).length() > 9) {
            return Optional.empty();
        }
        long count = Long.parseLong(m.group(1));
        return switch (m.group(2)) {
            case "s" -> Optional.of(Duration.ofSeconds(count));
            case "m" -> Optional.of(Duration.ofMinutes(count));
            case "h" -> Optional.of(Duration.ofHours(count));
            case "d" -> Optional.of(Duration.ofDays(count));
            default -> Optional.empty();
        };
    }

    /** One of the constants of an enum, written in lower case with dashes. */
    public <E extends Enum<E>> E choice(String key, E absent, Class<E> type) throws BadSettingException {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return absent;
        }
        for (E each : type.getEnumConstants()) {
            if (word(each).equals(text.get())) {
                return each;
            }
        }
        throw bad(
                key,
                Allowed.choice(Arrays.stream(type.getEnumConstants())
                        .map(Settings::word)
                        .toList()));
    }

    /** A file that is there and may be read. */
    public Optional<Path> fileToRead(String key) throws BadSettingException {
        Optional<Path> path = path(key);
        if (path.isPresent() && !(Files.isRegularFile(path.get()) && Files.isReadable(path.get()))) {
            throw bad(key, Allowed.words("file-to-read"));
        }
        return path;
    }

    /** A file that may be written, or made in a folder that is there. */
    public Optional<Path> fileToWrite(String key) throws BadSettingException {
        Optional<Path> path = path(key).map(Path::toAbsolutePath);
        if (path.isEmpty()) {
            return path;
        }
        Path folder = Objects.requireNonNullElse(path.get().getParent(), path.get());
        if (!Files.isDirectory(folder) || Files.isDirectory(path.get())) {
            throw bad(key, Allowed.words("file-to-write", folder));
        }
        if (!Files.isWritable(Files.exists(path.get()) ? path.get() : folder)) {
            throw bad(key, Allowed.words("file-may-write", Files.exists(path.get()) ? path.get() : folder));
        }
        return path;
    }

    /** A folder that is there and may be read. */
    public Optional<Path> folder(String key) throws BadSettingException {
        Optional<Path> path = path(key);
        if (path.isPresent() && !(Files.isDirectory(path.get()) && Files.isReadable(path.get()))) {
            throw bad(key, Allowed.words("folder"));
        }
        return path;
    }

    /** A file or folder, whether it is there or not. */
    public Optional<Path> path(String key) throws BadSettingException {
        try {
            return text(key).map(Path::of);
        } catch (InvalidPathException e) {
            throw bad(key, Allowed.words("path"));
        }
    }

    /** The error for a value that is not allowed, or is not there; for checks that a caller makes itself. */
    public BadSettingException bad(String key, Sentence allowed) {
        return text(key).isEmpty()
                ? refused("missing", where, key, allowed)
                : refused("value", where, key, Printable.line(values.getOrDefault(key, ""), 80), allowed);
    }

    /** The error for a value that must not be shown, such as one that holds a password. */
    public BadSettingException badSecret(String key, Sentence allowed) {
        return refused("secret", where, key, allowed);
    }

    private static BadSettingException refused(String key, Object... values) {
        return new BadSettingException(sentence(key, values));
    }

    static Sentence sentence(String key, Object... values) {
        return Sentence.of("bzh.vigie.settings.settings", key, values);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
