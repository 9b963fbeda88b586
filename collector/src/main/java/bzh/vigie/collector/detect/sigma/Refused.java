package bzh.vigie.collector.detect.sigma;

import java.util.Locale;

/**
 * A rule that is not loaded.
 *
 * @param line from 1; 0 where the whole file is meant
 * @param why for the author of the rule
 */
public record Refused(String file, int line, Reason why) {
    /** With file and line, French or English. */
    public String in(Locale locale) {
        String place = line == 0 ? file : file + ":" + line;
        return place + ": " + why.in(locale);
    }

    /** The reason alone, in English. */
    public String reason() {
        return why.toString();
    }

    @Override
    public String toString() {
        return in(Locale.ENGLISH);
    }
}
