package bzh.vigie.collector.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Alerts.Status;
import bzh.vigie.collector.store.Reach;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.Change;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.ItemTimes;
import bzh.vigie.event.LocationStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A controller that was chosen to read its domain's directory tells a policy's file by two places; one change of it is one alert. */
final class SharedTwiceTest {
    private static final String DISK = "C:\\Windows\\SYSVOL\\domain\\";
    private static final String FILE = "Policies\\{11111111-2222-3333-4444-555555555555}\\Machine\\";
    private static final String TASKS = FILE + "Preferences\\ScheduledTasks\\ScheduledTasks.xml";
    private static final String TEMPLATE = FILE + "Microsoft\\Windows NT\\SecEdit\\GptTmpl.inf";
    private static final String BY = "; by {11111111-2222-3333-4444-555555555555} (Imprimantes)";

    @TempDir
    Path folder;

    private Line line;
    private AgentId controller;

    @BeforeEach
    void chosen() throws IOException, InterruptedException {
        line = new Line(folder);
        controller = line.enrol(1, Line.QUIMPER);
        line.store.change(
                s -> s.directories().choose(Line.QUIMPER, "mairie.example", controller, line.now.minusSeconds(60)));
        for (String place : List.of(
                "windows.policy.domain-preference",
                "windows.policy.security-template",
                "ad.sysvol.preference",
                "ad.sysvol.template")) {
            line.send(controller, listed(place));
        }
    }

    @AfterEach
    void close() {
        line.close();
    }

    private Event listed(String place) {
        Event.LocationRead read = (Event.LocationRead) line.listed(place);
        LocationStatus status = read.status();
        return new Event.LocationRead(
                line.at(0),
                read.source(),
                new LocationStatus(
                        status.location(),
                        status.account(),
                        status.state(),
                        status.reason(),
                        status.detail(),
                        status.reader(),
                        status.items(),
                        status.bytes(),
                        line.at(0).wallMicros(),
                        status.durationMicros(),
                        status.trigger(),
                        status.catalogueVersion(),
                        status.asShipped()),
                read.reading(),
                read.completeListing(),
                read.digest());
    }

    private static Item item(String location, String source, String name, String value, Item.Trait... traits) {
        return new Item(
                location,
                List.of("T1484.001"),
                "windows",
                Optional.empty(),
                name,
                value,
                source,
                Shipped.UNKNOWN,
                true,
                ItemTimes.NONE,
                Set.of(traits));
    }

    private static Item onDisk(String name, String value) {
        return item("windows.policy.domain-preference", DISK + TASKS, name, value);
    }

    private static Item shared(String name, String value) {
        return item("ad.sysvol.preference", "SYSVOL\\" + TASKS, name, value + BY);
    }

    private void tell(Change change, Item item) throws IOException, InterruptedException {
        line.now = line.now.plus(Duration.ofMinutes(10));
        line.send(controller, line.seen(change, item), line.directoryRead());
    }

    @Test
    void aTaskForAllPcsIsToldOnceAndAtOnceByWhicheverPlaceIsFirst() throws Exception {
        tell(Change.ADDED, onDisk("task Maj", "create; at once; C:\\x.exe"));
        tell(Change.ADDED, shared("task Maj", "create; at once; C:\\x.exe"));
        assertEquals(List.of("vigie-directory-policy-at-once"), line.rules());
        assertEquals(Severity.HIGH, line.alerts().getFirst().severity());
        tell(Change.ADDED, shared("task Autre", "create; at once; C:\\y.exe"));
        tell(Change.ADDED, onDisk("task Autre", "create; at once; C:\\y.exe"));
        assertEquals(
                List.of("task Maj", "task Autre"),
                line.alerts().stream()
                        .map(alert -> alert.evidence().get("name"))
                        .toList());
    }

    @Test
    void whatIsNotTheSameIsToldByBoth() throws Exception {
        tell(Change.ADDED, onDisk("task Maj", "create; at once; C:\\x.exe"));
        tell(Change.ADDED, shared("task Maj", "create; at once; C:\\z.exe"));
        assertEquals(2, line.alerts().size());
    }

    @Test
    void whatComesAgainIsToldAgain() throws Exception {
        tell(Change.ADDED, onDisk("task Maj", "create; at once; C:\\x.exe"));
        tell(Change.ADDED, shared("task Maj", "create; at once; C:\\x.exe"));
        tell(Change.CHANGED, shared("task Maj", "create; at once; C:\\y.exe"));
        assertEquals(2, line.alerts().size(), "the disk was not told this time");
        line.now = line.now.plus(Duration.ofHours(27));
        tell(Change.CHANGED, onDisk("task Maj", "create; at once; C:\\y.exe"));
        assertEquals(3, line.alerts().size(), "nor is it left to what was told days ago");
    }

