package bzh.vigie.collector.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.Change;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.ItemTimes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Acts in a directory, as strangers did them in a Samba and wrote them down (the review of November 2026; its numbers stand here): what is
 * ordinary gives at most one low line, what is bad one alert that names all of it.
 */
final class DirectoryActsTest {
    private static final String SOMEBODY = "S-1-5-21-1-2-3-1187";
    private static final String POLICY = "{97350784-0000-4000-8000-000000000001}";
    private static final String FILES = "SYSVOL\\Policies\\" + POLICY + "\\";
    private static final String TEMPLATES =
            ",CN=Certificate Templates,CN=Public Key Services,CN=Services,CN=Configuration,{forest}";

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
    }

    @AfterEach
    void close() {
        line.close();
    }

    private static Item item(String place, String source, String name, String value, Trait... traits) {
        return new Item(
                place,
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

    /** As an agent wrote it of a Samba: name, number and whether it is a group. */
    private static Item right(String unit, String who, String right, String kind) {
        String of = kind.isEmpty() ? "" : " of " + kind + " below";
        String words = " over " + unit.substring(3, unit.indexOf(','))
                + (kind.isEmpty() ? "" : ", for " + kind + ", for what lies below");
        return item(
                "ad.rights.unit",
                unit,
                SOMEBODY + " " + right + of,
                who + " (" + SOMEBODY + ", group): " + right + words);
    }

    private static Item file(String place, String path, String name, String value, Trait... traits) {
        return item(place, FILES + path, name, value + "; by " + POLICY + " (Horloge)", traits);
    }

    /** The reading that showed it, from its first item to its end. */
    private List<Alert> told(Change change, Item... items) throws IOException, InterruptedException {
        List<Event> events = new ArrayList<>();
        for (Item item : items) {
            events.add(line.seen(change, item));
        }
        line.send(reader, events.toArray(Event[]::new));
        assertEquals(List.of(), line.alerts(), "nothing is told before the reading is over");
        line.send(reader, line.directoryRead());
        return line.alerts();
    }

    private void isOrdinary(String act, Item... items) throws IOException, InterruptedException {
        List<Alert> alerts = told(Change.ADDED, items);
        assertTrue(alerts.size() <= 1, act + " " + line.rules());
        assertTrue(alerts.stream().allMatch(alert -> alert.severity() == Severity.LOW), act + " " + line.rules());
    }

    @Test
    void aUnitWithDelegatedJoiningIsOneLowLine() throws Exception {
        String unit = "OU=Ecoles,{domain}";
        isOrdinary(
                "N02",
                right(unit, "GG-Jonction", "create-child computer", ""),
                right(unit, "GG-Jonction", "extended-right User-Force-Change-Password", "computer"),
                right(unit, "GG-Jonction", "write-property User-Account-Restrictions", "computer"),
                right(unit, "GG-Jonction", "validated-write Validated-SPN", "computer"),
                right(unit, "GG-Jonction", "write-property dNSHostName", "computer"));
    }

    @Test
    void aRollOutOfLapsIsOneLowLine() throws Exception {
        String unit = "OU=Postes,{domain}";
        String itself = "S-1-5-10 write-property ms-Mcs-AdmPwd";
        isOrdinary(
                "N03",
                right(unit, "GG-LAPS", "extended-right ms-Mcs-AdmPwd", "computer"),
                item(
                        "ad.rights.unit",
                        unit,
                        itself + " of computer below",
                        "SELF (S-1-5-10): write-property ms-Mcs-AdmPwd over Postes, for computer, for what lies below"),
                item(
                        "ad.rights.unit",
                        unit,
                        itself + "ExpirationTime of computer below",
                        "SELF (S-1-5-10): write-property ms-Mcs-AdmPwdExpirationTime over Postes, for computer, for what lies below"));
    }

    @Test
    void aHelpDeskThatSetsPasswordsAnewIsOneLowLine() throws Exception {
        String unit = "OU=Ecoles,{domain}";
        isOrdinary(
                "N04",
                right(unit, "GG-Assistance", "extended-right User-Force-Change-Password", "user"),
                right(unit, "GG-Assistance", "write-property pwdLastSet", "user"),
                right(unit, "GG-Assistance", "write-property lockoutTime", "user"));
    }

    @Test
    void aPolicyOfPrintersIsOneLowLine() throws Exception {
        isOrdinary(
                "N05",
                item(
                        "ad.policy",
                        "CN=" + POLICY + ",CN=Policies,CN=System,{domain}",
                        POLICY,
                        "Horloge; version 0 for machines, 1 for users; users: printers"),
                item("ad.policy.link", "OU=Ecoles,{domain}", POLICY, POLICY + " (Horloge)"),
                item("ad.policy.link", "OU=Ecoles,{domain}", "order", "Horloge, Postes"),
                file(
                        "ad.sysvol.preference",
                        "User\\Preferences\\Printers\\Printers.xml",
                        "printer \\\\srv\\p",
                        "create"),
                item(
                        "ad.sysvol.file",
                        FILES + "User\\Preferences\\Printers\\Printers.xml",
                        "Printers.xml",
                        "800 bytes"),
                item("ad.sysvol.file", FILES + "GPT.INI", "GPT.INI", "26 bytes"));
        assertTrue(
                AlertTexts.shipped()
                        .of(line.alerts().getFirst(), Locale.FRANCE)
                        .title()
                        .contains("Horloge"),
                "the policy stands in the title");
    }

    @Test
    void aManagedAccountIsOneLowLine() throws Exception {
        String account = "CN=gmsa,CN=Managed Service Accounts,{domain}";
        isOrdinary(
                "N07",
                item(
                        "ad.account.managed",
                        account,
                        "read by " + SOMEBODY,
                        SOMEBODY + " (GG-Serveurs) may read its password"),
                item("ad.account.weak", account, "service HTTP/gmsa", "anybody gets a ticket for HTTP/gmsa"));
    }

    @Test
    void aPolicyWithAScreenSaverIsOneLowLine() throws Exception {
        isOrdinary(
                "N13",
                item(
                        "ad.policy",
                        "CN=" + POLICY + ",CN=Policies,CN=System,{domain}",
                        POLICY,
                        "Horloge; version 0 for machines, 1 for users; users: registry"),
                item("ad.policy.link", "OU=Mairie,{domain}", POLICY, POLICY + " (Horloge)"),
                file(
                        "ad.sysvol.registry",
                        "User\\Registry.pol",
                        "Software\\Policies\\Microsoft\\Windows\\Control Panel\\Desktop\\ScreenSaveTimeOut",
                        "1,\"600\""),
                item("ad.sysvol.file", FILES + "User\\Registry.pol", "Registry.pol", "300 bytes"));
    }

    @Test
    void aServiceAccountIsOneLowLine() throws Exception {
        isOrdinary(
                "N15",
                item(
                        "ad.account.weak",
                        "CN=svc-paie,CN=Users,{domain}",
                        "service HTTP/paie.mairie.example",
                        "anybody gets a ticket for HTTP/paie.mairie.example to guess its password from"));
    }

    @Test
    void aTemplateForWebServersIsOneLowLine() throws Exception {
        isOrdinary(
                "N18",
                item("ad.certificate-template", "CN=Web" + TEMPLATES, "template", "schema 2; names of the directory"),
                item(
                        "ad.certification-authority",
                        "CN=AC,CN=Enrollment Services,CN=Public Key Services,CN=Services,CN=Configuration,{forest}",
                        "offers Web",
                        "issues certificates by the template Web"));
    }

    @Test
    void aLogonScriptIsOneLowLine() throws Exception {
        isOrdinary("N20", item("ad.sysvol.file", "SYSVOL\\scripts\\accueil.bat", "accueil.bat", "120 bytes"));
    }

    /** A new administrator was told twice: in Domain Admins, and through it in Administrators. */
    @Test
    void aNewAdministratorIsOneAlert() throws Exception {
        List<Alert> alerts = told(
                Change.ADDED,
                item(
                        "ad.group.privileged",
                        "CN=Domain Admins,CN=Users,{domain}",
                        SOMEBODY,
                        SOMEBODY + " (anne) in Domain Admins",
                        Trait.SUPERUSER),
                item(
                        "ad.group.privileged",
                        "CN=Administrators,CN=Builtin,{domain}",
                        SOMEBODY,
                        SOMEBODY + " (anne) in Administrators through Domain Admins",
                        Trait.SUPERUSER));
        assertEquals(List.of("vigie-directory-administrator-new"), line.rules());
        assertEquals(Severity.HIGH, alerts.getFirst().severity());
        String text = AlertTexts.shipped().of(alerts.getFirst(), Locale.FRANCE).explanation();
        assertTrue(text.contains("Administrators\u00a0: anne (" + SOMEBODY + ") dans Administrators"), text);
    }

    /** One whom the computer may not read is known by his name alone, and stands in two groups all the same. */
    @Test
    void aNewAdministratorWhoIsHiddenIsOneAlert() throws Exception {
        String who = "CN=secret,CN=Users,{domain}";
        told(
                Change.ADDED,
                item(
                        "ad.group.privileged",
                        "CN=Domain Admins,CN=Users,{domain}",
                        who,
                        who + " in Domain Admins, which the computer may not read",
                        Trait.SUPERUSER),
                item(
                        "ad.group.privileged",
                        "CN=Administrators,CN=Builtin,{domain}",
                        who,
                        who + " in Administrators through Domain Admins, which the computer may not read",
                        Trait.SUPERUSER));
        assertEquals(List.of("vigie-directory-administrator-new"), line.rules());
    }

    /** A service account that reads no password of LAPS is a person's, and graver than a group. */
    @Test
    void onePersonWhoReadsPasswordsOfLapsIsHigh() throws Exception {
        List<Alert> alerts = told(
                Change.ADDED,
                item(
                        "ad.rights.unit",
                        "OU=Postes,{domain}",
                        SOMEBODY + " extended-right ms-Mcs-AdmPwd of computer below",
                        "ivan (" + SOMEBODY + "): extended-right ms-Mcs-AdmPwd over Postes, for computer, for what lies"
                                + " below, which lets read its password"));
        assertEquals(List.of("vigie-directory-laps-read"), line.rules());
        assertEquals(Severity.HIGH, alerts.getFirst().severity());
        AlertText text = AlertTexts.shipped().of(alerts.getFirst(), Locale.FRANCE);
        assertTrue(text.title().contains("ivan") && !text.title().contains("S-1-5-21"), text.title());
    }

    /** Techniques are those of what was done, not of the place: the review's fault 12. */
    @Test
    void techniquesAreOfTheAct() throws Exception {
        assertEquals(Set.of("T1546"), techniques("ad.settings", "menu adminContextMenu", Trait.SUPERUSER));
        assertEquals(Set.of("T1557"), techniques("ad.settings", "name *", Trait.MISMATCH));
        assertEquals(Set.of("T1556.005", "T1484"), techniques("ad.settings", "passwords", Trait.MISMATCH));
        assertEquals(Set.of("T1552"), techniques("ad.account.weak", "password-in-text description"));
        assertEquals(Set.of("T1037.003"), techniques("ad.account.weak", "logon-script", Trait.SUPERUSER));
        assertEquals(Set.of("T1136.002"), techniques("ad.account.weak", "made-by-user"));
        assertEquals(Set.of("T1098", "T1558.004"), techniques("ad.account.weak", "no-preauthentication"));
        assertEquals(
                Set.of("T1484.001", "T1098"),
                techniques("ad.rights.domain", SOMEBODY + " write-property gPLink", Trait.SUPERUSER));
        assertEquals(
                Set.of("T1003.006", "T1098"),
                techniques(
                        "ad.rights.domain",
                        SOMEBODY + " extended-right DS-Replication-Get-Changes-All",
                        Trait.SUPERUSER));
    }

    private int objects;

    private Set<String> techniques(String location, String name, Trait... traits) throws Exception {
        objects++;
        String source = "CN=o" + objects + ",{domain}";
        Set<String> before = line.alerts().stream().map(Alert::id).collect(Collectors.toSet());
        String own = name.replace(SOMEBODY, SOMEBODY + objects);
        line.send(
                reader,
                line.seen(Change.ADDED, item(location, source, own, "value " + objects, traits)),
                line.directoryRead());
        return line.alerts().stream()
                .filter(alert -> !before.contains(alert.id()))
                .flatMap(alert -> alert.techniques().stream())
                .collect(Collectors.toSet());
    }

    /** One bad policy gave twenty alerts, eleven of them high. */
    @Test
    void aBadPolicyIsOneAlertThatNamesAllItHandsOut() throws Exception {
        List<Alert> alerts = told(
                Change.ADDED,
                item("ad.policy", "CN=" + POLICY + ",CN=Policies,CN=System,{domain}", POLICY, "Horloge; version 1"),
                item("ad.policy.link", "{domain}", POLICY, POLICY + " (Horloge)", Trait.SUPERUSER),
                file(
                        "ad.sysvol.preference",
                        "Machine\\Preferences\\ScheduledTasks\\ScheduledTasks.xml",
                        "task Maj",
                        "create; at once; cmd.exe as NT AUTHORITY\\System"),
                file(
                        "ad.sysvol.template",
                        "Machine\\Microsoft\\Windows NT\\SecEdit\\GptTmpl.inf",
                        "right SeDebugPrivilege",
                        "*" + SOMEBODY,
                        Trait.SUPERUSER),
                file(
                        "ad.sysvol.registry",
                        "Machine\\Registry.pol",
                        "Software\\Microsoft\\Windows\\CurrentVersion\\Run\\x",
                        "1,\"C:\\x.exe\""));
        assertEquals(1, alerts.size(), line.rules().toString());
        Alert alert = alerts.getFirst();
        assertEquals(Severity.HIGH, alert.severity());
        assertTrue(alert.techniques().containsAll(List.of("T1484.001", "T1053.005", "T1547.001")), alert.toString());
        String text = AlertTexts.shipped().of(alert, Locale.FRANCE).title()
                + AlertTexts.shipped().of(alert, Locale.FRANCE).explanation();
        for (String part : List.of("Horloge", "tâche Maj", "immédiatement", "droit SeDebugPrivilege", "\\Run\\x")) {
            assertTrue(text.contains(part), part + ": " + text);
        }
    }

    /** 41 of 42 things that were planted before enrolment were told by nobody. */
    @Test
    void whatIsThereAtTheFirstReadingIsOneLineOfAKindWithItsHolders() throws Exception {
        BiFunction<String, String, Item> copies = (sid, who) -> item(
                "ad.rights.domain",
                "{domain}",
                sid + " extended-right DS-Replication-Get-Changes-All",
                sid + " (" + who + "): extended-right DS-Replication-Get-Changes-All",
                Trait.SUPERUSER);
        List<Alert> alerts = told(
                Change.PRESENT,
                copies.apply(SOMEBODY, "orlando"),
                copies.apply("S-1-5-21-1-2-3-1190", "lambert"),
                item(
                        "ad.group.privileged",
                        "CN=Domain Admins,CN=Users,{domain}",
                        SOMEBODY,
                        SOMEBODY + " (dsi1) in Domain Admins",
                        Trait.SUPERUSER),
                item("ad.certificate-template", "CN=Accueil" + TEMPLATES, "ESC1", "may ask: S-1-5-11"),
                item(
                        "ad.account.weak",
                        "CN=svc,CN=Users,{domain}",
                        "service HTTP/x",
                        "anybody gets a ticket for HTTP/x to guess its password from"),
                item("ad.controller", "CN=DC1,OU=Domain Controllers,{domain}", "controller", "DC1$: a controller"));
        assertEquals(
                Map.of(
                        "vigie-directory-taken", Severity.MEDIUM,
                        "vigie-directory-administrators-present", Severity.LOW,
                        "vigie-directory-template-name", Severity.MEDIUM),
                alerts.stream().collect(Collectors.toMap(Alert::rule, Alert::severity)));
        Alert rights = alerts.stream()
                .filter(alert -> alert.rule().equals("vigie-directory-taken"))
                .findFirst()
                .orElseThrow();
        AlertText text = AlertTexts.shipped().of(rights, Locale.FRANCE);
        assertTrue(
                text.title().startsWith("Déjà là, avec un autre : Un droit qui donne tout le domaine"), text.title());
        assertTrue(text.explanation().contains("lambert (S-1-5-21-1-2-3-1190)"), text.explanation());
        assertEquals("present", rights.evidence().get("change"));
    }

    /** The link that carries the controllers' audit policy and rights: its going was not told at all. */
    @Test
    void aDefaultPolicyThatIsSwitchedOffOrUnlinkedIsHigh() throws Exception {
        String number = "{6AC1786C-016F-11D2-945F-00C04FB984F9}";
        Item link = new Item(
                "ad.policy.link",
                List.of("T1484.001"),
                "windows",
                Optional.empty(),
                number,
                number + " (Default Domain Controllers Policy)",
                "OU=Domain Controllers,{domain}",
                Shipped.AS_PACKAGED,
                true,
                ItemTimes.NONE,
                Set.of());
        line.send(reader, line.seen(Change.PRESENT, link), line.listed("ad.policy.link"), line.directoryRead());
        assertEquals(List.of(), line.rules());
        line.send(reader, line.listed("ad.policy.link"), line.directoryRead());
        assertEquals(List.of("vigie-directory-default-policy-off"), line.rules());
        assertEquals(Severity.HIGH, line.alerts().getFirst().severity());
        assertTrue(AlertTexts.shipped()
                .of(line.alerts().getFirst(), Locale.FRANCE)
                .title()
                .contains("Default Domain Controllers Policy"));
    }

    @Test
    void aReadingThatDoesNotEndDelaysNothingForLong() throws Exception {
        line.send(
                reader,
                line.seen(
                        Change.ADDED,
                        item(
                                "ad.rights.domain",
                                "{domain}",
                                SOMEBODY + " write-dacl",
                                SOMEBODY + ": write-dacl",
                                Trait.SUPERUSER)));
        line.pipeline.tick(line.now.plus(Duration.ofMinutes(4)));
        assertEquals(List.of(), line.rules());
        line.pipeline.tick(line.now.plus(Duration.ofMinutes(5)));
        assertEquals(List.of("vigie-directory-taken"), line.rules());
    }
}
