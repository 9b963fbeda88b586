package bzh.vigie.collector.detect;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Closing;
import bzh.vigie.collector.store.Alerts.Move;
import bzh.vigie.collector.store.Alerts.Outcome;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.Change;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.ItemTimes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of what is found in a directory, one act is one alert, and no act is hidden by others. */
final class DirectoryAlertsTest {
    private static final String HOLDER = "CN=AdminSDHolder,CN=System,{domain}";
    private static final String SOMEBODY = "S-1-5-21-1-2-3-1187";
    private static final String ANOTHER = "S-1-5-21-1-2-3-1188";

    @TempDir
    Path folder;

    private Line line;
    private AgentId reader;

    @BeforeEach
    void chosen() throws IOException, InterruptedException {
        line = new Line(folder);
        reader = line.enrol(1, Line.QUIMPER);
        line.store.change(
                s -> s.directories().choose(Line.QUIMPER, "mairie.example", reader, line.now.minusSeconds(60)));
        for (String place :
                List.of("ad.rights.domain", "ad.rights.protected", "ad.account.weak", "ad.group.privileged")) {
            line.send(reader, line.listed(place));
        }
    }

    @AfterEach
    void close() {
        line.close();
    }

    private static Item grave(String place, String source, String name, String value) {
        return new Item(
                place,
                List.of("T1098"),
                "windows",
                Optional.empty(),
                name,
                value,
                source,
                Shipped.UNKNOWN,
                true,
                ItemTimes.NONE,
                Set.of(Item.Trait.SUPERUSER));
    }

    private static Item right(String place, String source, String who, String right) {
        String object = source.replaceAll("^CN=(.*?)(?<!\\\\),.*", "$1").replace("\\", "");
        return grave(
                place,
                source,
                who + " " + right,
                who + ": " + right + " over " + object + ", which lets change who may do what");
    }

    private static Item copied(int number, String who, String right) {
        return right("ad.rights.protected", "CN=chef" + number + ",OU=Admins,{domain}", who, right);
    }

    private void tell(Item... items) throws IOException, InterruptedException {
        List<Event> events = new ArrayList<>();
        for (Item item : items) {
            events.add(line.seen(Change.ADDED, item));
        }
        events.add(line.directoryRead());
        line.send(reader, events.toArray(Event[]::new));
        line.now = line.now.plus(Duration.ofHours(1));
    }

    private static Item[] many(int count, IntFunction<Item> item) {
        return IntStream.range(0, count).mapToObj(item).toArray(Item[]::new);
    }

    private List<String> told() {
        return line.alerts().stream()
                .map(alert -> alert.evidence().get("name") + " x" + alert.count())
                .toList();
    }

    @Test
    void whatAdminSdHolderHasIsOneAlertOnHoweverManyObjectsItIsCopied() throws Exception {
        tell(right("ad.rights.domain", HOLDER, SOMEBODY, "write-dacl"));
        tell(many(150, i -> copied(i, SOMEBODY, "write-dacl")));
        assertEquals(List.of(SOMEBODY + " write-dacl x151"), told());
        assertEquals("mairie.example", line.alerts().getFirst().evidence().get("directory.domain"));
    }

    @Test
    void anotherAccountOrAnotherRightOfAProtectedObjectIsToldByItself() throws Exception {
        tell(right("ad.rights.domain", HOLDER, SOMEBODY, "write-dacl"));
        tell(copied(1, ANOTHER, "write-dacl"), copied(1, SOMEBODY, "full-control"), copied(2, SOMEBODY, "write-dacl"));
        assertEquals(
                List.of(SOMEBODY + " write-dacl x2", ANOTHER + " write-dacl x1", SOMEBODY + " full-control x1"),
                told());
    }

