package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.StoreException;
import bzh.vigie.collector.store.StoreException.Fault;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/**
 * The store in {@value #FILE} of a folder: SQLite with a write-ahead log and a flush at each commit. One writer at a time,
 * over all processes that have it open; readers see the state of their first read and wait for nobody. Thread-safe.
 */
public final class SqliteStore implements Store {
    /** Name of the database file in the collector's folder; SQLite's own -wal and -shm files stand beside it. */
    public static final String FILE = "state.db";

    /** How long a write waits for that of another process. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final int READERS = 4;

    private final Path file;
    private final Sql writer;
    private final ReentrantLock writing = new ReentrantLock();
    private final BlockingQueue<Sql> readers = new ArrayBlockingQueue<>(READERS);
    private final InstantSource time;
    private final SecureRandom random = new SecureRandom();
    private final ItemCache items = new ItemCache();

    private SqliteStore(Path file, InstantSource time) {
        this.file = file;
        this.time = time;
        this.writer = connect(file, false);
        try {
            Migrations.apply(writer, time);
            new SqliteLines(writer).watch();
            connect(file, READERS, readers);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Opens the store of this folder, which is made where it is missing (for its owner only, where the file system knows
     * owners), and brings its schema up to date.
     *
     * @param time gives the time of audit entries
     * @throws StoreException where it cannot be opened, or a newer program or one from before the first release wrote it
     */
    public static SqliteStore open(Path dir, InstantSource time) {
        Path file = dir.resolve(FILE);
        try {
            boolean posix = dir.getFileSystem().supportedFileAttributeViews().contains("posix");
            if (posix) {
                Files.createDirectories(
                        dir, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            } else {
                Files.createDirectories(dir);
            }
            if (posix && !Files.exists(file)) {
                // SQLite gives its side files the rights of the database file.
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
        } catch (FileAlreadyExistsException e) {
            if (!Files.isRegularFile(file)) {
                throw new StoreException(Fault.NO_RIGHT, "There is something else in the place of " + file + ".", e);
            }
        } catch (IOException e) {
            throw new StoreException(
                    Fault.NO_RIGHT, "The folder " + dir + " cannot be written: check its owner and rights.", e);
        }
        return new SqliteStore(file, time);
    }

    private static void connect(Path file, int count, BlockingQueue<Sql> readers) {
        for (int i = 0; i < count; i++) {
            readers.add(connect(file, true));
        }
    }

    static Sql connect(Path file, boolean reads) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.setBusyTimeout(Math.toIntExact(PATIENCE.toMillis()));
        config.enforceForeignKeys(true);
        try {
            Sql sql = new Sql(DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties()));
            if (reads) {
                sql.run("PRAGMA query_only = TRUE");
            }
            return sql;
        } catch (SQLException e) {
            throw Sql.failure(e);
        }
    }

    @Override
    public <T> T write(Function<Session, T> work) {
        if (writing.isHeldByCurrentThread()) {
            throw new IllegalStateException("a write inside a write: use the session that is there");
        }
        writing.lock();
        try {
            writer.run("BEGIN IMMEDIATE");
            try {
                SqliteSession session = new SqliteSession(writer, time, random, items);
                T result = work.apply(session);
                session.finish();
                writer.run("COMMIT");
                session.committed();
                return result;
            } catch (Throwable e) {
                rollBack(writer, e);
                throw e;
            }
        } finally {
            writing.unlock();
        }
    }

    @Override
    public <T> T read(Function<Session, T> work) {
        try {
            return read(readers, readers.take(), work);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static StoreException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new StoreException("Interrupted while waiting to read.", e);
    }

    private <T> T read(BlockingQueue<Sql> readers, Sql reader, Function<Session, T> work) {
        try {
            reader.run("BEGIN");
            try {
                SqliteSession session = new SqliteSession(reader, time, random, items);
                T result = work.apply(session);
                session.committed();
                return result;
            } finally {
                reader.run("ROLLBACK");
            }
        } finally {
            readers.add(reader);
        }
    }

    /**
     * This store with readers of its own: whoever reads a lot through it makes nobody else wait. It is closed before this one, and closes
     * its readers alone.
     *
     * @param count reads at once
     * @param patience how long a read waits for others, before it fails as {@link Fault#CROWDED}
     */
    public Store withReaders(int count, Duration patience) {
        return new Apart(count, patience);
    }

    /** The same store, read by other readers. */
    private final class Apart implements Store {
        private final BlockingQueue<Sql> own;
        private final Duration patience;

        Apart(int count, Duration patience) {
            this.own = new ArrayBlockingQueue<>(count);
            this.patience = patience;
            try {
                connect(file, count, own);
            } catch (RuntimeException e) {
                close();
                throw e;
            }
        }

        @Override
        public <T> T write(Function<Session, T> work) {
            return SqliteStore.this.write(work);
        }

        @Override
        public <T> T read(Function<Session, T> work) {
            try {
                Sql reader = own.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
                if (reader == null) {
                    throw new StoreException(Fault.CROWDED, "Too much is being read at once: try again in a moment.");
                }
                return SqliteStore.this.read(own, reader, work);
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }

        @Override
        public void close() {
            for (Sql reader = own.poll(); reader != null; reader = own.poll()) {
                reader.close();
            }
        }
    }

    private static void rollBack(Sql sql, Throwable reason) {
        try {
            sql.run("ROLLBACK");
        } catch (StoreException e) {
            // SQLite has rolled back by itself after some errors, such as a full disk; there is nothing more to undo.
            reason.addSuppressed(e);
        }
    }

    /** Waits for a write that is under way. Reads must have ended. */
    @Override
    public void close() {
        writing.lock();
        try {
            for (Sql reader = readers.poll(); reader != null; reader = readers.poll()) {
                reader.close();
            }
            writer.close();
        } finally {
            writing.unlock();
        }
    }
}
