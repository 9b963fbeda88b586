package bzh.vigie.installers;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The runtime that goes into a package: a folder, an archive in the zip format (a wheel is one) or a tar.gz, or the address of such
 * an archive; the runtime may lie below its root.
 *
 * @param system that it is for
 * @param where folder, file or {@code https:} address
 * @param sha256 of the archive, lower-case hex; empty where it is not known, which an address does not allow
 */
record GivenRuntime(TargetSystem system, String where, String sha256) {
    private static final long LARGEST = 1L << 30;

    /** One that was asked for; else the newest wheel for the system in a folder; empty where there is neither. */
    static Optional<GivenRuntime> of(TargetSystem system, String where, String sha256, Path wheels) throws IOException {
        if (!where.isBlank()) {
            return Optional.of(new GivenRuntime(system, where.strip(), sha256.strip()));
        }
        if (!Files.isDirectory(wheels)) {
            return Optional.empty();
        }
        try (Stream<Path> all = Files.list(wheels)) {
            return all.filter(file -> file.toString().endsWith(system.wheel()))
                    .max(Comparator.naturalOrder())
                    .map(file -> new GivenRuntime(system, file.toString(), ""));
        }
    }

    /**
     * The top of the runtime, unpacked below {@code kept} unless it is a folder.
     *
     * @throws IOException saying what is wrong with it
     */
    Path unpacked(Path kept) throws IOException, InterruptedException {
        if (!isAddress() && Files.isDirectory(Path.of(where))) {
            return top(Path.of(where));
        }
        Path archive = isAddress() ? download(kept) : Path.of(where);
        if (!Files.isRegularFile(archive)) {
            throw new IOException("no such runtime: " + archive);
        }
        String found = Folders.sha256(archive);
        if (!sha256.isEmpty() && !sha256.equalsIgnoreCase(found)) {
            throw new IOException(archive + " has the SHA-256 " + found + ", not " + sha256);
        }
        Path folder = kept.resolve("unpacked-" + found.substring(0, 16));
        if (!Files.isDirectory(folder)) {
            Path partly = kept.resolve("being-unpacked");
            Folders.remove(partly);
            unpack(archive, Files.createDirectories(partly));
            Files.move(partly, folder);
        }
        return top(folder);
    }

    private boolean isAddress() {
        return where.startsWith("https://") || where.startsWith("http://");
    }

    private Path download(Path kept) throws IOException, InterruptedException {
        if (sha256.isEmpty()) {
            throw new IOException("a runtime from an address needs its SHA-256: -D" + system.property() + ".sha256=…");
        }
        Path file = Files.createDirectories(kept).resolve("downloaded-" + sha256);
        if (Files.exists(file)) {
            return file;
        }
        try (HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build()) {
            Path partly = kept.resolve("being-downloaded");
            HttpResponse<InputStream> answer = client.send(
                    HttpRequest.newBuilder(URI.create(where)).build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                if (answer.statusCode() != 200) {
                    throw new IOException(where + " answered " + answer.statusCode());
                }
                Files.copy(body, partly, StandardCopyOption.REPLACE_EXISTING);
            }
            return Files.move(partly, file);
        }
    }

    private static void unpack(Path archive, Path folder) throws IOException, InterruptedException {
        byte[] start;
        try (InputStream in = Files.newInputStream(archive)) {
            start = in.readNBytes(2);
        }
        // RFC 1952, 2.3.1
        if (Arrays.equals(start, new byte[] {0x1f, (byte) 0x8b})) {
            Tools.run(
                    List.of("tar", "--extract", "--gzip", "--no-same-owner", "--file", archive.toString()),
                    folder,
                    Map.of());
        } else {
            unzip(archive, folder);
        }
    }

    private static void unzip(Path archive, Path folder) throws IOException {
        long left = LARGEST;
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(archive))) {
            for (Optional<ZipEntry> entry = next(in); entry.isPresent(); entry = next(in)) {
                Path file = folder.resolve(entry.get().getName()).normalize();
                if (!file.startsWith(folder)) {
                    throw new IOException(archive + " names a file outside of itself: " + entry.get());
                }
                if (entry.get().isDirectory()) {
                    continue;
                }
                Files.createDirectories(file.getParent());
                left -= Files.copy(in, file);
                if (left < 0) {
                    throw new IOException(archive + " holds more than a runtime does");
                }
            }
        }
    }

    private static Optional<ZipEntry> next(ZipInputStream in) throws IOException {
        return Optional.ofNullable(in.getNextEntry());
    }

    private Path top(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder, 4)) {
            return all.filter(each -> Files.isRegularFile(each.resolve(system.program())))
                    .min(Comparator.naturalOrder())
                    .orElseThrow(() -> new IOException(
                            "no runtime for " + system.word() + " (" + system.program() + ") in " + folder));
        }
    }
}
