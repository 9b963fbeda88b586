package bzh.vigie.agent.host.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.agent.host.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each folder beside this test's resources holds what {@code sqlite3 file.db < make.sql} made: {@code file.db}, perhaps
 * {@code file.db-wal}, and {@code expected.txt}, the rows as sqlite3 itself read them. Recorded with sqlite3 3.46.1 on
 * Debian 13; where sqlite3 is installed they are made afresh too.
 */
class DatabaseTest {
    private static final int LONG_ENOUGH = 1 << 20;
    private static final Path SQLITE = Path.of("/usr/bin/sqlite3");

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> recordedDatabasesReadAsSqliteReadThem() {
        return cases().stream()
                .map(each -> DynamicTest.dynamicTest(each.getFileName().toString(), () -> readsAsExpected(each)));
    }

    @TestFactory
    Stream<DynamicTest> freshlyMadeDatabasesReadAsSqliteReadThem() {
        return cases().stream()
                .map(each -> DynamicTest.dynamicTest(each.getFileName().toString(), () -> {
                    assumeTrue(Files.isExecutable(SQLITE), "sqlite3 is not installed");
                    Path made = Files.createDirectory(
                            folder.resolve(each.getFileName().toString()));
                    Process sqlite = new ProcessBuilder(SQLITE.toString(), "file.db")
                            .directory(made.toFile())
                            .redirectInput(each.resolve("make.sql").toFile())
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
                    assertEquals(0, sqlite.waitFor());
                    readsAsExpected(made);
                }));
    }

    private static void readsAsExpected(Path each) throws IOException {
        List<String> lines = new ArrayList<>();
        try (SeekableByteChannel file = Files.newByteChannel(each.resolve("file.db"))) {
            Database database = Database.open(Bytes.of(file), log(each)).orElseThrow();
            for (Table table : database.tables()) {
                Database.Scan scan =
                        database.rows(table, Long.MIN_VALUE, LONG_ENOUGH, row -> lines.add(line(table, row)));
                assertEquals(0, scan.skipped(), table.name());
            }
        }
        assertEquals(
                Files.readAllLines(each.resolve("expected.txt")).stream()
                        .sorted()
                        .collect(Collectors.joining("\n")),
                lines.stream().sorted().collect(Collectors.joining("\n")));
    }

    private static Bytes log(Path each) throws IOException {
        Path log = each.resolve("file.db-wal");
        return Files.exists(log) ? Bytes.of(Files.readAllBytes(log)) : Bytes.NONE;
    }

    private static String line(Table table, Row row) {
        return table.name() + "|" + row.id() + "|"
                + row.values().stream().map(DatabaseTest::quoted).collect(Collectors.joining("|"));
    }

    /** As SQLite's function {@code quote} writes it. */
    private static String quoted(Value value) {
        return switch (value) {
            case Value.Null ignored -> "NULL";
            case Value.Whole whole -> Long.toString(whole.number());
            case Value.Real real -> Double.toString(real.number()).replace("E", "e+");
            case Value.Text text -> "'" + text.text().replace("'", "''") + "'";
            case Value.Blob blob -> "X'" + HexFormat.of().withUpperCase().formatHex(blob.bytes()) + "'";
        };
    }

    @Test
    void columnsAreNamedAsTheyWereDeclared() throws IOException {
        Table kinds = open("values").table("KINDS").orElseThrow();
        assertEquals(List.of("id", "two words", "a", "b", "c", "later"), kinds.columns());
        assertEquals(3, kinds.column("B"));
        assertEquals(-1, kinds.column("unknown"));
    }

    @Test
    void viewsIndexesAndDroppedTablesAreNoTables() throws IOException {
        assertEquals(
                List.of("kinds", "unused"),
                open("values").tables().stream().map(Table::name).toList());
    }

    @Test
    void pagesBelowTheFirstWantedRowAreNotRead() throws IOException {
        byte[] file = Files.readAllBytes(resource("many-rows").resolve("file.db"));
        long[] read = {0};
        Bytes counting = new Bytes() {
            @Override
            public long size() {
                return file.length;
            }

            @Override
            public int read(long at, byte[] into) throws IOException {
                read[0]++;
                return Bytes.of(file).read(at, into);
            }
        };
        Database database = Database.open(counting, Bytes.NONE).orElseThrow();
        read[0] = 0;
        List<Long> ids = new ArrayList<>();
        database.rows(database.table("log").orElseThrow(), 1_498, LONG_ENOUGH, row -> ids.add(row.id()));
        assertEquals(List.of(1_498L, 1_499L, 1_500L), ids);
        assertTrue(read[0] <= 4, read[0] + " pages were read");
    }

    @Test
    void noMoreIsReadOnceEnoughWasTaken() throws IOException {
        Database database = open("many-rows");
        List<Long> ids = new ArrayList<>();
        database.rows(database.table("log").orElseThrow(), 399, LONG_ENOUGH, row -> {
            ids.add(row.id());
            return ids.size() < 2;
        });
        assertEquals(List.of(399L, 500L), ids);
    }

    @Test
    void aRowThatIsTooLongIsSkippedAndCounted() throws IOException {
        Database database = open("long-rows");
        List<Long> ids = new ArrayList<>();
        Database.Scan scan =
                database.rows(database.table("packages").orElseThrow(), 0, 4_000, row -> ids.add(row.id()));
        assertEquals(1, scan.skipped());
        assertEquals(19, scan.rows());
        assertEquals(23, ids.getLast());
    }

