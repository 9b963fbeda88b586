package bzh.vigie.collector.schedule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What makes a timer of systemd start its unit (systemd.timer(5)), as an agent tells it: {@code On…=} a line. Total. */
final class TimerText {
    private static final Set<String> AFTER_START = Set.of("OnBootSec", "OnStartupSec", "OnActiveSec");
    private static final Set<String> AFTER_ITSELF = Set.of("OnUnitActiveSec", "OnUnitInactiveSec");
    private static final Pattern PART = Pattern.compile("\\G\\s*([0-9]{1,9})(?:\\.[0-9]{1,9})?\\s*([a-zA-Zµμ]*)");
    private static final Map<String, Long> SECONDS = Map.ofEntries(
            Map.entry("", 1L),
            Map.entry("s", 1L),
            Map.entry("sec", 1L),
            Map.entry("second", 1L),
            Map.entry("seconds", 1L),
            Map.entry("m", 60L),
            Map.entry("min", 60L),
            Map.entry("minute", 60L),
            Map.entry("minutes", 60L),
            Map.entry("h", 3_600L),
            Map.entry("hr", 3_600L),
            Map.entry("hour", 3_600L),
            Map.entry("hours", 3_600L),
            Map.entry("d", 86_400L),
            Map.entry("day", 86_400L),
            Map.entry("days", 86_400L),
            Map.entry("w", 604_800L),
            Map.entry("week", 604_800L),
            Map.entry("weeks", 604_800L),
            Map.entry("M", 2_629_800L),
            Map.entry("month", 2_629_800L),
            Map.entry("months", 2_629_800L),
            Map.entry("y", 31_557_600L),
            Map.entry("year", 31_557_600L),
            Map.entry("years", 31_557_600L));

    private final List<Times> times = new ArrayList<>();
    private Optional<Duration> afterStart = Optional.empty();
    private boolean afterItself;
    private boolean unread;
    private boolean any;

    private TimerText() {}

    /** Empty where it is no timer, or one that only events make run. */
    static Optional<Timetable> of(String value, boolean catchesUp) {
        TimerText timer = new TimerText();
        for (String line : value.split("\n", -1)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                timer.line(line.substring(0, equals), line.substring(equals + 1).strip());
            }
            // What was cut off is not known.
            timer.unread |= line.endsWith("…");
        }
        boolean never = timer.afterItself && timer.times.isEmpty() && timer.afterStart.isEmpty();
        return timer.any
                ? Optional.of(new Timetable(timer.times, catchesUp, timer.afterStart, timer.unread || never))
                : Optional.empty();
    }

    private void line(String key, String value) {
        boolean calendar = key.equals("OnCalendar");
        if (!calendar && !AFTER_START.contains(key) && !AFTER_ITSELF.contains(key)) {
            return;
        }
        any = true;
        if (value.isEmpty()) {
            // Takes back all before it.
            times.clear();
            afterStart = Optional.empty();
            afterItself = false;
        } else if (calendar) {
            Optional<Times> read = CalendarEvent.of(value);
            read.ifPresent(times::add);
            unread |= read.isEmpty();
        } else if (AFTER_ITSELF.contains(key)) {
            afterItself = true;
        } else {
            Optional<Duration> delay = span(value);
            unread |= delay.isEmpty();
            afterStart = delay.filter(each -> afterStart
                            .filter(before -> before.compareTo(each) < 0)
                            .isEmpty())
                    .or(() -> afterStart);
        }
    }

    /** A time span of systemd.time(7), to the second; what is shorter is none. */
    static Optional<Duration> span(String text) {
        Matcher part = PART.matcher(text);
        long seconds = 0;
        int end = 0;
        while (part.find()) {
            Long unit = SECONDS.get(part.group(2));
            boolean shorter = part.group(2).matches("(?:us|µs|μs|usec|ms|msec|ns|nsec)");
            if (unit == null && !shorter) {
                return Optional.empty();
            }
            seconds += unit == null ? 0 : unit * Long.parseLong(part.group(1));
            end = part.end();
        }
        return end == 0 || !text.substring(end).isBlank() ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
    }
}
