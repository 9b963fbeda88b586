package bzh.vigie.agent.host;

import bzh.vigie.agent.host.Files.Content;
import bzh.vigie.agent.host.Files.Descent;
import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.Files.Listed;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.Packages.Algorithm;
import bzh.vigie.event.Sha256;
import java.util.List;

/** A folder among a machine's own files. */
public final class LocalFolder implements SharedFolder {
    private final Files files;
    private final HostPath top;

    /**
     * That folder.
     *
     * @param top without links ({@link Files#resolve})
     */
    public LocalFolder(Files files, HostPath top) {
        this.files = files;
        this.top = top;
    }

    @Override
    public void walk(Visit visit) {
        files.below(top, new Descent() {
            private boolean goesOn = true;

            @Override
            public boolean goesOn() {
                return goesOn;
            }

            @Override
            public boolean enters(HostPath directory, Status status, long device) {
                return goesOn;
            }

            @Override
            public boolean wants(byte[] name) {
                return goesOn;
            }

            @Override
            public boolean wants(Status status) {
                return status.kind() == Kind.REGULAR;
            }

            @Override
            public boolean wantsCapable() {
                return false;
            }

            @Override
            public void take(Listed entry) {
                goesOn = goesOn
                        && visit.take(new Found(
                                below(entry.path()),
                                entry.status().size(),
                                entry.status().modifiedMicros()));
            }

            @Override
            public void refused(HostPath directory, Reading.Refused<?> why) {
                visit.refused(below(directory), why);
            }
        });
    }

    @Override
    public Reading<byte[]> read(HostPath path, int limit) {
        return regular(path).then(there -> files.read(there, limit)).then(content -> bytes(content));
    }

    @Override
    public Reading<Sha256> digest(HostPath path, long limit) {
        return regular(path)
                .then(there -> files.digests(there, limit, Algorithm.SHA_256))
                .then(digests -> Reading.found(digests.sha256()));
    }

    private static Reading<byte[]> bytes(Content content) {
        return Reading.found(content.bytes());
    }

    /** The place of a file that has no link on the way to it: one may have been put there since. */
    private Reading<HostPath> regular(HostPath path) {
        HostPath there = at(path);
        return files.resolve(there).then(real -> real.equals(there) ? Reading.found(there) : Reading.absent());
    }

    private HostPath at(HostPath path) {
        HostPath there = top;
        for (byte[] name : path.components()) {
            there = there.child(name);
        }
        return there;
    }

    private HostPath below(HostPath there) {
        HostPath path = HostPath.ROOT;
        List<byte[]> names = there.components();
        for (byte[] name : names.subList(top.components().size(), names.size())) {
            path = path.child(name);
        }
        return path;
    }
}
