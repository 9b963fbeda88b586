package bzh.vigie.agent.host.linux;

import bzh.vigie.agent.host.FileDigest;
import bzh.vigie.agent.host.FileIdentity;
import bzh.vigie.agent.host.HashedImage;
import bzh.vigie.agent.host.OpenImage;
import bzh.vigie.event.Observed;
import bzh.vigie.event.Observed.Why;
import bzh.vigie.event.Sha256;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.security.MessageDigest;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** A program file held by its descriptor. After the first 8 MiB, hashing takes a quarter of a core at most. */
final class ImageFile implements OpenImage {
    private static final int BLOCK = 65_536;
    private static final long UNPACED = 8L << 20;
    private static final int REST_FACTOR = 3;

    private final int fd;
    private final FileIdentity identity;
    private final AtomicBoolean closed = new AtomicBoolean();

    ImageFile(int fd, FileIdentity identity) {
        this.fd = fd;
        this.identity = identity;
    }

    @Override
    public FileIdentity identity() {
        return identity;
    }

    @Override
    public Observed<HashedImage> hash(long limit) {
        if (identity.size() > limit) {
            return Observed.missed(Why.TOO_LARGE);
        }
        MessageDigest digest = FileDigest.sha256();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment block = arena.allocate(BLOCK);
            long total = 0;
            while (true) {
                long began = System.nanoTime();
                int length = SystemCalls.read(fd, block);
                if (length < 0) {
                    return Observed.missed(Why.FAILED);
                }
                if (length == 0) {
                    return Observed.known(
                            new HashedImage(Sha256.of(digest.digest()), Observed.missed(Why.NOT_OFFERED)));
                }
                total += length;
                if (total > limit) {
                    return Observed.missed(Why.TOO_LARGE);
                }
                digest.update(block.asSlice(0, length).asByteBuffer());
                if (total > UNPACED) {
                    long worked = Math.min(System.nanoTime() - began, TimeUnit.MILLISECONDS.toNanos(50));
                    LockSupport.parkNanos(worked * REST_FACTOR);
                }
            }
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            SystemCalls.close(fd);
        }
    }
}
