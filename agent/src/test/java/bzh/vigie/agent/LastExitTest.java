package bzh.vigie.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The words are those of systemd.exec(5), table of SERVICE_RESULT, EXIT_CODE and EXIT_STATUS. */
final class LastExitTest {
    @TempDir
    private Path folder;

    @Test
    void aSignalIsToldApartFromAnEndOfItsOwn() throws Exception {
        assertEquals("state-killed|KILL", taken("signal killed KILL\n"));
        assertEquals("state-killed|ABRT", taken("core-dump dumped ABRT\n"));
        assertEquals("state-failed|exit-code|3", taken("exit-code exited 3\n"));
        assertEquals("state-failed|timeout|KILL", taken("timeout killed KILL\n"));
        assertEquals("state-failed|oom-kill|KILL", taken("oom-kill killed KILL\n"));
    }

    @Test
    void whatSystemdDidNotWriteSaysNothing() throws Exception {
        assertEquals("state-broken-off", LastExit.take(folder.resolve("exit")));
        for (String other : new String[] {"", "signal killed", "x".repeat(65), "signal killed KILL|and more"}) {
            assertEquals("state-broken-off", taken(other));
        }
    }

    private String taken(String written) throws Exception {
        Path record = Files.writeString(folder.resolve("exit"), written);
        String detail = LastExit.take(record);
        assertFalse(Files.exists(record));
        return detail;
    }
}
