package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.directory.Directory;
import bzh.vigie.agent.directory.Dn;
import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.directory.Sysvol;
import bzh.vigie.agent.fuzz.MemoryFiles;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.LocalFolder;
import bzh.vigie.agent.host.NetworkFolder;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.host.SharedFolder;
import bzh.vigie.agent.windows.policy.RegistryPolicyWriter;
import bzh.vigie.agent.windows.security.Descriptors;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.ItemNames;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Group policies as the directory has them, and what the files hand out that the controllers share. */
final class GroupPoliciesTest {
    private static final String HEAD = "DC=mairie,DC=example";
    private static final String DEFAULT = "{31B2F340-016D-11D2-945F-00C04FB984F9}";
    private static final String OTHER = "{11111111-2222-3333-4444-555555555555}";
    private static final String FOLDER = "/sysvol/Policies/" + OTHER + "/";

    private final MemoryFiles files = new MemoryFiles();
    private final List<Entry> objects = new ArrayList<>();

    private GroupPoliciesTest policy(String guid, String name, Map<String, String> more) {
        Map<String, String> values = new TreeMap<>(Map.of(
                "objectClass",
                "groupPolicyContainer",
                "displayName",
                name,
                "versionNumber",
                "65538",
                "gPCFileSysPath",
                "\\\\mairie.example\\SysVol\\mairie.example\\Policies\\" + guid));
        values.putAll(more);
        return object("CN=" + guid + ",CN=Policies,CN=System," + HEAD, values);
    }

    private GroupPoliciesTest object(String dn, Map<String, String> values) {
        Map<String, List<byte[]>> bytes = new HashMap<>();
        values.forEach((attribute, value) -> bytes.put(attribute, List.of(bytes(value))));
        objects.add(new Entry(dn, bytes));
        return this;
    }

    @Test
    void aPolicyIsToldWithWhatCarriesItOut() {
        policy(
                OTHER,
                "Imprimantes",
                Map.of(
                        "flags", "1",
                        "gPCMachineExtensionNames",
                                "[{00000000-0000-0000-0000-000000000000}{CAB54552-DEEA-4691-817E-ED4A4D1AFC72}]"
                                        + "[{AADCED64-746C-4633-A97C-D61349046527}{CAB54552-DEEA-4691-817E-ED4A4D1AFC72}]"
                                        + "[{42B5FAAE-6536-11D2-AE5A-0000F87571E3}{40B6664F-4972-11D1-A7CA-0000F87571E3}]",
                        "gPCUserExtensionNames", "[{99999999-0000-0000-0000-000000000000}{x}]",
                        "gPCWQLFilter", "[mairie.example;{7F2C1B00-0000-0000-0000-000000000001};0]"));
        Item item = only("ad.policy");
        assertEquals(OTHER, item.name());
        assertEquals(
                "Imprimantes; version 2 for machines, 1 for users; machines: scheduled tasks, scripts;"
                        + " users: {99999999-0000-0000-0000-000000000000} (switched off);"
                        + " filter {7F2C1B00-0000-0000-0000-000000000001}",
                item.value());
        assertTrue(item.traits().isEmpty());
    }

    @Test
    void aPolicyWhoseFilesLieElsewhereIsTold() {
        policy(OTHER, "x", Map.of("gPCFileSysPath", "\\\\192.0.2.9\\share\\" + OTHER));
        assertTrue(only("ad.policy").traits().contains(Trait.MISMATCH));
        assertTrue(only("ad.policy").value().endsWith("files at \\\\192.0.2.9\\share\\" + OTHER));
    }

    @Test
    void aPolicyThatMayNotBeReadIsSaidToBeUnread() {
        object("CN=" + OTHER + ",CN=Policies,CN=System," + HEAD, Map.of("objectClass", "groupPolicyContainer"));
        assertEquals(ReasonCode.NO_RIGHT, read("ad.policy").reason());
    }