    @Test
    void aTornFrameEndsTheWriteAheadLog() throws IOException {
        Path each = resource("write-ahead");
        byte[] log = Files.readAllBytes(each.resolve("file.db-wal"));
        // The first frame is the update: it commits by itself, and what comes after is one with a bit that flipped.
        log[32 + 24 + 1_024 + 24 + 700] ^= 1;
        Database database = Database.open(Bytes.of(Files.readAllBytes(each.resolve("file.db"))), Bytes.of(log))
                .orElseThrow();
        List<String> lines = new ArrayList<>();
        Table table = database.table("t").orElseThrow();
        database.rows(table, 0, LONG_ENOUGH, row -> lines.add(line(table, row)));
        assertEquals(List.of("t|1|'in the file'|1", "t|2|'changed later'|22"), lines);
    }

    @Test
    void aLogOfAnotherDatabaseDoesNotCount() throws IOException {
        byte[] file = Files.readAllBytes(resource("utf-16").resolve("file.db"));
        byte[] log = Files.readAllBytes(resource("write-ahead").resolve("file.db-wal"));
        assertEquals(
                List.of("Ünï"),
                Database.open(Bytes.of(file), Bytes.of(log)).orElseThrow().tables().stream()
                        .map(Table::name)
                        .toList());
    }

    @Test
    void whatIsNoDatabaseIsNone() throws IOException {
        assertEquals(Optional.empty(), Database.open(Bytes.NONE, Bytes.NONE));
        byte[] text = "SQLite format 3\0 and nothing else".repeat(20).getBytes(StandardCharsets.US_ASCII);
        assertEquals(Optional.empty(), Database.open(Bytes.of(text), Bytes.of(text)));
    }

    @Test
    void aBranchThatLeadsToItselfEnds() throws IOException {
        byte[] file = Files.readAllBytes(resource("many-rows").resolve("file.db"));
        int root = open("many-rows").table("log").orElseThrow().root();
        ByteBuffer.wrap(file).putInt((root - 1) * 512 + 8, root);
        Database damaged = Database.open(Bytes.of(file), Bytes.NONE).orElseThrow();
        Database.Scan scan = damaged.rows(damaged.table("log").orElseThrow(), 0, LONG_ENOUGH, row -> true);
        assertEquals(1, scan.skipped());
    }

    @Test
    void damageIsSkippedAndNeverThrows() throws IOException {
        Random random = new Random(5);
        long skipped = 0;
        for (Path each : cases()) {
            byte[] file = Files.readAllBytes(each.resolve("file.db"));
            byte[] log = Files.exists(each.resolve("file.db-wal"))
                    ? Files.readAllBytes(each.resolve("file.db-wal"))
                    : new byte[0];
            for (int round = 0; round < 300; round++) {
                byte[] damagedFile = damaged(file, random);
                byte[] damagedLog = round % 2 == 0 ? log : damaged(log, random);
                Optional<Database> database = Database.open(Bytes.of(damagedFile), Bytes.of(damagedLog));
                for (Table table : database.map(Database::tables).orElse(List.of())) {
                    skipped += database.orElseThrow()
                            .rows(table, Long.MIN_VALUE, LONG_ENOUGH, row -> true)
                            .skipped();
                }
            }
        }
        assertTrue(skipped > 100, "only " + skipped + " damages were noticed");
    }

    private static byte[] damaged(byte[] whole, Random random) {
        byte[] damaged = random.nextInt(10) == 0 && whole.length > 0
                ? java.util.Arrays.copyOf(whole, random.nextInt(whole.length))
                : whole.clone();
        for (int i = 0; i < 1 + random.nextInt(200) && damaged.length > 0; i++) {
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        }
        // Most of it happens where it tells: in the header and in the heads of pages.
        for (int i = 0; i < random.nextInt(5) && damaged.length > 1_024; i++) {
            damaged[random.nextInt(damaged.length / 512) * 512 + random.nextInt(24)] = (byte) random.nextInt();
        }
        return damaged;
    }

    @Test
    void rubbishIsNoRecord() {
        Random random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            byte[] rubbish = new byte[random.nextInt(40)];
            random.nextBytes(rubbish);
            RecordFormat.parse(rubbish, StandardCharsets.UTF_8).ifPresent(values -> assertTrue(values.size() < 40));
        }
    }

    @Test
    void rubbishHasColumnsAtMostByChance() {
        Random random = new Random(13);
        String signs = "CREATE (),\"'`[]-/*\n ab";
        for (int i = 0; i < 20_000; i++) {
            String sql = random.ints(random.nextInt(40), 0, signs.length())
                    .mapToObj(at -> String.valueOf(signs.charAt(at)))
                    .collect(Collectors.joining());
            assertTrue(Table.columnsOf(sql).size() <= 40, sql);
        }
    }

    private static Database open(String name) throws IOException {
        Path each = resource(name);
        return Database.open(Bytes.of(Files.readAllBytes(each.resolve("file.db"))), log(each))
                .orElseThrow();
    }

    private static Path resource(String name) {
        try {
            URL url = Objects.requireNonNull(DatabaseTest.class.getResource(name), name);
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Path> cases() {
        try (Stream<Path> list =
                Files.list(Objects.requireNonNull(resource("values").getParent()))) {
            List<Path> cases = list.filter(Files::isDirectory).sorted().toList();
            assertTrue(cases.size() >= 5, "cases are there");
            return cases;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