    @Test
    void whatNothingIsCopiedOntoIsToldByItself() throws Exception {
        tell(right("ad.rights.domain", HOLDER, SOMEBODY, "write-dacl"));
        tell(right("ad.rights.protected", "CN=MSOL_0123,CN=Users,{domain}", SOMEBODY, "write-dacl"));
        tell(right("ad.rights.protected", "CN=DC1,OU=Domain Controllers,{domain}", SOMEBODY, "write-dacl"));
        tell(right("ad.rights.protected", "CN=AAD_0123,CN=Users,{domain}", SOMEBODY, "write-dacl"));
        tell(right("ad.rights.protected", "CN=ADSyncMSA1,CN=Users,{domain}", SOMEBODY, "write-dacl"));
        assertEquals(5, line.alerts().size());
    }

    @Test
    void aDateThatIsRenewedEachNightIsOneAlert() throws Exception {
        line.send(reader, line.listed("ad.password-age"));
        for (int night = 1; night <= 3; night++) {
            Item renewed = grave(
                    "ad.password-age",
                    "CN=svc,CN=Users,{domain}",
                    "date-renewed",
                    "date of 2026-11-0" + night + ", password of 2019-03-01");
            line.send(reader, line.seen(night == 1 ? Change.ADDED : Change.CHANGED, renewed), line.directoryRead());
            line.now = line.now.plus(Duration.ofDays(1));
        }
        assertEquals(List.of("date-renewed x3"), told());
    }

    @Test
    void aDateOfAnotherMachineIsAnotherAlert() throws Exception {
        for (String pc : List.of("PC-1", "PC-2", "PC-2")) {
            line.send(
                    reader,
                    new Event.LogRecord(
                            line.at(0),
                            "windows.eventlog",
                            "Security",
                            "Microsoft-Windows-Security-Auditing",
                            5136,
                            line.now.getEpochSecond(),
                            Map.of(
                                    "AttributeLDAPDisplayName",
                                    "msLAPS-PasswordExpirationTime",
                                    "OperationType",
                                    "%%14674",
                                    "AttributeValue",
                                    "150000000000000000",
                                    "ObjectDN",
                                    "CN=" + pc + ",DC=mairie,DC=example",
                                    "SubjectUserName",
                                    "adm.martin",
                                    "SubjectUserSid",
                                    SOMEBODY)));
            line.now = line.now.plus(Duration.ofHours(1));
        }
        assertEquals(
                List.of("PC-1 x1", "PC-2 x2"),
                line.alerts().stream()
                        .map(alert -> alert.evidence()
                                        .getOrDefault("ObjectDN", "CN=none")
                                        .substring(3, 7) + " x" + alert.count())
                        .toList());
    }

    @Test
    void copiesThatComeAfterTheAlertWasClosedAreOneMore() throws Exception {
        tell(right("ad.rights.domain", HOLDER, SOMEBODY, "write-dacl"));
        Alert first = line.alerts().getFirst();
        Outcome closed = line.store.write(s -> s.alerts()
                .decide(new Scope.All(), first.id(), OptionalLong.empty(), Move.close(Closing.EXPECTED), ANALYST));
        assertInstanceOf(Outcome.Done.class, closed);
        tell(many(20, i -> copied(i, SOMEBODY, "write-dacl")));
        assertEquals(List.of(SOMEBODY + " write-dacl x1", SOMEBODY + " write-dacl x20"), told());
    }

    @Test
    void rightsOfAccountsWhoseNameIsNotKnownAreToldByNumber() throws Exception {
        tell(copied(1, SOMEBODY, "write-dacl"), copied(1, ANOTHER, "write-dacl"));
        assertEquals(List.of(SOMEBODY + " write-dacl x1", ANOTHER + " write-dacl x1"), told());
    }

