package bzh.vigie.collector.detect.sigma;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The routes of rules, by the log source of a record. Log sources come from records; a part that no rule names counts as none,
 * so that there are never more routes than rules can tell apart. Thread-safe.
 */
final class Router {
    private static final int MAX_KNOWN = 1_000;
    private static final String REGISTRY = "registry_";

    private final List<CompiledRule> rules;
    private final Set<String> products = new HashSet<>();
    private final Set<String> categories = new HashSet<>();
    private final Set<String> services = new HashSet<>();
    private final Map<LogSource, Routes> told = new ConcurrentHashMap<>();
    private final Map<LogSource, Routes> known = new ConcurrentHashMap<>();

    Router(List<SigmaRule> rules) {
        this.rules = rules.stream().map(CompiledRule::of).toList();
        for (SigmaRule rule : rules) {
            products.add(rule.logSource().product());
            categories.add(rule.logSource().category());
            services.add(rule.logSource().service());
        }
    }

    Routes of(LogSource logSource) {
        Routes found = known.get(logSource);
        if (found == null) {
            found = told.computeIfAbsent(
                    plain(logSource),
                    plain -> new Routes(rules.stream()
                            .filter(compiled -> compiled.rule().logSource().covers(plain))
                            .toList()));
            if (known.size() < MAX_KNOWN) {
                known.put(logSource, found);
            }
        }
        return found;
    }

    private LogSource plain(LogSource logSource) {
        String category = logSource.category();
        if (!categories.contains(category)) {
            category = category.startsWith(REGISTRY) ? REGISTRY : "";
        }
        return new LogSource(
                products.contains(logSource.product()) ? logSource.product() : "",
                category,
                services.contains(logSource.service()) ? logSource.service() : "");
    }
}
