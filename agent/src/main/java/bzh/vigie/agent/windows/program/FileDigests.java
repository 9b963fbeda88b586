package bzh.vigie.agent.windows.program;

import bzh.vigie.agent.host.Bytes;
import bzh.vigie.agent.host.FileDigest;
import bzh.vigie.event.Sha256;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.List;

/**
 * All digests of a file in one pass. Authenticode leaves out the checksum, the entry of the certificate table and that table,
 * and adds zeros up to a multiple of eight bytes where the table is or would be (Microsoft, "Windows Authenticode Portable
 * Executable Signature Format", Calculating the PE Image Hash).
 */
final class FileDigests {
    /** A part of the file that is left out: where and how many bytes. */
    record Hole(long at, long length) {}

    private final MessageDigest whole = FileDigest.sha256();
    private final Tlsh tlsh = new Tlsh();
    private final List<Hole> holes;
    private final List<MessageDigest> images;
    private final int padding;
    private final boolean similar;

    /**
     * @param holes in the file's order, not overlapping
     * @param padding how many zeros are added at the end of the file without them
     * @param images digests to be made over the file without them
     * @param similar whether TLSH is wanted
     */
    FileDigests(List<Hole> holes, int padding, List<MessageDigest> images, boolean similar) {
        this.holes = holes;
        this.padding = padding;
        this.images = images;
        this.similar = similar;
    }

    /** Reads the file through that buffer. */
    void read(Bytes file, byte[] buffer) throws IOException {
        long size = file.size();
        for (long at = 0; at < size; ) {
            int count = file.read(at, buffer);
            if (count <= 0) {
                throw new IOException("the file ended early");
            }
            whole.update(buffer, 0, count);
            if (similar) {
                tlsh.update(buffer, 0, count);
            }
            if (!images.isEmpty()) {
                withoutHoles(buffer, at, count);
            }
            at += count;
        }
        images.forEach(digest -> digest.update(new byte[padding]));
    }

    Sha256 sha256() {
        return Sha256.of(whole.digest());
    }

    String tlsh() {
        return similar ? tlsh.text() : "";
    }

    private void withoutHoles(byte[] buffer, long at, int count) {
        long from = at;
        for (Hole hole : holes) {
            long until = Math.clamp(hole.at(), from, at + count);
            image(buffer, (int) (from - at), (int) (until - from));
            from = Math.clamp(hole.at() + hole.length(), from, at + count);
        }
        image(buffer, (int) (from - at), (int) (at + count - from));
    }

    private void image(byte[] buffer, int from, int length) {
        if (length > 0) {
            images.forEach(digest -> digest.update(buffer, from, length));
        }
    }
}
