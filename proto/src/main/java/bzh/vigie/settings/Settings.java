package bzh.vigie.settings;

import bzh.vigie.text.Printable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
    private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
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
            if (Files.size(file) > MAX_BYTES) {
                throw new BadSettingException(file + ": larger than 64 KiB; is this the right file?");
            }
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return new Settings(file.toString(), Map.of());
        } catch (IOException e) {
            throw new BadSettingException(
                    file + ": cannot be read (" + e.getClass().getSimpleName() + "); check its owner and mode");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return parse(file.toString(), text, known);
        } catch (CharacterCodingException e) {
            throw new BadSettingException(file + ": not UTF-8 text; save it as UTF-8");
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
            String at = where + ":" + (i + 1) + ": ";
            int equals = line.indexOf('=');
            String key = (equals < 0 ? line : line.substring(0, equals)).strip();
            if (equals < 0 || !KEY.matcher(key).matches()) {
                throw new BadSettingException(at + "expected 'key = value', found '" + Printable.line(key, 60) + "'");
            }
            if (!known.contains(key)) {
                throw new BadSettingException(
                        at + "unknown key '" + key + "'; known keys are " + String.join(", ", new TreeSet<>(known)));
            }
            if (values.put(key, line.substring(equals + 1).strip()) != null) {
                throw new BadSettingException(at + "key '" + key + "' stands twice");
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
        throw bad(key, "a whole number from " + min + " to " + max);
    }

    /** An amount of bytes such as {@code 256MiB}, {@code 1GiB}, {@code 4096}. */
    public long bytes(String key, long absent, long min, long max) throws BadSettingException {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return absent;
        }
        String allowed = "bytes, KiB, MiB or GiB, from " + min + " to " + max + " bytes, such as 256MiB";
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
            throw bad(
                    key,
                    "a length of time from " + min.toSeconds() + "s to " + max.toSeconds()
                            + "s, such as 90s, 15m, 12h, 7d");
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
                "one of "
                        + Arrays.stream(type.getEnumConstants())
                                .map(Settings::word)
                                .toList());
    }

    /** The error for a value that is not allowed; for checks that a caller makes itself. */
    public BadSettingException bad(String key, String allowed) {
        String value = Printable.line(values.getOrDefault(key, ""), 80);
        return new BadSettingException(
                where + ": key '" + key + "' has the value '" + value + "', allowed is " + allowed);
    }

    /** The error for a value that must not be shown, such as one that holds a password. */
    public BadSettingException badSecret(String key, String allowed) {
        return new BadSettingException(
                where + ": the value of key '" + key + "' (not shown) is not allowed, allowed is " + allowed);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
