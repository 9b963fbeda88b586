package bzh.vigie.collector.coverage;

import java.util.List;

/**
 * One source of a host in a window.
 *
 * @param watched when it was watched, with a limit or without
 * @param limited the part of that in which there was a limit, or watching was not proven
 * @param holes all the rest, from the earliest to the latest
 */
public record SourceCoverage(String source, Spans watched, Spans limited, List<Hole> holes) {
    public SourceCoverage {
        holes = List.copyOf(holes);
    }

    /** How much of the window it was watched, in percent with one decimal and rounded down: {@code 99.9}. */
    public String share(Window window) {
        long perMille = watched.length().toMillis() * 1_000 / window.length().toMillis();
        return perMille / 10 + "." + perMille % 10;
    }
}
