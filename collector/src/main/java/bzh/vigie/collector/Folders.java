package bzh.vigie.collector;

import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.StoreException;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.function.ToIntFunction;

/** Opens the store of a collector's folder for one command. */
final class Folders {
    private Folders() {}

    /** The work's exit code; 1, with words, where there is no store or it fails. */
    static int withStore(FolderOptions options, InstantSource clock, PrintWriter err, ToIntFunction<Store> work) {
        if (!Files.isRegularFile(options.folder().configuration())) {
            err.println(options.words().say("no-collector", options.dir.toString()));
            return 1;
        }
        try (Store store = SqliteStore.open(options.folder().state(), clock)) {
            return work.applyAsInt(store);
        } catch (StoreException e) {
            err.println(options.words().say("store-fails", String.valueOf(e.getMessage())));
            return 1;
        }
    }
}
