package bzh.vigie.agent.source;

import bzh.vigie.agent.host.FileIdentity;
import bzh.vigie.agent.host.HashedImage;
import bzh.vigie.agent.host.OpenImage;
import bzh.vigie.agent.host.ProcessFacts;
import bzh.vigie.event.Clock;
import bzh.vigie.event.Observed;
import bzh.vigie.event.Observed.Why;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Program files that are kept open until they are hashed, and hashes that are remembered over restarts. Thread-safe but for {@link #hash}. */
final class OpenImages {
    private static final int MAX_FILES = 128;
    private static final long MAX_HASHED = 256L << 20;

    private final Clock clock;
    private final HashCache hashes;
    private final AtomicInteger files = new AtomicInteger();

    /** With what is remembered in an existing folder. */
    OpenImages(Path stateDir, Clock clock) {
        this.clock = clock;
        hashes = new HashCache(stateDir.resolve("image-hashes"));
    }

    /** Keeps what is remembered. */
    void save() {
        hashes.save();
    }

    /** Over the limit of open files only the identity is kept, which is enough where the hash is known. */
    ProcessWork.Started hold(ProcessWork.Started started) {
        if (files.incrementAndGet() <= MAX_FILES) {
            return started;
        }
        ProcessFacts f = started.facts();
        Optional<OpenImage> kept = f.file().map(file -> new ClosedImage(file.identity()));
        f.file().ifPresent(OpenImage::close);
        return new ProcessWork.Started(
                started.at(),
                started.process(),
                started.parent(),
                started.parentImage(),
                new ProcessFacts(
                        f.pid(),
                        f.startTicks(),
                        f.parentPid(),
                        f.name(),
                        f.accountId(),
                        f.image(),
                        f.commandLine(),
                        f.kernelThread(),
                        kept),
                started.alreadyRunning());
    }

    /** What is left of a program file that was closed before it could be hashed. */
    private record ClosedImage(FileIdentity identity) implements OpenImage {
        @Override
        public Observed<HashedImage> hash(long limit) {
            return Observed.missed(Why.TOO_SLOW);
        }

        @Override
        public void close() {
            // It was closed before.
        }
    }

    /** One is open that is hashed at once. */
    void opened() {
        files.incrementAndGet();
    }

    /** It is not needed any more. */
    void release(OpenImage file) {
        files.decrementAndGet();
        file.close();
    }

    /** The hash and signer of its program, which is closed then. For one thread. */
    Observed<HashedImage> hash(ProcessFacts facts) {
        if (facts.file().isEmpty()) {
            return Observed.missed(
                    facts.image() instanceof Observed.Missed<String> missed ? missed.why() : Why.TOO_SLOW);
        }
        OpenImage file = facts.file().get();
        try {
            var cached = hashes.get(file.identity());
            if (cached.isPresent()) {
                return Observed.known(cached.get());
            }
            Observed<HashedImage> computed = file.hash(MAX_HASHED);
            computed.ifKnown()
                    .ifPresent(image ->
                            hashes.put(file.identity(), image, clock.now().wallMicros()));
            return computed;
        } finally {
            release(file);
        }
    }
}
