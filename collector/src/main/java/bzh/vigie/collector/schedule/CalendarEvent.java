package bzh.vigie.collector.schedule;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An expression of {@code OnCalendar=} (systemd.time(7), "Calendar Events"), to the minute. Total. */
final class CalendarEvent {
    private static final List<String> WEEK = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
    private static final Map<String, String> NICKNAMES = Map.of(
            "minutely", "*-*-* *:*",
            "hourly", "*-*-* *:00",
            "daily", "*-*-* 00:00",
            "weekly", "mon *-*-* 00:00",
            "monthly", "*-*-01 00:00",
            "quarterly", "*-01,04,07,10-01 00:00",
            "semiannually", "*-01,07-01 00:00",
            "biannually", "*-01,07-01 00:00",
            "yearly", "*-01-01 00:00",
            "annually", "*-01-01 00:00");
    private static final int FIRST_YEAR = 1970;
    private static final int LAST_YEAR = 2199;

    private BitSet years = new BitSet();
    private BitSet months = filled(1, 12);
    private BitSet days = filled(1, 31);
    private BitSet lastDays = new BitSet();
    private BitSet weekDays = filled(1, 7);
    private BitSet hours = filled(0, 0);
    private BitSet minutes = filled(0, 0);
    private boolean sound = true;

    private CalendarEvent() {}

    /** Empty where it is none. */
    static Optional<Times> of(String text) {
        List<String> words = new ArrayList<>(Arrays.asList(text.strip().split("\\s+")));
        Optional<ZoneId> zone = zone(words.getLast());
        if (zone.isPresent()) {
            words.removeLast();
        }
        if (words.size() == 1 && words.getFirst().matches("@[0-9]{1,11}")) {
            return Optional.of(new Times.Once(
                    Instant.ofEpochSecond(Long.parseLong(words.getFirst().substring(1)))));
        }
        if (words.size() == 1 && NICKNAMES.containsKey(words.getFirst())) {
            words = Arrays.asList(NICKNAMES.get(words.getFirst()).split(" ", -1));
        }
        CalendarEvent event = new CalendarEvent();
        words.forEach(event::word);
        return words.isEmpty() || !event.sound
                ? Optional.empty()
                : Optional.of(new CalendarTimes(
                        zone,
                        event.years,
                        event.months,
                        event.days,
                        event.lastDays,
                        event.weekDays,
                        false,
                        event.hours,
                        event.minutes));
    }

    private static Optional<ZoneId> zone(String word) {
        try {
            return word.equals("UTC") || word.matches("[A-Z][A-Za-z_]+/[A-Za-z_/+-]+")
                    ? Optional.of(ZoneId.of(word))
                    : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private void word(String word) {
        if (word.isEmpty()) {
            sound = false;
        } else if (Character.isLetter(word.charAt(0))) {
            weekDays = numbers(word, 1, 7, WEEK);
        } else if (word.indexOf(':') >= 0) {
            time(word.split(":", -1));
        } else {
            date(word);
        }
    }

    private void time(String[] parts) {
        sound &= parts.length <= 3;
        hours = numbers(parts[0], 0, 23, List.of());
        minutes = numbers(parts[1], 0, 59, List.of());
    }

    private void date(String word) {
        int tilde = word.indexOf('~');
        String[] parts = word.replace('~', '-').split("-", -1);
        if (parts.length < 2 || parts.length > 3) {
            sound = false;
            return;
        }
        if (parts.length == 3 && !parts[0].equals("*")) {
            years = numbers(parts[0], FIRST_YEAR, LAST_YEAR, List.of());
        }
        months = numbers(parts[parts.length - 2], 1, 12, List.of());
        BitSet last = numbers(parts[parts.length - 1], 1, 31, List.of());
        days = tilde < 0 ? last : new BitSet();
        lastDays = tilde < 0 ? new BitSet() : last;
    }

    private BitSet numbers(String text, int least, int most, List<String> names) {
        Optional<BitSet> numbers = Numbers.of(text.replace("..", "-"), least, most, names);
        sound &= numbers.isPresent();
        return numbers.orElseGet(BitSet::new);
    }

    private static BitSet filled(int from, int to) {
        BitSet all = new BitSet();
        all.set(from, to + 1);
        return all;
    }
}
