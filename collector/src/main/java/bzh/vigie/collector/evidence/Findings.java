package bzh.vigie.collector.evidence;

import bzh.vigie.collector.evidence.LedgerVerification.Difference;
import bzh.vigie.collector.evidence.LedgerVerification.Different;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The differences found first; each once. */
final class Findings {
    private static final int MOST = 100;

    private final Set<Different> all = new LinkedHashSet<>();

    void add(Difference difference, String about) {
        if (all.size() < MOST) {
            all.add(new Different(difference, about));
        }
    }

    List<Different> all() {
        return List.copyOf(all);
    }
}
