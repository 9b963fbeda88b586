package bzh.vigie.installers;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.windows.policy.Preferences;
import bzh.vigie.agent.windows.policy.RegistryPolicy;
import bzh.vigie.agent.windows.policy.SecurityTemplate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * What the kit for administrators sets, read from its files, is what the agent's own sentences ask for: no more and no less. That a Windows
 * takes the files so has not been seen.
 */
final class AuditKitTest {
    private static final Pattern CSV =
            Pattern.compile(",System,Audit ([^,]+),\\{([0-9a-f-]{36})\\},(Success|Success and Failure),,([13])");
    private static final Pattern SUBCATEGORY = Pattern.compile(
            "@\\{ Guid = '([0-9A-F-]{36})'; Nom = '(.+)'; Echecs = \\$(true|false); Controleur = \\$(true|false) \\}");
    private static final Pattern VALUE = Pattern.compile(
            "@\\{ Cle = '([^']+)'; Nom = '([^']+)'; Type = '([^']+)'; Donnee = '([^']+)'; Quoi = '(.+)' \\}");
    private static final Pattern CHANNEL =
            Pattern.compile("@\\{ Chemin = '([^']+)'; Nom = '(.+)'; Partout = \\$(true|false); Taille = (\\d+) \\}");
    private static final Pattern ROW = Pattern.compile("(?m)^    @\\{ ");
    private static final String SIZES = "SOFTWARE\\Policies\\Microsoft\\Windows\\EventLog\\";

    @TempDir
    static Path folder;

    private static Path kit = Path.of("");
    private static String script = "";

    @BeforeAll
    static void make() throws IOException, InterruptedException {
        kit(folder, SheetValues.BLANK, Optional.empty());
        kit = folder.resolve("audit");
        script = Files.readString(kit.resolve("sans-domaine/vigie-audit.ps1"));
    }

    static Path kit(Path target, SheetValues values, Optional<CodeSignature> signature)
            throws IOException, InterruptedException {
        return new AuditKit(Path.of("").toAbsolutePath(), target, "1.2.3", values, signature).make();
    }

    private static Path machine(GroupPolicyBackup backup) {
        return kit.resolve("strategie-de-groupe").resolve(backup.backupId()).resolve("DomainSysvol/GPO/Machine");
    }

    private static Map<String, Integer> audited(GroupPolicyBackup backup) throws IOException {
        Map<String, Integer> audited = new TreeMap<>();
        List<String> lines = Files.readAllLines(machine(backup).resolve("microsoft/windows nt/Audit/audit.csv"));
        assertEquals(
                "Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting,Setting Value",
                lines.getFirst());
        for (String line : lines.subList(1, lines.size())) {
            var row = CSV.matcher(line);
            assertTrue(row.matches(), line);
            assertEquals(row.group(3).contains("Failure"), row.group(4).equals("3"), line);
            audited.put(row.group(2).toUpperCase(Locale.ROOT), Integer.parseInt(row.group(4)));
        }
        return audited;
    }

    @Test
    void thePoliciesAuditWhatTheAgentAsksFor() throws IOException, InterruptedException {
        Map<String, Integer> ofHosts = Remedies.allOff(folder("host"), false).subcategories();
        Map<String, Integer> ofControllers =
                Remedies.allOff(folder("controller"), true).subcategories();
        assertTrue(ofHosts.size() > 10 && ofControllers.size() > ofHosts.size(), ofHosts + " " + ofControllers);
        // What Windows audits by itself, which a policy would otherwise end: state, integrity, other events of the
        // system, NPS, tickets.
        for (Map<String, Integer> each : List.of(ofHosts, ofControllers)) {
            assertEquals(null, each.put("0CCE9210-69AE-11D9-BED3-505054503030", 1));
            for (String failuresToo : List.of("0CCE9212", "0CCE9214", "0CCE9243")) {
                assertEquals(null, each.put(failuresToo + "-69AE-11D9-BED3-505054503030", 3));
            }
        }
        assertEquals(null, ofControllers.put("0CCE9240-69AE-11D9-BED3-505054503030", 1));
        assertEquals(ofHosts, audited(GroupPolicyBackup.HOSTS));
        assertEquals(ofControllers, audited(GroupPolicyBackup.CONTROLLERS));
    }

    private static Path folder(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }

