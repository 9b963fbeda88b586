package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two rounds of {@code bench/chaos.sh}, an hour of faults against real processes (docs/chaos.md): an agent that is killed, and one whose disk
 * breaks off.
 */
@Timeout(1_200)
final class ChaosTest {
    private static final List<String> ROUNDS = List.of("agent-killed", "agent-disk-read-only");

    @Test
    void whatIsAcknowledgedIsThereOnceAndNoConclusionIsBetterForAFault() throws Exception {
        assumeTrue(
                Commands.works(
                        "unshare",
                        "--net",
                        "--mount",
                        "--pid",
                        "--fork",
                        "sh",
                        "-c",
                        "ip tuntap add a0 mode tun && truncate -s 9M /tmp/$$.chaos && mkfs.ext4 -q /tmp/$$.chaos && mount -o loop /tmp/$$.chaos /mnt; s=$?; rm -f /tmp/$$.chaos; exit $s"),
                "skipped: namespaces, TUN devices and loop devices need root");
        assumeTrue(Commands.works("python3", "--version"), "skipped: python3 is not installed");
        List<String> words =
                new ArrayList<>(List.of(Commands.TOP.resolve("bench/chaos.sh").toString(), "0"));
        words.addAll(ROUNDS);
        String said = Commands.run(words).orFail("bench/chaos.sh").said();
        assertTrue(said.contains("lost 0, doubled 0, false conclusions 0"), said);
    }
}
