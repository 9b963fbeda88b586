package bzh.vigie.collector.detect.returns;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One spelling of a line that the grammar of its file lets be written in several: blanks and quotes, the times of crontab(5), the prefixes of
 * a command of systemd.service(5). What it says by its program stays as it is. Pure.
 */
final class Spelling {
    private static final Pattern QUOTES = Pattern.compile("[\"']");
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    /** Whether a failure counts, variables are put in and rights are kept. */
    private static final Pattern PREFIXES = Pattern.compile("^[-:+!]+(?=[@|]?/)");

    private static final Pattern TIMES =
            Pattern.compile("^-?([\\d*/,~-]+) ([\\d*/,~-]+) ([\\d*/,~-]+) ([\\w*/,~-]+) ([\\w*/,~-]+) ");
    private static final Pattern NICKNAME = Pattern.compile("^-?(@\\w+) ");
    private static final Pattern NAMED = Pattern.compile("[a-z]{3}");
    private static final Pattern ZEROS = Pattern.compile("(?<!\\d)0+(?=\\d)");

    private static final Map<String, String> NICKNAMES = Map.of(
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *",
            "@monthly", "0 0 1 * *",
            "@weekly", "0 0 * * 0",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@hourly", "0 * * * *");

    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

    private Spelling() {}

    /** Of a text of an item of that location. */
    static String of(String location, String text) {
        String plain = BLANKS.matcher(QUOTES.matcher(text).replaceAll(""))
                .replaceAll(" ")
                .strip();
        if (location.startsWith("linux.cron.")) {
            return scheduled(plain);
        }
        return location.startsWith("linux.systemd.") ? PREFIXES.matcher(plain).replaceFirst("") : plain;
    }

    private static String scheduled(String line) {
        Matcher nickname = NICKNAME.matcher(line);
        if (nickname.find()) {
            String name = nickname.group(1).toLowerCase(Locale.ROOT);
            return Optional.ofNullable(NICKNAMES.get(name)).orElse(name) + " " + line.substring(nickname.end());
        }
        Matcher times = TIMES.matcher(line);
        if (!times.find()) {
            return line;
        }
        // Sunday is 0 and 7
        String day = numbered(times.group(5), DAYS, 0).replaceAll("(?<![\\d/])7(?!\\d)", "0");
        return String.join(
                        " ",
                        numbered(times.group(1), List.of(), 0),
                        numbered(times.group(2), List.of(), 0),
                        numbered(times.group(3), List.of(), 0),
                        numbered(times.group(4), MONTHS, 1),
                        day)
                + " " + line.substring(times.end());
    }

    /** Names as numbers, none with zeros in front, each one where every one is meant. */
    private static String numbered(String field, List<String> names, int first) {
        String small = NAMED.matcher(field.toLowerCase(Locale.ROOT)).replaceAll(name -> {
            int at = names.indexOf(name.group());
            return at < 0 ? name.group() : Integer.toString(at + first);
        });
        return ZEROS.matcher(small).replaceAll("").replaceAll("(?<![\\d-])\\*/1(?!\\d)", "*");
    }
}
