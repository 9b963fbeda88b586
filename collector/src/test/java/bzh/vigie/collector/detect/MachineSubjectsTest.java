package bzh.vigie.collector.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.event.DirectoryAccount;
import bzh.vigie.event.DirectoryAccount.Kind;
import bzh.vigie.event.Event;
import bzh.vigie.event.ReasonCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who acts under a machine's name is left out where it is one, and what only a controller writes is a controller's word. */
final class MachineSubjectsTest {
    private static final String DOMAIN = "mairie.example";
    private static final String SID = "S-1-5-21-1-2-3-";

    @TempDir
    Path folder;

    private Line line;
    private AgentId controller;

    @BeforeEach
    void enrolled() {
        line = new Line(folder);
        controller = line.enrol(1, Line.QUIMPER);
        hello(controller, "dc1", "controller");
    }

    @AfterEach
    void close() {
        line.close();
    }

    private void hello(AgentId agent, String name, String role) {
        hello(agent, name, role, DOMAIN);
    }

    private void hello(AgentId agent, String name, String role, String domain) {
        String facts = domain.isEmpty()
                ? "{\"hostname\":\"" + name + "\"}"
                : "{\"hostname\":\"" + name + "\",\"domain\":\"" + domain + "\",\"domain_role\":\"" + role + "\"}";
        line.store.change(s -> s.hosts().hello(agent, name, facts, "1", "b", "r", 0, line.now));
    }

    private static DirectoryAccount account(int number, String name, Kind kind, int control) {
        return new DirectoryAccount(
                SID + number,
                name,
                kind,
                control,
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                "",
                "",
                false,
                OptionalInt.empty());
    }

    private void directoryIsRead() {
        read(
                controller,
                DOMAIN,
                Optional.of(ReasonCode.NONE),
                account(1000, "DC1$", Kind.COMPUTER, 0x82000),
                account(1001, "DC2$", Kind.COMPUTER, 0x82000),
                account(1100, "PC-7$", Kind.COMPUTER, 0x1000),
                account(1200, "svc$", Kind.USER, 0x200));
    }

    private void read(AgentId reader, String domain, Optional<ReasonCode> end, DirectoryAccount... accounts) {
        line.store.change(s -> {
            s.directories().choose(Line.QUIMPER, domain, reader, line.now);
            s.directoryAccounts()
                    .take(
                            Line.QUIMPER,
                            new Event.DirectoryAccounts(
                                    line.at(0),
                                    "directory.ldap",
                                    domain,
                                    "dc1." + domain,
                                    1,
                                    0,
                                    0,
                                    List.of(accounts),
                                    end),
                            line.now);
        });
    }

    /** A copy of the domain's passwords. */
    private void copies(AgentId teller, String name, String sid) throws IOException, InterruptedException {
        act(
                teller,
                4662,
                name,
                sid,
                "MAIRIE",
                Map.of("AccessMask", "0x100", "Properties", "%%7688 {1131f6ad-9c07-11d1-f79f-00c04fc2dcd2}"));
    }

    private void act(AgentId teller, int id, String name, String sid, String domain, Map<String, String> more)
            throws IOException, InterruptedException {
        Map<String, String> fields = new LinkedHashMap<>(more);
        fields.put("SubjectUserSid", sid);
        fields.put("SubjectUserName", name);
        fields.put("SubjectDomainName", domain);
        line.now = line.now.plus(Duration.ofMinutes(2));
        line.send(
                teller,
                new Event.LogRecord(
                        line.at(0),
                        "windows.eventlog",
                        "Security",
                        "Microsoft-Windows-Security-Auditing",
                        id,
                        line.now.getEpochSecond(),
                        fields));
    }

    private List<String> subjects() {
        return line.alerts().stream()
                .filter(alert -> alert.rule().startsWith("vigie-event-"))
                .map(alert -> alert.evidence().getOrDefault("SubjectUserName", ""))
                .toList();
    }

    @Test
    void whereTheDirectoryIsReadOnlyItsMachinesAreLeftOut() throws Exception {
        directoryIsRead();
        copies(controller, "DC2$", SID + 1001);
        assertEquals(List.of(), subjects());
        copies(controller, "svc$", SID + 1200);
        copies(controller, "PC-7$", SID + 1100);
        copies(controller, "neuf$", SID + 1300);
        assertEquals(List.of("svc$", "PC-7$", "neuf$"), subjects(), "a PC copies no passwords either");
    }

    private static Map<String, String> key(String of) {
        return Map.of(
                "AttributeLDAPDisplayName",
                "msDS-KeyCredentialLink",
                "OperationType",
                "%%14674",
                "ObjectClass",
                "computer",
                "ObjectDN",
                "CN=" + of + ",CN=Computers,DC=mairie,DC=example");
    }

