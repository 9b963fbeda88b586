package bzh.vigie.collector.detect;

import bzh.vigie.collector.detect.sigma.RuleSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The rules of SigmaHQ that people use as they come, for tests. */
final class StockRules {
    private StockRules() {}

    /** Those of main, emerging threats and threat hunting. */
    static RuleSet in(Path corpora) throws IOException {
        RuleSet stock = RuleSet.empty();
        for (String folder : List.of("rules", "rules-emerging-threats", "rules-threat-hunting")) {
            stock = stock.plus(RuleSet.read(corpora.resolve("sigma-rules").resolve(folder)));
        }
        return stock;
    }
}
