package bzh.vigie.collector.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What persons state of the table by which the coverage of an incident is judged: lines that are only added, of which the last counts. */
public interface Thresholds {
    /** What may be stated. */
    enum Threshold {
        /** Of 100 workstations so many must have been watched. */
        WORKSTATIONS_PERCENT(95, 1, 100, 60),
        /** Longer than so many minutes nothing may go unwatched. */
        LONGEST_GAP_MINUTES(4 * 60, 10, 7 * 24 * 60, 72 * 60),
        /** Between two full passes a host may have run so many hours. */
        PASS_HOURS(24, 1, 7 * 24, 48),
        /** The longest time between two signs of life of the attacker's programs that is known of this incident, in minutes; none is usual. */
        BEACON_MINUTES(0, 1, 365 * 24 * 60, 0),
        /** That the table as it stands is the measure of this incident. */
        SIGNED(0, 1, 1, 0);

        private final long usual;
        private final long least;
        private final long most;
        private final long floor;

        Threshold(long usual, long least, long most, long floor) {
            this.usual = usual;
            this.least = least;
            this.most = most;
            this.floor = floor;
        }

        /** What counts where nobody stated anything. */
        public long usual() {
            return usual;
        }

        public boolean allows(long value) {
            return value >= least && value <= most;
        }

        public long least() {
            return least;
        }

        public long most() {
            return most;
        }

        /** The loosest value with which its criterion can be met; 0 for what has none. */
        public long floor() {
            return floor;
        }

        /** Whether that value asks for less than the other one. */
        public boolean isLooser(long value, long than) {
            return floor != 0 && (this == WORKSTATIONS_PERCENT ? value < than : value > than);
        }
    }

    /**
     * A line.
     *
     * @param value empty takes back what was said before
     */
    record Line(long number, Threshold threshold, OptionalLong value, Instant written, Author author) {}

    /** The last of these lines, which are in the order of writing, about that; also one that takes it back. */
    static Optional<Line> last(List<Line> lines, Threshold threshold) {
        return lines.stream().filter(line -> line.threshold() == threshold).reduce((earlier, later) -> later);
    }

    /**
     * Writes a line.
     *
     * @return false, and nothing written, where the whole of the incident may not be decided
     * @throws IllegalArgumentException where such a value is not allowed
     */
    boolean state(Scope scope, IncidentId id, Threshold threshold, OptionalLong value, Author author);

    /** Every line, in the order of writing; none where the incident may not be seen. */
    List<Line> lines(Scope scope, IncidentId id);
}