    @Test
    void auditEntriesThatAreMissingAreOneAlert() throws Exception {
        List<Event> present = new ArrayList<>();
        for (String name : List.of("domain-writes", "domain-extended-rights", "configuration-writes")) {
            present.add(line.seen(
                    Change.PRESENT,
                    new Item(
                            "ad.audit",
                            List.of("T1562.002"),
                            "windows",
                            Optional.empty(),
                            name,
                            "missing: write-dacl by everybody",
                            "{domain}",
                            Shipped.UNKNOWN,
                            true,
                            ItemTimes.NONE,
                            Set.of())));
        }
        present.add(line.directoryRead());
        line.send(reader, present.toArray(Event[]::new));
        assertEquals(List.of("vigie-directory-audit-missing"), line.rules());
        assertEquals(3, line.alerts().getFirst().count());
    }

    @Test
    void whatAMadeUpDomainHasGroupsNothingOfAnother() throws Exception {
        Item member = grave("ad.group.privileged", "CN=Domain Admins,CN=Users,{domain}", SOMEBODY, SOMEBODY);
        Item copy = copied(1, SOMEBODY, "write-dacl");
        AgentId pc = madeUp("aaa.lan");
        line.send(
                pc,
                line.seen(Change.ADDED, member),
                line.seen(Change.ADDED, right("ad.rights.domain", HOLDER, SOMEBODY, "write-dacl")),
                line.directoryRead());
        line.now = line.now.plus(Duration.ofHours(1));
        tell(member, copy);
        assertEquals(
                List.of("aaa.lan x1", "aaa.lan x1", "mairie.example x1", "mairie.example x1"),
                line.alerts().stream()
                        .map(alert -> alert.evidence().get("directory.domain") + " x" + alert.count())
                        .toList());
    }

    @Test
    void whoReadsAnotherDomainAfterwardsGroupsNothingOfItWithTheFirst() throws Exception {
        AgentId pc = madeUp("aaa.lan");
        Item missing = grave("ad.audit", "{domain}", "domain-writes", "missing: write-dacl by everybody");
        line.send(pc, line.seen(Change.PRESENT, missing), line.directoryRead());
        line.store.change(s -> s.directories().choose(Line.QUIMPER, "mairie.example", pc, line.now));
        line.now = line.now.plus(Duration.ofHours(1));
        line.send(pc, line.seen(Change.PRESENT, missing), line.directoryRead());
        assertEquals(
                List.of("aaa.lan", "mairie.example"),
                line.alerts().stream()
                        .map(alert -> alert.evidence().get("directory.domain"))
                        .toList());
    }

    private AgentId madeUp(String domain) throws IOException, InterruptedException {
        AgentId pc = line.enrol(2, Line.QUIMPER);
        line.store.change(s -> s.directories().choose(Line.QUIMPER, domain, pc, line.now.minusSeconds(60)));
        for (String place : List.of("ad.rights.domain", "ad.group.privileged")) {
            line.send(pc, line.listed(place));
        }
        return pc;
    }

    @Test
    void aHundredChangesOfOnePlaceHideNoneOfAnother() throws Exception {
        line.put(
                reader,
                Arrays.stream(many(
                                150, i -> grave("ad.account.weak", "CN=c" + i + ",{domain}", "spn x/" + i, "x/" + i)))
                        .map(item -> line.seen(Change.ADDED, item))
                        .toArray(Event[]::new));
        line.put(
                reader,
                Arrays.stream(many(
                                150,
                                i -> grave(
                                        "ad.group.privileged",
                                        "CN=Domain Admins,CN=Users,{domain}",
                                        SOMEBODY + i,
                                        "m" + i)))
                        .map(item -> line.seen(Change.ADDED, item))
                        .toArray(Event[]::new));
        line.put(reader, line.directoryRead());
        Line.drain(line.pipeline);
        List<Alert> alerts = line.alerts();
        assertEquals(
                Raising.MOST_IN_AN_HOUR + 1,
                alerts.stream()
                        .filter(alert ->
                                "ad.account.weak".equals(alert.evidence().get("location")))
                        .count());
        assertEquals(
                150,
                alerts.stream()
                        .filter(alert ->
                                "ad.group.privileged".equals(alert.evidence().get("location")))
                        .count());
    }
}
