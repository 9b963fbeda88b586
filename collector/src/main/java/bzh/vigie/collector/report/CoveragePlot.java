package bzh.vigie.collector.report;

import bzh.vigie.collector.coverage.HostWatch;
import bzh.vigie.collector.coverage.Spans;
import bzh.vigie.collector.coverage.Window;
import bzh.vigie.collector.report.pdf.PdfDocument;
import bzh.vigie.collector.report.pdf.PdfDocument.Ink;
import bzh.vigie.collector.report.pdf.PdfDocument.Strip;
import bzh.vigie.collector.report.pdf.PdfDocument.Style;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * A line of time for each host: high and light where all of its sources were watched, half as high where some were, low and dark where
 * none was. The heights differ too, so that it reads on paper without colours; a gap is drawn however short it is.
 */
final class CoveragePlot {
    private static final float LABEL = 118;
    private static final float LINE = PdfDocument.WIDTH - LABEL;
    private static final float ROW = 13;
    private static final float BAR = 8;
    private static final float THINNEST = 0.7f;
    private static final int TICKS = 6;

    private final PdfDocument pdf;
    private final Look look;
    private final Instant from;
    private final Instant to;

    CoveragePlot(PdfDocument pdf, Look look, Instant from, Instant to) {
        this.pdf = pdf;
        this.look = look;
        this.from = from;
        this.to = to;
    }

    /** From the best to the worst. */
    private enum Level {
        WHOLE,
        PARTLY,
        NONE
    }

    void draw(List<HostWatch> hosts) {
        legend();
        int page = -1;
        for (HostWatch each : hosts) {
            pdf.keep(2 * ROW);
            if (pdf.pages() != page) {
                page = pdf.pages();
                scale();
            }
            row(each);
        }
    }

    private void legend() {
        Strip strip = pdf.strip(16);
        float x = 0;
        for (Level level : Level.values()) {
            bar(strip, level, x, 14);
            String key = "plot." + level.name().toLowerCase(Locale.ROOT);
            strip.text(Style.SMALL, x + 18, 10, 140, look.say(key));
            x += 160;
        }
    }

    private void scale() {
        Strip strip = pdf.strip(ROW);
        Duration step = Duration.between(from, to).dividedBy(TICKS);
        for (int i = 0; i < TICKS; i++) {
            float x = LABEL + LINE * i / TICKS;
            strip.area(Ink.QUIET, x, 2, 0.5f, ROW - 2);
            strip.text(Style.SMALL, x + 2, 9, LINE / TICKS - 3, look.day(from.plus(step.multipliedBy(i))));
        }
    }

    private void row(HostWatch host) {
        Strip strip = pdf.strip(ROW);
        strip.text(Style.SMALL, 0, 9, LABEL - 6, host.host().hostname());
        // What is not watched is drawn last, over what is beside it.
        for (Level level : Level.values()) {
            Spans spans = switch (level) {
                case WHOLE -> host.whole();
                case PARTLY -> host.partly();
                case NONE -> host.none();
            };
            for (Window each : spans.windows()) {
                float start = at(each.from());
                bar(strip, level, LABEL + start, Math.max(THINNEST, at(each.to()) - start));
            }
        }
    }

    private static void bar(Strip strip, Level level, float x, float width) {
        switch (level) {
            case WHOLE -> strip.area(Ink.WATCHED, x, 2, width, BAR);
            case PARTLY -> strip.area(Ink.PARTIAL, x, 2 + BAR / 2, width, BAR / 2);
            case NONE -> strip.area(Ink.NOT_WATCHED, x, 2 + BAR * 3 / 4, width, BAR / 4);
        }
    }

    private float at(Instant time) {
        return (float) (LINE
                * (double) Duration.between(from, time).toMillis()
                / Duration.between(from, to).toMillis());
    }
}
