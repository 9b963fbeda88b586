package bzh.vigie.installers;

import bzh.vigie.agent.source.WantedAudit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A backup of a group policy, as "Import Settings" of GPMC and Import-GPO read it:
 *
 * <pre>
 *   manifest.xml                    one for all backups of a folder
 *   {ID of the backup}/
 *     bkupInfo.xml  Backup.xml      whose it is; which files belong to which extension
 *     DomainSysvol/GPO/Machine/
 *       registry.pol                                  {@link RegistryPol}
 *       microsoft/windows nt/Audit/audit.csv          advanced audit policy, MS-GPAC 2.2.1
 *       microsoft/windows nt/SecEdit/GptTmpl.inf      one security option, MS-GPSB 2.2
 *       Preferences/Registry/Registry.xml             channels that are switched on, MS-GPPREF 2.2
 * </pre>
 *
 * <p>The form of Backup.xml is documented nowhere: it follows backups that Windows made. Access rights and links are not imported, and
 * none that mean anything are in here.
 *
 * @param name of the policy
 * @param controllers whether it is for domain controllers, with what they alone write
 */
record GroupPolicyBackup(String name, boolean controllers) {
    static final GroupPolicyBackup HOSTS = new GroupPolicyBackup("Vigie - journaux des postes et serveurs", false);
    static final GroupPolicyBackup CONTROLLERS =
            new GroupPolicyBackup("Vigie - journaux des contrôleurs de domaine", true);

    private static final String POL = "registry.pol";
    private static final String TEMPLATE = "microsoft\\windows nt\\SecEdit\\GptTmpl.inf";
    private static final String AUDIT = "microsoft\\windows nt\\Audit\\audit.csv";
    private static final String PREFERENCES = "Preferences\\Registry\\Registry.xml";

    private static final String NAMESPACE = "http://www.microsoft.com/GroupPolicy/GPOOperations";
    private static final String DOMAIN = "vigie.invalid";
    private static final String TIME = FixedZip.TIME.toString().replace("Z", "");

    private static final String REGISTRY = "{35378EAC-683F-11D2-A89A-00C04FBBCFA2}";
    private static final String SECURITY = "{827D319E-6EAC-11D2-A4EA-00C04F79F83A}";
    private static final String OTHER_FILES = "{F15C46CD-82A0-4C2D-A210-5D0D3182A418}";

    /** Client extensions, each with the tool that edits what it reads: preferences, registry, security, registry preferences, audit. */
    private static final String EXTENSIONS =
            "[{00000000-0000-0000-0000-000000000000}{BEE07A6A-EC9F-4659-B8C9-0B1937907C83}]" + "[" + REGISTRY
                    + "{D02B1F72-3407-48AE-BA88-E8213C6761F1}]" + "[" + SECURITY
                    + "{803E14A0-B4FB-11D0-A0D0-00A0C90F574B}]"
                    + "[{B087BE9D-ED37-454F-AF9C-04291E351182}{BEE07A6A-EC9F-4659-B8C9-0B1937907C83}]"
                    + "[{F3CCC681-B74C-4060-9F26-CD84525DCA2A}{0F3F3735-573D-9804-99E4-AB2A69BA5FD4}]";

    /** Self-relative, a list of three entries: Authenticated Users may apply and read it, SYSTEM may do all. Not imported. */
    private static final String SECURITY_DESCRIPTOR = "01 00 04 80 00 00 00 00 00 00 00 00 00 00 00 00 14 00 00 00"
            + " 04 00 58 00 03 00 00 00"
            + " 05 02 28 00 00 01 00 00 01 00 00 00 8f fd ac ed b3 ff d1 11 b4 1d 00 a0 c9 68 f9 39"
            + " 01 01 00 00 00 00 00 05 0b 00 00 00"
            + " 00 02 14 00 94 00 02 00 01 01 00 00 00 00 00 05 0b 00 00 00"
            + " 00 02 14 00 ff 00 0f 00 01 01 00 00 00 00 00 05 12 00 00 00";