    @Test
    void linksAreToldInOrderAndThoseOfANewDomainAreShipped() {
        policy(DEFAULT, "Default Domain Policy", Map.of()).policy(OTHER, "Imprimantes", Map.of());
        object(
                HEAD,
                Map.of(
                        "objectClass", "domainDNS",
                        "objectSid", "",
                        "gPLink",
                                "[LDAP://cn=" + OTHER + ",cn=policies,cn=system," + HEAD + ";2][LDAP://CN=" + DEFAULT
                                        + ",CN=Policies,CN=System," + HEAD + ";0]"));
        object(
                "OU=École," + HEAD,
                Map.of(
                        "objectClass",
                        "organizationalUnit",
                        "gPOptions",
                        "1",
                        "gPLink",
                        "[LDAP://CN={99999999-2222-3333-4444-555555555555},CN=Policies,CN=System," + HEAD + ";1] "));
        List<Item> links = read("ad.policy.link").items();
        assertEquals(
                List.of(
                        "{domain} " + DEFAULT + " (Default Domain Policy)",
                        "{domain} " + OTHER + " (Imprimantes); enforced",
                        "{domain} " + DEFAULT + " (Default Domain Policy), " + OTHER + " (Imprimantes)",
                        "OU=École,{domain} nothing comes in from above but what is enforced",
                        "OU=École,{domain} {99999999-2222-3333-4444-555555555555}; switched off;"
                                + " the computer may not read it, or it is gone"),
                links.stream().map(link -> link.source() + " " + link.value()).toList());
        assertEquals(Shipped.AS_PACKAGED, links.getFirst().shipped());
        assertTrue(links.get(1).traits().contains(Trait.SUPERUSER));
        assertFalse(links.getLast().enabled());
        assertFalse(links.getLast().traits().contains(Trait.SUPERUSER));
    }

    @Test
    void oneMoreLinkChangesNoneOfTheOthers() {
        policy(DEFAULT, "Default Domain Policy", Map.of()).policy(OTHER, "Imprimantes", Map.of());
        object(HEAD, Map.of("objectClass", "domainDNS", "gPLink", link(DEFAULT, "0")));
        Set<String> before = links().keySet();
        objects.removeLast();
        object(HEAD, Map.of("objectClass", "domainDNS", "gPLink", link(DEFAULT, "0") + link(OTHER, "0")));
        Map<String, Item> after = links();
        assertTrue(after.keySet().containsAll(before), after + " without " + before);
        after.keySet().removeAll(before);
        assertEquals(
                Set.of(OTHER, "order"), after.values().stream().map(Item::name).collect(Collectors.toSet()));
    }

    private Map<String, Item> links() {
        return read("ad.policy.link").items().stream()
                .collect(Collectors.toMap(ItemNames::fingerprint, Function.identity(), (a, b) -> a, TreeMap::new));
    }

    private static String link(String guid, String options) {
        return "[LDAP://cn=" + guid + ",cn=policies,cn=system," + HEAD + ";" + options + "]";
    }

    @Test
    void aLinkIsToldHoweverLongItsOptionsAreWritten() {
        policy(OTHER, "Imprimantes", Map.of());
        object(HEAD, Map.of("objectClass", "domainDNS", "gPLink", link(OTHER, "0000000000")));
        assertEquals(State.READ, read("ad.policy.link").state());
        assertTrue(only("ad.policy.link").enabled());
        objects.removeLast();
        object(HEAD, Map.of("objectClass", "domainDNS", "gPLink", link(OTHER, "99999999999999999999")));
        assertEquals(ReasonCode.MALFORMED, read("ad.policy.link").reason());
        assertTrue(named(byName("ad.policy.link"), OTHER).enabled());
    }

    @Test
    void aPolicyWithTheNumberOfAnotherBelowAnotherContainerIsItself() {
        String nested = "CN=" + DEFAULT + ",CN=x,CN=Policies,CN=System,";
        policy(DEFAULT, "Default Domain Policy", Map.of())
                .object(
                        nested + HEAD,
                        Map.of(
                                "objectClass", "groupPolicyContainer",
                                "displayName", "Default Domain Policy",
                                "versionNumber", "65538",
                                "gPCFileSysPath", "\\\\mairie.example\\SysVol\\mairie.example\\Policies\\" + DEFAULT))
                .object(HEAD, Map.of("objectClass", "domainDNS", "gPLink", "[LDAP://" + nested + HEAD + ";0]"));
        Map<String, Item> policies = byName("ad.policy");
        assertEquals(Set.of(DEFAULT, nested + "{domain}"), policies.keySet());
        Item policy = named(policies, nested + "{domain}");
        assertTrue(policy.traits().contains(Trait.MISMATCH));
        assertTrue(policy.value().endsWith("; not where policies lie"), policy.value());
        Item link = only("ad.policy.link");
        assertEquals(nested + "{domain}", link.name());
        assertEquals(nested + "{domain} (Default Domain Policy); not where policies lie", link.value());
        assertEquals(Shipped.UNKNOWN, link.shipped());
        assertEquals(Set.of(Trait.MISMATCH, Trait.SUPERUSER), link.traits());
    }

