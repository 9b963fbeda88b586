package bzh.vigie.collector.detect.returns;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * The drill as it is written. A mechanism begins with {@code = name | system | technique | source}; {@code marked} and each {@code return
 * CLASS} is followed by what is planted, one thing a line. {@code {b64:…}}, {@code {wide64:…}}, {@code {gz64:…}}, {@code {hex:…}},
 * {@code {xhex:…}} and {@code {rev:…}} stand for what they hold in that writing, the innermost first; {@code \n} in a file is the end of a line.
 */
final class DrillText {
    private static final Pattern WRITTEN = Pattern.compile("\\{(b64|wide64|gz64|hex|xhex|rev):([^{}]*)}");

    private DrillText() {}

    /** One thing that is planted: what it is, and its parts. */
    record Plant(String verb, List<String> parts) {
        Plant {
            parts = List.copyOf(parts);
        }

        String part(int index) {
            return index < parts.size() ? parts.get(index) : "";
        }
    }

    /** Things that are planted together on one host. */
    record Planted(String kind, List<Plant> plants) {
        Planted {
            plants = List.copyOf(plants);
        }
    }

    /** Something of an attack, and how it comes back. */
    record Mechanism(
            String name, boolean windows, String technique, String source, Planted marked, List<Planted> returns) {
        Mechanism {
            returns = List.copyOf(returns);
        }
    }

    /** All mechanisms of a file. */
    static List<Mechanism> mechanisms(Path file) {
        List<Mechanism> all = new ArrayList<>();
        for (String block : text(file).split("(?m)^= ", -1)) {
            String[] lines = block.split("\n", -1);
            String[] head = lines[0].split(" \\| ", 4);
            if (head.length < 4) {
                continue;
            }
            List<Planted> parts = new ArrayList<>();
            List<Plant> plants = new ArrayList<>();
            String kind = "";
            for (int i = 1; i < lines.length; i++) {
                String line = lines[i].strip();
                if (line.equals("marked") || line.startsWith("return ")) {
                    if (!kind.isEmpty()) {
                        parts.add(new Planted(kind, plants));
                    }
                    kind = line.equals("marked") ? line : line.substring(7);
                    plants = new ArrayList<>();
                } else if (!line.isEmpty() && !line.startsWith("#")) {
                    plants.add(plant(line));
                }
            }
            parts.add(new Planted(kind, plants));
            all.add(new Mechanism(
                    head[0],
                    head[1].equals("windows"),
                    head[2],
                    head[3],
                    parts.getFirst(),
                    parts.subList(1, parts.size())));
        }
        return all;
    }

    /** All ordinary changes of a file: {@code kind | what is planted}, one a line. */
    static List<Planted> changes(Path file) {
        return text(file)
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split(" \\| ", 2))
                .map(parts -> new Planted(parts[0], List.of(plant(parts[1]))))
                .toList();
    }

    private static Plant plant(String line) {
        int blank = line.indexOf(' ');
        String verb = line.substring(0, blank);
        int most = switch (verb) {
            case "cron", "put", "add", "service", "process", "file", "flow", "answer", "logon" -> 2;
            case "reg", "task" -> 3;
            default -> -1;
        };
        List<String> parts = new ArrayList<>();
        for (String part : line.substring(blank + 1).split(" \\| ", most)) {
            // of a file what lies in it has lines, all else is one
            boolean lines = !parts.isEmpty() && (verb.equals("put") || verb.equals("add") || verb.equals("file"));
            parts.add(written(lines ? part.strip().replace("\\n", "\n") : part.strip()));
        }
        return new Plant(verb, parts);
    }

    private static String written(String text) {
        Matcher found = WRITTEN.matcher(text);
        return found.find()
                ? written(text.substring(0, found.start())
                        + encoded(found.group(1), found.group(2))
                        + text.substring(found.end()))
                : text;
    }

    private static String encoded(String as, String plain) {
        byte[] bytes = plain.getBytes(StandardCharsets.UTF_8);
        return switch (as) {
            case "b64" -> Base64.getEncoder().encodeToString(bytes);
            case "wide64" -> Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_16LE));
            case "gz64" -> Base64.getEncoder().encodeToString(gzip(bytes));
            case "hex" -> HexFormat.of().formatHex(bytes);
            case "xhex" -> HexFormat.of().withPrefix("\\x").formatHex(bytes);
            default -> new StringBuilder(plain).reverse().toString();
        };
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
