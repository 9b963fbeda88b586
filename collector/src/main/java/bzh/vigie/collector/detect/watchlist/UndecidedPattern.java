package bzh.vigie.collector.detect.watchlist;

import bzh.vigie.collector.store.Alerts.Severity;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * That a pattern of several observations could not be decided on a host, so that nothing found is not nothing there.
 *
 * @param sighting the pattern, which was not seen
 * @param forgotten observations of its parts that there was no room for: at least so many
 * @param undecided how often there were too many ways to put them together
 */
public record UndecidedPattern(Sighting sighting, long forgotten, long undecided) {
    /** Id of its card. */
    public static final String RULE = "vigie-pattern-undecided";

    /** Nothing of this pattern yet. */
    static UndecidedPattern none(Sighting sighting) {
        return new UndecidedPattern(sighting, 0, 0);
    }

    UndecidedPattern plus(Sequence.Step step) {
        return new UndecidedPattern(sighting, forgotten + step.forgotten(), undecided + (step.undecided() ? 1 : 0));
    }

    boolean isNothing() {
        return forgotten == 0 && undecided == 0;
    }

    /** What was only forgotten lay in the middle of many that were alike, and seldom decides. */
    public Severity severity(Severity usual) {
        return undecided > 0 ? usual : Severity.LOW;
    }

    /**
     * One alert for a pattern on a host while it only forgot, and another once it could not be decided: the graver one does not count as one more
     * of the other.
     */
    public String cause(String host) {
        return WatchlistFindings.cause(host, sighting) + (undecided > 0 ? "|undecided" : "");
    }

    /** What is said beside the host. */
    public Map<String, String> evidence() {
        Map<String, String> evidence = new LinkedHashMap<>(WatchlistFindings.evidence(sighting));
        // Nothing was seen.
        evidence.remove("seen_field");
        evidence.remove("seen_value");
        evidence.put("observations_forgotten", Long.toString(forgotten));
        evidence.put("times_undecided", Long.toString(undecided));
        return evidence;
    }
}