    @Test
    void softwareOfAPolicyBelowAnotherContainerIsThatPolicys() {
        String nested = "CN=" + DEFAULT + ",CN=x,CN=Policies,CN=System,";
        policy(DEFAULT, "Default Domain Policy", Map.of())
                .object(
                        "CN=A,CN=Packages,CN=Class Store,CN=Machine," + nested + HEAD,
                        Map.of("objectClass", "packageRegistration", "msiFileList", "0:\\\\srv\\p\\x.msi"));
        assertTrue(only("ad.policy.software").value().endsWith("; by " + nested + "{domain}"));
    }

    @Test
    void linksThatAreNoneAreMalformed() {
        object(HEAD, Map.of("objectClass", "domainDNS", "gPLink", "[LDAP://x;0]rubbish"));
        assertEquals(ReasonCode.MALFORMED, read("ad.policy.link").reason());
    }

    @Test
    void softwareAndFiltersAreTold() {
        policy(OTHER, "Imprimantes", Map.of());
        object(
                "CN={A},CN=Packages,CN=Class Store,CN=Machine,CN=" + OTHER + ",CN=Policies,CN=System," + HEAD,
                Map.of(
                        "objectClass", "packageRegistration",
                        "packageName", "Pilote",
                        "msiFileList", "0:\\\\srv\\p\\pilote.msi"));
        object(
                "CN={B},CN=SOM,CN=WMIPolicy,CN=System," + HEAD,
                Map.of("objectClass", "msWMI-Som", "msWMI-Name", "Portables", "msWMI-Parm2", "1;3;10;61;WQL;x"));
        Item software = only("ad.policy.software");
        assertEquals("Pilote", software.name());
        assertEquals("\\\\srv\\p\\pilote.msi; for machines; by " + OTHER + " (Imprimantes)", software.value());
        assertEquals("Portables; 1;3;10;61;WQL;x", only("ad.policy.filter").value());
    }

    @Test
    void whatPreferencesHandOutIsToldWithItsPolicy() {
        policy(OTHER, "Imprimantes", Map.of());
        files.file(FOLDER + "MACHINE/Preferences/ScheduledTasks/ScheduledTasks.xml", """
            <ScheduledTasks><ImmediateTaskV2 name="Maj"><Properties action="C" name="Maj" runAs="NT AUTHORITY\\System">
            <Task version="1.3"><Actions><Exec><Command>\\\\mairie.example\\NETLOGON\\maj v2.exe</Command>
            <Arguments>-q</Arguments></Exec></Actions></Task></Properties></ImmediateTaskV2></ScheduledTasks>
            """)
                .file("/sysvol/scripts/maj v2.exe", "MZ");
        Item task = only("ad.sysvol.preference");
        assertEquals("task Maj", task.name());
        assertEquals(
                "create; at once; \\\\mairie.example\\NETLOGON\\maj v2.exe -q as NT AUTHORITY\\System; by " + OTHER
                        + " (Imprimantes)",
                task.value());
        assertEquals(
                "SYSVOL\\Policies\\" + OTHER + "\\MACHINE\\Preferences\\ScheduledTasks\\ScheduledTasks.xml",
                task.source());
        assertEquals("SYSVOL\\scripts\\maj v2.exe", task.target());
        assertEquals(Optional.of(Sha256.over(bytes("MZ"))), task.sha256());
    }

    @Test
    void passwordsOfPreferencesAreToldAsThereAndNeverAsTheyAre() {
        files.file(
                FOLDER + "Machine/Preferences/Groups/Groups.xml",
                "<Groups><User name=\"local\"><Properties action=\"C\" userName=\"local\""
                        + " cpassword=\"j1Uyj3Vx8TY9LtLZil2uAuZkFQA\"/></User></Groups>");
        Item user = only("ad.sysvol.preference");
        assertTrue(user.value().contains("a password that anybody can read"), user.value());
        assertFalse(user.toString().contains("j1Uyj3Vx8TY9"));
    }

