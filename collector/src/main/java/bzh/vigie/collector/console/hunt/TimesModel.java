package bzh.vigie.collector.console.hunt;

import bzh.vigie.collector.console.route.ForPrograms;
import bzh.vigie.collector.console.route.View;
import bzh.vigie.collector.hunt.Hunting.Times;
import bzh.vigie.collector.hunt.QueryText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts over time as bars. */
public record TimesModel(Times times, List<Bar> bars) implements ForPrograms {
    /** Units of the picture: its height, and the width of one bar with its gap. */
    public static final int HEIGHT = 80;

    static final int WIDTH = 8;

    public TimesModel {
        bars = List.copyOf(bars);
    }

    /** A bar: where it stands in the picture, what it counts, and where it leads. */
    public record Bar(int x, int y, int height, long count, Instant from, String address) {}

    static TimesModel of(String query, Times times) {
        long most = Math.max(
                1, times.counts().stream().mapToLong(Long::longValue).max().orElse(1));
        List<Bar> bars = new ArrayList<>();
        for (int i = 0; i < times.counts().size(); i++) {
            long count = times.counts().get(i);
            Instant from = times.from().plus(times.width().multipliedBy(i));
            Instant last = from.plus(times.width()).minusMillis(1);
            int height = (int) Math.ceilDiv(count * HEIGHT, most);
            bars.add(new Bar(
                    i * WIDTH,
                    HEIGHT - height,
                    height,
                    count,
                    from,
                    HuntModel.address(QueryText.and(query, "received:" + from + ".." + last))));
        }
        return new TimesModel(times, bars);
    }

    /** Width of the picture. */
    public int width() {
        return Math.max(1, bars.size()) * WIDTH;
    }

    /** The beginning in the reader's words; empty where there is nothing. */
    public String first(View view) {
        return bars.isEmpty() ? "" : view.time(bars.getFirst().from());
    }

    /** The end in the reader's words. */
    public String last(View view) {
        return bars.isEmpty() ? "" : view.time(bars.getLast().from().plus(times.width()));
    }

    @Override
    public Object json() {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("from", times.from());
        told.put("seconds", times.width().toSeconds());
        told.put("counts", times.counts());
        told.put("end", times.end());
        told.put("looked", times.progress().looked());
        told.put("all", times.progress().all());
        return told;
    }
}
