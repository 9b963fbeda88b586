package bzh.vigie.journal;

import bzh.vigie.event.SourceCount;
import java.util.List;

/**
 * What {@link Journal#dropOldest} deleted before it was released.
 *
 * @param from first number
 * @param to last number, inclusive
 * @param counts events per source, with their times
 * @param bytes freed on disk
 */
public record Dropped(long from, long to, List<SourceCount> counts, long bytes) {
    public Dropped {
        counts = List.copyOf(counts);
    }
}
