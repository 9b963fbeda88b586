package bzh.vigie.agent.source;

import bzh.vigie.agent.host.Bytes;
import bzh.vigie.agent.host.sqlite.Database;
import bzh.vigie.agent.host.sqlite.Row;
import bzh.vigie.agent.host.sqlite.Table;
import bzh.vigie.agent.source.AuthFact.LogonFact;
import bzh.vigie.agent.source.TailedFile.Change;
import bzh.vigie.event.Event.LogonAction;
import bzh.vigie.event.Event.LogonType;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The database of wtmpdb(8), in which pam_wtmpdb, sshd and others put logons: one SQLite table {@code wtmp (ID INTEGER
 * PRIMARY KEY, Type, User, Login, Logout, TTY, RemoteHost, Service)}, times in microseconds since 1970, Type 3 for a user's
 * session; the end of a session is written into its row. Read from where it was left, over restarts too, and only when it
 * changed; while somebody writes it, at the next look. Not thread-safe.
 */
final class WtmpDatabase {
    /** Takes logons and logoffs with the time that is written with them. */
    @FunctionalInterface
    interface Taker {
        void take(LogonFact fact, Instant time);
    }

    private static final int USER_PROCESS = 3;
    private static final int LONGEST_ROW = 8_192;
    private static final int MAX_OPEN = 256;
    /** Gone for so many looks, it was deleted: whoever makes a new one does it at once. */
    private static final int PATIENCE = 10;
    /** With which a journal begins that is in use (sqlite.org, "The Rollback Journal"). */
    private static final byte JOURNAL_MAGIC = (byte) 0xd9;

    private final Path path;
    private final Taker taker;
    private final TreeSet<Long> open = new TreeSet<>();
    private String fileKey = "";
    private long last;
    private boolean fresh = true;
    private String seen = "";
    private boolean readable;
    private int missing;

    /** What a look found; kept only if nobody wrote meanwhile. */
    private final class Look {
        private final List<LogonFact> facts = new ArrayList<>();
        private final List<Instant> times = new ArrayList<>();
        private final TreeSet<Long> stillOpen = new TreeSet<>();
        private long newest;
        private boolean there;

        void add(LogonFact fact, long micros) {
            facts.add(fact);
            times.add(Instant.ofEpochSecond(
                    Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L));
        }

        void tell() {
            for (int i = 0; i < facts.size(); i++) {
                taker.take(facts.get(i), times.get(i));
            }
        }
    }

    /**
     * One to read.
     *
     * @param position where it was left: {@code fileKey TAB last id TAB open id,open id…}, or empty to begin at its end
     */
    WtmpDatabase(Path path, String position, Taker taker) {
        this.path = path;
        this.taker = taker;
        String[] parts = position.split("\t", -1);
        if (parts.length == 3) {
            fileKey = parts[0];
            last = LogPositions.number(parts[1]);
            for (String id : parts[2].split(",", MAX_OPEN)) {
                if (LogPositions.number(id) > 0) {
                    open.add(LogPositions.number(id));
                }
            }
            fresh = false;
        }
    }

    Path path() {
        return path;
    }

