package bzh.vigie.collector.coverage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * A window as a bar of {@value #WIDTH} units: high where it was watched, lower where in part, low where not at all, so that it reads without
 * colours. A gap is drawn however short it is. Pure.
 *
 * @param source id of what was watched
 * @param share percent in which it was, rounded down
 * @param pieces what was watched first, gaps last: over what is beside them
 */
public record CoverageBar(String source, String share, List<Piece> pieces) {
    /** Units that a bar is wide. */
    public static final int WIDTH = 1_000;

    /** Pieces at most: more could not be told from each other. */
    private static final int MOST_PIECES = 500;

    public CoverageBar {
        pieces = List.copyOf(pieces);
    }

    /** How a piece is drawn. */
    public enum Kind {
        /** Watched. */
        SEEN(0),
        /** In part, or with a limit. */
        PART(4),
        /** Not watched. */
        GAP(8),
        /** Nothing ran on the host. */
        NONE(12);

        private final int top;

        Kind(int top) {
            this.top = top;
        }

        /** Where it begins, of 16 units from the top. */
        public int top() {
            return top;
        }

        /** In lower case. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A part of the bar.
     *
     * @param x where it begins, in units
     * @param width in units
     * @param title what is to be said of it; may be empty
     */
    public record Piece(String x, String width, Kind kind, String title) {}

    /** One source; of each hole it says the cause in these words. */
    public static CoverageBar of(SourceCoverage source, Window window, Function<Hole, String> said) {
        List<Piece> pieces = new ArrayList<>();
        add(pieces, source.watched(), window, Kind.SEEN);
        add(pieces, source.limited(), window, Kind.PART);
        source.holes()
                .forEach(hole -> pieces.add(
                        piece(hole.window(), window, hole.cause().isRest() ? Kind.NONE : Kind.GAP, said.apply(hole))));
        return cut(source.source(), source.share(window), pieces);
    }

    /** A host: all of its sources, some of them, none. */
    public static CoverageBar of(HostWatch host) {
        Window window = host.coverage().window();
        List<Piece> pieces = new ArrayList<>();
        add(pieces, host.whole(), window, Kind.SEEN);
        add(pieces, host.partly(), window, Kind.PART);
        add(pieces, host.none(), window, Kind.GAP);
        SourceCoverage agent = host.coverage().agent();
        return cut(agent.source(), agent.share(window), pieces);
    }

    private static CoverageBar cut(String source, String share, List<Piece> pieces) {
        // Where there are too many, gaps stay.
        return new CoverageBar(source, share, pieces.subList(Math.max(0, pieces.size() - MOST_PIECES), pieces.size()));
    }

    private static void add(List<Piece> pieces, Spans spans, Window window, Kind kind) {
        spans.windows().forEach(each -> pieces.add(piece(each, window, kind, "")));
    }

    private static Piece piece(Window part, Window whole, Kind kind, String title) {
        double all = whole.length().toMillis();
        double x = Duration.between(whole.from(), part.from()).toMillis() * WIDTH / all;
        double width = Math.max(1, part.length().toMillis() * WIDTH / all);
        return new Piece(String.format(Locale.ROOT, "%.1f", x), String.format(Locale.ROOT, "%.1f", width), kind, title);
    }
}
