package bzh.vigie.collector;

import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.StoreException;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.ToIntFunction;
import picocli.CommandLine.ExitCode;

/** Runs a command's work on the store that is there, and says in words what went wrong. */
final class StoreWork {
    private StoreWork() {}

    /** Gives the command's exit code: the work's own, or 1 where the store is missing or fails. */
    static int run(CommandOptions options, InstantSource time, PrintWriter err, ToIntFunction<Store> work) {
        Words words = options.words();
        Path file = options.folder().state().resolve(SqliteStore.FILE);
        if (!Files.isRegularFile(file)) {
            // Neither there nor absent: a folder above may not be entered.
            err.println(words.say(Files.notExists(file) ? "no-store" : "fault.no-right", options.dir.toString()));
            return ExitCode.SOFTWARE;
        }
        try (Store store = SqliteStore.open(options.folder().state(), time)) {
            return work.applyAsInt(store);
        } catch (StoreException e) {
            err.println(sentence(words, e));
            return ExitCode.SOFTWARE;
        }
    }

    /** What failed and what to do. */
    static String sentence(Words words, StoreException failure) {
        String key = "fault." + failure.fault().name().toLowerCase(Locale.ROOT).replace('_', '-');
        return words.say(key, String.valueOf(failure.getMessage()));
    }
}
