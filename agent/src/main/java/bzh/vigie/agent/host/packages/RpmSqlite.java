package bzh.vigie.agent.host.packages;

import bzh.vigie.agent.host.Bytes;
import bzh.vigie.agent.host.Files.OpenFile;
import bzh.vigie.agent.host.sqlite.Database;
import bzh.vigie.agent.host.sqlite.Row;
import bzh.vigie.agent.host.sqlite.Table;
import bzh.vigie.agent.host.sqlite.Value;
import java.io.IOException;
import java.util.Optional;

/** {@code rpmdb.sqlite}: table {@code Packages (hnum INTEGER PRIMARY KEY, blob BLOB)}. */
final class RpmSqlite implements RpmStore {
    private static final long NO_DATABASE = -1;

    @Override
    public long each(OpenFile file, OpenFile log, Taker taker) {
        try {
            Optional<Database> database = Database.open(bytes(file), bytes(log));
            Optional<Table> packages = database.flatMap(d -> d.table("Packages"));
            if (packages.isEmpty()) {
                return NO_DATABASE;
            }
            int blob = packages.get().column("blob");
            long[] damaged = {0};
            int[] count = {0};
            Database.Scan scan = database.get().rows(packages.get(), Long.MIN_VALUE, MAX_HEADER, row -> {
                header(row, blob).ifPresentOrElse(h -> taker.take(row.id(), h), () -> damaged[0]++);
                return ++count[0] < MAX_PACKAGES;
            });
            return damaged[0] + scan.skipped();
        } catch (IOException e) {
            return NO_DATABASE;
        }
    }

    @Override
    public Optional<byte[]> one(OpenFile file, OpenFile log, long at) {
        try {
            Optional<Database> database = Database.open(bytes(file), bytes(log));
            Optional<Table> packages = database.flatMap(d -> d.table("Packages"));
            if (packages.isEmpty()) {
                return Optional.empty();
            }
            int blob = packages.get().column("blob");
            byte[][] found = {new byte[0]};
            Database.Scan ignored = database.get().rows(packages.get(), at, MAX_HEADER, row -> {
                if (row.id() == at) {
                    header(row, blob).ifPresent(h -> found[0] = h);
                }
                return false;
            });
            return found[0].length == 0 ? Optional.empty() : Optional.of(found[0]);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<byte[]> header(Row row, int blob) {
        return blob >= 0 && blob < row.values().size() && row.values().get(blob) instanceof Value.Blob value
                ? Optional.of(value.bytes())
                : Optional.empty();
    }

    private static Bytes bytes(OpenFile file) {
        return new Bytes() {
            @Override
            public long size() {
                return file.status().size();
            }

            @Override
            public int read(long at, byte[] into) {
                return file.read(at, into);
            }
        };
    }
}
