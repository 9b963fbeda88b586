package bzh.vigie.agent.windows.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A task of the old scheduler that Wine wrote: {@code wine/make.c}, compiled by MinGW and run by Wine 10, asked for it. */
final class JobWitnessTest {
    @Test
    void aTaskThatWineWroteSaysWhatWineWasAskedFor() throws IOException {
        JobFile job = JobFile.parse(
                        Files.readAllBytes(Path.of("src/test/resources/bzh/vigie/agent/windows/task/wine/temoin.job")))
                .orElseThrow();
        assertEquals(
                new Action.Execute("C:\\windows\\system32\\notepad.exe", "/p \"C:\\Mémo du maire.txt\"", "C:\\windows"),
                job.action());
        assertEquals("mairie", job.author());
        assertEquals("Témoin", job.comment());
        assertTrue(job.enabled());
        assertEquals(List.of(new Trigger(Trigger.Kind.CALENDAR, true, "daily from 2026-11-26 07:30")), job.triggers());
        assertEquals(0, job.malformed());
    }
}