    @Test
    void aGroupIsTheOneOfItsSidWhateverItIsCalled() {
        files.file(FOLDER + "Machine/Preferences/Groups/Groups.xml", """
            <Groups>
            <Group name="Utilisateurs"><Properties action="U" groupName="Utilisateurs" groupSid="S-1-5-32-544" newName="x"
              deleteAllUsers="1"><Members><Member name="MAIRIE\\aide" action="ADD" sid="S-1-5-21-1-2-3-1105"/></Members>
              </Properties></Group>
            <Group name="a"><Properties action="U" groupName="Administrateurs (intégré)" groupSid="S-1-5-32-545">
              <Members><Member name="aide" action="ADD" sid=""/></Members></Properties></Group>
            <Group name="b"><Properties action="U" groupName="BUILTIN\\Utilisateurs du Bureau à distance" userAction="ADD"/></Group>
            <Group name="c"><Properties action="U" groupName="Administrators (built-in)" groupSid="" removeAccounts="1">
              <Members><Member name="aide" action="REMOVE" sid=""/></Members></Properties></Group>
            </Groups>
            """);
        Map<String, Item> items = byName("ad.sysvol.preference");
        Item administrators = named(items, "group S-1-5-32-544 (Administrators)");
        assertEquals(
                "update; ADD MAIRIE\\aide S-1-5-21-1-2-3-1105; called Utilisateurs; renamed to x; all other users"
                        + " removed; by " + OTHER,
                administrators.value());
        assertTrue(administrators.traits().contains(Trait.SUPERUSER));
        assertFalse(named(items, "group S-1-5-32-545 (Users)").traits().contains(Trait.SUPERUSER));
        assertTrue(named(items, "group BUILTIN\\Utilisateurs du Bureau à distance")
                .traits()
                .contains(Trait.SUPERUSER));
        assertFalse(named(items, "group Administrators (built-in)").traits().contains(Trait.SUPERUSER));
    }

    @Test
    void everyValueOutsideOfAdministrativeTemplatesIsToldAndOfTheseWhatMatters() {
        String defender = "Software\\Policies\\Microsoft\\Windows Defender";
        String service = "System\\CurrentControlSet\\Services\\Netlogon\\Parameters";
        files.file(
                HostPath.of(FOLDER + "MACHINE/Registry.pol"),
                0644,
                new RegistryPolicyWriter()
                        .number(
                                "\\System\\\\CurrentControlSet\\Services\\Netlogon\\Parameters\\",
                                "DisablePasswordChange",
                                1)
                        .text("Software\\Éditeur\\Outil", "Couleur", "bleu")
                        .number("Software\\Policies\\Microsoft\\Windows\\Personalization", "NoLockScreen", 1)
                        .number("SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\Explorer", "NoDrives", 4)
                        .number(defender, "DisableAntiSpyware", 1)
                        .text("Software\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon", "**del.Shell", " ")
                        .text("Environment", "**Soft.UserInitMprLogonScript", "m.bat")
                        .toBytes());
        Map<String, Item> items = byName("ad.sysvol.registry");
        assertEquals(
                Set.of(
                        service + "\\DisablePasswordChange",
                        "Software\\Éditeur\\Outil\\Couleur",
                        "Environment\\UserInitMprLogonScript",
                        defender + "\\DisableAntiSpyware",
                        "Software\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon\\**del.Shell"),
                items.keySet());
        assertEquals(
                "1; by " + OTHER,
                named(items, service + "\\DisablePasswordChange").value());
        assertFalse(named(items, "Software\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon\\**del.Shell")
                .enabled());
    }

    @Test
    void aPolicyThatIsFilledHidesNoValueThatMattersAndSaysThatItIsFull() {
        RegistryPolicyWriter written = new RegistryPolicyWriter();
        for (int i = 0; i < 2_500; i++) {
            written.number("Software\\Éditeur", "n" + i, i);
        }
        files.file(
                HostPath.of(FOLDER + "MACHINE/Registry.pol"),
                0644,
                written.text("System\\CurrentControlSet\\Services\\x", "ImagePath", "C:\\x.exe")
                        .toBytes());
        SiteReading reading = read("ad.sysvol.registry");
        assertEquals(
                2_000,
                reading.items().stream()
                        .filter(item -> item.name().startsWith("Software\\Éditeur\\"))
                        .count());
        assertTrue(reading.items().stream().anyMatch(item -> item.name().endsWith("\\ImagePath")));
        assertEquals(ReasonCode.MALFORMED, reading.reason());
    }

