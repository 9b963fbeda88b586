package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.AlertLifeContract;
import bzh.vigie.collector.store.Store;
import java.nio.file.Path;
import java.time.InstantSource;

final class SqliteAlertLifeTest extends AlertLifeContract {
    @Override
    protected Store open(Path folder, InstantSource time) {
        return SqliteStore.open(folder, time);
    }
}
