package bzh.vigie.collector.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.coverage.Boot;
import bzh.vigie.collector.coverage.Spans;
import bzh.vigie.collector.coverage.Window;
import bzh.vigie.collector.schedule.Timetable.Due;
import bzh.vigie.collector.schedule.Timetable.State;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemTimes;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When things start by themselves: what each kind of text says, and how it stands to a watch. */
final class SchedulesTest {
    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

    /** A Tuesday, a quarter past ten in France. */
    private static final Instant FROM = Instant.parse("2026-03-03T09:15:00Z");

    private static final Window MARCH =
            new Window(Instant.parse("2026-03-01T00:00:00Z"), Instant.parse("2026-03-31T00:00:00Z"));
    private static final Spans WHOLE = new Spans(List.of(MARCH));
    private static final Host HOST = Specimens.host(1, Specimens.AURAY);

    private static Item item(String location, String source, String value, String starts) {
        return new Item(
                location,
                List.of(),
                location.startsWith("windows") ? "windows" : "linux",
                Optional.empty(),
                "name",
                value,
                source,
                "",
                Optional.empty(),
                "",
                Item.Signature.NOT_CHECKED,
                "",
                Item.Shipped.UNKNOWN,
                true,
                ItemTimes.NONE.starting(starts),
                List.of(),
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                Set.of());
    }

    private static Optional<Timetable> table(String location, String value, String starts) {
        return Schedules.of(item(location, "/etc/x", value, starts));
    }

    /** The next time, in France. */
    private static String next(Timetable table) {
        assertTrue(!table.unread(), "read");
        return table.times().stream()
                .flatMap(each -> each.next(FROM, PARIS).stream())
                .min(Instant::compareTo)
                .map(time -> time.atZone(PARIS).toLocalDateTime().toString())
                .orElse("never");
    }

    private static void cron(String fields, String next) {
        assertEquals(
                next, next(table("linux.cron.d", fields + " root /bin/x", "").orElseThrow()), fields);
    }

    private static void event(String expression, String next) {
        assertEquals(
                next,
                next(table("linux.systemd.timer", "OnCalendar=" + expression + "\nUnit=x.service", "")
                        .orElseThrow()),
                expression);
    }

    private static void task(String trigger, String next) {
        assertEquals(
                next,
                next(table("windows.task.definition", "x.exe; on calendar", trigger)
                        .orElseThrow()),
                trigger);
    }

    @Test
    void linesOfCrontabsAreDue() {
        cron("*/5 * * * *", "2026-03-03T10:15");
        cron("7-59/10 * * * *", "2026-03-03T10:17");
        cron("0 3 * * *", "2026-03-04T03:00");
        cron("30 9 * * mon-fri", "2026-03-04T09:30");
        cron("0 0 * * 7", "2026-03-08T00:00");
        cron("0 0 1,15 * 5", "2026-03-06T00:00");
        cron("0 0 */2 * fri", "2026-03-13T00:00");
        cron("15 4 31 dec *", "2026-12-31T04:15");
        cron("0 0 29 2 *", "2028-02-29T00:00");
        cron("0 0 30 2 *", "never");
        cron("-@yearly", "2027-01-01T00:00");
        cron("@hourly", "2026-03-03T11:00");
        cron("0 1~5 * * *", "2026-03-04T05:00");
    }

    @Test
    void whatIsNoTimeOfACrontabIsSaidNotToBeKnown() {
        assertEquals(Optional.empty(), table("linux.cron.d", "MAILTO=root", ""));
        assertEquals(
                Optional.of(Duration.ZERO),
                table("linux.cron.user", "@reboot x", "").orElseThrow().afterStart());
        for (String line : List.of("61 * * * * root x", "@often x", "* * * *", "1 2 3 4 5", "*/0 * * * * root x", "")) {
            assertTrue(table("linux.cron.d", line, "").orElseThrow().unread(), line);
        }
    }

    @Test
    void timersOfSystemdAreDue() {
        event("daily", "2026-03-04T00:00");
        event("weekly", "2026-03-09T00:00");
        event("annually", "2027-01-01T00:00");
        event("*-*-* 6,18:00", "2026-03-03T18:00");
        event("Mon..Fri *-*-* 9:05:30", "2026-03-04T09:05");
        event("Sat,Sun 12:00", "2026-03-07T12:00");
        event("*:0/7", "2026-03-03T10:21");
        event("*-*~01 23:00", "2026-03-31T23:00");
        event("2027-02-* 4:00", "2027-02-01T04:00");
        event("10-15", "2026-10-15T00:00");
        event("*-*-* 12:00 UTC", "2026-03-03T13:00");
        event("quarterly", "2026-04-01T00:00");
        event("2025-01-01 00:00", "never");
        for (String bad : List.of("sometimes", "*-*-*-* 1:00", "25:00", "*-13-01", "1:2:3:4")) {
            assertTrue(
                    table("linux.systemd.timer", "OnCalendar=" + bad, "")
                            .orElseThrow()
                            .unread(),
                    bad);
        }
    }