    /** Makes the folder of these backups. */
    static void write(List<GroupPolicyBackup> backups, Path folder) throws IOException {
        for (GroupPolicyBackup each : backups) {
            each.write(folder.resolve(each.backupId()));
        }
        text(
                folder.resolve("manifest.xml"),
                backups.stream()
                        .map(each -> each.instance(""))
                        .collect(Collectors.joining(
                                "",
                                "<?xml version=\"1.0\" encoding=\"utf-8\"?><Backups xmlns=\"" + NAMESPACE
                                        + "/Manifest\" xmlns:mfst=\"" + NAMESPACE
                                        + "/Manifest\" mfst:version=\"1.0\">",
                                "</Backups>")));
    }

    /** The name of its folder. */
    String backupId() {
        return guid("backup " + name);
    }

    private String policyId() {
        return guid("policy " + name);
    }

    private void write(Path folder) throws IOException {
        for (Map.Entry<String, byte[]> each : machine().entrySet()) {
            Path file = folder.resolve("DomainSysvol/GPO/Machine")
                    .resolve(each.getKey().replace('\\', '/'));
            Files.createDirectories(file.getParent());
            Files.write(file, each.getValue());
        }
        Files.createDirectories(folder.resolve("DomainSysvol/GPO/User"));
        text(folder.resolve("bkupInfo.xml"), instance(" xmlns=\"" + NAMESPACE + "/Manifest\""));
        text(folder.resolve("Backup.xml"), backup());
    }

    private SortedMap<String, byte[]> machine() {
        SortedMap<String, byte[]> files = new TreeMap<>();
        files.put(POL, RegistryPol.of(AuditSettings.policies()));
        files.put(AUDIT, audit().getBytes(StandardCharsets.US_ASCII));
        files.put(TEMPLATE, utf16(template()));
        files.put(PREFERENCES, preferences().getBytes(StandardCharsets.UTF_8));
        return files;
    }

    /** The setting counts; names and words are for people. */
    private String audit() {
        StringBuilder rows = new StringBuilder(
                "Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting,Setting Value\r\n");
        List<WantedAudit.Subcategory> all = new ArrayList<>(AuditSettings.subcategories(controllers));
        all.addAll(AuditSettings.byItself(controllers));
        for (WantedAudit.Subcategory each : all) {
            rows.append(",System,Audit ")
                    .append(each.subcategory().english())
                    .append(",{")
                    .append(each.subcategory().guid().toLowerCase(Locale.ROOT))
                    .append(each.failures() ? "},Success and Failure,,3\r\n" : "},Success,,1\r\n");
        }
        return rows.toString();
    }

    private static String template() {
        RegistryValue option = AuditSettings.BY_SUBCATEGORY;
        // 4 is REG_DWORD.
        return "[Unicode]\r\nUnicode=yes\r\n[Version]\r\nsignature=\"$CHICAGO$\"\r\nRevision=1\r\n[Registry Values]\r\nMACHINE\\"
                + option.key().replace("SYSTEM\\", "System\\") + "\\" + option.name() + "=4," + option.data() + "\r\n";
    }

