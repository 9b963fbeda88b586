package bzh.vigie.collector.schedule;

import bzh.vigie.collector.store.Commune;
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemTimes;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which items start by themselves at a time, and when. Pure. */
public final class Schedules {
    private static final Set<String> CRON = Set.of("linux.cron.system", "linux.cron.d", "linux.cron.user");
    private static final String PERIODIC = "linux.cron.periodic";
    private static final String ANACRON = "linux.cron.anacron";
    private static final String AT = "linux.at";
    private static final Set<String> TIMERS = Set.of(
            "linux.systemd.timer",
            "linux.systemd.all-users-timer",
            "linux.systemd.user-timer",
            "linux.systemd.drop-in",
            "linux.systemd.all-users-drop-in",
            "linux.systemd.user-drop-in");

    /** Definitions of tasks of Windows, which tell all of their times. */
    public static final String DEFINITIONS = "windows.task.definition";

    /** The same tasks as the registry has them, which tells less. */
    public static final String CACHE = "windows.task.cache";

    private static final String JOBS = "windows.task.job";
    private static final Pattern BY_TIME = Pattern.compile("; on [a-z, ()]*\\b(?:time|calendar)\\b(?! \\(off\\))");
    private static final Pattern ANACRON_LINE = Pattern.compile("(\\d{1,5}|@\\w{1,20})\\s.*", Pattern.DOTALL);
    private static final Pattern AT_TIME =
            Pattern.compile("(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ).*", Pattern.DOTALL);
    private static final Map<String, Period> PERIODS = Map.of(
            "daily", Period.ofDays(1),
            "weekly", Period.ofDays(7),
            "monthly", Period.ofMonths(1),
            "yearly", Period.ofYears(1),
            "annually", Period.ofYears(1),
            "hourly", Period.ofDays(1));
    private static final ZoneId FRANCE = ZoneId.of("Europe/Paris");

    /** By the first three characters of their INSEE codes. */
    private static final Map<String, ZoneId> OVERSEAS = Map.ofEntries(
            Map.entry("971", ZoneId.of("America/Guadeloupe")),
            Map.entry("972", ZoneId.of("America/Martinique")),
            Map.entry("973", ZoneId.of("America/Cayenne")),
            Map.entry("974", ZoneId.of("Indian/Reunion")),
            Map.entry("975", ZoneId.of("America/Miquelon")),
            Map.entry("976", ZoneId.of("Indian/Mayotte")),
            Map.entry("977", ZoneId.of("America/St_Barthelemy")),
            Map.entry("978", ZoneId.of("America/Marigot")),
            Map.entry("986", ZoneId.of("Pacific/Wallis")),
            Map.entry("987", ZoneId.of("Pacific/Tahiti")),
            Map.entry("988", ZoneId.of("Pacific/Noumea")));

    private Schedules() {}

    /** Where such items stand. */
    public static Set<String> locations() {
        return Stream.of(CRON, TIMERS, Set.of(PERIODIC, ANACRON, AT, DEFINITIONS, CACHE, JOBS))
                .flatMap(Set::stream)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** In which the hosts of a commune are taken to go, since agents do not tell it. */
    public static ZoneId zone(Commune commune) {
        return OVERSEAS.getOrDefault(commune.insee().substring(0, 3), FRANCE);
    }

    /** When that item starts; empty where no time makes it start, or it is switched off. */
    public static Optional<Timetable> of(Item item) {
        if (!item.enabled()) {
            return Optional.empty();
        }
        String location = item.location();
        if (CRON.contains(location)) {
            return CronLine.of(item.value());
        }
        if (TIMERS.contains(location)) {
            return TimerText.of(item.value(), item.times().starts().equals(ItemTimes.CATCHES_UP));
        }
        return switch (location) {
            case PERIODIC -> Optional.of(periodic(item.source()));
            case ANACRON -> anacron(item.value());
            case AT -> Optional.of(at(item.value()));
            case DEFINITIONS, CACHE, JOBS -> task(item);
            default -> Optional.empty();
        };
    }

    /** Scripts that run-parts(8) runs, at an hour that another file says. */
    private static Timetable periodic(String source) {
        return PERIODS.entrySet().stream()
                .filter(each -> source.contains("/cron." + each.getKey() + "/"))
                .findFirst()
                .map(each -> within(each.getValue()))
                .orElse(Timetable.UNREAD);
    }

    private static Optional<Timetable> anacron(String value) {
        Matcher line = ANACRON_LINE.matcher(value.strip());
        if (!line.matches()) {
            return Optional.empty();
        }
        String period = line.group(1);
        if (!period.startsWith("@")) {
            return Optional.of(within(Period.ofDays(Math.max(1, Integer.parseInt(period)))));
        }
        return Optional.of(Optional.ofNullable(PERIODS.get(period.substring(1)))
                .map(Schedules::within)
                .orElse(Timetable.UNREAD));
    }

    private static Timetable within(Period longest) {
        return new Timetable(List.of(new Times.Within(longest)), true, Optional.empty(), false);
    }

    /** A job that is kept was not run yet; one that is overdue runs as soon as its program does. */
    private static Timetable at(String value) {
        Matcher time = AT_TIME.matcher(value);
        try {
            return time.matches()
                    ? new Timetable(
                            List.of(new Times.Pending(Instant.parse(time.group(1)))), false, Optional.empty(), false)
                    : Timetable.UNREAD;
        } catch (DateTimeException e) {
            return Timetable.UNREAD;
        }
    }

    /** Agents of before they told times say only that there is one. */
    private static Optional<Timetable> task(Item item) {
        String starts = item.times().starts();
        if (!starts.isEmpty() && !starts.equals(ItemTimes.CATCHES_UP)) {
            return Optional.of(TaskTriggers.of(starts));
        }
        return BY_TIME.matcher(item.value()).find() ? Optional.of(Timetable.UNREAD) : Optional.empty();
    }
}
