package bzh.vigie.agent.host;

import bzh.vigie.event.Sha256;
import java.util.List;

/**
 * The files of one tree: this machine's, or a disk's or folder's that nothing runs from. Nothing outside the tree is ever
 * reached: absolute links and {@code ..} are resolved inside it.
 *
 * <p>Every call keeps invariant 7: a link is followed only where the superuser made it or where link and file have the same
 * owner; only regular files are read, opened without waiting, checked after opening, bounded in bytes and time. No call
 * throws for what the machine holds. Thread-safe.
 */
public interface Files extends AutoCloseable {
    /** What kind of reader this is: {@code live} or {@code offline}. */
    String reader();

    /** What is at that path; where it is a link, what it leads to. */
    Reading<Status> status(HostPath path);

    /** What is at that path; a link is not followed, those on the way to it are. */
    Reading<Status> statusOfLink(HostPath path);

    /** Where the link at that path points, as written there; refused where it is no link. At most 4,095 bytes. */
    Reading<byte[]> link(HostPath path);

    /** The entries of a directory ordered by bytes, without {@code .} and {@code ..}; at most {@link #MAX_ENTRIES}. */
    Reading<List<Entry>> list(HostPath directory);

    /** The whole regular file, refused as too large where it has more than {@code limit} bytes. */
    Reading<Content> read(HostPath path, int limit);

    /** Digests over the whole regular file, refused as too large where it has more than {@code limit} bytes. */
    Reading<Digests> digests(HostPath path, long limit);

    /** Gives up what the reader holds; it is not used afterwards. */
    @Override
    void close();

    /** How many entries of a directory are listed; one with more is refused as too large. */
    int MAX_ENTRIES = 65_536;

    /** What a directory entry or a file is. */
    enum Kind {
        REGULAR,
        DIRECTORY,
        LINK,
        /** FIFO, socket, device. */
        OTHER
    }

    /** An entry of a directory. */
    record Entry(HostPath path, Kind kind) {}

    /**
     * What statx(2) tells of a file.
     *
     * @param mode permission bits with setuid, setgid and sticky, 07777
     * @param modifiedMicros last change of the content, microseconds since 1970 UTC, as the host tells it
     * @param changedMicros last change of content or status, likewise
     */
    record Status(
            Kind kind,
            int mode,
            long uid,
            long gid,
            long size,
            long modifiedMicros,
            long changedMicros,
            long device,
            long inode) {}

    /** A file as it was read: what it is and all its bytes, which belong to the caller. */
    final class Content {
        private final Status status;
        private final byte[] bytes;

        public Content(Status status, byte[] bytes) {
            this.status = status;
            this.bytes = bytes;
        }

        public Status status() {
            return status;
        }

        public byte[] bytes() {
            return bytes;
        }
    }

    /** Digests over a file's content; MD5 only because package databases hold it. */
    record Digests(Status status, Sha256 sha256, String md5) {}
}
