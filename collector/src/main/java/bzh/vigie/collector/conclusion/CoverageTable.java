package bzh.vigie.collector.conclusion;

import bzh.vigie.collector.store.Thresholds;
import bzh.vigie.collector.store.Thresholds.Line;
import bzh.vigie.collector.store.Thresholds.Threshold;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The table by which the coverage of an incident is judged: all domain controllers, servers and administration posts, and what may be stated
 * otherwise by a person. Each line keeps its author and reason.
 *
 * @param lines every line that was stated, in the order of writing
 */
public record CoverageTable(List<Line> lines) {
    /** What counts where nobody stated anything. */
    public static final CoverageTable USUAL = new CoverageTable(List.of());

    public CoverageTable {
        lines = List.copyOf(lines);
    }

    /** What counts now. */
    public long value(Threshold threshold) {
        return stated(threshold).map(line -> line.value().getAsLong()).orElse(threshold.usual());
    }

    /** The line that says so; empty where the usual counts. */
    public Optional<Line> stated(Threshold threshold) {
        return Thresholds.last(lines, threshold).filter(line -> line.value().isPresent());
    }

    /** Of 100 workstations so many must have been watched. */
    public int workstationsPercent() {
        return Math.toIntExact(counted(Threshold.WORKSTATIONS_PERCENT));
    }

    /** Longer than this nothing may go unwatched. */
    public Duration longestGap() {
        return Duration.ofMinutes(counted(Threshold.LONGEST_GAP_MINUTES));
    }

    /** Between two full passes a host may have run so long. */
    public Duration passes() {
        return Duration.ofHours(counted(Threshold.PASS_HOURS));
    }

    /** What is stated, and never looser than the floor. */
    private long counted(Threshold threshold) {
        return isBeyondFloor(threshold) ? threshold.floor() : value(threshold);
    }

    /** Whether what is stated is so loose that its criterion cannot be met. */
    public boolean isBeyondFloor(Threshold threshold) {
        return threshold.isLooser(value(threshold), threshold.floor());
    }

    /** Thresholds that ask for less than is usual. */
    public List<Threshold> loosened() {
        return Arrays.stream(Threshold.values())
                .filter(each -> each.isLooser(value(each), each.usual()))
                .toList();
    }

    /** The longest time between two signs of life of the attacker's programs that is known; empty where nobody stated one. */
    public Optional<Duration> beacon() {
        return stated(Threshold.BEACON_MINUTES)
                .map(line -> Duration.ofMinutes(line.value().getAsLong()));
    }

    /** Who said that this is the measure, of the table as it stands: a later change of it takes the signature away. */
    public Optional<Line> signed() {
        return stated(Threshold.SIGNED)
                .filter(line -> lines.stream()
                        .filter(each -> each.threshold() != Threshold.BEACON_MINUTES)
                        .noneMatch(each -> each.number() > line.number()));
    }

    /** Thresholds of the table that stand otherwise than is usual. */
    public List<Threshold> changed() {
        return Arrays.stream(Threshold.values())
                .filter(threshold -> threshold != Threshold.SIGNED && threshold != Threshold.BEACON_MINUTES)
                .filter(threshold -> value(threshold) != threshold.usual())
                .toList();
    }

    /** A value that may be stated, out of what a person wrote. */
    public static OptionalLong parse(Threshold threshold, String text) {
        try {
            long value = Long.parseLong(text.strip());
            return threshold.allows(value) ? OptionalLong.of(value) : OptionalLong.empty();
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
