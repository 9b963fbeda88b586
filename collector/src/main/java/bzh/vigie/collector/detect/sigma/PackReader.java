package bzh.vigie.collector.detect.sigma;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
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
    private static final int DEEPEST = 32;
    private static final List<String> ARCHIVES =
            List.of(".zip", ".tar", ".tgz", ".gz", ".xz", ".zst", ".bz2", ".7z", ".rar");

    private final BiConsumer<String, String> texts;
    private final BiConsumer<String, Reason> refusals;
    private long bytes;

    /**
     * @param texts takes a file's name and text
     * @param refusals takes a file's name and why it is not read
     */
    private PackReader(BiConsumer<String, String> texts, BiConsumer<String, Reason> refusals) {
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
        } else if (Files.isRegularFile(pack)) {
            try (InputStream in = Files.newInputStream(pack)) {
                file(String.valueOf(pack.getFileName()), in);
            }
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
        String folded = name.toLowerCase(Locale.ROOT);
        return folded.endsWith(".yml") || folded.endsWith(".yaml");
    }

    /** Why a file is told though it is not read: somebody may think that it is. Empty for any other. */
    static Optional<Reason> toldUnread(String name) {
        String folded = name.toLowerCase(Locale.ROOT);
        if (folded.contains(".yml") || folded.contains(".yaml")) {
            return Optional.of(Reason.of(Fault.NOT_NAMED_AS_RULE));
        }
        return ARCHIVES.stream().anyMatch(folded::endsWith) ? Optional.of(Reason.of(Fault.ARCHIVE)) : Optional.empty();
    }

    private void folder(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        Path top = folder.toRealPath();
        Files.walkFileTree(top, Set.of(), DEEPEST, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isDirectory()) {
                    refusals.accept(name(top, file), Reason.of(Fault.FOLDERS_TOO_DEEP, DEEPEST));
                } else if (attributes.isSymbolicLink() && Files.isDirectory(file)) {
                    refusals.accept(name(top, file), Reason.of(Fault.FOLDER_LINK));
                } else if (isRule(file.toString())) {
                    files.add(file);
                } else {
                    toldUnread(String.valueOf(file.getFileName()))
                            .ifPresent(reason -> refusals.accept(name(top, file), reason));
                }
                if (files.size() > MOST_FILES) {
                    throw new RefusedException(
                            new Refused(folder.toString(), 0, Reason.of(Fault.TOO_MANY_FILES, MOST_FILES)));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException why) throws IOException {
                if (file.equals(top)) {
                    throw why;
                }
                refusals.accept(name(top, file), unreadable(why));
                return FileVisitResult.CONTINUE;
            }
        });
        Collections.sort(files);
        for (Path file : files) {
            read(name(top, file), file, top);
        }
    }

    private static String name(Path folder, Path file) {
        return folder.relativize(file).toString();
    }

    private void read(String name, Path file, Path top) {
        try {
            if (Files.isSymbolicLink(file) && !file.toRealPath().startsWith(top)) {
                refusals.accept(name, Reason.of(Fault.LINK_OUT));
            } else if (!Files.isRegularFile(file)) {
                refusals.accept(name, Reason.of(Fault.NO_FILE));
            } else {
                try (InputStream in = Files.newInputStream(file)) {
                    file(name, in);
                }
            }
        } catch (IOException e) {
            refusals.accept(name, unreadable(e));
        }
    }

    private static Reason unreadable(IOException why) {
        return Reason.of(Fault.FILE_UNREADABLE, String.valueOf(why.getMessage()));
    }

    private void zip(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            if (zip.size() > MOST_FILES) {
                throw new RefusedException(
                        new Refused(file.toString(), 0, Reason.of(Fault.TOO_MANY_FILES, MOST_FILES)));
            }
            List<ZipEntry> entries = new ArrayList<>();
            zip.stream().filter(entry -> !entry.isDirectory()).forEach(entries::add);
            entries.sort(Comparator.comparing(ZipEntry::getName));
            for (ZipEntry entry : entries) {
                if (!isRule(entry.getName())) {
                    toldUnread(entry.getName()).ifPresent(reason -> refusals.accept(entry.getName(), reason));
                    continue;
                }
                if (leadsOut(entry.getName())) {
                    refusals.accept(entry.getName(), Reason.of(Fault.NAME_LEADS_OUT));
                    continue;
                }
                try (InputStream in = zip.getInputStream(entry)) {
                    file(entry.getName(), in);
                } catch (IOException e) {
                    refusals.accept(entry.getName(), Reason.of(Fault.FILE_UNREADABLE, String.valueOf(e.getMessage())));
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
            refusals.accept(name, Reason.of(Fault.PACK_TOO_LARGE, MOST_BYTES >> 20));
            return;
        }
        byte[] text = in.readNBytes(YamlReader.MAX_CHARACTERS + 1);
        bytes += text.length;
        if (text.length > YamlReader.MAX_CHARACTERS) {
            refusals.accept(name, Reason.of(Fault.FILE_TOO_LARGE, YamlReader.MAX_CHARACTERS));
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
            refusals.accept(name, Reason.of(Fault.NOT_UTF_8));
        }
    }
}
