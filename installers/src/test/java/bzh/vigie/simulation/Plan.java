package bzh.vigie.simulation;

/**
 * How much is simulated.
 *
 * @param seed of all that is left to chance
 * @param communes 3, or 1: the first alone
 * @param workstations of each commune
 * @param watchDays how long the watch lasts
 * @param returns mutated ones of each thing of the attack and each incident, besides the plain one
 * @param isCalm whether the communes have no incident: nobody marks, evicts, reviews or concludes
 */
record Plan(long seed, int communes, int workstations, int watchDays, int returns, boolean isCalm) {
    /** Forty hosts, ninety days. */
    static Plan whole(long seed) {
        return new Plan(seed, 3, 11, 90, 5, false);
    }

    /** Sixteen hosts, a month. */
    static Plan month(long seed) {
        return new Plan(seed, 3, 3, 30, 5, false);
    }

    /** What a test has time for: one commune, four hosts, two days of watch. */
    static Plan small(long seed) {
        return new Plan(seed, 1, 1, 2, 0, false);
    }

    /** The same of communes without an incident. */
    Plan inCalm() {
        return new Plan(seed, communes, workstations, watchDays, returns, true);
    }
}
