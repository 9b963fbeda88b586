package bzh.vigie.collector.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.event.Event;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which events tell that a directory changed. */
final class DirectoryChangesTest {
    @TempDir
    Path folder;

    private static Event record(Line line, String channel, int id) {
        return new Event.LogRecord(
                line.at(0),
                "windows.eventlog",
                channel,
                "Microsoft-Windows-Security-Auditing",
                id,
                1,
                Map.of("ObjectClass", "group"));
    }

    @Test
    void whoWroteDownAChangeIsTold() throws Exception {
        try (Line line = new Line(folder)) {
            AgentId dc = line.enrol(1, Line.QUIMPER);
            AgentId other = line.enrol(2, Line.QUIMPER);
            line.send(other, record(line, "Security", 4624), record(line, "System", 5136));
            assertEquals(List.of(), line.changed);
            line.send(dc, record(line, "Security", 5136));
            assertEquals(List.of(dc), line.changed);
            line.notice(other, 5136, Map.of());
            assertEquals(List.of(dc), line.changed);
        }
    }
}
