package bzh.vigie.collector.detect.returns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What is the same by crontab(5), systemd.service(5) and sshd_config(5). */
final class SpellingTest {
    @Test
    void linesOfOneMeaningAreOne() {
        for (List<String> same : List.of(
                List.of("linux.cron.d", "@daily root /opt/x", "0 0 * * * root  /opt/x", "@midnight root '/opt/x'"),
                List.of("linux.cron.user", "5 6 * * 0 /opt/x", "05 06 * * sun /opt/x", "5\t6 */1 * 7 \"/opt/x\""),
                List.of("linux.cron.d", "@hourly root /opt/x", "0 * * * * root /opt/x", "-0 */1 * * * root /opt/x"),
                List.of("linux.cron.d", "0 0 1 1 * root /opt/x", "@yearly root /opt/x", "0 0 1 jan * root /opt/x"),
                List.of("linux.systemd.service", "/opt/x  -a b", "-/opt/x -a 'b'", "!!/opt/x -a b", ":+/opt/x -a b"),
                List.of("linux.ssh.server-config", "AuthorizedKeysFile /a/%u", "AuthorizedKeysFile \"/a/%u\""))) {
            for (String line : same.subList(1, same.size())) {
                assertEquals(Spelling.of(same.getFirst(), same.get(1)), Spelling.of(same.getFirst(), line), line);
            }
        }
    }

    @Test
    void linesOfAnotherMeaningAreOthers() {
        for (List<String> two : List.of(
                List.of("linux.cron.d", "@daily root /opt/x", "@hourly root /opt/x"),
                List.of("linux.cron.d", "@reboot root /opt/x", "@daily root /opt/x"),
                List.of("linux.cron.d", "*/7 * * * * root /opt/x", "*/1 * * * * root /opt/x"),
                List.of("linux.cron.d", "0 7 * * * root /opt/x", "0 0 * * * root /opt/x"),
                List.of("linux.cron.d", "10 0 * * * root /opt/x", "1 0 * * * root /opt/x"),
                List.of("linux.systemd.service", "/opt/x", "|/opt/x"))) {
            assertNotEquals(
                    Spelling.of(two.getFirst(), two.get(1)), Spelling.of(two.getFirst(), two.get(2)), two.toString());
        }
    }
}
