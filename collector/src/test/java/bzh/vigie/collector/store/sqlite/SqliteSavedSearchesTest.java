package bzh.vigie.collector.store.sqlite;

import static bzh.vigie.collector.store.Specimens.AURAY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.SavedSearches.Saved;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteSavedSearchesTest {
    private static final Scope ALL = new Scope.All();
    private static final Scope OF_AURAY = new Scope.Communes(Set.of(AURAY));
    private static final Author ANNE = new Author("anne", "");
    private static final Author YANN = new Author("yann", "");

    @TempDir
    Path dir;

    @Test
    void aNameIsOneAuthorsAndOnlyWhoSeesAllSeesThemAll() {
        try (Store store = SqliteStore.open(dir, InstantSource.fixed(Specimens.START))) {
            store.change(session -> {
                assertTrue(session.savedSearches().save("shells", "Image:*\\cmd.exe", ANNE));
                assertTrue(session.savedSearches().save("shells", "Image:*sh.exe", ANNE));
                assertTrue(session.savedSearches().save("mine", "commune:56007", YANN));
                assertFalse(session.savedSearches().save("shells", "*", YANN));
                assertThrows(
                        IllegalArgumentException.class,
                        () -> session.savedSearches().save(" ", "*", YANN));
            });
            store.read(session -> {
                Saved shells = new Saved("shells", "Image:*sh.exe", "anne", Specimens.START);
                assertEquals(
                        List.of("mine", "shells"),
                        session.savedSearches().list(ALL, "x").stream()
                                .map(Saved::name)
                                .toList());
                assertEquals(List.of(shells), session.savedSearches().list(OF_AURAY, "anne"));
                assertTrue(
                        session.savedSearches().find(OF_AURAY, "anne", "mine").isEmpty());
                return true;
            });
            store.change(session -> {
                assertFalse(session.savedSearches().remove(OF_AURAY, "mine", ANNE));
                assertTrue(session.savedSearches().remove(OF_AURAY, "mine", YANN));
                assertEquals(1, session.savedSearches().list(ALL, "x").size());
            });
        }
    }
}
