package bzh.vigie.agent.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory over which something is mounted for the agent's process alone, and a root directory of its own: settings of its unit. */
final class UncoveredRootTest {
    @TempDir
    private Path folder;

    @Test
    void whatIsMountedForThisProcessAloneHidesNothing() throws Exception {
        assertProbe("/proc/1/mountinfo planted", "mount --bind \"$2\" \"$1\" && exec ");
    }

    @Test
    void anotherRootThanThatOfTheFirstProcessIsTold() throws Exception {
        String copied =
                "mount -t tmpfs copy \"$2\" && for each in /*; do if [ -L \"$each\" ]; then cp -P \"$each\" \"$2\";"
                        + " elif [ -d \"$each\" ]; then mkdir \"$2$each\"; mount --rbind \"$each\" \"$2$each\"; fi; done && exec chroot \"$2\" ";
        assertProbe("/proc/self/mountinfo planted other root", copied);
    }

    /** What the probe says of a directory once that was done, with the directory as first argument and an empty one as second. */
    private void assertProbe(String expected, String done) throws Exception {
        Path watched = Files.createDirectories(folder.resolve("watched"));
        Files.writeString(watched.resolve("planted"), "");
        Path decoy = Files.createDirectories(folder.resolve("decoy"));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        // The first shell is process 1 of a machine of its own; what is mounted in the second is mounted for it alone.
        String probe = done + "\"$3\" --enable-native-access=ALL-UNNAMED -cp \"$4\" \"$5\" \"$1\"";
        String script = "unshare --mount sh -c '" + probe + "' sh \"$@\"";
        Run run = run(List.of(
                "unshare",
                "--pid",
                "--fork",
                "--mount",
                "--mount-proc",
                "sh",
                "-c",
                script + "; exit $?",
                "sh",
                watched.toString(),
                decoy.toString(),
                java,
                System.getProperty("java.class.path"),
                RootProbe.class.getName()));
        assumeTrue(!run.said().contains("Operation not permitted"), "no namespaces here");
        assertEquals(expected, run.said().strip());
        assertEquals(0, run.exit());
    }

    private record Run(int exit, String said) {}

    private static Run run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), said);
    }
}
