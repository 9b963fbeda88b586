package bzh.vigie.collector;

import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.StoreException;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.ToIntFunction;

/** Opens the store of a collector's folder for one command. */
final class Folders {
    private Folders() {}

    /** The work's exit code; 1, with words, where there is no store or it fails. */
    static int withStore(FolderOptions options, PrintWriter err, InstantSource time, ToIntFunction<Store> work) {
        if (!isThere(options, err)) {
            return 1;
        }
        try (Store store = SqliteStore.open(options.folder().state(), time)) {
            return work.applyAsInt(store);
        } catch (StoreException e) {
            err.println(
                    StoreWork.sentence(Words.of(StoreWork.class, options.words().locale()), e));
            return 1;
        }
    }

    /** Whether there is a collector; says so where there is none, or where its folder may not be looked into. */
    static boolean isThere(FolderOptions options, PrintWriter err) {
        Path configuration = options.folder().configuration();
        if (Files.isRegularFile(configuration)) {
            return true;
        }
        // Neither there nor absent: the folder above may not be entered.
        String key = Files.notExists(configuration) ? "no-collector" : "no-right";
        err.println(options.words().say(key, options.dir.toString()));
        return false;
    }
}
