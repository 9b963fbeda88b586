package bzh.vigie.agent.source;

import bzh.vigie.agent.host.FileIdentity;
import bzh.vigie.agent.host.HashedImage;
import bzh.vigie.event.Observed;
import bzh.vigie.event.Observed.Why;
import bzh.vigie.event.Sha256;
import bzh.vigie.text.Printable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What program files are, by what tells their content apart (DESIGN.md 5.3); the least recently used goes first. Kept over restarts
 * in a text file, one entry a line: {@code device inode size modified changed sha256}, and where it is known, behind
 * another blank the signer, which may be empty. A file that was just changed is not
 * remembered, since another change could fall into the same tick of the clock. Thread-safe.
 */
final class HashCache {
    private static final int MAX = 2_048;
    /** A kernel stamps files with the time of its last tick, at worst 10 ms old; a network file system may be 2 s off. */
    private static final long YOUNG_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Path file;
    private final Map<FileIdentity, HashedImage> hashes = new LinkedHashMap<>(256, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<FileIdentity, HashedImage> eldest) {
            return size() > MAX;
        }
    };
    private boolean changed;

    HashCache(Path file) {
        this.file = file;
        if (Files.isRegularFile(file)) {
            try (var lines = Files.lines(file, StandardCharsets.UTF_8)) {
                lines.limit(MAX).forEach(this::parse);
            } catch (IOException | UncheckedIOException e) {
                // It is only a cache: what cannot be read is hashed again.
                hashes.clear();
            }
        }
    }

    private void parse(String line) {
        String[] fields = line.split(" ", 7);
        if (fields.length < 6) {
            return;
        }
        try {
            hashes.put(
                    new FileIdentity(
                            Long.parseLong(fields[0]),
                            Long.parseLong(fields[1]),
                            Long.parseLong(fields[2]),
                            Long.parseLong(fields[3]),
                            Long.parseLong(fields[4])),
                    new HashedImage(
                            new Sha256(fields[5]),
                            fields.length > 6 ? Observed.known(fields[6]) : Observed.missed(Why.NOT_OFFERED)));
        } catch (IllegalArgumentException e) {
            // Not a line of ours: skipped.
        }
    }

    private static String behind(String signer) {
        return " " + Printable.clean(signer);
    }

    synchronized Optional<HashedImage> get(FileIdentity identity) {
        return Optional.ofNullable(hashes.get(identity));
    }

    /** Remembers one, hashed when the host's wall clock said {@code wallMicros}. */
    synchronized void put(FileIdentity identity, HashedImage image, long wallMicros) {
        if (wallMicros * 1_000 - identity.changedNanos() > YOUNG_NANOS) {
            hashes.put(identity, image);
            changed = true;
        }
    }

    /** Writes it down if it changed, whole or not at all. */
    synchronized void save() {
        if (!changed) {
            return;
        }
        StringBuilder out = new StringBuilder();
        hashes.forEach((id, image) -> out.append(id.device())
                .append(' ')
                .append(id.inode())
                .append(' ')
                .append(id.size())
                .append(' ')
                .append(id.modifiedNanos())
                .append(' ')
                .append(id.changedNanos())
                .append(' ')
                .append(image.sha256().hex())
                .append(image.signer().map(HashCache::behind).ifKnown().orElse(""))
                .append('\n'));
        try {
            Path next = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(next, out, StandardCharsets.UTF_8);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            changed = false;
        } catch (IOException e) {
            // Tried again at the next save; nothing but time is lost.
            changed = true;
        }
    }
}