    @Test
    void bytesOfAValueThatAreNotShownCountAsWell() {
        byte[] one = new byte[300];
        byte[] other = one.clone();
        other[299] = 1;
        String key = "Software\\Policies\\Microsoft\\SystemCertificates\\Root\\Certificates\\00";
        Set<String> values = new TreeSet<>();
        for (byte[] bytes : List.of(one, other)) {
            files.file(
                    HostPath.of(FOLDER + "MACHINE/Registry.pol"),
                    0644,
                    new RegistryPolicyWriter().value(key, "Blob", 3, bytes).toBytes());
            values.add(only("ad.sysvol.registry").value());
        }
        assertEquals(2, values.size(), values.toString());
        assertTrue(values.iterator().next().contains("… 300 bytes, SHA-256 "), values.toString());
    }

    @Test
    void preferencesOfAnyKindAreToldWithWhereTheyLead() {
        files.file(FOLDER + "User/Preferences/Drives/Drives.xml", """
            <Drives><Drive name="P:"><Properties action="U" letter="P" path="\\\\192.0.2.9\\p" cpassword="x"/></Drive></Drives>
            """)
                .file(FOLDER + "User/Preferences/FolderOptions/FolderOptions.xml", """
                    <FolderOptions><OpenWith name="pdf"><Properties action="C" fileExtension="pdf" applicationPath="C:\\m.exe"/></OpenWith>
                    </FolderOptions>
                    """)
                .file(FOLDER + "Machine/Preferences/NetworkShares/NetworkShares.xml", """
                    <NetworkShareSettings><Collection name="x"><NetShare name="tout"><Properties action="U" name="tout" path="C:\\"/></NetShare>
                    </Collection></NetworkShareSettings>
                    """)
                .file(FOLDER + "User/Preferences/Printers/Printers.xml", """
                    <Printers><SharedPrinter name="i"><Properties action="R" path="\\\\srv\\i"/></SharedPrinter></Printers>
                    """)
                .file(FOLDER + "User/Preferences/DataSources/DataSources.xml", """
                    <DataSources><DataSource name="compta"><Properties action="U" dsn="compta" driver="C:\\pilote.dll"/></DataSource></DataSources>
                    """);
        Map<String, Item> items = byName("ad.sysvol.preference");
        assertEquals(
                Map.of(
                        "drive P", "update; \\\\192.0.2.9\\p; with a password that anybody can read; by " + OTHER,
                        "open-with pdf", "create; C:\\m.exe; by " + OTHER,
                        "share tout", "update; C:\\; by " + OTHER,
                        "printer \\\\srv\\i", "replace; \\\\srv\\i; by " + OTHER,
                        "other DataSource compta", "update; C:\\pilote.dll; by " + OTHER),
                items.values().stream().collect(Collectors.toMap(Item::name, Item::value)));
        assertEquals("C:\\m.exe", named(items, "open-with pdf").target());
    }

    @Test
    void foldersThatAreMovedElsewhereAreTold() {
        String folder = FOLDER + "User/Documents & Settings/";
        files.file(folder + "fdeploy1.ini", """
            [Version]
            Version=1
            [Folder_Redirection]
            {B97D20BB-F46A-4C97-BA10-5E3608430854}=s-1-1-0;
            {33E28130-4E1E-4676-835A-98395C3BC3BB}=s-1-1-0;
            [{B97D20BB-F46A-4C97-BA10-5E3608430854}_s-1-1-0]
            Flags=1031
            FullPath=\\\\192.0.2.9\\d
            [{33E28130-4E1E-4676-835A-98395C3BC3BB}_s-1-1-0]
            Flags=2
            ParentFolder={FDD39AD0-238F-46AF-ADB4-6C85480369C7}
            RelativePath=Images
            """).file(folder + "fdeploy.ini", """
                [FolderStatus]
                My Documents=11
                [My Documents]
                S-1-5-21-1-2-3-1106=\\\\srv.mairie.example\\p\\%USERNAME%
                """);
        Map<String, Item> items = byName("ad.sysvol.redirection");
        assertEquals(
                Map.of(
                        "Startup of S-1-1-0 (Everyone)", "\\\\192.0.2.9\\d; by " + OTHER,
                        "My Pictures of S-1-1-0 (Everyone)", "My Documents\\Images; by " + OTHER,
                        "My Documents of S-1-5-21-1-2-3-1106", "\\\\srv.mairie.example\\p\\%USERNAME%; by " + OTHER),
                items.values().stream().collect(Collectors.toMap(Item::name, Item::value)));
        assertTrue(named(items, "Startup of S-1-1-0 (Everyone)").traits().contains(Trait.MISMATCH));
        assertTrue(named(items, "My Documents of S-1-5-21-1-2-3-1106").traits().isEmpty());
        files.file(folder + "fdeploy.ini", "rubbish");
        assertEquals(ReasonCode.MALFORMED, read("ad.sysvol.redirection").reason());
    }

