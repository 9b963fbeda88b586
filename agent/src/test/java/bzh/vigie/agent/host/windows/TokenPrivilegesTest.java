package bzh.vigie.agent.host.windows;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Bytes made by hand from winnt.h: under Wine the calls themselves are seen to work. */
class TokenPrivilegesTest {
    /** SeBackupPrivilege switched on, SeChangeNotifyPrivilege switched on by default, SeDebugPrivilege off, one without a name. */
    private static final byte[] TOLD = {
        4, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 23, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 20, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 99, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
    };

    @Test
    void aTokenTellsWhatItHasAndWhatIsSwitchedOn() {
        TokenPrivileges told = TokenPrivileges.parse(TOLD);
        assertEquals(Set.of("SeBackupPrivilege", "SeChangeNotifyPrivilege", "SeDebugPrivilege", "99"), told.names());
        assertEquals(Set.of("SeBackupPrivilege", "SeChangeNotifyPrivilege"), told.enabled());
        for (int length = 0; length < TOLD.length; length++) {
            assertTrue(
                    TokenPrivileges.parse(Arrays.copyOf(TOLD, length)).names().size() < 4, "a cut one tells less");
        }
    }

    @Test
    void whatIsNotKeptIsTakenAway() {
        TokenPrivileges gone = TokenPrivileges.parse(TOLD).withoutThese(Set.of("SeBackupPrivilege", "SeTcbPrivilege"));
        assertEquals(Set.of("SeChangeNotifyPrivilege", "SeDebugPrivilege", "99"), gone.names());
        assertTrue(gone.attributes().values().stream().allMatch(each -> each == TokenPrivileges.REMOVED));
    }

    @Test
    void namesBecomeTheNumbersThatWindowsKnows() {
        assertArrayEquals(
                new byte[] {1, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0},
                TokenPrivileges.of(List.of("SeBackupPrivilege", "SeNothing"), TokenPrivileges.ENABLED)
                        .bytes());
        assertEquals(
                Set.of(36L, 2L),
                TokenPrivileges.of(
                                List.of("SeCreateTokenPrivilege", "SeDelegateSessionUserImpersonatePrivilege"),
                                TokenPrivileges.ENABLED)
                        .attributes()
                        .keySet());
    }
}