    @Test
    void aComputerMayDoWhatComputersDoToTheirOwn() throws Exception {
        directoryIsRead();
        act(controller, 5136, "PC-7$", SID + 1100, "MAIRIE", key("PC-7"));
        assertEquals(List.of(), subjects());
        act(controller, 5136, "PC-7$", SID + 1100, "MAIRIE", key("PC-77"));
        act(controller, 5136, "svc$", SID + 1200, "MAIRIE", key("svc"));
        assertEquals(List.of("PC-7$", "svc$"), subjects());
    }

    @Test
    void aComputerThatJoinedSinceTheDirectoryWasReadMayToo() throws Exception {
        directoryIsRead();
        act(controller, 5136, "NEWPC$", SID + 1300, "MAIRIE", key("NEWPC"));
        assertEquals(List.of(), subjects());
        act(controller, 5136, "NEWPC$", SID + 1300, "MAIRIE", key("DC1"));
        assertEquals(List.of("NEWPC$"), subjects());
        assertTrue(
                said(line.alerts().getLast()).contains("n’y est pas encore connu"),
                said(line.alerts().getLast()));
    }

    @Test
    void whoWasPromotedSinceTheDirectoryWasReadIsToldSo() throws Exception {
        directoryIsRead();
        copies(controller, "PC-7$", SID + 1100);
        assertTrue(said(line.alerts().getLast()).contains("Un ordinateur devenu contrôleur depuis fait cela aussi"));
        AgentId added = line.enrol(5, Line.QUIMPER);
        hello(added, "dc3", "controller");
        copies(added, "DC3$", SID + 1400);
        assertEquals(List.of("PC-7$"), subjects(), "the host's own account");
    }

    @Test
    void whereNoDirectoryIsReadHostsThatAreKnownAreLeftOut() throws Exception {
        hello(line.enrol(2, Line.QUIMPER), "dc2", "controller");
        copies(controller, "DC1$", SID + 1000);
        copies(controller, "DC2$", SID + 1001);
        copies(controller, "DC1$", "S-1-5-18");
        assertEquals(List.of(), subjects());
        copies(controller, "backup$", SID + 1200);
        assertEquals(List.of("backup$"), subjects());
    }

    @Test
    void aMadeUpDomainSaysOfNoAccountOfAnotherWhatItIs() throws Exception {
        AgentId pc = line.enrol(3, Line.QUIMPER);
        AgentId second = line.enrol(4, Line.QUIMPER);
        hello(pc, "pc-3", "controller", "aaa.lan");
        hello(second, "pc-4", "member", "aaa.lan");
        read(
                pc,
                "aaa.lan",
                Optional.of(ReasonCode.NONE),
                account(1001, "DC2$", Kind.USER, 0x200),
                account(1200, "svc$", Kind.COMPUTER, 0x82000),
                account(1300, "neuf$", Kind.COMPUTER, 0x82000));
        directoryIsRead();
        copies(controller, "DC2$", SID + 1001);
        assertEquals(List.of(), subjects(), "nor makes it a person of a controller");
        copies(controller, "svc$", SID + 1200);
        copies(controller, "neuf$", SID + 1300);
        assertEquals(List.of("svc$", "neuf$"), subjects());
    }

    @Test
    void aDomainThatItsReaderAloneSaysToBeInSaysNothingWhereTheHostsOwnWasNotRead() throws Exception {
        AgentId pc = line.enrol(3, Line.QUIMPER);
        hello(pc, "pc-3", "controller", "aaa.lan");
        hello(line.enrol(2, Line.QUIMPER), "dc2", "controller");
        read(pc, "aaa.lan", Optional.of(ReasonCode.NONE), account(1200, "svc$", Kind.COMPUTER, 0x82000));
        copies(controller, "DC2$", SID + 1001);
        assertEquals(List.of(), subjects());
        copies(controller, "svc$", SID + 1200);
        assertEquals(List.of("svc$"), subjects());
    }

