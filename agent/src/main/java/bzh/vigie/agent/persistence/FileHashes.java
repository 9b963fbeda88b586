package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.Files.Digests;
import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Packages.Algorithm;
import bzh.vigie.agent.host.Packages.Checksum;
import bzh.vigie.event.Sha256;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * SHA-256 of files, the likeness of programs, and whether files have the content that their package shipped, so that what did not
 * change is not read again: neither by the next pass nor after a restart. A file that was just changed is not remembered, since another change
 * could fall into the same tick of the clock. Used by one thread.
 *
 * <pre>
 * magic      4 bytes "VGH2"
 * hashes     {@link HashTable}
 * likenesses {@link HashTable}
 * verdicts   {@link Verdicts}
 * check      u64, CRC-32 of all before
 * </pre>
 */
final class FileHashes {
    private static final int MAGIC = 0x56474832;
    private static final long LIMIT = 256L << 20;
    private static final long MATCH_LIMIT = 512L << 20;

    /** A kernel stamps files with the time of its last tick, at worst 10 ms old; a network file system may be 2 s off. */
    private static final long YOUNG_MICROS = TimeUnit.SECONDS.toMicros(2);

    private final Files files;
    private final HashTable hashes = new HashTable(32);
    private final HashTable likenesses = new HashTable(ProgramLikeness.BYTES);
    private Verdicts verdicts = new Verdicts();
    private boolean changed;

    FileHashes(Files files) {
        this.files = files;
    }

    /**
     * Of the regular file at that path, links followed; of one larger than 256 MiB nothing is said.
     *
     * @param shipped asked only where the file has to be read: what its package says of it, which is then compared too
     */
    Optional<Sha256> sha256(HostPath path, Supplier<Optional<Checksum>> shipped) {
        Optional<Status> status = regular(path);
        Optional<Sha256> kept = status.flatMap(hashes::get).map(Sha256::of);
        if (status.isEmpty() || kept.isPresent()) {
            return kept;
        }
        Optional<Checksum> content = shipped.get();
        long began = files.stampMicros();
        Optional<Digests> read = files.digests(
                        path, LIMIT, content.map(Checksum::algorithm).orElse(Algorithm.SHA_256))
                .ifFound();
        read.filter(digests -> isOld(digests.status(), began)).ifPresent(digests -> {
            hashes.put(digests.status(), digests.sha256().bytes());
            content.ifPresent(
                    c -> verdicts.put(digests.status(), c, digests.asPackaged().equals(c)));
            changed = true;
        });
        return read.map(Digests::sha256);
    }

    /** The likeness of the program at that path, links followed; empty where it is none. */
    String likeness(HostPath path) {
        Optional<Status> status = regular(path);
        Optional<byte[]> kept = status.flatMap(likenesses::get);
        if (status.isEmpty() || kept.isPresent()) {
            return kept.map(ProgramLikeness::text).orElse("");
        }
        long began = files.stampMicros();
        byte[] likeness = files.open(path).ifFound().map(ProgramLikeness::of).orElseGet(ProgramLikeness::none);
        if (isOld(status.get(), began)) {
            likenesses.put(status.get(), likeness);
            changed = true;
        }
        return ProgramLikeness.text(likeness);
    }

    /** Whether the regular file at that path, links followed, has that content; empty where it could not be read, or is too large. */
    Optional<Boolean> matches(HostPath path, Checksum content) {
        Optional<Status> status = regular(path);
        Optional<Boolean> kept = status.flatMap(s -> verdicts.get(s, content));
        if (status.isEmpty() || kept.isPresent()) {
            return kept;
        }
        long began = files.stampMicros();
        Optional<Boolean> same =
                files.checksum(path, MATCH_LIMIT, content.algorithm()).ifFound().map(content::equals);
        // What was read is what the status says: a later change has a later time.
        same.filter(ignored -> isOld(status.get(), began)).ifPresent(verdict -> {
            verdicts.put(status.get(), content, verdict);
            changed = true;
        });
        return same;
    }

    /** A pass over everything is over: what it did not ask for is forgotten where there is much of it. */
    void passIsOver() {
        hashes.forgetUnused();
        likenesses.forgetUnused();
    }

    /** Whether there is something to keep that was not there when it was last kept. */
    boolean hasChanged() {
        return changed;
    }

    /** Writes all of it. */
    void write(OutputStream to) throws IOException {
        CheckedOutputStream checked = new CheckedOutputStream(to, new CRC32());
        DataOutputStream out = new DataOutputStream(checked);
        out.writeInt(MAGIC);
        hashes.write(out);
        likenesses.write(out);
        verdicts.write(out);
        out.writeLong(checked.getChecksum().getValue());
        out.flush();
        changed = false;
    }

    /** Takes in what was written; false where that is not readable, and then nothing is known. */
    boolean read(InputStream from) {
        CheckedInputStream checked = new CheckedInputStream(from, new CRC32());
        try {
            DataInputStream in = new DataInputStream(checked);
            boolean whole = in.readInt() == MAGIC && hashes.read(in) && likenesses.read(in) && verdicts.read(in);
            long check = checked.getChecksum().getValue();
            if (whole && in.readLong() == check) {
                return true;
            }
        } catch (IOException e) {
            // It is only a memory of what was read: what is lost is read again.
            changed = true;
        }
        hashes.clear();
        likenesses.clear();
        verdicts.clear();
        return false;
    }

    /**
     * Takes in only which files have the content that their package shipped, of what was written, instead of what it knew of
     * that: a fraction of the whole, with which no file of a package has to be read. Nothing changes where it is not readable.
     */
    void readVerdicts(InputStream from) {
        FileHashes written = new FileHashes(files);
        if (written.read(from)) {
            verdicts = written.verdicts;
        }
    }

    private Optional<Status> regular(HostPath path) {
        return files.status(path).ifFound().filter(status -> status.kind() == Kind.REGULAR);
    }

    private static boolean isOld(Status status, long nowMicros) {
        return nowMicros - status.changedMicros() > YOUNG_MICROS;
    }
}
