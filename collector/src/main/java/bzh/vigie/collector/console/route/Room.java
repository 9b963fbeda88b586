package bzh.vigie.collector.console.route;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How much room the collector takes, how much is left, and how long what is kept.
 *
 * @param parts of the folder
 * @param inside of the store's file, by what it is of, as it was measured last; empty before that
 * @param measured when that was
 * @param free bytes that are left on the disk
 * @param perDay bytes by which it grew a day lately; empty where that is not known yet
 * @param full when the disk is full if that goes on; empty where it does not grow, or not within ten years
 * @param kept what is let go of by age, and how old it gets
 */
public record Room(
        List<Part> parts,
        List<Part> inside,
        Optional<Instant> measured,
        long free,
        OptionalLong perDay,
        Optional<Instant> full,
        Map<String, Duration> kept) {
    /**
     * A part.
     *
     * @param name a word for it
     * @param most bytes that it may take; empty where nothing says
     * @param next when the oldest of it is let go of; empty where nothing of it is by age, or that is not known
     */
    public record Part(String name, long bytes, OptionalLong most, Optional<Instant> next) {}

    /** Of which nothing is known. */
    public static final Room UNKNOWN =
            new Room(List.of(), List.of(), Optional.empty(), 0, OptionalLong.empty(), Optional.empty(), Map.of());

    public Room {
        parts = List.copyOf(parts);
        inside = List.copyOf(inside);
        kept = Map.copyOf(kept);
    }

    /** What all parts take. */
    public long all() {
        return parts.stream().mapToLong(Part::bytes).sum();
    }
}
