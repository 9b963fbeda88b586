package bzh.vigie.agent.host.linux;

import bzh.vigie.agent.host.Files.Storage;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** What kind of storage a file system is, by the numbers of linux/magic.h and the file systems' own headers. */
final class FileSystems {
    private static final int STATFS_BYTES = 128;

    private FileSystems() {}

    /** Of what is open, or is only a path. */
    static Reading<Storage> storage(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment statfs = arena.allocate(STATFS_BYTES, 8);
            int result = FileCalls.fstatfs(fd, statfs);
            return result < 0
                    ? Reading.refused(ReasonCode.FAILED, SourceText.detail("file-error", "statfs", -result))
                    : Reading.found(storage(statfs.get(ValueLayout.JAVA_LONG, 0)));
        }
    }

    /** Of that number; one that is not known is a disk, so that nothing is passed over for being new. */
    static Storage storage(long magic) {
        return switch ((int) magic) {
            // tmpfs, ramfs
            case 0x01021994, 0x858458f6 -> Storage.MEMORY;
            // squashfs, erofs, iso9660, cramfs, udf
            case 0x73717368, 0xe0f5e1e2, 0x9660, 0x28cd3d45, 0x15013346 -> Storage.IMAGE;
            // nfs, cifs, smb2, smb, fuse, 9p, ceph, afs, coda, ncp, autofs, gfs2, ocfs2, lustre, virtiofs has fuse's
            case 0x6969,
                    0xff534d42,
                    0xfe534d42,
                    0x517b,
                    0x65735546,
                    0x01021997,
                    0x00c36400,
                    0x5346414f,
                    0x6b414653,
                    0x73757245,
                    0x564c,
                    0x0187,
                    0x01161970,
                    0x7461636f,
                    0x0bd00bd0 -> Storage.ELSEWHERE;
            // proc, sysfs, cgroup, cgroup2, devpts, debugfs, tracefs, securityfs, selinuxfs, bpf, pstore, efivarfs,
            // hugetlbfs,
            // mqueue, binfmt_misc, nsfs, configfs, rpc_pipefs, nfsd, resctrl, fusectl has fuse's
            case 0x9fa0,
                    0x62656572,
                    0x27e0eb,
                    0x63677270,
                    0x1cd1,
                    0x64626720,
                    0x74726163,
                    0x73636673,
                    0xf97cff8c,
                    0xcafe4a11,
                    0x6165676c,
                    0xde5e81e4,
                    0x958458f6,
                    0x19800202,
                    0x42494e4d,
                    0x6e736673,
                    0x62656570,
                    0x67596969,
                    0x6e667364,
                    0x7655821 -> Storage.KERNEL;
            default -> Storage.DISK;
        };
    }
}
