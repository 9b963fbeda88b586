package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.agent.persistence.catalogue.NotObservable;
import bzh.vigie.text.LocationText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** {@code docs/coverage.md} and its French twin say what the catalogue says. A mismatch writes the document that should be. */
class CoverageDocTest {
    private static final Path DOCS = Path.of("../docs");
    private static final Path FOUND = Path.of("target/docs");

    @Test
    void theEnglishDocumentIsTheCatalogue() throws IOException {
        same("coverage.md", Locale.ENGLISH);
    }

    @Test
    void theFrenchDocumentIsTheCatalogue() throws IOException {
        same("coverage.fr.md", Locale.FRENCH);
    }

    @Test
    void everyLocationHasATitleInBothLanguages() {
        for (Location location : Catalogue.linux()) {
            Optional<String> english = LocationText.title(location.id(), Locale.ENGLISH);
            Optional<String> french = LocationText.title(location.id(), Locale.FRENCH);
            assertTrue(english.isPresent() && french.isPresent(), location.id());
            assertTrue(!english.equals(french) || english.get().equals("D-Bus"), location.id() + " is not translated");
            assertEquals(
                    LocationText.blind(location.id(), Locale.ENGLISH).isPresent(),
                    !LocationText.blind(location.id(), Locale.FRENCH)
                            .equals(LocationText.blind(location.id(), Locale.ENGLISH)),
                    location.id() + ".blind");
        }
    }

    private static void same(String name, Locale locale) throws IOException {
        String wanted = document(locale);
        Path document = DOCS.resolve(name);
        if (!Files.exists(document) || !Files.readString(document).equals(wanted)) {
            Files.createDirectories(FOUND);
            Files.writeString(FOUND.resolve(name), wanted);
            assertEquals(
                    wanted,
                    Files.exists(document) ? Files.readString(document) : "",
                    "copy agent/target/docs/" + name + " to docs/");
        }
    }

    private static String document(Locale locale) {
        boolean french = locale.equals(Locale.FRENCH);
        StringBuilder out = new StringBuilder();
        out.append(
                french
                        ? "# Ce qui est inventorié, et ce qui ne peut pas l’être\n\nProduit à partir du catalogue par `CoverageDocTest` ;"
                                + " ne pas modifier à la main. *Vu* : à la notification du noyau, ou à la passe suivante.\n\n"
                        : "# What is inventoried, and what cannot be\n\nMade from the catalogue by `CoverageDocTest`; not edited by"
                                + " hand. *Seen*: when the kernel notifies, or by the next pass.\n\n");
        out.append(french ? "## Linux : " : "## Linux: ")
                .append(Catalogue.linux().size())
                .append(french ? " endroits, ATT&CK " : " locations, ATT&CK ")
                .append(Catalogue.ATTACK_VERSION)
                .append("\n\n")
                .append(
                        french
                                ? "| id | quoi | technique | pour | lu | vu | ne peut pas voir |\n"
                                : "| id | what | technique | for | read | seen | cannot see |\n")
                .append("|---|---|---|---|---|---|---|\n");
        for (Location location : Catalogue.linux()) {
            out.append("| `")
                    .append(location.id())
                    .append("` | ")
                    .append(LocationText.title(location.id(), locale).orElse(""))
                    .append(" | ")
                    .append(String.join(", ", location.techniques()))
                    .append(" | ")
                    .append(
                            switch (location.scope()) {
                                case MACHINE -> "machine";
                                case HOME, SPOOL -> french ? "compte" : "account";
                            })
                    .append(" | ")
                    .append(String.join(
                            ", ",
                            location.places().stream()
                                    .map(place -> "`" + place + "`")
                                    .toList()))
                    .append(" | ")
                    .append(
                            location.isNotified()
                                    ? (french ? "notification" : "notified")
                                    : (french ? "passe" : "pass"))
                    .append(" | ")
                    .append(LocationText.blind(location.id(), locale).orElse(""))
                    .append(" |\n");
        }
        out.append(
                french
                        ? "\n## Techniques de persistance sous Linux sans endroit à lire\n\n| technique | raison |\n|---|---|\n"
                        : "\n## Persistence techniques on Linux without a place to read\n\n| technique | reason |\n|---|---|\n");
        for (NotObservable technique : NotObservable.values()) {
            out.append("| ")
                    .append(technique.id())
                    .append(" | ")
                    .append(technique.reason(locale))
                    .append(" |\n");
        }
        return out.toString();
    }
}
