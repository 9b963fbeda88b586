package bzh.vigie.collector.detect.sigma.correlation;

/**
 * What could not be correlated, since the start.
 *
 * @param forgottenGroups groups that had to make place for others
 * @param forgottenEntries entries that had to make place, those of forgotten groups among them
 * @param late events that came later than the lateness allows
 * @param withoutField events that lack a field that is grouped by, counted or reckoned with
 */
public record Counts(long forgottenGroups, long forgottenEntries, long late, long withoutField) {
    /** Nothing yet. */
    public static final Counts NONE = new Counts(0, 0, 0, 0);

    /** Whether something was forgotten. */
    public boolean forgot() {
        return forgottenEntries > 0;
    }
}
