package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.windows.KeptPrivileges;
import bzh.vigie.agent.source.WantedAudit;
import bzh.vigie.agent.source.WindowsChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

final class AuditSheetsTest {
    private static final List<String> SHEETS = List.of("fiche-journaux-windows.html", "fiche-antivirus-pare-feu.html");

    @TempDir
    private Path folder;

    private String sheet(String name, SheetValues values) throws IOException, InterruptedException {
        AuditKitTest.kit(folder, values, Optional.empty());
        return Files.readString(folder.resolve("audit").resolve(name));
    }

    @Test
    void aSheetStandsAloneAndIsWellFormed() throws IOException, InterruptedException {
        for (String each : SHEETS) {
            Element html = AuditKitTest.xml(
                            sheet(each, SheetValues.BLANK).getBytes(java.nio.charset.StandardCharsets.UTF_8))
                    .getDocumentElement();
            assertEquals("fr", html.getAttribute("lang"));
            NodeList all = html.getElementsByTagName("*");
            for (int i = 0; i < all.getLength(); i++) {
                Element element = (Element) all.item(i);
                assertFalse(
                        List.of("script", "link", "img", "iframe", "object", "a")
                                .contains(element.getTagName()),
                        each + ": " + element.getTagName());
            }
            String style = html.getElementsByTagName("style").item(0).getTextContent();
            assertTrue(style.contains("size: A4"), style);
            assertFalse(style.contains("url(") || style.contains("@import"), style);
        }
    }

    @Test
    void theSheetOnLogsNamesAllThatIsSet() throws IOException, InterruptedException {
        String sheet = sheet(SHEETS.getFirst(), SheetValues.BLANK);
        for (WantedAudit.Subcategory each : AuditSettings.subcategories(true)) {
            assertTrue(
                    sheet.contains("<b>" + Template.xml(each.subcategory().french())
                            + (each.failures() ? ", et les échecs</b>" : "</b>")),
                    each.subcategory().french());
        }
        for (RegistryValue each : AuditSettings.values()) {
            assertTrue(sheet.contains(each.name() + " = " + each.data()), each.name());
        }
        AuditSettings.switchedOn().forEach(each -> assertTrue(sheet.contains(each.path()), each.path()));
        assertTrue(sheet.contains("256 Mo au plus"), "the disk");
        assertTrue(sheet.contains(AuditSettings.BY_SUBCATEGORY.name()));
        assertTrue(sheet.contains("Le script n’est pas signé"));
    }

    @Test
    void theSheetOnLogsSaysWhatIsLostAndWhatIsSwitchedOnBesides() throws IOException, InterruptedException {
        String sheet = sheet(SHEETS.getFirst(), SheetValues.BLANK).replace('\u00a0', ' ');
        assertTrue(sheet.contains("« Modification de l’état de la sécurité », « Intégrité du système »"), "kept");
        assertTrue(sheet.contains("auditpol /backup") && sheet.contains("auditpol /restore"), "before and after");
        assertTrue(sheet.contains("même là où elle était plus grande"), "a larger log");
        assertTrue(sheet.contains("parmi les " + WindowsChannel.all().size() + " journaux"), "channels");
        assertTrue(sheet.contains("<code>MachinePolicy</code>"), "a policy that forbids scripts");
    }

    @Test
    void theSheetOnTheAntivirusNamesThePrivilegesThatTheAgentKeeps() throws IOException, InterruptedException {
        assertEquals(KeptPrivileges.NAMES, AuditSheets.privilegesNamed());
        String sheet = sheet(SHEETS.getLast(), SheetValues.BLANK);
        KeptPrivileges.NAMES.forEach(each -> assertTrue(sheet.contains("<td class=\"name\"><code>" + each), each));
        assertTrue(sheet.contains("il en garde quatre"), "how many");
        assertTrue(sheet.contains("<code>vigie/1</code>") && sheet.contains("<code>vigie-enrol/1</code>"));
    }

    /** Who reads a sheet looks for these words on the screen. */
    @Test
    void theWordsThatTheSheetsQuoteAreThoseOfTheAgent() throws IOException, InterruptedException {
        ResourceBundle words = ResourceBundle.getBundle("bzh.vigie.agent.words", Locale.FRENCH);
        assertTrue(sheet(SHEETS.getFirst(), SheetValues.BLANK)
                .contains("sont <i>" + words.getString("WatchState.LIVE") + "</i> quand"));
        String sheet =
                sheet(SHEETS.getLast(), SheetValues.BLANK).replace('’', '\'').replace('\u00a0', ' ');
        assertTrue(sheet.contains("« " + words.getString("Plain.ANTIVIRUS") + " »"), "antivirus");
        assertTrue(sheet.contains("« " + words.getString("Plain.FILES_GONE") + " »"), "files");
        String opened = "un équipement du réseau ou un antivirus ouvre peut-être les connexions chiffrées";
        assertTrue(words.getString("Plain.OPENED").contains(opened) && sheet.contains("« " + opened + " »"), opened);
        String proxy = "Le mandataire (proxy) par lequel passe ce poste";
        assertTrue(words.getString("Plain.PROXY").startsWith(proxy) && sheet.contains("« " + proxy), proxy);
    }

    @Test
    void whatTheBuildKnowsIsFilledInAndTheRestIsALineToWriteOn() throws IOException, InterruptedException {
        String blank = "<td><span class=\"blank\"></span></td>";
        assertEquals(7, sheet(SHEETS.getLast(), SheetValues.BLANK).split(blank, -1).length);
        Properties properties = new Properties();
        properties.setProperty("sheet.commune", "Saint-<Jean>");
        properties.setProperty("sheet.collector", "vigie.example.bzh:8443");
        String sheet = sheet(SHEETS.getLast(), SheetValues.of(properties));
        assertEquals(5, sheet.split(blank, -1).length);
        assertTrue(sheet.contains("<td><b>vigie.example.bzh</b></td>") && sheet.contains("<td><b>8443</b></td>"));
        assertTrue(sheet.contains("Saint-&lt;Jean&gt;"));
        properties.setProperty("sheet.collector", "no port");
        assertThrows(IllegalArgumentException.class, () -> SheetValues.of(properties));
    }

    @Test
    void aPlaceWithoutAValueAndAValueWithoutAPlaceAreRefused() {
        assertThrows(IllegalStateException.class, () -> Template.fill("@ONE@", java.util.Map.of()));
        assertThrows(IllegalStateException.class, () -> Template.fill("", java.util.Map.of("ONE", "1")));
        assertEquals("$1 a@b", Template.fill("@ONE@ a@b", java.util.Map.of("ONE", "$1")));
    }
}
