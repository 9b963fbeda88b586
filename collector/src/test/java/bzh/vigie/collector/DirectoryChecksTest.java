package bzh.vigie.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.collector.store.Directories;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DirectoryChecksTest {
    @Test
    void aCommuneWhosePlacesAreTakenIsTold(@TempDir Path dir) {
        try (Store store = SqliteStore.open(dir, InstantSource.fixed(Specimens.START))) {
            for (int i = 1; i <= Directories.MOST_READ; i++) {
                assertEquals(List.of(), DirectoryChecks.all(store));
                int number = i;
                store.change(session -> {
                    session.hosts().enrol(Specimens.host(number, Specimens.AURAY));
                    session.directories()
                            .choose(
                                    Specimens.AURAY,
                                    "d" + number + ".example",
                                    Specimens.agent(number),
                                    Specimens.START);
                });
            }
            assertEquals(
                    List.of(Check.note("directory-places", Specimens.AURAY.insee(), "8")), DirectoryChecks.all(store));
        }
    }
}