    @Test
    void thePoliciesSetTheValuesThatTheAgentAsksForAndTheSizeOfChannels() throws IOException, InterruptedException {
        Remedies remedies = Remedies.allOff(folder("values"), false);
        Remedies small = Remedies.small(folder("small"));
        Set<RegistryValue> wanted = new HashSet<>(remedies.values());
        assertEquals(4, wanted.size());
        small.sizes()
                .forEach((channel, bytes) -> wanted.add(
                        new RegistryValue(SIZES + channel, "MaxSize", "REG_DWORD", Long.toString(bytes >> 10))));
        assertEquals(Set.of("Security"), small.sizes().keySet());
        assertEquals(List.of(262_144L), List.copyOf(small.policySizes()));
        for (GroupPolicyBackup each : List.of(GroupPolicyBackup.HOSTS, GroupPolicyBackup.CONTROLLERS)) {
            RegistryPolicy read =
                    RegistryPolicy.parse(Files.readAllBytes(machine(each).resolve("registry.pol")));
            assertEquals(0, read.malformed());
            assertEquals(
                    wanted,
                    read.entries().stream()
                            .map(entry -> new RegistryValue(
                                    entry.key(),
                                    entry.name(),
                                    entry.type() == 4 ? "REG_DWORD" : "REG_SZ",
                                    entry.text().replace("\0", "")))
                            .collect(toSet()));
        }
    }

    @Test
    void thePoliciesSwitchOnTheChannelsThatWindowsLeavesOff() throws IOException, InterruptedException {
        Set<RegistryValue> wanted = Remedies.allOff(folder("channels"), false).switches();
        assertEquals(3, wanted.size());
        byte[] file = Files.readAllBytes(machine(GroupPolicyBackup.HOSTS).resolve("Preferences/Registry/Registry.xml"));
        Preferences read = Preferences.parse(file);
        assertEquals(0, read.malformed());
        assertEquals(wanted.size(), read.preferences().size());
        assertTrue(read.preferences().stream()
                .allMatch(each -> each.kind() == Preferences.Kind.REGISTRY
                        && each.action().equals("update")
                        && each.enabled()));
        NodeList properties = xml(file).getElementsByTagName("Properties");
        Set<RegistryValue> set = new HashSet<>();
        for (int i = 0; i < properties.getLength(); i++) {
            Element one = (Element) properties.item(i);
            assertEquals("HKEY_LOCAL_MACHINE", one.getAttribute("hive"));
            set.add(new RegistryValue(
                    one.getAttribute("key"),
                    one.getAttribute("name"),
                    one.getAttribute("type"),
                    Integer.toString(Integer.parseInt(one.getAttribute("value"), 16))));
        }
        assertEquals(wanted, set);
    }

    @Test
    void oneSecurityOptionLetsSubcategoriesHold() throws IOException {
        SecurityTemplate read = SecurityTemplate.parse(Files.readAllBytes(
                machine(GroupPolicyBackup.HOSTS).resolve("microsoft/windows nt/SecEdit/GptTmpl.inf")));
        assertEquals(0, read.malformed());
        assertEquals(
                List.of(new SecurityTemplate.Setting(
                        SecurityTemplate.Kind.REGISTRY,
                        "MACHINE\\System\\CurrentControlSet\\Control\\Lsa\\SCENoApplyLegacyAuditPolicy",
                        "4,1")),
                read.settings());
    }

    /** As far as it can be known from backups that Windows made: every file is named, and what is named is there. */
    @Test
    void aBackupNamesItsFilesAndItsFilesAreThere() throws IOException {
        Path top = kit.resolve("strategie-de-groupe");
        NodeList instances =
                xml(Files.readAllBytes(top.resolve("manifest.xml"))).getElementsByTagName("BackupInst");
        assertEquals(2, instances.getLength());
        for (int i = 0; i < instances.getLength(); i++) {
            Element instance = (Element) instances.item(i);
            String id = text(instance, "ID");
            Path backup = top.resolve(id);
            assertEquals(
                    instance.getTextContent(),
                    xml(Files.readAllBytes(backup.resolve("bkupInfo.xml")))
                            .getDocumentElement()
                            .getTextContent());
            Element core = xml(Files.readAllBytes(backup.resolve("Backup.xml"))).getDocumentElement();
            assertEquals(text(instance, "GPOGuid"), text(core, "ID"));
            assertEquals(text(instance, "GPODisplayName"), text(core, "DisplayName"));
            Set<String> named = new TreeSet<>();
            NodeList files = core.getElementsByTagName("FSObjectFile");
            for (int f = 0; f < files.getLength(); f++) {
                String location = ((Element) files.item(f)).getAttribute("bkp:Location");
                if (!location.isEmpty()) {
                    named.add(location.replace('\\', '/'));
                }
            }
            Set<String> there = new TreeSet<>();
            for (Path file : Folders.files(backup.resolve("DomainSysvol"))) {
                there.add("DomainSysvol/" + Folders.name(backup.resolve("DomainSysvol"), file));
            }
            assertEquals(there, named);
            assertEquals(4, there.size());
        }
    }

    private static String text(Element element, String name) {
        return element.getElementsByTagName(name).item(0).getTextContent();
    }

