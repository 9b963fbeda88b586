package bzh.vigie.collector.detect.finding;

import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Directories;
import bzh.vigie.collector.store.Reach;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Situation;
import bzh.vigie.collector.store.Store;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One line of low severity for each commune and day: items that are new or changed and of which no rule says more (decision 0088). Under enhanced
 * monitoring only those that start nothing, of which nobody is asked to vouch. Days are those of UTC, by receipt. A directory has lines of its
 * own, one for each act. Pure.
 */
public final class CalmDay {
    /** Card of the line; each item keeps its own rule, by which it is tuned and excepted. */
    public static final String RULE = "vigie-ordinary-items";

    /** Evidence of the line: its day; of what it stands for as it was read, items, hosts, and a row for each place with its number of items. */
    public static final String DAY = "day";

    public static final String ITEMS = "sum.items";
    public static final String HOSTS = "sum.hosts";
    public static final String PLACES = "sum.places";

    /** Evidence of a line without a store behind it: the first items by name. */
    public static final String NAMES = "sum.names";

    private static final Set<String> ARRIVALS = Set.of("added", "changed");

    private CalmDay() {}

    /** Whether a finding belongs in such a line. */
    public static boolean takes(Finding finding, Situation situation) {
        return !finding.evidence().getOrDefault("shape", "").isEmpty()
                && takes(finding.rule(), finding.severity(), finding.evidence(), situation);
    }

    /** The same of a finding about an item, stored or not. */
    public static boolean takes(String rule, Severity severity, Map<String, String> evidence, Situation situation) {
        return (situation == Situation.CALM || !evidence.containsKey(Evidence.VOUCHED))
                && severity == Severity.LOW
                && ARRIVALS.contains(evidence.getOrDefault("change", ""))
                && !Directories.isOfDirectory(evidence)
                && Reach.mayBeExcepted(rule);
    }

    /** The line that a finding belongs in, as it begins. */
    public static Finding line(Finding finding) {
        LocalDate day = day(finding.time());
        return new Finding(
                RULE,
                Severity.LOW,
                List.of(),
                finding.commune(),
                finding.host(),
                finding.hostname(),
                "day|" + day,
                finding.firstEvent(),
                finding.time(),
                finding.hostTime(),
                Map.of(DAY, day.toString()));
    }

    public static LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }

    /** The alert with what it stands for by now, where it is such a line; else as it is. */
    public static Alert now(Store.Session session, Scope scope, Alert alert) {
        if (!alert.rule().equals(RULE)) {
            return alert;
        }
        Alert now = session.alerts().find(scope, alert.id()).orElse(alert);
        Map<String, String> evidence = new HashMap<>(now.evidence());
        evidence.putAll(sum(
                now.count(),
                session.alerts().countHosts(scope, alert.id()),
                session.alerts().listedByLocation(scope, alert.id())));
        return now.with(evidence);
    }

    /** How many items, on how many hosts, at which places. */
    public static Map<String, String> sum(int items, int hosts, Map<String, Integer> places) {
        return Map.of(
                ITEMS,
                Integer.toString(items),
                HOSTS,
                Integer.toString(hosts),
                PLACES,
                new TreeMap<>(places)
                        .entrySet().stream()
                                .map(each -> each.getKey() + " " + each.getValue())
                                .collect(Collectors.joining("\n")));
    }
}
