package bzh.vigie.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.source.TailedFile.Change;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Over a database as Debian 13 wrote it (libpam-wtmpdb 0.73.0, OpenSSH 10.0): before, while and after somebody was logged on
 * by ssh.
 */
class WtmpDatabaseTest {
    private static final String LOGON = "LOGON SSH maela 127.0.0.1 pts/2 2026-11-24T22:12:47.327036Z";
    private static final String LOGOFF = "LOGOFF SSH maela 127.0.0.1 pts/2 2026-11-24T22:12:53.338208Z";

    @TempDir
    private Path folder;

    private final List<String> told = new ArrayList<>();
    private int written;

    @BeforeEach
    void before() throws IOException {
        put("1-before.db");
    }

    private Path path() {
        return folder.resolve("wtmp.db");
    }

    /** Writes into the same file, as SQLite does. */
    private void put(String recorded) throws IOException {
        try (InputStream in = WtmpDatabaseTest.class.getResourceAsStream("wtmpdb/" + recorded)) {
            Files.write(path(), Objects.requireNonNull(in, recorded).readAllBytes());
        }
        Files.setLastModifiedTime(path(), FileTime.fromMillis(1_000L * ++written));
    }

    private WtmpDatabase open(String position) {
        return new WtmpDatabase(
                path(),
                position,
                (fact, time) -> told.add(fact.action() + " " + fact.type() + " " + fact.user() + " " + fact.address()
                        + " " + fact.session() + " " + time));
    }

    @Test
    void whatIsThereAtTheFirstLookIsNotTold() {
        WtmpDatabase database = open("");
        assertEquals(Change.NONE, database.read());
        assertTrue(database.isReadable());
        assertEquals(List.of(), told);
    }

    @Test
    void aSessionIsToldWhenItBeginsAndWhenItEnds() throws IOException {
        WtmpDatabase database = open("");
        database.read();
        put("2-open.db");
        assertEquals(Change.NONE, database.read());
        assertEquals(List.of(LOGON), told);
        put("3-closed.db");
        assertEquals(Change.NONE, database.read());
        database.read();
        assertEquals(List.of(LOGON, LOGOFF), told);
    }

    @Test
    void aRestartContinuesWhereItWasLeft() throws IOException {
        WtmpDatabase first = open("");
        first.read();
        put("2-open.db");
        first.read();
        put("3-closed.db");
        WtmpDatabase second = open(first.position());
        second.read();
        assertEquals(List.of(LOGON, LOGOFF), told);
        WtmpDatabase third = open(second.position());
        third.read();
        assertEquals(2, told.size());
    }

    @Test
    void aSessionThatWasOpenBeforeTheFirstLookEndsToo() throws IOException {
        put("2-open.db");
        WtmpDatabase database = open("");
        database.read();
        put("3-closed.db");
        database.read();
        assertEquals(List.of(LOGOFF), told);
    }

    @Test
    void aDatabaseThatAppearsIsReadFromItsStart() throws IOException {
        Files.delete(path());
        WtmpDatabase database = open("");
        database.read();
        assertFalse(database.isReadable());
        put("2-open.db");
        assertEquals(Change.NONE, database.read());
        assertEquals(7, told.size());
    }

    @Test
    void whileItIsBeingWrittenItIsReadAtTheNextLook() throws IOException {
        WtmpDatabase database = open("");
        database.read();
        put("2-open.db");
        Path journal = folder.resolve("wtmp.db-journal");
        Files.write(journal, new byte[] {(byte) 0xd9, (byte) 0xd5});
        database.read();
        assertEquals(List.of(), told);
        Files.delete(journal);
        database.read();
        assertEquals(List.of(LOGON), told);
    }

    @Test
    void rowsThatWereDeletedAreTold() throws IOException {
        WtmpDatabase database = open("");
        put("3-closed.db");
        database.read();
        put("1-before.db");
        assertEquals(Change.TRUNCATED, database.read());
        put("2-open.db");
        assertEquals(Change.NONE, database.read());
        assertEquals(List.of(LOGON), told);
    }

    @Test
    void anotherDatabaseInItsPlaceIsTold() throws IOException {
        WtmpDatabase database = open("");
        database.read();
        Path other = folder.resolve("other");
        Files.copy(path(), other);
        Files.move(other, path(), StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(path(), FileTime.from(Instant.EPOCH));
        assertEquals(Change.REPLACED, database.read());
    }

    @Test
    void whatIsNoDatabaseIsNotReadable() throws IOException {
        Files.writeString(path(), "rubbish".repeat(1_000));
        WtmpDatabase database = open("1\t2\t3,x,9223372036854775808");
        assertEquals(Change.NONE, database.read());
        assertFalse(database.isReadable());
    }
}