    @Test
    void anotherDomainOfTheCommuneIsAskedOfItsOwnAccounts() throws Exception {
        directoryIsRead();
        AgentId other = line.enrol(3, Line.QUIMPER);
        hello(other, "dc9", "controller", "ecole.example");
        hello(line.enrol(4, Line.QUIMPER), "pc-4", "member", "ecole.example");
        String sid = "S-1-5-21-7-8-9-1000";
        DirectoryAccount told = new DirectoryAccount(
                sid,
                "DC9$",
                Kind.COMPUTER,
                0x82000,
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                "",
                "",
                false,
                OptionalInt.empty());
        read(other, "ecole.example", Optional.of(ReasonCode.NONE), told);
        copies(controller, "DC9$", sid);
        assertEquals(List.of(), subjects());
        for (int pc : List.of(5, 6)) {
            hello(line.enrol(pc, Line.QUIMPER), "pc-" + pc, "member", "aaa.lan");
        }
        read(Specimens.agent(5), "aaa.lan", Optional.of(ReasonCode.NONE), told);
        copies(controller, "DC9$", sid);
        assertEquals(List.of("DC9$"), subjects(), "two directories tell of it");
    }

    @Test
    void beforeAllAccountsWereReadOneThatIsNotToldYetIsNoPerson() throws Exception {
        hello(line.enrol(2, Line.QUIMPER), "dc2", "controller");
        read(controller, DOMAIN, Optional.empty(), account(1200, "svc$", Kind.USER, 0x200));
        copies(controller, "DC2$", SID + 1001);
        assertEquals(List.of(), subjects());
        copies(controller, "svc$", SID + 1200);
        assertEquals(List.of("svc$"), subjects());
    }

    @Test
    void aHostOfNoDomainOrAnotherLeavesNoAccountOutThatIsCalledLikeIt() throws Exception {
        hello(line.enrol(2, Line.QUIMPER), "nas-mairie", "", "");
        hello(line.enrol(3, Line.QUIMPER), "dc9", "controller", "ecole.example");
        copies(controller, "NAS-MAIRIE$", SID + 1300);
        copies(controller, "DC9$", SID + 1301);
        assertEquals(List.of("NAS-MAIRIE$", "DC9$"), subjects());
    }

    @Test
    void whoIsCalledLikeTheHostInAnotherDomainIsNotThatHost() throws Exception {
        directoryIsRead();
        act(
                controller,
                4662,
                "DC1$",
                "S-1-5-21-7-8-9-1300",
                "ECOLE",
                Map.of("AccessMask", "0x100", "Properties", "%%7688 {1131f6ad-9c07-11d1-f79f-00c04fc2dcd2}"));
        assertEquals(List.of("DC1$"), subjects());
    }

    @Test
    void anAccountOfTheMachineItselfIsNoMachine() throws Exception {
        AgentId pc = line.enrol(3, Line.QUIMPER);
        hello(pc, "pc-3", "member");
        Map<String, String> set = Map.of("TargetSid", "S-1-5-21-7-8-9-500", "TargetUserName", "Administrateur");
        act(pc, 4724, "DC1$", "S-1-5-21-7-8-9-1005", "PC-3", set);
        assertEquals(List.of("DC1$"), subjects());
    }

    @Test
    void whatAHostThatIsNoControllerTellsForOneIsItsOwnWord() throws Exception {
        directoryIsRead();
        AgentId pc = line.enrol(3, Line.QUIMPER);
        AgentId claims = line.enrol(4, Line.QUIMPER);
        hello(pc, "pc-3", "member");
        hello(claims, "pc-4", "controller");
        for (AgentId teller : List.of(controller, pc, claims)) {
            copies(teller, "adm.martin", SID + 1500);
        }
        List<Alert> alerts = line.alerts();
        assertEquals(3, alerts.size());
        assertFalse(said(alerts.get(0)).contains("n’en est pas un"), said(alerts.get(0)));
        assertTrue(said(alerts.get(1)).contains("contrôleur de domaine écrit cela, et pc-3 n’en est pas un"));
        assertFalse(said(alerts.get(2)).contains("n’en est pas un"), "it is one host's word against another's");
        assertTrue(said(alerts.get(2)).contains("n’a pas de contrôleur nommé pc-4"), said(alerts.get(2)));
    }

    @Test
    void whoSaysNoDomainIsDoubtedWhereTheDirectoryDoesNotHaveIt() throws Exception {
        AgentId older = line.enrol(3, Line.QUIMPER);
        line.store.change(s -> s.hosts().hello(older, "pc-3", "{\"hostname\":\"pc-3\"}", "1", "b", "r", 0, line.now));
        copies(older, "adm.martin", SID + 1500);
        assertFalse(said(line.alerts().getFirst()).contains("pc-3"), "nobody knows");
        directoryIsRead();
        copies(older, "adm.durand", SID + 1501);
        assertTrue(said(line.alerts().getLast()).contains("n’a pas de contrôleur nommé pc-3"));
    }

    private static String said(Alert alert) {
        return AlertTexts.shipped().of(alert, Locale.FRENCH).explanation();
    }
}
