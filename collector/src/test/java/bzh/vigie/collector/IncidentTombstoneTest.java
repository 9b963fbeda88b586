package bzh.vigie.collector;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static bzh.vigie.collector.store.Specimens.AURAY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.detect.returns.PlantedItems;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.event.Item;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Marking of several items at once, as an analyst types it. */
final class IncidentTombstoneTest {
    private static final InstantSource TIME = InstantSource.fixed(Specimens.minute(60));

    @TempDir
    Path dir;

    private Store open() {
        return SqliteStore.open(new CollectorFolder(dir).state(), TIME);
    }

    /** Of many names each that fits nothing is named, so that it can be mended, and the others are not marked without it. */
    @Test
    void eachNameAndKeyThatFitsNothingIsNamed() {
        List<Item> items = PlantedItems.things().getFirst().items();
        try (Store store = open()) {
            store.change(s -> {
                s.incidents().open("rançongiciel", Set.of(AURAY), 30, ANALYST);
                s.hosts().enrol(Specimens.host(0, AURAY));
                items.forEach(each -> s.inventories().put(Specimens.agent(0), AURAY, each, 1, Specimens.minute(1)));
            });
        }
        String known = items.getFirst().key();
        CommandRun run = CommandRun.of(
                new IncidentTombstoneCommand(TIME),
                dir,
                List.of("add", "2026-001", "--host", Specimens.agent(0).text(), "--lang", "fr", "--reason", "relevé"),
                "--key",
                known,
                "--key",
                "linux.cron.d|ailleurs",
                "--name",
                "nulle-part\u001b[2J");
        assertEquals(1, run.code(), run.err());
        List<String> said = run.err().lines().toList();
        assertTrue(said.getFirst().contains("n'a pas d'élément qui corresponde"), run.err());
        assertEquals(
                List.of("  linux.cron.d|ailleurs", "  " + Words.clean("nulle-part\u001b[2J")),
                said.subList(1, said.size()));
        try (Store store = open()) {
            assertEquals(List.of(), store.read(s -> s.tombstones().list(new Scope.All(), new IncidentId("2026-001"))));
        }
    }
}
