package bzh.vigie.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.console.route.Room;
import bzh.vigie.collector.console.route.Room.Part;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RoomBookTest {
    private static Part part(List<Part> parts, String name) {
        return parts.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatIsTakenIsWrittenDownOnceADaySoThatItIsKnownHowItGrows(@TempDir Path dir) throws Exception {
        CollectorFolder folder = new CollectorFolder(dir);
        Files.writeString(
                folder.configuration(), "name = vigie.example.org\nhistory-keep = 90d\nhistory-max-bytes = 1GiB\n");
        AtomicReference<Instant> now = new AtomicReference<>(Specimens.START);
        Path slice = Files.createDirectories(folder.history().resolve("2026-02-20"));
        try (Store store = SqliteStore.open(folder.state(), now::get);
                RoomBook book = new RoomBook(folder, CollectorConfig.read(folder), store, now::get)) {
            store.change(session -> session.alerts().raise(Specimens.alert("a", Specimens.AURAY, 1, "c", 1)));
            Room before = book.room();
            assertEquals(OptionalLong.empty(), before.perDay());
            assertEquals(List.of(), before.inside());
            book.note();
            book.note();
            now.updateAndGet(time -> time.plus(Duration.ofDays(4)));
            Files.write(slice.resolve("_0.cfs"), new byte[8 << 20]);
            Room after = book.room();
            Part history = part(after.parts(), "history");
            assertEquals(8 << 20, history.bytes());
            assertEquals(OptionalLong.of(1L << 30), history.most());
            assertEquals(Optional.of(Instant.parse("2026-05-22T00:00:00Z")), history.next());
            long perDay = after.perDay().orElseThrow();
            assertTrue(perDay > 1 << 20 && perDay < 3 << 20, () -> "about two mebibytes a day: " + perDay);
            assertTrue(part(after.inside(), "alerts").bytes() > 0, "what the store holds is known by kind");
            assertTrue(part(after.inside(), "ledger").bytes() > 0);
            assertEquals(Duration.ofDays(90), after.kept().get("history"));
            assertEquals(
                    1, store.read(session -> session.progress().states("room")).size());
        }
    }
}
