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
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
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

    /** What was kept before a name was its author's own is still seen by those who saw it. */
    @Test
    void whatWasKeptBeforeStaysShared() throws IOException, SQLException {
        Path file = dir.resolve("before.db");
        try (Connection before = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = before.createStatement()) {
            for (String name : List.of("0019-saved-searches.sql", "0027-searches-of-each.sql")) {
                try (InputStream in = Migrations.class.getResourceAsStream(name)) {
                    statement.executeUpdate(
                            new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8));
                }
                if (name.startsWith("0019")) {
                    statement.executeUpdate("INSERT INTO saved_search VALUES ('shells', 'x', 'anne', 7)");
                }
            }
            try (ResultSet row =
                    statement.executeQuery("SELECT author, name, query, shared, written FROM saved_search")) {
                assertTrue(row.next());
                assertEquals(
                        "anne shells x 1 7",
                        "%s %s %s %s %s"
                                .formatted(
                                        row.getString(1),
                                        row.getString(2),
                                        row.getString(3),
                                        row.getInt(4),
                                        row.getLong(5)));
            }
        }
    }
}
