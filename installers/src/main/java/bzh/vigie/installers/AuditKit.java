package bzh.vigie.installers;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes the kit by which administrators set what Windows writes into its logs, apart from the agent, as a zip:
 *
 * <pre>
 *   LISEZMOI.txt
 *   fiche-journaux-windows.html  fiche-antivirus-pare-feu.html   to print
 *   strategie-de-groupe\         {@link GroupPolicyBackup}
 *   sans-domaine\                vigie-audit.ps1, vigie-audit.cmd
 *   sysmon\                      vigie-sysmon.xml
 * </pre>
 *
 * Run by the build with the folder of {@code installers} and the properties {@code vigie.version}, those of {@link SheetValues} and of
 * {@link CodeSignature}. It needs no runtime of Windows.
 */
public final class AuditKit {
    private static final Pattern SCHEMA = Pattern.compile("<Sysmon schemaversion=\"([0-9.]+)\">");
    private static final String MARK_OF_UTF8 = "\uFEFF";

    private final Path sources;
    private final Path target;
    private final String version;
    private final SheetValues values;
    private final Optional<CodeSignature> signature;

    /**
     * Makes the kit of one build.
     *
     * @param installers the folder of this module
     * @param target where the kit and what comes between are put
     */
    AuditKit(Path installers, Path target, String version, SheetValues values, Optional<CodeSignature> signature) {
        sources = installers.resolve("src/main/audit");
        this.target = target;
        this.version = version;
        this.values = values;
        this.signature = signature;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Path installers = Path.of(arguments.length > 0 ? arguments[0] : ".")
                .toAbsolutePath()
                .normalize();
        Path zip = new AuditKit(
                        installers,
                        installers.resolve("target/windows"),
                        System.getProperty("vigie.version", "0.0.0").replace("-SNAPSHOT", ""),
                        SheetValues.of(System.getProperties()),
                        CodeSignature.of(System.getProperties()))
                .make();
        out.println("vigie: kit for what Windows writes into its logs: " + zip.getFileName() + ", " + Files.size(zip)
                + " bytes");
    }

    /** Makes it, and gives the zip. */
    Path make() throws IOException, InterruptedException {
        Path tree = target.resolve("audit");
        Folders.remove(tree);
        Explanations why = Explanations.read(sources.resolve("why.txt"));
        GroupPolicyBackup.write(
                List.of(GroupPolicyBackup.HOSTS, GroupPolicyBackup.CONTROLLERS), tree.resolve("strategie-de-groupe"));
        script(tree.resolve("sans-domaine"), why);
        String sysmon = fill("vigie-sysmon.xml", Map.of("VERSION", version));
        write(tree.resolve("sysmon/vigie-sysmon.xml"), sysmon);
        sheets(tree, why, schema(sysmon));
        write(tree.resolve("LISEZMOI.txt"), MARK_OF_UTF8 + fill("LISEZMOI.txt", Map.of("VERSION", version)));
        String name = "vigie-audit-windows-" + version;
        Path zip = target.resolve(name + ".zip");
        FixedZip.write(tree, name, zip);
        return zip;
    }

    private void script(Path folder, Explanations why) throws IOException, InterruptedException {
        Map<String, String> tables = new HashMap<>(AuditScript.tables(why));
        tables.put("VERSION", version);
        Path script = folder.resolve("vigie-audit.ps1");
        write(script, MARK_OF_UTF8 + fill("vigie-audit.ps1", tables));
        if (signature.isPresent()) {
            signature.get().sign(script);
        }
        write(
                folder.resolve("vigie-audit.cmd"),
                fill(
                        "vigie-audit.cmd",
                        signature.isPresent()
                                ? Map.of(
                                        "POLICY",
                                        "AllSigned",
                                        "POLICY-WHY",
                                        "Le script est signe : AllSigned refuse celui que quelqu'un a modifie.")
                                : Map.of(
                                        "POLICY",
                                        "Bypass",
                                        "POLICY-WHY",
                                        "Le script n'est pas signe : Bypass, pour cette seule fois, sans changer le reglage du PC.")));
    }

    private void sheets(Path tree, Explanations why, String schema) throws IOException {
        AuditSheets sheets = new AuditSheets(version, values, why, signature.isPresent());
        String style = Files.readString(sources.resolve("style.css"));
        sheet(tree, "fiche-journaux-windows.html", sheets.logs(schema), style);
        sheet(tree, "fiche-antivirus-pare-feu.html", sheets.network(), style);
    }

    private void sheet(Path tree, String name, Map<String, String> places, String style) throws IOException {
        Map<String, String> all = new HashMap<>(places);
        all.put("STYLE", style.strip());
        write(tree.resolve(name), AuditSheets.spaced(fill(name, all)));
    }

    private static String schema(String sysmon) {
        Matcher found = SCHEMA.matcher(sysmon);
        if (!found.find()) {
            throw new IllegalStateException("the configuration of Sysmon names no schema");
        }
        return found.group(1);
    }

    private String fill(String source, Map<String, String> places) throws IOException {
        return Template.fill(Files.readString(sources.resolve(source)), places);
    }

    /** With Windows' ends of lines. */
    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text.replace("\r\n", "\n").replace("\n", "\r\n"));
    }
}
