package bzh.vigie.collector.schedule;

import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The times of a line of a crontab, crontab(5) of Vixie's cron and cronie. Total. */
final class CronLine {
    private static final Pattern VARIABLE =
            Pattern.compile("(?:[A-Za-z_]\\w{0,200}|\"[^\"]{1,200}\")\\s{0,100}=.*", Pattern.DOTALL);
    private static final Pattern FIELDS =
            Pattern.compile("(\\S+)\\s+(\\S+)\\s+(\\S+)\\s+(\\S+)\\s+(\\S+)\\s.*", Pattern.DOTALL);
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> WEEK = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");
    private static final Map<String, String> NICKNAMES = Map.of(
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *",
            "@monthly", "0 0 1 * *",
            "@weekly", "0 0 * * 0",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@hourly", "0 * * * *",
            "@every_minute", "* * * * *");

    private CronLine() {}

    /** Empty where the line sets a variable. */
    static Optional<Timetable> of(String value) {
        String line = value.strip();
        if (VARIABLE.matcher(line).matches()) {
            return Optional.empty();
        }
        String rest = line.startsWith("-") ? line.substring(1) : line;
        if (rest.startsWith("@")) {
            String nickname = rest.split("\\s", 2)[0];
            if (nickname.equals("@reboot")) {
                return Optional.of(Timetable.afterStart(Duration.ZERO));
            }
            String fields = NICKNAMES.get(nickname);
            return Optional.of(fields == null ? Timetable.UNREAD : fields(fields + " "));
        }
        return Optional.of(fields(rest));
    }

    private static Timetable fields(String text) {
        Matcher f = FIELDS.matcher(text);
        if (!f.matches()) {
            return Timetable.UNREAD;
        }
        Optional<BitSet> minutes = Numbers.of(f.group(1), 0, 59, List.of());
        Optional<BitSet> hours = Numbers.of(f.group(2), 0, 23, List.of());
        Optional<BitSet> days = Numbers.of(f.group(3), 1, 31, List.of());
        Optional<BitSet> months = Numbers.of(f.group(4), 1, 12, MONTHS);
        Optional<BitSet> week = Numbers.of(f.group(5), 0, 7, WEEK);
        if (minutes.isEmpty() || hours.isEmpty() || days.isEmpty() || months.isEmpty() || week.isEmpty()) {
            return Timetable.UNREAD;
        }
        BitSet weekDays = week.get();
        weekDays.set(7, weekDays.get(7) || weekDays.get(0));
        boolean either = !f.group(3).startsWith("*") && !f.group(5).startsWith("*");
        return Timetable.at(new CalendarTimes(
                Optional.empty(),
                new BitSet(),
                months.get(),
                days.get(),
                new BitSet(),
                weekDays,
                either,
                hours.get(),
                minutes.get()));
    }
}
