package bzh.vigie.agent.windows.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.windows.ByteWriter;
import bzh.vigie.agent.windows.Mutations;
import bzh.vigie.agent.windows.policy.Preferences.Kind;
import bzh.vigie.agent.windows.policy.Preferences.Preference;
import bzh.vigie.agent.windows.policy.RegistryPolicy.Entry;
import bzh.vigie.agent.windows.policy.SecurityTemplate.Setting;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PolicyFormatsTest {
    private static final String RUN = "Software\\Microsoft\\Windows\\CurrentVersion\\Policies\\Explorer\\Run";

    private static final String TASKS = """
            <?xml version="1.0" encoding="utf-8"?>
            <ScheduledTasks clsid="{CC63F200-7309-4ba0-B154-A71CD118DBCC}">
              <ImmediateTaskV2 clsid="{9756B581}" name="Outil" changed="2026-11-02 08:00:00">
                <Properties action="C" name="Outil" runAs="NT AUTHORITY\\System" logonType="S4U">
                  <Task version="1.3"><Actions Context="Author">
                    <Exec><Command>C:\\ProgramData\\o.exe</Command><Arguments>-q</Arguments></Exec></Actions></Task>
                </Properties>
              </ImmediateTaskV2>
              <Task clsid="{2DEECB1C}" name="Ancienne" disabled="1">
                <Properties action="U" name="Ancienne" appName="a.exe" args="b" runAs="x" cpassword="j1Uyj3Vx8TY9LtLZil2uAuZkFQA"/>
              </Task>
            </ScheduledTasks>
            """;

    @Test
    void aRegistryPolicyIsRead() {
        RegistryPolicy policy = RegistryPolicy.parse(registryPolicy());
        assertEquals(0, policy.malformed());
        assertEquals(
                List.of(
                        new Entry(RUN, "1", 1, "C:\\évident.exe"),
                        new Entry("Software\\A", "n", 4, "7"),
                        new Entry("Software\\A", "m", 7, "a\nb"),
                        new Entry("Software\\A", "**del.x", 3, "0a0b")),
                policy.entries());
    }

    /** {@code Registry.pol} as Samba 4.22.11 writes it ({@code samba.dcerpc.preg}, {@code ndr_pack}). */
    private static final String OF_SAMBA = """
            UFJlZwEAAABbAFMAbwBmAHQAdwBhAHIAZQBcAE0AaQBjAHIAbwBzAG8AZgB0AFwAVwBpAG4AZABvAHcAcwAgAE4AVABcAEMAdQByAHIAZQBuAHQAVgBl
            AHIAcwBpAG8AbgBcAFcAaQBuAGwAbwBnAG8AbgAAADsARABlAGYAYQB1AGwAdABQAGEAcwBzAHcAbwByAGQAAAA7AAEAAAA7ABoAAAA7AEMAbABhAGkA
            cgAtAEQAZQB1AHgALQAyAAAAXQBbAFMAbwBmAHQAdwBhAHIAZQBcAE0AaQBjAHIAbwBzAG8AZgB0AFwAVwBpAG4AZABvAHcAcwAgAE4AVABcAEMAdQBy
            AHIAZQBuAHQAVgBlAHIAcwBpAG8AbgBcAFcAaQBuAGwAbwBnAG8AbgAAADsAQQB1AHQAbwBBAGQAbQBpAG4ATABvAGcAbwBuAAAAOwABAAAAOwAEAAAA
            OwAxAAAAXQBbAFMAbwBmAHQAdwBhAHIAZQBcAFQAaQBnAGgAdABWAE4AQwBcAFMAZQByAHYAZQByAAAAOwBQAGEAcwBzAHcAbwByAGQAVgBpAGUAdwBP
            AG4AbAB5AAAAOwADAAAAOwAIAAAAOwARIjNEVWZ3iF0AWwBTAHkAcwB0AGUAbQBcAEMAdQByAHIAZQBuAHQAQwBvAG4AdAByAG8AbABTAGUAdABcAEMA
            bwBuAHQAcgBvAGwAXABMAHMAYQAAADsATABpAG0AaQB0AEIAbABhAG4AawBQAGEAcwBzAHcAbwByAGQAVQBzAGUAAAA7AAQAAAA7AAQAAAA7AAAAAABd
            AA==
            """;

    @Test
    void aSecretOfARegistryPolicyIsNeverRead() {
        RegistryPolicy policy = RegistryPolicy.parse(Base64.getMimeDecoder().decode(OF_SAMBA));
        assertEquals(0, policy.malformed());
        String logon = "Software\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon";
        assertEquals(
                List.of(
                        new Entry(logon, "DefaultPassword", 1, Secrets.MARK),
                        new Entry(logon, "AutoAdminLogon", 1, "1"),
                        new Entry("Software\\TightVNC\\Server", "PasswordViewOnly", 3, Secrets.MARK),
                        new Entry("System\\CurrentControlSet\\Control\\Lsa", "LimitBlankPasswordUse", 4, "0")),
                policy.entries());
    }

    /** Who calls a program so does not hide it. */
    @Test
    void whatIsRunIsShownWhateverItIsCalled() {
        assertTrue(Secrets.isName("Software\\x", "SNMP secret"));
        assertFalse(Secrets.isName("Software\\Microsoft\\Windows\\CurrentVersion\\RunOnce\\", "Password"));
        assertFalse(Secrets.isName("", "Bypass"));
    }

    /** Attributes and elements as [MS-GPPREF] 2.2.1 has them. */
    @Test
    void secretsOfPreferencesAreToldAsThereAndNeverRead() {
        String xml = """
                <RegistrySettings clsid="{A3CCFC41-DFDB-43a5-8D26-0FE8B954DA51}">
                  <Registry name="DefaultPassword"><Properties action="U" displayDecimal="0" default="0" hive="HKEY_LOCAL_MACHINE"
                    key="SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon" name="DefaultPassword" type="REG_SZ"
                    value="Clair-Trois-3"/></Registry>
                  <Registry name="DisablePasswordChange"><Properties action="U" hive="HKEY_LOCAL_MACHINE" key="S" type="REG_DWORD"
                    name="DisablePasswordChange" value="00000001"/></Registry>
                  <EnvironmentVariable name="DB_PASSWORD"><Properties action="U" name="DB_PASSWORD" value="Clair-Trois-3"/>
                  </EnvironmentVariable>
                  <Ini name="c"><Properties path="C:\\c.ini" section="s" property="motDePasse" value="Clair-Trois-3" action="U"/></Ini>
                </RegistrySettings>
                """;
        List<Preference> read =
                Preferences.parse(xml.getBytes(StandardCharsets.UTF_8)).preferences();
        assertEquals(
                List.of(true, false, true, true),
                read.stream().map(Preference::hasPassword).toList());
        assertFalse(read.toString().contains("Clair-Trois-3"));
        assertEquals("REG_DWORD 00000001", read.get(1).value());
    }

    /** Lines as [MS-GPSB] 2.2.6 has them. */
    @Test
    void aSecretOfASecurityTemplateIsNeverRead() {
        String inf =
                "[Registry Values]\r\nMACHINE\\Software\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon\\DefaultPassword="
                        + "1,\"Clair-Quatre-4\"\r\nMACHINE\\System\\CurrentControlSet\\Control\\Lsa\\LimitBlankPasswordUse=4,0\r\n";
        List<Setting> read =
                SecurityTemplate.parse(inf.getBytes(StandardCharsets.UTF_8)).settings();
        assertEquals(
                List.of(Secrets.MARK, "4,0"), read.stream().map(Setting::value).toList());
    }

    @Test
    void aTruncatedRegistryPolicyGivesItsBeginning() {
        byte[] whole = registryPolicy();
        RegistryPolicy policy = RegistryPolicy.parse(java.util.Arrays.copyOf(whole, whole.length - 10));
        assertEquals(1, policy.malformed());
        assertEquals(3, policy.entries().size());
    }

    @Test
    void scriptsAreReadWithTheirParameters() {
        byte[] ini = new ByteWriter()
                .u16(0xFEFF)
                .utf16(
                        "\r\n[Logon]\r\n0CmdLine=a.bat\r\n0Parameters=x y\r\n1CmdLine=b.ps1\r\n1Parameters=\r\n[Startup]\r\n0cmdline=c\r\n[ScriptsConfig]\r\nEndExecutePSFirst=true\r\n")
                .toBytes();
        PolicyScripts scripts = PolicyScripts.parse(ini);
        assertEquals(0, scripts.malformed());
        assertEquals(
                List.of("logon 0 a.bat x y", "logon 1 b.ps1", "startup 0 c"),
                scripts.scripts().stream()
                        .map(s -> s.event() + " " + s.number() + " " + s.commandLine())
                        .toList());
    }

    @Test
    void ofTwoKeysThatDifferInLetterCaseTheFirstCounts() {
        byte[] ini = "[Logon]\r\n1CmdLine=a\r\n1CMDLINE=b\r\n1parameters=x\r\n1Parameters=y\r\n"
                .getBytes(StandardCharsets.UTF_8);
        assertEquals(
                List.of("a x"),
                PolicyScripts.parse(ini).scripts().stream()
                        .map(PolicyScripts.Script::commandLine)
                        .toList());
    }

    @Test
    void preferencesThatThereIsNoRoomForAreCounted() {
        String file = "<File name=\"f\"><Properties targetPath=\"a\"/></File>";
        byte[] xml = ("<Files>" + file.repeat(5_007) + "</Files>").getBytes(StandardCharsets.UTF_8);
        Preferences read = Preferences.parse(xml);
        assertEquals(5_000, read.preferences().size());
        assertEquals(7, read.malformed());
    }

    @Test
    void preferencesSayWhatTheyStart() {
        Preferences preferences = Preferences.parse(TASKS.getBytes(StandardCharsets.UTF_8));
        assertEquals(0, preferences.malformed());
        assertEquals(2, preferences.preferences().size());
        Preference first = preferences.preferences().getFirst();
        assertEquals(List.of("C:\\ProgramData\\o.exe -q"), first.runs());
        assertEquals("create", first.action());
        assertEquals("2026-11-02 08:00:00", first.changed());
        assertTrue(first.enabled());
        assertFalse(first.hasPassword());
        Preference second = preferences.preferences().getLast();
        assertEquals("a.exe b | as x", second.value().replace(" as", " | as"));
        assertTrue(second.hasPassword());
        assertFalse(second.enabled());
    }

    @Test
    void groupsFilesServicesAndRegistryAreRead() {
        String xml = """
                <Groups><Group name="Administrateurs"><Properties action="U" groupName="Administrateurs">
                  <Members><Member name="MAIRIE\\aide" action="ADD" sid="S-1-5-21-1-2-3-1105"/></Members></Properties></Group>
                  <User name="admin2"><Properties action="C" userName="admin2" newName="" acctDisabled="0" cpassword="x"/></User>
                  <Collection><File name="f"><Properties action="R" fromPath="\\\\s\\p\\a.exe" targetPath="C:\\a.exe"/></File></Collection>
                  <NTService name="s"><Properties serviceName="s" startupType="AUTOMATIC" serviceAction="START" program="C:\\p.exe" args="1"/></NTService>
                  <Registry name="r"><Properties action="U" hive="HKEY_LOCAL_MACHINE" key="A" name="r" type="REG_SZ" value="v"/></Registry>
                </Groups>
                """;
        List<Preference> read =
                Preferences.parse(xml.getBytes(StandardCharsets.UTF_8)).preferences();
        assertEquals(
                List.of(Kind.GROUP, Kind.USER, Kind.FILE, Kind.SERVICE, Kind.REGISTRY),
                read.stream().map(Preference::kind).toList());
        assertEquals("ADD MAIRIE\\aide S-1-5-21-1-2-3-1105", read.get(0).value());
        assertTrue(read.get(1).hasPassword());
        assertEquals("\\\\s\\p\\a.exe", read.get(2).value());
        assertEquals("replace", read.get(2).action());
        assertEquals(List.of("C:\\p.exe 1"), read.get(3).runs());
        assertEquals("HKEY_LOCAL_MACHINE\\A\\r", read.get(4).name());
    }

    @Test
    void aSecurityTemplateIsRead() {
        byte[] inf = new ByteWriter()
                .u16(0xFEFF)
                .utf16(
                        "[Unicode]\r\nUnicode=yes\r\n[Privilege Rights]\r\nSeDebugPrivilege = *S-1-5-32-544,aide\r\n[Group Membership]\r\n*S-1-5-32-544__Members = aide\r\n[Registry Values]\r\nMACHINE\\X\\Y=4,1\r\n[Service General Setting]\r\n\"Spooler\",2,\"D:AR\"\r\n")
                .toBytes();
        assertEquals(
                List.of(
                        new Setting(SecurityTemplate.Kind.RIGHT, "SeDebugPrivilege", "*S-1-5-32-544,aide"),
                        new Setting(SecurityTemplate.Kind.GROUP, "*S-1-5-32-544__Members", "aide"),
                        new Setting(SecurityTemplate.Kind.REGISTRY, "MACHINE\\X\\Y", "4,1"),
                        new Setting(SecurityTemplate.Kind.SERVICE, "Spooler", ",2,\"D:AR\"")),
                SecurityTemplate.parse(inf).settings());
    }

    @Test
    void brokenFilesGiveWhatCanBeRead() {
        Mutations.forEach(registryPolicy(), 20_000, RegistryPolicy::parse);
        Mutations.forEach(TASKS.getBytes(StandardCharsets.UTF_8), 4_000, Preferences::parse);
        byte[] ini = "[Logon]\n0CmdLine=a\n0Parameters=b\n[Privilege Rights]\nA=b\n\"c\",2,\"d\""
                .getBytes(StandardCharsets.UTF_8);
        Mutations.forEach(ini, 10_000, PolicyScripts::parse);
        Mutations.forEach(ini, 10_000, SecurityTemplate::parse);
    }

    private static byte[] registryPolicy() {
        ByteWriter out = new ByteWriter().latin1("PReg").u32(1);
        entry(out, RUN, "1", 1, new ByteWriter().utf16("C:\\évident.exe").u16(0).toBytes());
        entry(out, "Software\\A", "n", 4, new ByteWriter().u32(7).toBytes());
        entry(out, "Software\\A", "m", 7, new ByteWriter().utf16("a\0b\0\0").toBytes());
        entry(out, "Software\\A", "**del.x", 3, new byte[] {10, 11});
        return out.toBytes();
    }

    private static void entry(ByteWriter out, String key, String name, int type, byte[] data) {
        out.utf16("[" + key + "\0;" + name + "\0;")
                .u32(type)
                .utf16(";")
                .u32(data.length)
                .utf16(";");
        out.bytes(data).utf16("]");
    }
}
