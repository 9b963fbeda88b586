package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Wine says of sessions, accounts and groups: it has one session and one account, no logon sessions and no groups. Its digests are those
 * of Java.
 */
final class WindowsSessionsTest {
    @TempDir
    Path folder;

    @Test
    void theSessionOfTheConsoleIsListedAndWhatIsNotThereIsRefused() throws IOException, InterruptedException {
        Wine windows = Wine.fresh(folder);
        List<String> said = windows.java("bzh.vigie.agent.host.windows.SessionProbe")
                .orFail("the probe")
                .said()
                .lines()
                .filter(line -> line.matches("(sessions|console|logons|accounts|groups|digests) .*"))
                .toList();
        assertEquals(6, said.size(), () -> String.join("\n", said));
        assertTrue(said.get(0).contains("connection=ACTIVE, station=Console, user="), said.get(0));
        assertEquals("console OptionalInt[1]", said.get(1));
        assertEquals("logons Refused[reason=NOT_SUPPORTED, detail=LsaEnumerateLogonSessions 0]", said.get(2));
        assertTrue(
                said.get(3).matches("accounts Found\\[value=\\[AccountRow\\[rid=1000, name=\\S+, flags=512]]]"),
                said.get(3));
        assertEquals(
                "groups Refused[reason=NOT_SUPPORTED, detail=system-list-refused|NetLocalGroupEnum|0]", said.get(4));
        assertEquals("digests Optional[true]Optional[true]Optional.empty", said.get(5));
        List<String> compared = windows.java(
                        "bzh.vigie.agent.persistence.HiddenProbe", "windows.hidden.account", "windows.hidden.member")
                .orFail("the probe")
                .said()
                .lines()
                .filter(line -> line.startsWith("windows.hidden.account ") || line.startsWith("windows.hidden.member "))
                .toList();
        assertEquals(
                List.of(
                        "windows.hidden.account unreadable system-list-no-key|HKLM\\SAM\\SAM\\Domains\\Account\\Users",
                        "windows.hidden.member unreadable system-list-refused|NetLocalGroupEnum|0"),
                compared);
    }
}