    /** Where it is now, for the next run. */
    String position() {
        return fresh
                ? ""
                : fileKey
                        + '\t'
                        + last
                        + '\t'
                        + open.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** Whether the last reading could read it. */
    boolean isReadable() {
        return readable;
    }

    /** Reads what is new. */
    Change read() {
        try {
            // Debian's is a link of the superuser's to /var/log.
            BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
            String key = Objects.toString(now.fileKey(), "");
            String state = key + ' ' + now.size() + ' ' + now.lastModifiedTime();
            missing = 0;
            if (!now.isRegularFile()) {
                readable = false;
            } else if (!state.equals(seen)) {
                return read(key, state);
            }
        } catch (NoSuchFileException e) {
            // When it appears it is read from its start.
            readable = false;
            fresh = false;
            if (!fileKey.isEmpty() && ++missing > PATIENCE) {
                fileKey = "";
                last = 0;
                open.clear();
                return Change.DELETED;
            }
        } catch (IOException e) {
            readable = false;
        }
        return Change.NONE;
    }

    private Change read(String key, String state) throws IOException {
        Path real = path.toRealPath();
        boolean replaced = !fresh && !fileKey.isEmpty() && !key.equals(fileKey);
        Look look = new Look();
        try (SeekableByteChannel file = Files.newByteChannel(real)) {
            Optional<Database> database = Database.open(Bytes.of(file), Bytes.NONE);
            Optional<Table> table = database.flatMap(d -> d.table("wtmp"));
            if (isBeingWritten(real) || (table.isEmpty() && file.size() == 0)) {
                return Change.NONE;
            }
            if (table.isEmpty()) {
                readable = false;
                seen = state;
                return Change.NONE;
            }
            look(database.get(), table.get(), replaced, look);
            boolean changed = Database.open(Bytes.of(file), Bytes.NONE)
                    .filter(after -> after.changes() == database.get().changes())
                    .isEmpty();
            if (changed || isBeingWritten(real)) {
                return Change.NONE;
            }
        }
        Change change = replaced ? Change.REPLACED : !fresh && look.newest < last ? Change.TRUNCATED : Change.NONE;
        readable = true;
        fresh = false;
        fileKey = key;
        seen = state;
        last = look.newest;
        open.clear();
        open.addAll(look.stillOpen);
        look.tell();
        return change;
    }

    private static boolean isBeingWritten(Path real) throws IOException {
        Path journal = real.resolveSibling(real.getFileName() + "-journal");
        try (SeekableByteChannel in = Files.newByteChannel(journal)) {
            byte[] first = new byte[1];
            return Bytes.of(in).read(0, first) == 1 && first[0] == JOURNAL_MAGIC;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private void look(Database database, Table table, boolean replaced, Look look) throws IOException {
        int type = table.column("Type");
        boolean fromStart = fresh || replaced;
        if (!fromStart) {
            for (long id : open) {
                database.rows(table, id, LONGEST_ROW, row -> {
                    if (row.id() == id) {
                        session(table, row, false, look);
                    }
                    return false;
                });
            }
            database.rows(table, last, LONGEST_ROW, row -> {
                look.there |= row.id() == last;
                return false;
            });
        }
        look.newest = look.there ? last : 0;
        database.rows(table, fromStart ? Long.MIN_VALUE : last + 1, LONGEST_ROW, row -> {
            look.newest = Math.max(look.newest, row.id());
            if (row.whole(type).orElse(0) == USER_PROCESS) {
                session(table, row, !fresh, look);
            }
            return true;
        });
        if (look.newest == 0 && !fromStart) {
            // Rows were deleted, the last one that was read among them.
            database.rows(table, Long.MIN_VALUE, LONGEST_ROW, row -> {
                look.newest = Math.max(look.newest, row.id());
                return true;
            });
        }
        while (look.stillOpen.size() > MAX_OPEN) {
            look.stillOpen.pollFirst();
        }
    }

    private void session(Table table, Row row, boolean begun, Look look) {
        OptionalLong logout = row.whole(table.column("Logout"));
        if (begun) {
            look.add(
                    fact(table, row, LogonAction.LOGON),
                    row.whole(table.column("Login")).orElse(0));
        }
        if (logout.isEmpty()) {
            look.stillOpen.add(row.id());
        } else if (!fresh) {
            look.add(fact(table, row, LogonAction.LOGOFF), logout.getAsLong());
        }
    }

    private static LogonFact fact(Table table, Row row, LogonAction action) {
        String terminal = row.text(table.column("TTY"));
        String from = row.text(table.column("RemoteHost"));
        String service = row.text(table.column("Service"));
        LogonType type = service.isEmpty() ? UtmpRecord.typeOf(terminal, from) : AuthLines.type(service);
        return new LogonFact(
                action,
                type,
                row.text(table.column("User")),
                "",
                SshdLines.address(from),
                terminal,
                "",
                "",
                service,
                true);
    }
}
