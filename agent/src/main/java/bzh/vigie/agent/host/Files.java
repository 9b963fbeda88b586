package bzh.vigie.agent.host;

import bzh.vigie.agent.host.Packages.Algorithm;
import bzh.vigie.agent.host.Packages.Checksum;
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

    /** A name in the form in which two that this tree takes for one are equal: as it is, unless letter case does not count. */
    default byte[] folded(byte[] name) {
        return name;
    }

    /** The mount table (proc_pid_mountinfo(5)) of the view in which this tree is read. */
    default HostPath mountTable() {
        return HostPath.of("/proc/self/mountinfo");
    }

    /** Whether the first process has another root directory (chroot(2), RootDirectory=): the tree may be a copy of the machine's. */
    default boolean hasOtherRoot() {
        return false;
    }

    /** What is at that path; where it is a link, what it leads to. */
    Reading<Status> status(HostPath path);

    /** What is at that path; a link is not followed, those on the way to it are. */
    Reading<Status> statusOfLink(HostPath path);

    /** Where the link at that path points, as written there; refused where it is no link. At most 4,095 bytes. */
    Reading<byte[]> link(HostPath path);

    /** The entries of a directory ordered by bytes, without {@code .} and {@code ..}; at most {@link #MAX_ENTRIES}. */
    Reading<List<Entry>> list(HostPath directory);

    /**
     * Goes through a directory and those below it, links not followed, and tells what the descent asks for: the entries of a
     * directory ordered by bytes and bounded likewise, then the directories in it, the last first.
     */
    void below(HostPath top, Descent descent);

    /** What the clock says now that stamps changes of files, microseconds since 1970 UTC. */
    long stampMicros();

    /** The path of what is there, with every link on the way and at the end followed and every {@code ..} gone. */
    Reading<HostPath> resolve(HostPath path);

    /** On what kind of storage the directory is. */
    Reading<Storage> storage(HostPath directory);

    /** The capabilities that the regular file gives whoever runs it (capabilities(7)); links are not followed. */
    Reading<Capabilities> capabilities(HostPath path);

    /** What the file or directory grants beyond its mode (acl(5)); links are followed. */
    default Reading<AccessList> accessList(HostPath path) {
        return Reading.absent();
    }

    /** What is granted so on what will be made in the directory; links are followed. */
    default Reading<AccessList> defaultAccessList(HostPath directory) {
        return Reading.absent();
    }

    /** The regular file, to be read at any place; the caller closes it. Of a file that grows, what was there at first. */
    Reading<OpenFile> open(HostPath path);

    /** The whole regular file, refused as too large where it has more than {@code limit} bytes. */
    Reading<Content> read(HostPath path, int limit);

    /** Digests over the whole regular file, refused as too large where it has more than {@code limit} bytes. */
    Reading<Digests> digests(HostPath path, long limit, Algorithm asPackaged);

    /** One digest over the whole regular file, refused likewise. */
    Reading<Checksum> checksum(HostPath path, long limit, Algorithm algorithm);

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
     * An entry of a directory and what it is.
     *
     * @param capable it is a regular file that may be executed and gives capabilities; false where nobody asked
     */
    record Listed(HostPath path, Status status, boolean capable) {}

    /** What somebody wants of a directory and those below it. Used by one thread. */
    interface Descent {
        /** Asked before a directory is listed; false ends it all. */
        boolean goesOn();

        /** Whether a directory is looked into, which lies in one on that device. */
        boolean enters(HostPath directory, Status status, long device);

        /** Whether entries of that name that are no directories are asked about at all. */
        boolean wants(byte[] name);

        /** Whether what is like that is to be told; where that hangs on its capabilities, {@link #wantsCapable} decides. */
        boolean wants(Status status);

        /** Whether regular files that may be executed and give capabilities are told whatever they are like. */
        boolean wantsCapable();

        /** Takes an entry that was asked for. */
        void take(Listed entry);

        /** A directory that could not be listed, wholly or at all. */
        void refused(HostPath directory, Reading.Refused<?> why);
    }

    /** On what a file system keeps its files. */
    enum Storage {
        /** A disk of this machine, or what is stacked on one. */
        DISK,
        /** Memory, until the machine stops. */
        MEMORY,
        /** An image that cannot be written: its files are as whoever made it made them. */
        IMAGE,
        /** Another machine, or a program that answers as it likes. */
        ELSEWHERE,
        /** Nothing: the kernel makes it up. */
        KERNEL
    }

    /** A file that is open for reading at any place. Used by one thread. */
    interface OpenFile extends AutoCloseable {
        /** What it was when it was opened. */
        Status status();

        /** Fills the array from that place of the file on, as far as there is anything; how many bytes were put into it. */
        int read(long at, byte[] into);

        @Override
        void close();
    }

    /**
     * What statx(2) tells of a file.
     *
     * @param mode permission bits with setuid, setgid and sticky, 07777
     * @param modifiedMicros last change of the content, microseconds since 1970 UTC, as the host tells it
     * @param changedMicros last change of content or status, likewise
     * @param immutable nobody can change it before that attribute is taken away (chattr(1) +i, or +a)
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
            long inode,
            boolean immutable) {

        /** Of one that can be changed. */
        public Status(
                Kind kind,
                int mode,
                long uid,
                long gid,
                long size,
                long modifiedMicros,
                long changedMicros,
                long device,
                long inode) {
            this(kind, mode, uid, gid, size, modifiedMicros, changedMicros, device, inode, false);
        }
    }

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

    /** Digests over a file's content: SHA-256 and one that a package database has. */
    record Digests(Status status, Sha256 sha256, Checksum asPackaged) {}
}
