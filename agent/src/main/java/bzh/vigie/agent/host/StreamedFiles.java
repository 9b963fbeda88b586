package bzh.vigie.agent.host;

import bzh.vigie.agent.host.Packages.Algorithm;
import bzh.vigie.agent.host.Packages.Checksum;
import bzh.vigie.event.Sha256;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Files of which each is read from its beginning to its end, whatever is made of the bytes. */
public interface StreamedFiles extends Files {
    /** Takes the bytes of a file, some at a time; the array is used again. */
    @FunctionalInterface
    interface Chunks {
        void take(byte[] chunk, int length);
    }

    /** Gives the whole regular file, refused as too large where it has more than {@code limit} bytes. */
    Reading<Status> stream(HostPath path, long limit, Chunks chunks);

    @Override
    default Reading<Content> read(HostPath path, int limit) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        return stream(path, limit, (chunk, length) -> bytes.write(chunk, 0, length))
                .then(status -> Reading.found(new Content(status, bytes.toByteArray())));
    }

    @Override
    default Reading<Digests> digests(HostPath path, long limit, Algorithm asPackaged) {
        MessageDigest sha256 = FileDigest.sha256();
        boolean two = asPackaged != Algorithm.SHA_256;
        MessageDigest other = FileDigest.of(asPackaged.javaName());
        return stream(path, limit, (chunk, length) -> {
                    sha256.update(chunk, 0, length);
                    if (two) {
                        other.update(chunk, 0, length);
                    }
                })
                .then(status -> {
                    byte[] digest = sha256.digest();
                    byte[] packaged = two ? other.digest() : digest;
                    return Reading.found(new Digests(
                            status,
                            Sha256.of(digest),
                            new Checksum(asPackaged, HexFormat.of().formatHex(packaged))));
                });
    }

    @Override
    default Reading<Checksum> checksum(HostPath path, long limit, Algorithm algorithm) {
        MessageDigest digest = FileDigest.of(algorithm.javaName());
        return stream(path, limit, (chunk, length) -> digest.update(chunk, 0, length))
                .then(status ->
                        Reading.found(new Checksum(algorithm, HexFormat.of().formatHex(digest.digest()))));
    }
}
