package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole line as a user runs it: both programs, real certificates, this machine's telemetry, a specimen, its alert. */
final class DemoTest {
    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();

    @Test
    void theDemoSeesItsSpecimenAndEndsByItself(@TempDir Path dir) throws IOException, InterruptedException {
        Path output = dir.resolve("demo.txt");
        String said = run(output, "demo");
        assertTrue(said.contains("ATT&CK: T1053.003") || said.contains("ATT&CK: T1547.013"), said);
        assertTrue(said.contains("Done: everything was seen, everything is removed."), said);
        assertFalse(said.contains("\tat bzh.vigie"), said);
    }

    @Test
    void aTokenThatIsCutOffIsCalledThat(@TempDir Path dir) throws IOException, InterruptedException {
        Path output = dir.resolve("enrol.txt");
        Process process = start(
                output,
                "agent",
                "enrol",
                "--state",
                dir.resolve("state").toString(),
                "--token",
                "vigie1.AAAA",
                "--lang",
                "en");
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        String said = Files.readString(output);
        assertEquals(2, process.exitValue(), said);
        assertFalse(said.contains("Exception"), said);
    }

    private static String run(Path output, String... arguments) throws IOException, InterruptedException {
        Process process = start(output, arguments);
        assertTrue(process.waitFor(20, TimeUnit.MINUTES), () -> "still running: " + output);
        String said = Files.readString(output, StandardCharsets.UTF_8);
        assertEquals(0, process.exitValue(), said);
        return said;
    }

    private static Process start(Path output, String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(TOP.resolve("vigie").toString());
        builder.command().addAll(List.of(arguments));
        builder.environment().put("LANG", "C.UTF-8");
        builder.redirectErrorStream(true).redirectOutput(output.toFile());
        return builder.start();
    }
}
