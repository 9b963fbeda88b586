package bzh.vigie.collector.store.sqlite;

import static bzh.vigie.collector.store.Specimens.AURAY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.SavedSearches;
import bzh.vigie.collector.store.SavedSearches.Saved;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
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
    void aNameIsItsAuthorsOwnAndWhatIsSharedIsForWhoSeesAllCommunes() {
        try (Store store = SqliteStore.open(dir, InstantSource.fixed(Specimens.START))) {
            store.change(session -> {
                assertTrue(session.savedSearches().save("shells", "Image:*\\cmd.exe", false, ANNE));
                assertTrue(session.savedSearches().save("shells", "Image:*sh.exe", true, ANNE));
                assertTrue(session.savedSearches().save("shells", "*", true, YANN));
                assertTrue(session.savedSearches().save("mine", "commune:56007", false, YANN));
                assertThrows(
                        IllegalArgumentException.class,
                        () -> session.savedSearches().save(" ", "*", false, YANN));
            });
            Saved annes = new Saved("shells", "Image:*sh.exe", "anne", true, Specimens.START);
            Saved yanns = new Saved("shells", "*", "yann", true, Specimens.START);
            store.read(session -> {
                assertEquals(List.of(annes, yanns), session.savedSearches().list(ALL, "x"));
                assertEquals(List.of(annes), session.savedSearches().list(OF_AURAY, "anne"));
                assertEquals(
                        List.of("mine", "shells", "shells"),
                        session.savedSearches().list(ALL, "yann").stream()
                                .map(Saved::name)
                                .toList());
                assertEquals(Optional.of(yanns), session.savedSearches().find(ALL, "yann", "shells"));
                assertEquals(Optional.of(annes), session.savedSearches().find(ALL, "x", "shells"));
                assertTrue(session.savedSearches()
                        .find(ALL, "anne", "yann", "mine")
                        .isEmpty());
                return true;
            });
            store.change(session -> {
                assertFalse(session.savedSearches().remove(ALL, "yann", "mine", ANNE));
                assertFalse(session.savedSearches().remove(OF_AURAY, "anne", "shells", YANN));
                assertTrue(session.savedSearches().remove(ALL, "anne", "shells", YANN));
                assertEquals(List.of(yanns), session.savedSearches().list(ALL, "x"));
                assertEquals(
                        "shells (anne)", session.audit().last().orElseThrow().subject());
            });
        }
    }

    @Test
    void oneAuthorKeepsSoManyAndTakesNobodysRoom() {
        try (Store store = SqliteStore.open(dir, InstantSource.fixed(Specimens.START))) {
            store.change(session -> {
                for (int i = 0; i < SavedSearches.MOST; i++) {
                    assertTrue(session.savedSearches().save("n" + i, "*", false, ANNE));
                }
                assertFalse(session.savedSearches().save("more", "*", false, ANNE));
                assertTrue(session.savedSearches().save("n7", "x", false, ANNE));
                assertTrue(session.savedSearches().save("more", "*", false, YANN));
            });
        }
    }
}