    @Test
    void theGraverOfTwoIsTold() throws Exception {
        String path = DISK + TEMPLATE;
        tell(
                Change.ADDED,
                item("windows.policy.security-template", path, "right SeDebugPrivilege", "*S-1-5-21-1-2-3-9"));
        assertEquals(List.of(), line.rules(), "what is less than medium is left to the directory's place");
        tell(
                Change.ADDED,
                item(
                        "ad.sysvol.template",
                        "SYSVOL\\" + TEMPLATE,
                        "right SeDebugPrivilege",
                        "S-1-5-21-1-2-3-9" + BY,
                        Item.Trait.SUPERUSER));
        assertEquals(List.of("vigie-directory-policy-right"), line.rules());
        tell(
                Change.ADDED,
                item(
                        "windows.policy.security-template",
                        path,
                        "group *S-1-5-32-544__Members",
                        "*S-1-5-21-1-2-3-9",
                        Item.Trait.SUPERUSER));
        tell(
                Change.ADDED,
                item(
                        "ad.sysvol.template",
                        "SYSVOL\\" + TEMPLATE,
                        "group *S-1-5-32-544__Members",
                        "S-1-5-21-1-2-3-9 (MAIRIE\\aide)" + BY,
                        Item.Trait.SUPERUSER));
        assertEquals(2, line.alerts().size());
    }

    @Test
    void whatAnExceptionHidesOfOnePlaceIsToldByTheOther() throws Exception {
        Reach reach = new Reach(
                "vigie-directory-policy-at-once",
                Optional.empty(),
                Optional.of("C:\\Windows\\SYSVOL\\*"),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Line.QUIMPER),
                Optional.empty());
        line.store.change(s -> s.alertExceptions()
                .add(new Scope.All(), false, reach, line.now.plus(Duration.ofDays(1)), Specimens.ANALYST));
        tell(Change.ADDED, onDisk("task Maj", "create; at once; C:\\x.exe"));
        assertEquals(
                List.of(Status.EXCEPTED),
                line.alerts().stream().map(Alert::status).toList());
        tell(Change.ADDED, shared("task Maj", "create; at once; C:\\x.exe"));
        assertEquals(
                List.of(Status.EXCEPTED, Status.NEW),
                line.alerts().stream().map(Alert::status).toList());
    }

    @Test
    void whatIsOneOfManyOfOnePlaceIsToldByTheOther() throws Exception {
        for (int i = 0; i < Raising.MOST_IN_AN_HOUR + 1; i++) {
            line.put(controller, line.seen(Change.ADDED, onDisk("task " + i, "create; at once; C:\\x" + i + ".exe")));
        }
        Line.drain(line.pipeline);
        line.now = line.now.plus(Duration.ofHours(1));
        int last = Raising.MOST_IN_AN_HOUR;
        assertEquals(last + 1, line.alerts().size());
        tell(Change.ADDED, shared("task " + last, "create; at once; C:\\x" + last + ".exe"));
        tell(Change.ADDED, shared("task 0", "create; at once; C:\\x0.exe"));
        assertEquals(last + 2, line.alerts().size());
        assertEquals("task " + last, line.alerts().getLast().evidence().get("name"));
    }

    @Test
    void aControllerThatDoesNotReadTheDirectoryTellsWhatIsOnItsDisk() throws Exception {
        AgentId other = line.enrol(2, Line.QUIMPER);
        line.send(other, line.listed("windows.policy.domain-preference"));
        line.now = line.now.plus(Duration.ofMinutes(1));
        line.send(other, line.seen(Change.ADDED, onDisk("folder C:\\x", "create")), line.directoryRead());
        assertEquals(List.of("vigie-ordinary-items"), line.rules());
        tell(Change.ADDED, onDisk("folder C:\\y", "create"));
        assertEquals(1, line.alerts().size());
        assertEquals(
                List.of(Specimens.agent(2)),
                line.alerts().stream().map(Alert::host).toList());
    }

    @Test
    void nothingIsLeftToAPlaceThatIsNotRead() throws Exception {
        line.now = line.now.plus(Duration.ofDays(3));
        tell(Change.ADDED, onDisk("folder C:\\y", "create"));
        assertEquals(List.of("vigie-ordinary-items"), line.rules());
    }
}
