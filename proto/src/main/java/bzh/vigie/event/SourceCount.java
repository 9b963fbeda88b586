package bzh.vigie.event;

/** How many events of one source, and the wall-clock span they cover, in microseconds since 1970 UTC. */
public record SourceCount(String source, long events, long firstWallMicros, long lastWallMicros) {
    /** This and another count of the same source. */
    public SourceCount plus(SourceCount other) {
        return new SourceCount(
                source,
                events + other.events,
                Math.min(firstWallMicros, other.firstWallMicros),
                Math.max(lastWallMicros, other.lastWallMicros));
    }
}
