package bzh.vigie.collector.console.watch;

import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.View;
import bzh.vigie.collector.store.Alerts.GroupFilter;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Alerts.Status;
import bzh.vigie.collector.store.Commune;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the list of groups is narrowed to, as its address says; it stays there through decisions. Immutable.
 *
 * @param asked parameters of the address and their values, but for the page
 */
public record WatchFilter(GroupFilter groups, Map<String, String> asked) {
    /** States that an open alert can be in. */
    public static final List<Status> STATES = List.of(Status.NEW, Status.ACKNOWLEDGED, Status.ASSIGNED);

    private static final int LONGEST = 200;

    public WatchFilter {
        asked = new LinkedHashMap<>(asked);
    }

    /** That of a call; what is no severity or state is not asked, and a commune that is none is not found. */
    static WatchFilter of(Call call) {
        Optional<Severity> least = call.query("severity").flatMap(WatchFilter::severity);
        Optional<Status> status = call.query("new").isPresent()
                ? Optional.of(Status.NEW)
                : call.query("status").flatMap(WatchFilter::status);
        Optional<Commune> commune = call.query("commune").map(text -> commune(call, text));
        Optional<String> rule = call.query("rule").map(WatchFilter::bounded);
        Optional<String> assignee = call.query("assignee").map(WatchFilter::bounded);
        Map<String, String> asked = new LinkedHashMap<>();
        least.ifPresent(each -> asked.put("severity", word(each)));
        status.ifPresent(each -> asked.put("status", word(each)));
        commune.ifPresent(each -> asked.put("commune", each.insee()));
        rule.ifPresent(each -> asked.put("rule", each));
        assignee.ifPresent(each -> asked.put("assignee", each));
        return new WatchFilter(
                new GroupFilter(least.orElse(Severity.INFORMATIONAL), status, commune, rule, assignee), asked);
    }

    /** Whether nothing is asked. */
    public boolean isEmpty() {
        return asked.isEmpty();
    }

    /** What is asked by this parameter; empty where nothing is. */
    public String of(String name) {
        return asked.getOrDefault(name, "");
    }

    /** The address of the list with one parameter changed; without it where the value is empty. */
    public String with(String name, String value) {
        Map<String, String> other = new LinkedHashMap<>(asked);
        other.remove(name);
        if (!value.isEmpty()) {
            other.put(name, value);
        }
        return "/" + query(other);
    }

    /** What stands behind an address, with its question mark; empty where nothing is asked. */
    public String query() {
        return query(asked);
    }

    private static String query(Map<String, String> asked) {
        return asked.isEmpty()
                ? ""
                : asked.entrySet().stream()
                        .map(each -> each.getKey() + "=" + View.encoded(each.getValue()))
                        .collect(Collectors.joining("&", "?", ""));
    }

    private static String bounded(String text) {
        return text.substring(0, Math.min(text.length(), LONGEST));
    }

    private static Commune commune(Call call, String text) {
        try {
            return new Commune(text.strip());
        } catch (IllegalArgumentException notACommune) {
            return call.found(Optional.empty());
        }
    }

    private static Optional<Severity> severity(String word) {
        return Arrays.stream(Severity.values())
                .filter(each -> word(each).equals(word.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    private static Optional<Status> status(String word) {
        return STATES.stream().filter(each -> word(each).equals(word)).findFirst();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
