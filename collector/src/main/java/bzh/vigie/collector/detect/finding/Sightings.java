package bzh.vigie.collector.detect.finding;

import java.util.Optional;

/**
 * A thing on a host as a look back finds it: one alert for its first and its last sighting.
 *
 * @param last empty where it was seen once
 */
public record Sightings(Finding first, Optional<Finding> last) {
    /** One that was seen once. */
    public static Sightings of(Finding finding) {
        return new Sightings(finding, Optional.empty());
    }

    /** The same, seen another time, in whichever order. */
    public Sightings with(Finding other) {
        if (other.hostTime().isBefore(first.hostTime())) {
            return new Sightings(other, last.or(() -> Optional.of(first)));
        }
        return last.filter(known -> other.hostTime().isBefore(known.hostTime())).isPresent()
                ? this
                : new Sightings(first, Optional.of(other));
    }
}
