package bzh.vigie.agent.source;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of a log file as rsyslog and others write it: the classic form {@code Jun 21 16:47:48 host sshd[13709]: …}, the one
 * with an ISO 8601 time {@code 2015-04-16T18:02:50.321974+00:00 host sshd[2716]: …}, or RFC 5424
 * {@code <38>1 2019-07-08T17:40:16Z host sshd 57915 - - …}.
 *
 * @param time empty for the classic form, which has neither year nor zone
 * @param program without pid
 * @param pid 0 where there is none
 */
record SyslogLine(Optional<Instant> time, String program, int pid, String message) {
    /** Characters of a line that are looked at. */
    static final int MAX = 4_096;

    private static final Pattern CLASSIC = Pattern.compile("^[A-Z][a-z]{2} [ \\d]?\\d \\d\\d:\\d\\d:\\d\\d (.*)$");
    private static final Pattern ISO =
            Pattern.compile("^(\\d{4}-\\d\\d-\\d\\dT[0-9:.]{8,18}(?:Z|[+-]\\d\\d:?\\d\\d)) (.*)$");
    private static final Pattern RFC_5424 = Pattern.compile(
            "^<\\d{1,3}>1 (\\S{1,40}) \\S{1,255} (\\S{1,48}) (\\S{1,128}) \\S{1,32} (-|(?:\\[(?:[^\\]\"]|\"(?:[^\"\\\\]|\\\\.)*+\")*+\\])++)(?: (.*))?$");
    private static final Pattern TAG = Pattern.compile(
            "^(?:[\\w.:-]{0,254}\\w )?\\[?([A-Za-z][\\w./()-]{0,63})(?:\\[(\\d{1,10})\\]|\\])?:? (.*)$");
    private static final Pattern STRICT_TAG =
            Pattern.compile("^\\S{1,255} ([A-Za-z][\\w./()-]{0,63})(?:\\[(\\d{1,10})\\])?: (.*)$");
    private static final Pattern ID = Pattern.compile("^\\[ID \\d{1,9} [a-z]+\\.[a-z]+\\] ");

    /** Parses a line; empty if it is none. Total. */
    static Optional<SyslogLine> parse(String line) {
        String text = line.length() > MAX ? line.substring(0, MAX) : line;
        Matcher rfc = RFC_5424.matcher(text);
        if (rfc.matches()) {
            String message = rfc.group(5) == null ? "" : rfc.group(5);
            return Optional.of(new SyslogLine(time(rfc.group(1)), rfc.group(2), pid(rfc.group(3)), message));
        }
        Matcher iso = ISO.matcher(text);
        if (iso.matches()) {
            return tagged(time(iso.group(1)), iso.group(2));
        }
        Matcher classic = CLASSIC.matcher(text);
        return classic.matches() ? tagged(Optional.empty(), classic.group(1)) : Optional.empty();
    }

    private static Optional<SyslogLine> tagged(Optional<Instant> time, String rest) {
        Matcher tag = STRICT_TAG.matcher(rest);
        if (!tag.matches()) {
            tag = TAG.matcher(rest);
        }
        if (!tag.matches()) {
            return Optional.empty();
        }
        String message = ID.matcher(tag.group(3)).replaceFirst("");
        return Optional.of(new SyslogLine(time, tag.group(1), tag.group(2) == null ? 0 : pid(tag.group(2)), message));
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static int pid(String text) {
        try {
            return Math.max(0, Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
