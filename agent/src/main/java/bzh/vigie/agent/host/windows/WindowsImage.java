package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.Bytes;
import bzh.vigie.agent.host.FileIdentity;
import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.Files.OpenFile;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.HashedImage;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.OpenImage;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.windows.program.SignedImages;
import bzh.vigie.event.Observed;
import bzh.vigie.event.Observed.Why;
import bzh.vigie.event.ReasonCode;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The program file of a process by its path and by what it was when the process was seen: it is opened when it is hashed, and
 * another file that lies there by then is not taken for it. Windows keeps whoever wants to from writing to a program that runs,
 * not from giving it another name.
 */
record WindowsImage(Files files, HostPath path, FileIdentity identity, SignedImages images) implements OpenImage {
    /** Of the regular file at that path; empty where there is none that can be asked. */
    static Optional<OpenImage> of(Files files, HostPath path, SignedImages images) {
        return files.status(path)
                .ifFound()
                .filter(status -> status.kind() == Kind.REGULAR)
                .map(status -> new WindowsImage(files, path, identity(status), images));
    }

    private static FileIdentity identity(Status s) {
        return new FileIdentity(
                s.device(),
                s.inode(),
                s.size(),
                TimeUnit.MICROSECONDS.toNanos(s.modifiedMicros()),
                TimeUnit.MICROSECONDS.toNanos(s.changedMicros()));
    }

    @Override
    public Observed<HashedImage> hash(long limit) {
        return switch (files.open(path)) {
            case Reading.Found<OpenFile>(OpenFile file) -> hash(file, limit);
            case Reading.Absent<OpenFile> ignored -> Observed.missed(Why.ENDED);
            case Reading.Refused<OpenFile> refused ->
                Observed.missed(refused.reason() == ReasonCode.NO_RIGHT ? Why.DENIED : Why.FAILED);
        };
    }

    private Observed<HashedImage> hash(OpenFile open, long limit) {
        try (OpenFile file = open) {
            if (!identity(file.status()).equals(identity)) {
                return Observed.missed(Why.ENDED);
            }
            return file.status().size() > limit
                    ? Observed.missed(Why.TOO_LARGE)
                    : Observed.known(images.of(path, Bytes.of(file)));
        } catch (IOException e) {
            return Observed.missed(Why.FAILED);
        }
    }

    @Override
    public void close() {
        // Nothing is held open.
    }
}
