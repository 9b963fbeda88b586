package bzh.vigie.agent.persistence.format.running;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Mount tables as proc_pid_mountinfo(5) describes them, of machines whose root is not the whole of a file system. */
final class MountTableTest {
    private static List<String> hiding(String... lines) {
        return MountTable.parse(List.of(lines)).hidingPoints();
    }

    /** ProtectSystem= and ProtectHome= of a unit mount directories over themselves. */
    @Test
    void aDirectoryMountedOverItselfHidesNothing() {
        assertEquals(
                List.of(),
                hiding(
                        "30 1 8:1 /machines/a / rw,relatime shared:1 - ext4 /dev/sda1 rw",
                        "31 30 8:1 /machines/a/root /root ro,relatime shared:2 - ext4 /dev/sda1 rw",
                        "32 30 8:1 /machines/a/etc/cron.d /etc/cron.d ro,relatime - ext4 /dev/sda1 rw"));
        assertEquals(
                List.of(),
                hiding(
                        "30 1 0:28 /@ / rw,relatime - btrfs /dev/sda2 rw,subvol=/@",
                        "31 30 0:28 /@/root /root ro,relatime - btrfs /dev/sda2 rw,subvol=/@",
                        "32 30 0:28 /@/usr /usr ro,relatime - btrfs /dev/sda2 rw,subvol=/@"));
        assertEquals(
                List.of(),
                hiding(
                        "30 1 8:1 / / rw - ext4 /dev/sda1 rw",
                        "31 30 8:2 / /var rw - ext4 /dev/sda2 rw",
                        "32 31 8:2 /spool/cron /var/spool/cron ro - ext4 /dev/sda2 rw"));
        // StateDirectory= of the agent's own unit, where the system lies on an overlay, and where /var is a partition.
        assertEquals(
                List.of(),
                hiding(
                        "30 1 0:44 / / rw - overlay overlay rw,lowerdir=/l",
                        "31 30 0:44 /var/lib/vigie-agent /var/lib/vigie-agent rw - overlay overlay rw,lowerdir=/l"));
        assertEquals(
                List.of(),
                hiding(
                        "30 1 8:1 / / ro - ext4 /dev/sda1 rw",
                        "31 30 8:2 / /var rw - ext4 /dev/sda2 rw",
                        "32 31 8:2 /lib/vigie-agent /var/lib/vigie-agent rw - ext4 /dev/sda2 rw"));
    }

    /** A point that is no path is above nothing. */
    @Test
    void aPointThatIsNoPathEndsTheSearchForWhatIsAboveIt() {
        assertEquals(List.of(), hiding("- - - - - - - - -", "1 2 8:1 / etc rw - ext4 /dev/sda1 rw"));
    }

    /** A mount of another directory hides, also where that has the name, or lies over one that is shielded. */
    @Test
    void anotherDirectoryHides() {
        assertEquals(
                List.of("/root"),
                hiding(
                        "30 1 8:1 /machines/a / rw - ext4 /dev/sda1 rw",
                        "31 30 8:1 /machines/b/root /root ro - ext4 /dev/sda1 rw"));
        assertEquals(
                List.of("/etc/cron.d"),
                hiding(
                        "30 1 8:1 / / rw - ext4 /dev/sda1 rw",
                        "31 30 8:1 /etc /etc ro - ext4 /dev/sda1 rw",
                        "32 31 8:1 /srv/x /etc/cron.d ro - ext4 /dev/sda1 rw"));
        assertEquals(
                List.of("/var/lib/vigie-agent"),
                hiding(
                        "30 1 8:1 / / rw - ext4 /dev/sda1 rw",
                        "31 30 8:1 /srv/a/var/lib/vigie-agent /var/lib/vigie-agent rw - ext4 /dev/sda1 rw"));
        assertEquals(
                List.of("/etc/cron.d"),
                hiding(
                        "30 1 8:1 / / rw - ext4 /dev/sda1 rw",
                        "31 30 8:7 /etc/cron.d /etc/cron.d ro - ext4 /dev/sdb7 rw"));
    }
}
