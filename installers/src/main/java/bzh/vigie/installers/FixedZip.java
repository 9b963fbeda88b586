package bzh.vigie.installers;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A zip archive that is the same, byte for byte, wherever and whenever it is made from the same files. */
final class FixedZip {
    /** The time that files in packages have, as the archives of the build have it. */
    static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

    private FixedZip() {}

    /** Writes the files below {@code folder}, each under {@code root/}. */
    static void write(Path folder, String root, Path archive) throws IOException {
        try (ZipOutputStream out =
                new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(archive), 1 << 16))) {
            out.setLevel(Deflater.BEST_COMPRESSION);
            for (Path each : Folders.files(folder)) {
                ZipEntry entry = new ZipEntry(root + "/" + Folders.name(folder, each));
                entry.setTimeLocal(LocalDateTime.ofInstant(TIME, ZoneOffset.UTC));
                out.putNextEntry(entry);
                Files.copy(each, out);
                out.closeEntry();
            }
        }
    }
}
