package bzh.vigie.collector;

import bzh.vigie.collector.detect.watchlist.Watchlist;
import bzh.vigie.collector.intel.ImportOptions;
import bzh.vigie.collector.intel.Imported;
import bzh.vigie.collector.intel.Indicator;
import bzh.vigie.collector.intel.IndicatorFile;
import bzh.vigie.collector.intel.Observable;
import bzh.vigie.collector.intel.Tlp;
import bzh.vigie.collector.store.Indicators.Listed;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Files of indicators that are looked for in other files, and what is said of them. */
final class IndicatorFiles {
    private static final int SHOWN = 20;

    private final Map<String, Listed> listed = new LinkedHashMap<>();
    private boolean whole = true;

    private IndicatorFiles() {}

    /** Reads them; what is left out is said. A file that breaks off is not used. */
    static IndicatorFiles read(List<Path> files, Words words, PrintWriter err) throws IOException {
        IndicatorFiles all = new IndicatorFiles();
        for (Path file : files) {
            String name = String.valueOf(file.getFileName());
            Imported imported = IndicatorFile.read(file, ImportOptions.of(name, Tlp.CLEAR));
            err.println(words.say(
                    "iocs-read",
                    file.toString(),
                    Integer.toString(imported.accepted().size()),
                    Integer.toString(imported.toConfirm().size()),
                    Integer.toString(imported.refused().size())));
            imported.toConfirm().stream()
                    .limit(SHOWN)
                    .forEach(each -> err.println("  ? " + Words.clean(each.place()) + ": "
                            + each.why().in(words.locale())));
            imported.refused().stream()
                    .limit(SHOWN)
                    .forEach(each -> err.println("  - " + Words.clean(each.place()) + " " + Words.clean(each.value())
                            + ": " + each.why().in(words.locale())));
            if (imported.broken().isPresent()) {
                err.println(words.say(
                        "iocs-broken", file.toString(), imported.broken().get().in(words.locale())));
                all.whole = false;
            } else {
                imported.accepted().forEach(all::add);
            }
            long several = imported.accepted().stream()
                    .filter(each -> each.what() instanceof Observable.Stix stix && stix.needsMemory())
                    .count();
            if (several > 0) {
                err.println(words.say("iocs-several", Long.toString(several)));
            }
        }
        return all;
    }

    private void add(Indicator indicator) {
        String id = Listed.id(Optional.empty(), indicator);
        listed.putIfAbsent(id, new Listed(id, Optional.empty(), indicator, Instant.EPOCH, "-"));
    }

    /** Whether every file was read to its end. */
    boolean isWhole() {
        return whole;
    }

    Watchlist watchlist() {
        return new Watchlist(listed.values());
    }
}
