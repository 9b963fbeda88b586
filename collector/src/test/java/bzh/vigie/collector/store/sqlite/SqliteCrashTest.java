package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.StoreCrashContract;
import java.nio.file.Path;
import java.time.InstantSource;

public final class SqliteCrashTest extends StoreCrashContract {
    /** Opens a SQLite store with a clock that stands. */
    public static final class OpensSqlite implements Opener {
        @Override
        public Store open(Path folder) {
            return SqliteStore.open(folder, InstantSource.fixed(Specimens.START));
        }
    }

    @Override
    protected Class<? extends Opener> opener() {
        return OpensSqlite.class;
    }
}
