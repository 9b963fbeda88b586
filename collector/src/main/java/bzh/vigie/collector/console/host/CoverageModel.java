package bzh.vigie.collector.console.host;

import bzh.vigie.collector.coverage.CoverageBar;
import bzh.vigie.collector.coverage.Hole;
import bzh.vigie.collector.coverage.HostCoverage;
import bzh.vigie.collector.coverage.SourceCoverage;
import bzh.vigie.collector.coverage.Spans;
import bzh.vigie.collector.coverage.Window;
import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.event.ItemFields;
import bzh.vigie.event.ReasonCode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What was watched on a host, as bars: one over the whole time for each source, and for the agent one a day with a column an hour.
 * Whatever a bar shows stands as text beside it too. Pure.
 *
 * @param agent of at least one source
 * @param sources of each
 * @param days from the first to the last
 * @param holes the agent's and then those that each source has besides, {@value #MOST_HOLES} at most
 * @param more holes that are not among them
 * @param lost events that were lost, as the agent told
 */
public record CoverageModel(
        Window window,
        CoverageBar agent,
        List<CoverageBar> sources,
        List<Day> days,
        List<HoleLine> holes,
        int more,
        long lost) {
    /** Holes in the table at most. */
    public static final int MOST_HOLES = 100;

    /** Units that a bar of a day is high. */
    public static final int HEIGHT = 24;

    private static final int COLUMN = 40;

    public CoverageModel {
        sources = List.copyOf(sources);
        days = List.copyOf(days);
        holes = List.copyOf(holes);
    }

    /** A day: how much of the part of it that was asked about was watched, and its hours. */
    public record Day(LocalDate day, String share, List<Hour> hours) {
        public Day {
            hours = List.copyOf(hours);
        }
    }

    /**
     * An hour of a day.
     *
     * @param height of the part that was watched
     * @param watched percent
     * @param kind class by which what was not watched is drawn
     */
    public record Hour(int hour, int x, int height, int watched, String kind) {}

    /** A hole; the source is empty where it is the agent's. */
    public record HoleLine(String source, Window window, String length, String cause, boolean rest) {}

    /** Works it out, for readers in that zone and language. */
    public static CoverageModel of(HostCoverage coverage, ZoneId zone, Locale locale) {
        List<HoleLine> holes = new ArrayList<>();
        coverage.agent().holes().forEach(hole -> holes.add(line("", hole, locale)));
        coverage.sources()
                .forEach(source ->
                        coverage.own(source).forEach(hole -> holes.add(line(source.source(), hole, locale))));
        return new CoverageModel(
                coverage.window(),
                CoverageBar.of(coverage.agent(), coverage.window(), hole -> cause(hole, locale)),
                coverage.sources().stream()
                        .map(source -> CoverageBar.of(source, coverage.window(), hole -> cause(hole, locale)))
                        .toList(),
                days(coverage, zone),
                holes.subList(0, Math.min(MOST_HOLES, holes.size())),
                Math.max(0, holes.size() - MOST_HOLES),
                coverage.lost());
    }

    private static HoleLine line(String source, Hole hole, Locale locale) {
        return new HoleLine(
                source,
                hole.window(),
                duration(hole.window().length()),
                cause(hole, locale),
                hole.cause().isRest());
    }

    private static String cause(Hole hole, Locale locale) {
        String reason = hole.reason() == ReasonCode.NONE
                ? ""
                : " (" + AlertTexts.code("reason", ItemFields.word(hole.reason()), locale) + ")";
        return hole.cause().sentence(locale) + reason;
    }

    /** Hours, minutes and seconds. */
    static String duration(Duration length) {
        return length.toHours() == 0 && length.toMinutes() == 0
                ? length.toSeconds() + " s"
                : length.toHours() == 0
                        ? length.toMinutes() + " min"
                        : length.toHours() + " h " + length.toMinutesPart() + " min";
    }

    private static List<Day> days(HostCoverage coverage, ZoneId zone) {
        Window window = coverage.window();
        List<Day> days = new ArrayList<>();
        LocalDate last = LocalDate.ofInstant(window.to().minusMillis(1), zone);
        for (LocalDate day = LocalDate.ofInstant(window.from(), zone); !day.isAfter(last); day = day.plusDays(1)) {
            List<Hour> hours = new ArrayList<>();
            ZonedDateTime start = day.atStartOfDay(zone);
            ZonedDateTime end = day.plusDays(1).atStartOfDay(zone);
            int place = 0;
            for (ZonedDateTime hour = start; hour.isBefore(end); hour = hour.plusHours(1)) {
                hour(coverage, hour.toInstant(), hour.getHour(), place).ifPresent(hours::add);
                place++;
            }
            Window part = within(window, start.toInstant(), end.toInstant());
            days.add(new Day(
                    day, new SourceCoverage("", watched(coverage, part), Spans.NONE, List.of()).share(part), hours));
        }
        return days;
    }

    private static Optional<Hour> hour(HostCoverage coverage, Instant from, int hour, int place) {
        Instant to = from.plus(Duration.ofHours(1));
        Window window = coverage.window();
        if (!from.isBefore(window.to()) || !to.isAfter(window.from())) {
            return Optional.empty();
        }
        Window part = within(window, from, to);
        long watched = watched(coverage, part).length().toMillis();
        int percent = (int) (watched * 100 / part.length().toMillis());
        boolean rests = coverage.agent().holes().stream()
                .filter(hole -> hole.window().from().isBefore(part.to())
                        && hole.window().to().isAfter(part.from()))
                .allMatch(hole -> hole.cause().isRest());
        int height = (int) (watched * HEIGHT / part.length().toMillis());
        return Optional.of(new Hour(hour, place * COLUMN, height, percent, rests ? "none" : "gap"));
    }

    private static Window within(Window window, Instant from, Instant to) {
        return new Window(
                from.isAfter(window.from()) ? from : window.from(), to.isBefore(window.to()) ? to : window.to());
    }

    private static Spans watched(HostCoverage coverage, Window part) {
        return coverage.agent().watched().and(new Spans(List.of(part)));
    }
}