    @Test
    void scriptsLeadToTheirFiles() {
        files.file(
                        FOLDER + "Machine/Scripts/psscripts.ini",
                        "[Startup]\r\n0CmdLine=demarrage.ps1\r\n0Parameters=-x\r\n")
                .file(FOLDER + "Machine/Scripts/Startup/demarrage.ps1", "Write-Output 1");
        Item script = only("ad.sysvol.script");
        assertEquals("startup powershell 0", script.name());
        assertEquals("SYSVOL\\Policies\\" + OTHER + "\\Machine\\Scripts\\Startup\\demarrage.ps1", script.target());
        assertEquals(Optional.of(Sha256.over(bytes("Write-Output 1"))), script.sha256());
    }

    @Test
    void rightsThatGiveMachinesAreToldAsThatAndThoseOfWindowsAsShipped() {
        files.file(FOLDER + "Machine/Microsoft/Windows NT/SecEdit/GptTmpl.inf", """
            [Unicode]
            Unicode=yes
            [Privilege Rights]
            SeDebugPrivilege = *S-1-5-32-544,*S-1-5-21-1-2-3-1106
            SeBackupPrivilege = *S-1-5-32-549,*S-1-5-32-551,*S-1-5-32-544
            SeTcbPrivilege = depannage
            SeLoadDriverPrivilege = *S-1-5-21-9-8-7-512
            SeTakeOwnershipPrivilege = *S-1-5-21-1-2-3-512
            SeChangeNotifyPrivilege = *S-1-5-21-1-2-3-1106
            [Group Membership]
            *S-1-5-32-544__Members = *S-1-5-21-1-2-3-500,*S-1-5-21-1-2-3-1106
            *S-1-5-21-1-2-3-1107__Memberof = *S-1-5-32-544
            *S-1-5-32-555__Members = x
            Backup Operators__Members = x
            *S-1-5-32-546__Members = x
            [System Access]
            EnableGuestAccount = 1
            """);
        Map<String, Item> items = byName("ad.sysvol.template");
        assertTrue(named(items, "right SeDebugPrivilege").traits().contains(Trait.SUPERUSER));
        assertTrue(named(items, "right SeTcbPrivilege").traits().contains(Trait.SUPERUSER));
        assertTrue(
                named(items, "right SeLoadDriverPrivilege").traits().contains(Trait.SUPERUSER),
                "a number of another domain");
        assertFalse(named(items, "right SeTakeOwnershipPrivilege").traits().contains(Trait.SUPERUSER));
        assertEquals(
                Shipped.AS_PACKAGED, named(items, "right SeBackupPrivilege").shipped());
        assertFalse(named(items, "right SeChangeNotifyPrivilege").traits().contains(Trait.SUPERUSER));
        assertTrue(named(items, "group *S-1-5-32-544__Members").traits().contains(Trait.SUPERUSER));
        assertTrue(named(items, "group *S-1-5-21-1-2-3-1107__Memberof").traits().contains(Trait.SUPERUSER));
        assertTrue(named(items, "group *S-1-5-32-555__Members").traits().contains(Trait.SUPERUSER));
        assertTrue(named(items, "group Backup Operators__Members").traits().contains(Trait.SUPERUSER));
        assertFalse(named(items, "group *S-1-5-32-546__Members").traits().contains(Trait.SUPERUSER));
        assertEquals(
                "1; by " + OTHER, named(items, "account EnableGuestAccount").value());
    }

    @Test
    void whatIsAuditedIsTold() {
        files.file(FOLDER + "Machine/Microsoft/Windows NT/Audit/audit.csv", """
            Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting,Setting Value
            ,System,Audit Logon,{0cce9215-69ae-11d9-bed3-505054503030},No Auditing,,0
            rubbish
            """);
        SiteReading reading = read("ad.sysvol.template");
        assertEquals(ReasonCode.MALFORMED, reading.reason());
        assertEquals("audit Audit Logon", reading.items().getFirst().name());
        assertEquals("No Auditing; by " + OTHER, reading.items().getFirst().value());
    }