    @Test
    void timersThatRunAfterAStartSaySo() {
        Timetable timer = table(
                        "linux.systemd.timer", "OnBootSec=1h 30min\nOnUnitActiveSec=1d\nUnit=x.service", "catches-up")
                .orElseThrow();
        assertEquals(Optional.of(Duration.ofMinutes(90)), timer.afterStart());
        assertTrue(timer.catchesUp() && !timer.unread());
        assertEquals(Optional.of(Duration.ofSeconds(5)), TimerText.span("5"));
        assertEquals(Optional.of(Duration.ofDays(15)), TimerText.span("2weeks 1d"));
        assertEquals(Optional.empty(), TimerText.span("soon"));
        assertTrue(table("linux.systemd.timer", "OnUnitActiveSec=1d", "")
                .orElseThrow()
                .unread());
        assertEquals(Optional.empty(), table("linux.systemd.timer", "/usr/lib/systemd/system/x.timer", ""));
        assertEquals(Optional.empty(), table("linux.systemd.timer", "OnClockChange=yes\nUnit=x.service", ""));
        assertEquals(
                "never",
                next(table("linux.systemd.timer", "OnCalendar=daily\nOnCalendar=\nOnBootSec=1", "")
                        .orElseThrow()));
    }

    @Test
    void tasksOfWindowsAreDue() {
        task("time StartBoundary=2026-12-24T20:00:00", "2026-12-24T20:00");
        task("time StartBoundary=2026-03-01T20:00:00", "never");
        task("time Interval=PT1H StopAtDurationEnd=false StartBoundary=2026-03-01T00:20:00", "2026-03-03T10:20");
        task("calendar StartBoundary=2026-01-01T03:00:00 DaysInterval=10", "2026-03-12T03:00");
        task(
                "calendar Interval=PT2H Duration=PT10H StartBoundary=2026-01-01T03:00:00 DaysInterval=1",
                "2026-03-03T11:00");
        task("calendar StartBoundary=2026-03-02T03:00:00 WeeksInterval=2 Monday Sunday", "2026-03-15T03:00");
        task("calendar StartBoundary=2026-01-01T03:00:00+05:00 DaysInterval=1", "2026-03-03T23:00");
        task("calendar StartBoundary=2026-01-01T03:00:00 Day=Last January June", "2026-06-30T03:00");
        task("calendar StartBoundary=2026-01-01T03:00:00 Week=2 Tuesday March", "2026-03-10T03:00");
        task("calendar StartBoundary=2026-01-01T03:00:00 Week=Last Friday March", "2026-03-27T03:00");
        task("calendar StartBoundary=2026-01-01T03:00:00 EndBoundary=2026-02-01T00:00:00 DaysInterval=1", "never");
        task("time once from 2026-12-24T19:00:00Z", "2026-12-24T20:00");
        for (String bad : List.of(
                "calendar daily from 2026-01-01T03:00:00Z",
                "calendar DaysInterval=1",
                "calendar StartBoundary=soon DaysInterval=1",
                "calendar StartBoundary=2026-01-01T03:00:00 DaysInterval=0",
                "time Interval=P1M StartBoundary=2026-03-01T00:20:00",
                "more")) {
            assertTrue(table("windows.task.definition", "x", bad).orElseThrow().unread(), bad);
        }
        assertTrue(table("windows.task.definition", "x.exe; on boot, calendar; as S-1-5-18", "")
                .orElseThrow()
                .unread());
        assertEquals(Optional.empty(), table("windows.task.definition", "x.exe; on boot, calendar (off)", ""));
        assertEquals(Optional.empty(), table("windows.task.definition", "x.exe; on logon; as SYSTEM", ""));
    }

    private static Optional<Due> due(Spans watched, List<Boot> boots, String location, String value) {
        return Schedules.of(item(location, "/etc/cron.monthly/x", value, ""))
                .flatMap(table -> table.due(HOST, MARCH, watched, boots, PARIS));
    }

