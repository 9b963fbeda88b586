package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.IndicatorsContract;
import bzh.vigie.collector.store.Store;
import java.nio.file.Path;
import java.time.InstantSource;

final class SqliteIndicatorsTest extends IndicatorsContract {
    @Override
    protected Store open(Path folder, InstantSource time) {
        return SqliteStore.open(folder, time);
    }
}
