package bzh.vigie.collector.detect.sigma;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Reads the rule files of a pack: a folder or a zip file. Bounds: 32 folders deep, 50,000 files, 1 MiB each, 256 MiB in all. A
 * link that leads out of the folder, and a name in a zip that would, is refused; what a zip declares of its sizes is not
 * believed.
 */
final class PackReader {
    private static final int MOST_FILES = 50_000;
    private static final long MOST_BYTES = 256L << 20;

    private final BiConsumer<String, String> texts;
    private final BiConsumer<String, String> refusals;
    private long bytes;

    /**
     * @param texts takes a file's name and text
     * @param refusals takes a file's name and why it is not read
     */
    private PackReader(BiConsumer<String, String> texts, BiConsumer<String, String> refusals) {
        this.texts = texts;
        this.refusals = refusals;
    }

    /**
     * Reads it.
     *
     * @throws IOException where the pack itself cannot be read; a file in it that cannot be is refused
     */
    static RuleReader.Content read(Path pack, Placeholders placeholders, NeedsReader needs) throws IOException {
        RuleReader.Reading reading = new RuleReader.Reading(placeholders, needs);
        new PackReader(reading::file, (name, reason) -> reading.refused(name, 0, reason)).readAll(pack);
        return reading.content();
    }

    private void readAll(Path pack) throws IOException {
        if (!Files.isDirectory(pack) && isZip(pack)) {
            zip(pack);
        } else {
            folder(pack);
        }
    }

    /** The text of each rule file of a pack that can be read, within the same bounds. */
    static Stream<String> texts(Path pack) throws IOException {
        List<String> texts = new ArrayList<>();
        PackReader reader = new PackReader((name, text) -> texts.add(text), (name, reason) -> {});
        reader.readAll(pack);
        return texts.stream();
    }

    static boolean isZip(Path file) {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(".zip");
    }

    static boolean isRule(String name) {
        return name.endsWith(".yml") || name.endsWith(".yaml");
    }

    private void folder(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder, 32)) {
            files = walk.filter(file -> isRule(file.toString()) && Files.isRegularFile(file))
                    .limit(MOST_FILES + 1)
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        if (files.size() > MOST_FILES) {
            throw new IOException("more than " + MOST_FILES + " files in it");
        }
        Path top = folder.toRealPath();
        for (Path file : files) {
            String name = String.valueOf(file.equals(folder) ? file.getFileName() : folder.relativize(file));
            try {
                if (Files.isSymbolicLink(file) && !file.toRealPath().startsWith(top)) {
                    refusals.accept(name, "it is a link out of the folder");
                } else {
                    try (InputStream in = Files.newInputStream(file)) {
                        file(name, in);
                    }
                }
            } catch (IOException e) {
                refusals.accept(name, "cannot be read: " + e.getMessage());
            }
        }
    }

    private void zip(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            if (zip.size() > MOST_FILES) {
                throw new IOException("more than " + MOST_FILES + " files in it");
            }
            List<ZipEntry> entries = new ArrayList<>();
            zip.stream()
                    .filter(entry -> !entry.isDirectory() && isRule(entry.getName()))
                    .forEach(entries::add);
            entries.sort(Comparator.comparing(ZipEntry::getName));
            for (ZipEntry entry : entries) {
                if (leadsOut(entry.getName())) {
                    refusals.accept(entry.getName(), "its name leads out of the pack");
                    continue;
                }
                try (InputStream in = zip.getInputStream(entry)) {
                    file(entry.getName(), in);
                } catch (IOException e) {
                    refusals.accept(entry.getName(), "cannot be read: " + e.getMessage());
                }
            }
        }
    }

    private static boolean leadsOut(String name) {
        return name.startsWith("/")
                || name.indexOf('\\') >= 0
                || name.indexOf(':') >= 0
                || List.of(name.split("/", -1)).contains("..");
    }

    private void file(String name, InputStream in) throws IOException {
        if (bytes > MOST_BYTES) {
            refusals.accept(name, "the pack has more than " + (MOST_BYTES >> 20) + " MiB of rules");
            return;
        }
        byte[] text = in.readNBytes(YamlReader.MAX_CHARACTERS + 1);
        bytes += text.length;
        if (text.length > YamlReader.MAX_CHARACTERS) {
            refusals.accept(name, "file over " + YamlReader.MAX_CHARACTERS + " bytes");
            return;
        }
        try {
            texts.accept(
                    name,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(text))
                            .toString());
        } catch (CharacterCodingException e) {
            refusals.accept(name, "not UTF-8 text");
        }
    }
}