    private static String preferences() {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n"
                + "<RegistrySettings clsid=\"{A3CCFC41-DFDB-43a5-8D26-0FE8B954DA51}\">");
        for (RegistryValue each : AuditSettings.switches()) {
            xml.append("<Registry clsid=\"{9CD4B2F4-923D-47f5-A062-E897DD1DAD50}\" name=\"")
                    .append(each.name())
                    .append("\" status=\"")
                    .append(each.name())
                    .append("\" image=\"12\" changed=\"")
                    .append(TIME.replace('T', ' '))
                    .append("\" uid=\"")
                    .append(guid("switch " + each.key()))
                    .append("\" bypassErrors=\"1\"><Properties action=\"U\" displayDecimal=\"1\" default=\"0\"")
                    .append(" hive=\"HKEY_LOCAL_MACHINE\" key=\"")
                    .append(Template.xml(each.key()))
                    .append("\" name=\"")
                    .append(each.name())
                    .append("\" type=\"")
                    .append(each.type())
                    .append("\" value=\"")
                    .append(String.format(Locale.ROOT, "%08X", Integer.parseInt(each.data())))
                    .append("\"/></Registry>");
        }
        return xml.append("</RegistrySettings>\r\n").toString();
    }

    private String instance(String attributes) {
        return "<BackupInst" + attributes + ">" + element("GPOGuid", policyId()) + element("GPODomain", DOMAIN)
                + element("GPODomainGuid", guid("domain " + DOMAIN).toLowerCase(Locale.ROOT))
                + element("GPODomainController", "dc." + DOMAIN) + element("BackupTime", TIME)
                + element("ID", backupId()) + element("Comment", "") + element("GPODisplayName", name)
                + "</BackupInst>";
    }

    private String backup() {
        return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n"
                + "<GroupPolicyBackupScheme bkp:version=\"2.0\" bkp:type=\"GroupPolicyBackupTemplate\" xmlns:bkp=\""
                + NAMESPACE + "\" xmlns=\"" + NAMESPACE + "\">\r\n<GroupPolicyObject><SecurityGroups/><FilePaths/>"
                + "<GroupPolicyCoreSettings>" + element("ID", policyId()) + element("Domain", DOMAIN)
                + "<SecurityDescriptor>" + SECURITY_DESCRIPTOR + "</SecurityDescriptor>" + element("DisplayName", name)
                // Settings of users are off: there are none.
                + element("Options", "1") + element("UserVersionNumber", "0")
                + element("MachineVersionNumber", "65537") + element("MachineExtensionGuids", EXTENSIONS)
                + "<UserExtensionGuids/><WMIFilter/></GroupPolicyCoreSettings>\r\n"
                + extension(
                        REGISTRY,
                        "Registry",
                        file(POL, "")
                                + "<FSObjectFile bkp:Path=\"%GPO_FSPATH%\\Adm\\*.*\" bkp:SourceExpandedPath=\""
                                + source()
                                + "\\Adm\\*.*\"/>")
                + extension(
                        SECURITY, "Security", file(TEMPLATE, " bkp:ReEvaluateFunction=\"SecurityValidateSettings\""))
                + extension(
                        OTHER_FILES,
                        "Unknown Extension",
                        folder("microsoft")
                                + folder("microsoft\\windows nt")
                                + folder("microsoft\\windows nt\\Audit")
                                + file(AUDIT, "")
                                + folder("microsoft\\windows nt\\SecEdit")
                                + folder("Preferences")
                                + folder("Preferences\\Registry")
                                + file(PREFERENCES, ""))
                + "</GroupPolicyObject>\r\n</GroupPolicyBackupScheme>\r\n";
    }

    private static String extension(String id, String name, String files) {
        return "<GroupPolicyExtension bkp:ID=\"" + id + "\" bkp:DescName=\"" + name + "\">" + files
                + "</GroupPolicyExtension>\r\n";
    }

    private String file(String path, String attributes) {
        return "<FSObjectFile" + place(path, attributes) + "/>";
    }

    private String folder(String path) {
        return "<FSObjectDir" + place(path, "") + "/>";
    }

    private String place(String path, String attributes) {
        return " bkp:Path=\"%GPO_MACH_FSPATH%\\" + path + "\" bkp:SourceExpandedPath=\"" + source() + "\\Machine\\"
                + path + "\"" + attributes + " bkp:Location=\"DomainSysvol\\GPO\\Machine\\" + path + "\"";
    }

    private String source() {
        return "\\\\dc." + DOMAIN + "\\sysvol\\" + DOMAIN + "\\Policies\\" + policyId();
    }

    private static String element(String name, String text) {
        return "<" + name + "><![CDATA[" + text + "]]></" + name + ">";
    }

    /** The same on every build. */
    private static String guid(String of) {
        UUID id = UUID.nameUUIDFromBytes(("vigie audit " + of).getBytes(StandardCharsets.UTF_8));
        return "{" + id.toString().toUpperCase(Locale.ROOT) + "}";
    }

    private static byte[] utf16(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_16LE);
        return ByteBuffer.allocate(bytes.length + 2)
                .put((byte) 0xff)
                .put((byte) 0xfe)
                .put(bytes)
                .array();
    }

    private static void text(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