    private static void is(State state, String next, Optional<Due> due) {
        assertEquals(
                Optional.of(new Due(state, next.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(next)))), due);
    }

    @Test
    void whatWasDueWhileTheHostWasWatchedIsSeenAndTheRestIsNot() {
        Spans days = new Spans(
                List.of(new Window(Instant.parse("2026-03-02T07:00:00Z"), Instant.parse("2026-03-02T17:00:00Z"))));
        is(State.SEEN, "2026-03-31T01:00:00Z", due(WHOLE, List.of(), "linux.cron.d", "0 3 * * * root x"));
        is(State.UNWATCHED, "2026-03-31T01:00:00Z", due(days, List.of(), "linux.cron.d", "0 3 * * * root x"));
        is(State.SEEN, "2026-03-31T10:00:00Z", due(days, List.of(), "linux.cron.d", "0 12 * * * root x"));
        is(State.LATER, "2026-12-31T23:00:00Z", due(WHOLE, List.of(), "linux.cron.d", "@yearly root x"));
        is(State.UNKNOWN, "", due(WHOLE, List.of(), "linux.cron.d", "what?"));
        // What is made up for, and what an hour is not known of, is asked of the whole window.
        is(State.LATER, "2026-04-30T00:00:00Z", due(days, List.of(), "linux.cron.periodic", ""));
        is(State.SEEN, "2026-04-07T00:00:00Z", due(days, List.of(), "linux.cron.anacron", "7 10 weekly run-parts x"));
        is(State.LATER, "2027-03-31T00:00:00Z", due(days, List.of(), "linux.cron.anacron", "@yearly 10 yearly x"));
        // A job of at that is still there did not run yet, whenever it was to.
        is(State.LATER, "2026-03-10T00:00:00Z", due(WHOLE, List.of(), "linux.at", "2026-03-10T00:00:00Z uid 0\nx"));
        is(State.LATER, "2027-03-10T00:00:00Z", due(WHOLE, List.of(), "linux.at", "2027-03-10T00:00:00Z uid 0\nx"));
        assertEquals(Optional.empty(), due(WHOLE, List.of(), "linux.cron.d", "0 0 30 2 * root x"));
    }

    @Test
    void whatRunsAfterAStartIsSeenWhereAStartWas() {
        Instant began = Instant.parse("2026-03-05T07:00:00Z");
        Boot boot = new Boot(
                "b", new Window(began.plusSeconds(60), began.plusSeconds(7_200)), began, Duration.ofMinutes(1), true);
        String timer = "OnBootSec=1h\nUnit=x.service";
        is(State.SEEN, "", due(WHOLE, List.of(boot), "linux.systemd.timer", timer));
        is(State.LATER, "", due(WHOLE, List.of(), "linux.systemd.timer", timer));
        is(State.LATER, "", due(WHOLE, List.of(boot), "linux.systemd.timer", "OnBootSec=3h\nUnit=x.service"));
    }

    @Test
    void aCommuneOverseasHasItsOwnTime() {
        assertEquals(PARIS, Schedules.zone(new Commune("2A004")));
        assertEquals(ZoneId.of("Indian/Reunion"), Schedules.zone(new Commune("97411")));
    }

    /** Whatever a host writes there, an answer comes, and none lies before the time that was asked for. */
    @Test
    void anyTextIsAnswered() {
        Random random = new Random(11);
        List<String> parts = List.of(
                "*",
                "/",
                "-",
                "..",
                "~",
                ",",
                "0",
                "7",
                "59",
                "@",
                "mon",
                " ",
                ":",
                "=",
                "2026",
                "T",
                "Z",
                "PT1S",
                "P1D",
                "StartBoundary=2026-01-01T00:00:00",
                "DaysInterval=1",
                "Interval=PT1S",
                "Duration=P9999D",
                "OnCalendar=",
                "\n");
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "calendar " : "");
            for (int n = random.nextInt(12); n >= 0; n--) {
                text.append(parts.get(random.nextInt(parts.size())));
            }
            for (String location : List.of(
                    "linux.cron.d",
                    "linux.systemd.timer",
                    "linux.cron.anacron",
                    "linux.at",
                    "windows.task.definition")) {
                table(location, text.toString(), text.toString()).stream()
                        .flatMap(table -> table.times().stream())
                        .filter(times -> !(times instanceof Times.Pending))
                        .flatMap(times -> times.next(FROM, PARIS).stream())
                        .forEach(next -> assertTrue(!next.isBefore(FROM), text.toString()));
            }
        }
    }
}
