package bzh.vigie.agent.directory;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as a directory writes them in UTC (RFC 4517 3.3.13): {@code 20260302091500.0Z}. */
final class GeneralizedTime {
    private static final Pattern FORM =
            Pattern.compile("(\\d{4})(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)(?:[.,]\\d{1,9})?Z");

    private GeneralizedTime() {}

    /** Microseconds since 1970; empty for what is no time, and for the year 1601, by which never is meant. */
    static OptionalLong micros(String text) {
        Matcher form = FORM.matcher(text);
        if (text.length() > 40 || !form.matches()) {
            return OptionalLong.empty();
        }
        try {
            LocalDateTime time = LocalDateTime.of(
                    part(form, 1), part(form, 2), part(form, 3), part(form, 4), part(form, 5), part(form, 6));
            return time.getYear() < 1970
                    ? OptionalLong.empty()
                    : OptionalLong.of(
                            ChronoUnit.MICROS.between(LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC), time));
        } catch (DateTimeException e) {
            return OptionalLong.empty();
        }
    }

    private static int part(Matcher form, int group) {
        return Integer.parseInt(form.group(group));
    }
}
