package bzh.vigie.agent.source;

import bzh.vigie.event.Event.ProcessStarted;
import bzh.vigie.event.Sha256;
import bzh.vigie.event.WindowsEvent;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A start of a process as a log of Windows tells it: Security 4688 (Microsoft, "4688(S): A new process has been created"), with numbers in
 * hexadecimal and the time of the record, and Sysmon 1, with the time of the process, if the system wrote it: others can write records under
 * Sysmon's name, but with their own SID. Bounded; passwords in command lines are hidden.
 *
 * @param log which log
 * @param time when the process was made, as far as the log tells
 * @param accountId SID of whom it runs as; empty where the log has the name alone
 * @param image path of its program, as the other texts empty where the log has none
 * @param more what else the log has, by its names there
 * @param isWhole whether nothing of the record was cut or left out
 */
record LoggedStart(
        Log log,
        int pid,
        Instant time,
        OptionalInt parentPid,
        String accountId,
        String accountName,
        String image,
        String commandLine,
        String parentImage,
        Optional<Sha256> sha256,
        Map<String, String> more,
        boolean isWhole) {
    private static final int MOST = ProcessStarted.MOST_LOGGED / 2;
    private static final int LONGEST = 1_024;
    private static final int LONGEST_LINE = 8_192;
    /** Of what is looked through for passwords: no command line of Windows is longer. */
    private static final int LONGEST_MASKED = 32_768;

    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_ACCOUNT = 256;
    /** Sysmon's service runs as nobody else. */
    private static final String LOCAL_SYSTEM = "S-1-5-18";

    private static final long EPOCH_SECONDS = 11_644_473_600L;
    private static final Set<String> OF_SECURITY =
            Set.of("NewProcessId", "NewProcessName", "ProcessId", "CommandLine", "ParentProcessName");
    private static final Set<String> OF_SYSMON =
            Set.of("ProcessId", "Image", "CommandLine", "ParentProcessId", "ParentImage");
    private static final Pattern SHA256 = Pattern.compile("(?i)SHA256=([0-9a-f]{64})(?![0-9a-f])");
    private static final Pattern NOBODY = Pattern.compile("|-|S-1-0-0");

    /** Whose the records are. */
    enum Log {
        /** 4688. */
        SECURITY("windows.log.security", "Security", "Microsoft-Windows-Security-Auditing", "4688"),
        /** 1. */
        SYSMON("windows.log.sysmon", "Microsoft-Windows-Sysmon/Operational", "Microsoft-Windows-Sysmon", "1");

        private final String source;
        private final String channel;
        private final String provider;
        private final String eventId;

        Log(String source, String channel, String provider, String eventId) {
            this.source = source;
            this.channel = channel;
            this.provider = provider;
            this.eventId = eventId;
        }

        /** Id of the source that reads it. */
        String source() {
            return source;
        }

        /** The name under which a start has the number of the record. */
        private String number() {
            return (this == SYSMON ? "Sysmon" : "Security") + "_EventRecordID";
        }

        /** The fields that a start has places of its own for. */
        private boolean hasPlaceFor(String field) {
            return switch (this) {
                case SECURITY -> OF_SECURITY.contains(field);
                case SYSMON -> OF_SYSMON.contains(field);
            };
        }

        private boolean has(WindowsEvent event) {
            return event.channel().equals(channel)
                    && event.provider().equals(provider)
                    && event.eventId().equals(eventId);
        }
    }

    LoggedStart {
        more = Map.copyOf(more);
    }

    /** The start that a record tells of; empty where it tells of none, or not of which process. */
    static Optional<LoggedStart> of(WindowsEvent event) {
        for (Log log : Log.values()) {
            if (log.has(event)) {
                return log == Log.SYSMON ? sysmon(event) : security(event);
            }
        }
        return Optional.empty();
    }

    private static Optional<LoggedStart> security(WindowsEvent event) {
        Map<String, String> fields = event.fields();
        OptionalInt pid = number(fields.getOrDefault("NewProcessId", ""));
        if (pid.isEmpty() || event.time().isEmpty()) {
            return Optional.empty();
        }
        String target = fields.getOrDefault("TargetUserSid", "");
        String account = NOBODY.matcher(target).matches() ? fields.getOrDefault("SubjectUserSid", "") : target;
        return Optional.of(new LoggedStart(
                Log.SECURITY,
                pid.getAsInt(),
                event.time().get(),
                number(fields.getOrDefault("ProcessId", "")),
                NOBODY.matcher(account).matches() ? "" : cut(account, LONGEST_ACCOUNT),
                "",
                cut(fields.getOrDefault("NewProcessName", ""), LONGEST),
                line(fields.getOrDefault("CommandLine", "")),
                cut(fields.getOrDefault("ParentProcessName", ""), LONGEST),
                Optional.empty(),
                more(event, Log.SECURITY),
                isWhole(fields)));
    }

    private static Optional<LoggedStart> sysmon(WindowsEvent event) {
        Map<String, String> fields = event.fields();
        OptionalInt pid = number(fields.getOrDefault("ProcessId", ""));
        Optional<Instant> time = utc(fields.getOrDefault("UtcTime", "")).or(event::time);
        boolean ofSystem = LOCAL_SYSTEM.equals(event.system().get("Security_UserID"));
        if (!ofSystem || pid.isEmpty() || time.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new LoggedStart(
                Log.SYSMON,
                pid.getAsInt(),
                time.get(),
                number(fields.getOrDefault("ParentProcessId", "")),
                "",
                cut(fields.getOrDefault("User", ""), LONGEST_ACCOUNT),
                cut(fields.getOrDefault("Image", ""), LONGEST),
                line(fields.getOrDefault("CommandLine", "")),
                cut(fields.getOrDefault("ParentImage", ""), LONGEST),
                sha256(fields.getOrDefault("Hashes", "")),
                more(event, Log.SYSMON),
                isWhole(fields)));
    }

    /** Without what a start has places of its own for, and with the number of the record, by which it is found. */
    private static Map<String, String> more(WindowsEvent event, Log log) {
        Map<String, String> more = new LinkedHashMap<>();
        more.put(log.number(), Long.toUnsignedString(event.recordId()));
        event.fields().forEach((field, value) -> {
            if (!log.hasPlaceFor(field)
                    && !value.isEmpty()
                    && !value.equals("-")
                    && !field.equals(log.number())
                    && field.length() <= LONGEST_NAME
                    && more.size() < MOST) {
                more.put(field, isLine(field) ? line(value) : cut(value, LONGEST));
            }
        });
        return more;
    }

    private static boolean isWhole(Map<String, String> fields) {
        return fields.size() < MOST
                && fields.entrySet().stream()
                        .allMatch(each -> each.getKey().length() <= LONGEST_NAME
                                && each.getValue().length() <= (isLine(each.getKey()) ? LONGEST_LINE : LONGEST));
    }

    private static boolean isLine(String field) {
        return field.equals("CommandLine") || field.equals("ParentCommandLine");
    }

    /** Passwords are hidden before it is cut, since what shows that one stands there may come after it. */
    private static String line(String value) {
        String bounded = value.substring(0, Math.min(value.length(), LONGEST_MASKED));
        return cut(WindowsCommandMask.mask(bounded), LONGEST_LINE);
    }

    private static String cut(String value, int most) {
        return value.length() > most ? value.substring(0, most) + "…" : value;
    }

    private static OptionalInt number(String text) {
        try {
            return text.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.decode(text));
        } catch (NumberFormatException none) {
            return OptionalInt.empty();
        }
    }

    private static Optional<Instant> utc(String text) {
        try {
            return text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException none) {
            return Optional.empty();
        }
    }

    private static Optional<Sha256> sha256(String hashes) {
        Matcher found = SHA256.matcher(cut(hashes, LONGEST));
        return found.find() ? Optional.of(new Sha256(found.group(1).toLowerCase(Locale.ROOT))) : Optional.empty();
    }

    /** That time as a FILETIME; 0 before 1601. */
    static long fileTime(Instant time) {
        long seconds = time.getEpochSecond() + EPOCH_SECONDS;
        return seconds < 0 || seconds > Long.MAX_VALUE / 20_000_000 ? 0 : seconds * 10_000_000 + time.getNano() / 100;
    }

    /** When the process was made, as a FILETIME. */
    long created() {
        return fileTime(time);
    }

    /** Which record it is, among those of all logs. */
    String record() {
        return log + " " + more.getOrDefault(log.number(), "");
    }

    /** How much memory it holds on to, in bytes, roughly. */
    int weight() {
        int characters = image.length() + commandLine.length() + parentImage.length();
        for (Map.Entry<String, String> each : more.entrySet()) {
            characters += each.getKey().length() + each.getValue().length() + 40;
        }
        return 400 + 2 * characters;
    }
}