    @Test
    void everyFileHasItsDigestAndDescriptionsOfSettingsAreOneThing() {
        files.file("/sysvol/Policies/PolicyDefinitions/fr-FR/x.adml", "<policyDefinitionResources/>")
                .file("/sysvol/scripts/ouverture.bat", "powershell -enc SQBFAFgAIAAoAE4AZQB3AC0ATwBiAGoAZQBjAHQAKQA=")
                .file("/sysvol/scripts/inconnu.xyz", "?");
        SiteReading reading = read("ad.sysvol.file");
        assertEquals(State.READ, reading.state());
        Map<String, Item> items = new TreeMap<>();
        reading.items().forEach(item -> items.put(item.name(), item));
        assertEquals(List.of("descriptions of settings", "inconnu.xyz", "ouverture.bat"), List.copyOf(items.keySet()));
        assertTrue(named(items, "descriptions of settings").value().startsWith("1 files, SHA-256 "));
        assertEquals(
                Optional.of(Sha256.over(bytes("?"))),
                named(items, "inconnu.xyz").sha256());
        assertTrue(named(items, "ouverture.bat").traits().contains(Trait.INLINE_SCRIPT), "" + items);
    }

    /** Most logon scripts connect drives and do nothing else; one that connects a place elsewhere, or runs something there, is told. */
    @Test
    void aScriptThatConnectsDrivesOfTheDomainFetchesNothing() {
        files.file(
                        "/sysvol/scripts/a.bat",
                        "@echo off\r\nnet use P: \\\\srv1.mairie.example\\commun /persistent:no\r\n")
                .file("/sysvol/scripts/b.cmd", "net use * \"\\\\srv1\\commun\"\r\nNET.EXE USE \\\\srv1\\x\r\n")
                .file("/sysvol/scripts/c.bat", "net use P: \\\\203.0.113.5\\c$\r\n")
                .file("/sysvol/scripts/d.bat", "net use P: \\\\srv1.mairie.example.evil.example\\x\r\n")
                .file("/sysvol/scripts/e.bat", "net use P: \\\\srv1\\x & \\\\srv1\\x\\a.exe\r\n");
        assertEquals(
                Set.of("c.bat", "d.bat", "e.bat"),
                read("ad.sysvol.file").items().stream()
                        .filter(item -> item.traits().contains(Trait.NETWORK_TOOL))
                        .map(Item::name)
                        .collect(Collectors.toSet()));
    }

    @Test
    void noLinkIsFollowed(@TempDir Path folder) throws IOException {
        Path share = Files.createDirectories(folder.resolve("share/scripts"));
        Files.writeString(folder.resolve("secret"), "x");
        Files.writeString(share.resolve("a.bat"), "echo");
        Files.createSymbolicLink(share.resolve("b.bat"), folder.resolve("secret"));
        Files.createSymbolicLink(share.resolve("up"), folder);
        NetworkFolder network = new NetworkFolder(folder.resolve("share"));
        Sysvol sysvol = Sysvol.of(network, new Sysvol.Memory());
        assertEquals(
                List.of("SYSVOL\\scripts\\a.bat"),
                sysvol.files().stream().map(Sysvol.File::shown).toList());
        assertEquals(
                "echo",
                new String(sysvol.read(sysvol.files().getFirst()).ifFound().orElseThrow(), StandardCharsets.UTF_8));
        assertEquals(Reading.absent(), network.read(HostPath.of("/scripts/b.bat"), 10));
        assertEquals(Reading.absent(), network.read(HostPath.of("/scripts/up/secret"), 10));
        assertTrue(network.read(HostPath.of("/scripts/a.bat"), 3) instanceof Reading.Refused<byte[]> why
                && why.reason() == ReasonCode.TOO_LARGE);
    }

    @Test
    void aLargeFileIsHashedAgainEveryDayWhateverItsSizeAndTimeSay() {
        int[] told = {0};
        SharedFolder lying = new SharedFolder() {
            @Override
            public void walk(Visit visit) {
                assertTrue(visit.take(new Found(HostPath.of("/scripts/tool.exe"), 1 << 20, 1)));
            }

            @Override
            public Reading<byte[]> read(HostPath path, int limit) {
                throw new AssertionError(path.text());
            }

            @Override
            public Reading<Sha256> digest(HostPath path, long limit) {
                return Reading.found(Sha256.over(bytes("content " + ++told[0])));
            }
        };
        long[] hours = {-3};
        Sysvol.Memory memory = new Sysvol.Memory(() -> TimeUnit.HOURS.toNanos(hours[0]));
        List<Reading<Sha256>> digests = new ArrayList<>();
        for (int hour : List.of(0, 1, 19, 20, 39, 44)) {
            hours[0] = hour;
            Sysvol sysvol = Sysvol.of(lying, memory);
            digests.add(sysvol.digest(sysvol.files().getFirst()));
        }
        assertEquals(
                Stream.of(1, 1, 1, 2, 2, 3)
                        .map(number -> Reading.found(Sha256.over(bytes("content " + number))))
                        .toList(),
                digests);
    }

