package bzh.vigie.collector.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** Folder where large files lie while a request is answered; for the collector's eyes, and empty when the console starts. */
final class UploadFolder {
    private static final String NAME = "uploads";

    private UploadFolder() {}

    /** Makes it in the collector's folder, or empties it of what an interruption left. */
    static Path open(Path folder) {
        Path uploads = folder.resolve(NAME);
        try {
            if (!Files.isDirectory(uploads)) {
                return Files.createDirectory(
                        uploads, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            List<Path> left;
            try (Stream<Path> files = Files.list(uploads)) {
                left = files.toList();
            }
            for (Path each : left) {
                Files.deleteIfExists(each);
            }
            return uploads;
        } catch (IOException e) {
            throw new UncheckedIOException("the folder for large files cannot be made ready", e);
        }
    }
}
