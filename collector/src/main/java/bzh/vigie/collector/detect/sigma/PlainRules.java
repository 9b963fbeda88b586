package bzh.vigie.collector.detect.sigma;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Tries every rule that is for the record's log source, one after the other: plain, and so what other engines are checked by. */
public final class PlainRules implements Rules {
    /** Log sources come from records, so how many are remembered is bounded. */
    private static final int MAX_LOG_SOURCES = 1_000;

    private final List<SigmaRule> rules;
    private final Map<LogSource, List<SigmaRule>> byLogSource = new ConcurrentHashMap<>();

    public PlainRules(List<SigmaRule> rules) {
        this.rules = List.copyOf(rules);
    }

    @Override
    public List<SigmaRule> all() {
        return rules;
    }

    @Override
    public List<Match> judge(SigmaRecord record) {
        List<Match> matches = List.of();
        for (SigmaRule rule : rulesFor(record.logSource())) {
            if (rule.holds(record)) {
                if (matches.isEmpty()) {
                    matches = new ArrayList<>();
                }
                matches.add(rule.match(record));
            }
        }
        return matches;
    }

    private List<SigmaRule> rulesFor(LogSource logSource) {
        List<SigmaRule> known = byLogSource.get(logSource);
        if (known == null) {
            known = rules.stream()
                    .filter(rule -> rule.logSource().covers(logSource))
                    .toList();
            if (byLogSource.size() < MAX_LOG_SOURCES) {
                byLogSource.put(logSource, known);
            }
        }
        return known;
    }
}
