package bzh.vigie.agent.persistence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** File trees for tests. */
final class Trees {
    /** The time at which scans judge certificates. */
    static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-25T12:00:00Z"));

    private Trees() {}

    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    /** Makes links of lines {@code path -> target}, both as the tree names them. */
    static void link(Path root, List<String> lines) throws IOException {
        for (String line : lines) {
            int arrow = line.indexOf(" -> ");
            if (arrow > 0) {
                Path link = root.resolve(line.substring(1, arrow));
                Files.createDirectories(link.getParent());
                Files.createSymbolicLink(link, Path.of(line.substring(arrow + 4)));
            }
        }
    }

    /** Gives files and directories modes, of lines {@code path mode} in octal: git keeps only the right to execute. */
    static void modes(Path root, List<String> lines) throws IOException {
        for (String line : lines) {
            String[] words = line.split(" ", 2);
            Path ignored =
                    Files.setAttribute(root.resolve(words[0].substring(1)), "unix:mode", Integer.parseInt(words[1], 8));
        }
    }

    static Path write(Path root, String path, String content) throws IOException {
        Path file = root.resolve(path.substring(1));
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    static void delete(Path root) throws IOException {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
