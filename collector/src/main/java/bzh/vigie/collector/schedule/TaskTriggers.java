package bzh.vigie.collector.schedule;

import bzh.vigie.collector.schedule.Recurring.Rule;
import bzh.vigie.event.ItemTimes;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Triggers by time of a task of Windows, as an agent tells them ({@link ItemTimes#starts}): a line each, {@code time} or {@code calendar} and
 * what the definition has below the trigger, {@code NAME=VALUE} or {@code NAME}; of the registry alone {@code once from TIME} and the like,
 * of which only the first can be worked out. Total.
 */
final class TaskTriggers {
    private static final List<String> WEEK =
            List.of("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday");
    private static final List<String> MONTHS = List.of(
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december");
    private static final int LAST_DAY = 32;
    private static final int LAST_WEEK = 5;

    private final Map<String, String> values = new LinkedHashMap<>();
    private final BitSet days = new BitSet();
    private final BitSet weeks = new BitSet();
    private final BitSet weekDays = new BitSet();
    private final BitSet months = new BitSet();

    private TaskTriggers() {}

    /** Those of a task that has any. */
    static Timetable of(String starts) {
        List<Times> times = new ArrayList<>();
        boolean unread = false;
        boolean catchesUp = false;
        for (String line : starts.split("\n", -1)) {
            if (line.equals(ItemTimes.CATCHES_UP)) {
                catchesUp = true;
            } else if (!line.isBlank()) {
                Optional<Times> read = new TaskTriggers().read(line);
                read.ifPresent(times::add);
                unread |= read.isEmpty();
            }
        }
        return new Timetable(times, catchesUp, Optional.empty(), unread);
    }

    private Optional<Times> read(String line) {
        try {
            List<String> words = Arrays.asList(line.strip().split("\\s+"));
            words.subList(1, words.size()).forEach(this::word);
            Optional<Zoned> start = words.contains("once") && words.indexOf("from") == words.size() - 2
                    ? zoned(words.getLast())
                    : zoned(values.getOrDefault("StartBoundary", ""));
            Optional<Zoned> end = zoned(values.getOrDefault("EndBoundary", ""));
            Optional<Rule> rule = rule(words);
            if (start.isEmpty() || rule.isEmpty()) {
                return Optional.empty();
            }
            Duration every = duration("Interval");
            return Optional.of(new Recurring(
                    start.get().zone(),
                    start.get().time(),
                    end.map(Zoned::time),
                    rule.get(),
                    every,
                    every.isZero() ? Duration.ZERO : duration("Duration")));
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private void word(String word) {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        String value = equals < 0 ? "" : word.substring(equals + 1);
        int weekDay = WEEK.indexOf(name.toLowerCase(Locale.ROOT));
        int month = MONTHS.indexOf(name.toLowerCase(Locale.ROOT));
        if (weekDay >= 0) {
            weekDays.set(weekDay + 1);
        } else if (month >= 0) {
            months.set(month + 1);
        } else if (name.equals("Day")) {
            days.set(value.equalsIgnoreCase("Last") ? LAST_DAY : number(value, LAST_DAY - 1));
        } else if (name.equals("Week")) {
            weeks.set(value.equalsIgnoreCase("Last") ? LAST_WEEK : number(value, LAST_WEEK));
        } else {
            values.put(name, value);
        }
    }

    private Optional<Rule> rule(List<String> words) {
        if (months.isEmpty()) {
            months.set(1, 13);
        }
        if (words.getFirst().equals("time")) {
            return Optional.of(new Rule.Once());
        }
        if (values.containsKey("DaysInterval")) {
            return Optional.of(new Rule.Daily(number(values.getOrDefault("DaysInterval", ""), 365)));
        }
        if (values.containsKey("WeeksInterval") && !weekDays.isEmpty()) {
            return Optional.of(new Rule.Weekly(number(values.getOrDefault("WeeksInterval", ""), 52), weekDays));
        }
        if (!weeks.isEmpty() && !weekDays.isEmpty()) {
            return Optional.of(new Rule.MonthlyByWeek(weeks, weekDays, months));
        }
        return days.isEmpty() ? Optional.empty() : Optional.of(new Rule.Monthly(days, months));
    }

    /** Empty fields mean one, as the scheduler takes them. */
    private static int number(String text, int most) {
        if (text.isEmpty()) {
            return 1;
        }
        int number = text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : 0;
        if (number < 1 || number > most) {
            throw new DateTimeException("not a number of a schedule");
        }
        return number;
    }

    private Duration duration(String name) {
        String text = values.getOrDefault(name, "");
        Duration length = text.isEmpty() ? Duration.ZERO : Duration.parse(text);
        if (length.isNegative()) {
            throw new DateTimeException("a negative length");
        }
        return length;
    }

    private record Zoned(LocalDateTime time, Optional<ZoneId> zone) {}

    private static Optional<Zoned> zoned(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (text.matches(".*(?:Z|[+-][0-9]{2}:[0-9]{2})")) {
            OffsetDateTime time = OffsetDateTime.parse(text);
            return Optional.of(new Zoned(time.toLocalDateTime(), Optional.of(time.getOffset())));
        }
        return Optional.of(new Zoned(LocalDateTime.parse(text), Optional.empty()));
    }
}
