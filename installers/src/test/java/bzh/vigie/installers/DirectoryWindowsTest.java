package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The process that reads a domain's directory for the agent on a Windows, as Wine plays it: it is in no domain. */
@Timeout(300)
final class DirectoryWindowsTest {
    private static final String PROBE = "bzh.vigie.agent.persistence.DirectoryProbe";

    @TempDir
    Path folder;

    @Test
    void aProcessOfOurOwnSaysThatAMachineIsInNoDomain() throws IOException, InterruptedException {
        Wine windows = Wine.fresh(folder);
        String said = windows.java(PROBE, "C:\\state").orFail("the probe").said();
        assertTrue(said.contains("state NOT_PRESENT directory-no-domain"), said);
    }

    /** Also while nothing is asked of it: its input ends, which nothing else tells it there. */
    @Test
    void itEndsWithWhoStartedIt() throws IOException, InterruptedException {
        Wine windows = Wine.fresh(folder);
        String said = windows.java(PROBE).orFail("the probe").said();
        assertTrue(said.contains("it says D"), said);
        windows.stop();
    }
}