    static Document xml(byte[] bytes) throws IOException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
            return factory.newDocumentBuilder().parse(new java.io.ByteArrayInputStream(bytes));
        } catch (javax.xml.parsers.ParserConfigurationException | org.xml.sax.SAXException e) {
            throw new IOException(new String(bytes, StandardCharsets.UTF_8), e);
        }
    }

    @Test
    void theScriptSetsWhatTheAgentAsksFor() throws IOException, InterruptedException {
        Remedies host = Remedies.allOff(folder("script"), false);
        Remedies controller = Remedies.allOff(folder("script-controller"), true);
        Map<String, Integer> ofHosts = new TreeMap<>();
        Map<String, Integer> ofControllers = new TreeMap<>();
        SUBCATEGORY.matcher(script).results().forEach(row -> {
            int bits = row.group(3).equals("true") ? 3 : 1;
            ofControllers.put(row.group(1), bits);
            if (row.group(4).equals("false")) {
                ofHosts.put(row.group(1), bits);
            }
        });
        assertEquals(host.subcategories(), ofHosts);
        assertEquals(controller.subcategories(), ofControllers);

        Set<RegistryValue> values = VALUE.matcher(script)
                .results()
                .map(row -> new RegistryValue(row.group(1), row.group(2), row.group(3), row.group(4)))
                .collect(toSet());
        Set<RegistryValue> wanted = new HashSet<>(host.values());
        wanted.add(AuditSettings.BY_SUBCATEGORY);
        assertEquals(wanted, values);

        Map<String, Long> sizes = new TreeMap<>();
        Set<String> channels = new TreeSet<>();
        CHANNEL.matcher(script).results().forEach(row -> {
            channels.add(row.group(1));
            if (!row.group(4).equals("0")) {
                sizes.put(row.group(1), Long.parseLong(row.group(4)));
            }
        });
        assertEquals(controller.channels(), channels);
        assertEquals(Remedies.small(folder("script-small")).sizes(), sizes);
        // No row that is understood by none of the patterns.
        assertEquals(
                ROW.matcher(script).results().count(), ofControllers.size() + values.size() + (long) channels.size());
    }

    @Test
    void theScriptIsWrittenAsWindowsReadsIt() throws IOException {
        assertTrue(
                script.startsWith("\uFEFF#Requires"),
                "a mark, without which PowerShell 5.1 takes it for another code page");
        assertFalse(script.replace("\r\n", "").contains("\n"), "ends of lines of Windows");
        assertFalse(
                script.chars().anyMatch(c -> c >= 0x2018 && c <= 0x201f),
                "typographic quotes, which PowerShell takes for its own");
        assertFalse(script.contains("@SUB"));
        assertEquals(List.of(), PowerShellText.faults(script));
        String command = Files.readString(kit.resolve("sans-domaine/vigie-audit.cmd"));
        assertTrue(command.chars().allMatch(c -> c < 128), "the console's code page is not known");
        assertTrue(command.contains("-ExecutionPolicy Bypass -File \"%~dp0vigie-audit.ps1\""), command);
    }

    /** By its text alone: there is no PowerShell here. */
    @Test
    void theScriptCountsWhatIsRefusedOnceAndPutsAnEmptyTextBack() {
        int refuses = script.indexOf("$Refuses[$s.Guid] = $true");
        assertTrue(refuses > script.indexOf("function Regler-Audit")
                && refuses < script.indexOf("function Regler-Valeurs"));
        int reads = script.indexOf("$Refuses.ContainsKey($s.Guid)) { continue }");
        assertTrue(
                reads > script.indexOf("function Relire-Audit") && reads < script.indexOf("function Remettre-Audit"));
        assertTrue(script.contains("if ($coupe -lt 0) { return $null }"));
    }

    @Test
    void aScriptWhoseBracketsOrQuotesDoNotCloseIsFound() {
        assertFalse(PowerShellText.faults("if ($a) { 'it''s' }\nfunction X([string] $b) { \"$b }\" \n")
                .isEmpty());
        assertFalse(PowerShellText.faults("$a = 'one\n").isEmpty());
        assertFalse(PowerShellText.faults("@( 1, 2 }").isEmpty());
        assertEquals(List.of(), PowerShellText.faults("# it's (\n<# ' { #> $a = \"}\" + '\"' ; $b = @{ c = '#' }\n"));
    }

    @Test
    void everyReasonIsUsed() throws IOException {
        Explanations why = Explanations.read(Path.of("src/main/audit/why.txt"));
        Set<Explanations.Why> used = new HashSet<>();
        AuditSettings.subcategories(true).forEach(each -> used.add(why.of(each)));
        AuditSettings.values().forEach(each -> used.add(why.ofValue(each)));
        AuditSettings.switchedOn().forEach(each -> used.add(why.of(each)));
        assertEquals(why.size(), used.size());
    }
}