    @Test
    void moreFilesThanThereIsRoomForAreSaid() {
        SharedFolder endless = new SharedFolder() {
            @Override
            public void walk(Visit visit) {
                int number = 0;
                while (visit.take(new Found(HostPath.of("/f" + number), Long.MAX_VALUE, 1))) {
                    number++;
                }
            }

            @Override
            public Reading<byte[]> read(HostPath path, int limit) {
                throw new AssertionError(path.text());
            }

            @Override
            public Reading<Sha256> digest(HostPath path, long limit) {
                throw new AssertionError(path.text());
            }
        };
        Sysvol sysvol = Sysvol.of(endless, new Sysvol.Memory());
        assertEquals(Sysvol.MOST_FILES, sysvol.files().size());
        assertEquals(ReasonCode.TOO_LARGE, sysvol.unread().orElseThrow().reason());
        assertTrue(sysvol.digest(sysvol.files().getFirst()) instanceof Reading.Refused<Sha256>);
    }

    @Test
    void withoutAWayToTheFilesThePlaceIsUnreadableAndSaysWhy() {
        DirectorySurvey survey = new DirectorySurvey(
                Told::new, domain -> Reading.refused(ReasonCode.NOT_SUPPORTED, "{\"key\":\"sysvol-no-client\"}"));
        survey.plan();
        SiteReading reading = survey.read(site(survey, "ad.sysvol.script"));
        assertEquals(State.UNREADABLE, reading.state());
        assertEquals(ReasonCode.NOT_SUPPORTED, reading.reason());
        assertTrue(reading.detail().contains("sysvol-no-client"));
    }

    private Item only(String location) {
        List<Item> items = read(location).items();
        assertEquals(1, items.size(), items.toString());
        return items.getFirst();
    }

    private static Item named(Map<String, Item> items, String name) {
        return Optional.ofNullable(items.get(name)).orElseThrow(() -> new AssertionError(name + " of " + items));
    }

    private Map<String, Item> byName(String location) {
        Map<String, Item> items = new TreeMap<>();
        read(location).items().forEach(item -> items.put(item.name(), item));
        return items;
    }

    private SiteReading read(String location) {
        DirectorySurvey survey =
                new DirectorySurvey(Told::new, domain -> Reading.found(new LocalFolder(files, HostPath.of("/sysvol"))));
        survey.plan();
        return survey.read(site(survey, location));
    }

    private static Site site(DirectorySurvey survey, String location) {
        return survey.sites().stream()
                .filter(site -> site.location().id().equals(location))
                .findFirst()
                .orElseThrow();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A directory that has these objects: it looks at the class that is asked for, and at attributes that must be there. */
    private final class Told implements Directory {
        @Override
        public Entry root() {
            return new Entry(
                    "",
                    Map.of(
                            "defaultNamingContext", List.of(bytes(HEAD)),
                            "configurationNamingContext", List.of(bytes("CN=Configuration," + HEAD)),
                            "schemaNamingContext", List.of(bytes("CN=Schema,CN=Configuration," + HEAD)),
                            "rootDomainNamingContext", List.of(bytes(HEAD))));
        }

        @Override
        public void search(Query query, Each each) throws Refused {
            if (query.attributes().equals(List.of("objectSid"))) {
                boolean ignored =
                        each.take(new Entry(HEAD, Map.of("objectSid", List.of(Descriptors.sid("S-1-5-21-1-2-3")))));
                return;
            }
            for (Entry entry : objects) {
                boolean isAsked = query.filter().contains("gPLink")
                        ? entry.has("gPLink")
                        : query.filter().equals("(objectClass=" + entry.text("objectClass") + ")");
                boolean isThere = switch (query.reach()) {
                    case BASE -> entry.dn().equalsIgnoreCase(query.base());
                    case CHILDREN -> Dn.parent(entry.dn()).equalsIgnoreCase(query.base());
                    case SUBTREE -> Dn.isIn(entry.dn(), query.base());
                };
                if (isAsked && isThere && !each.take(entry)) {
                    return;
                }
            }
        }

        @Override
        public long received() {
            return 0;
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
