package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.agent.persistence.catalogue.NotObservable;
import bzh.vigie.agent.persistence.catalogue.NotOnWindows;
import bzh.vigie.text.LocationText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
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
        for (Location location : Stream.of(Catalogue.linux(), Catalogue.windows(), Catalogue.directory())
                .flatMap(List::stream)
                .toList()) {
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
        out.append(french ? """
                        # Ce qui est inventorié, et ce qui ne peut pas l’être

                        Produit à partir du catalogue par `CoverageDocTest` ; ne pas modifier à la main. *Vu* : à la notification
                        du noyau, ou à la passe suivante. `*` est une partie d’un nom, `**` des dossiers à toute profondeur, `~` le
                        dossier de chaque compte, `{a,b}` l’un ou l’autre. Pendant qu’un gestionnaire de paquets travaille, ce qui
                        n’est d’aucun paquet dans les endroits de la machine est dit quand il a fini, au plus tard après deux minutes.

                        """ : """
                        # What is inventoried, and what cannot be

                        Made from the catalogue by `CoverageDocTest`; not edited by hand. *Seen*: when the kernel notifies, or by
                        the next pass. `*` is any part of a name, `**` directories of any depth, `~` the home of each account,
                        `{a,b}` one or the other. While a package manager is at work, what is of no package in places of the machine
                        is told when it has ended, after two minutes at the latest.

                        """);
        out.append(
                french
                        ? "| liste | dossiers, dans l’ordre où ils comptent |\n|---|---|\n"
                        : "| list | directories, in the order in which they count |\n|---|---|\n");
        for (PlaceText.Named set : PlaceText.SETS) {
            out.append("| ‹%s› | `%s` |\n".formatted(set.name(), String.join("`, `", set.members())));
        }
        counts(french, out);
        families(Catalogue.families(), locale, out);
        out.append(
                french
                        ? "\n## Techniques de persistance sous Linux sans endroit à lire\n\n| technique | raison |\n|---|---|\n"
                        : "\n## Persistence techniques on Linux without a place to read\n\n| technique | reason |\n|---|---|\n");
        for (NotObservable technique : NotObservable.values()) {
            out.append("| %s | %s |\n".formatted(technique.id(), technique.reason(locale)));
        }
        int onWindows = Catalogue.windows().size();
        long toldByWindows =
                Catalogue.windows().stream().filter(Location::isNotified).count();
        out.append((french
                        ? "\n# Windows\n\n%d endroits, lus sur un disque (`agent scan --root`) ou sur un Windows en marche (%d à la notification, %d à la passe), pour la machine ou pour chaque profil. Sur un Windows en marche, cela n’a été vu que sous Wine 10 ; ce que Wine n’a pas n’est *pas encore vu sur un vrai Windows* : [windows-confirm.md](windows-confirm.md) en tient la liste, avec un script pour qui a un PC Windows.\n"
                        : "\n# Windows\n\n%d locations, read from a disk (`agent scan --root`) or on a running Windows (%d when notified, %d by passes), for the machine or for each profile. On a running Windows this was only seen under Wine 10; what Wine lacks is *not yet seen on a real Windows*: [windows-confirm.md](windows-confirm.md) lists it, with a script for a person with a Windows PC.\n")
                .formatted(onWindows, toldByWindows, onWindows - toldByWindows));
        families(Catalogue.windowsFamilies(), locale, out);
        out.append(
                french
                        ? "\n## Persistance sous Windows sans endroit à lire\n\n| quoi | technique | raison |\n|---|---|---|\n"
                        : "\n## Persistence on Windows without a place to read\n\n| what | technique | reason |\n|---|---|---|\n");
        for (NotOnWindows subject : NotOnWindows.values()) {
            out.append(
                    "| %s | %s | %s |\n".formatted(subject.title(locale), subject.technique(), subject.reason(locale)));
        }
        out.append(
                french
                        ? "\n# Active Directory\n\nLu par un seul agent de chaque domaine, en LDAP signé et chiffré, au nom de l’ordinateur : une fois par jour, et toutes les heures ce dont un objet a changé. Ce que cet ordinateur n’a pas le droit de lire est dit. Essayé contre Samba 4.22 ; contre un Windows Server : *pas encore*.\n"
                        : "\n# Active Directory\n\nRead by one agent of each domain, over LDAP, signed and sealed, in the computer's name: once a day, and every hour what an object of changed. What that computer may not read is told. Tried against Samba 4.22; against a Windows Server: *not yet*.\n");
        families(Catalogue.directoryFamilies(), locale, out);
        return out.toString();
    }

    private static void families(List<Catalogue.Family> families, Locale locale, StringBuilder out) {
        boolean french = locale.equals(Locale.FRENCH);
        for (Catalogue.Family family : families) {
            out.append("\n## ")
                    .append(LocationText.title("family." + family.name(), locale)
                            .orElseThrow())
                    .append("\n\n")
                    .append(
                            french
                                    ? "| id | quoi | technique | pour | lu | vu | ne peut pas voir |\n"
                                    : "| id | what | technique | for | read | seen | cannot see |\n")
                    .append("|---|---|---|---|---|---|---|\n");
            family.locations().forEach(location -> row(location, locale, out));
        }
    }

    private static void counts(boolean french, StringBuilder out) {
        int locations = Catalogue.linux().size();
        long notified = Catalogue.linux().stream().filter(Location::isNotified).count();
        int techniques = PlaceText.techniques().size();
        out.append(
                french
                        ? "\nLinux : %d endroits (%d à la notification, %d à la passe), %d techniques d’ATT&CK %s ; %d autres n’ont pas d’endroit.\n"
                                .formatted(
                                        locations,
                                        notified,
                                        locations - notified,
                                        techniques,
                                        Catalogue.ATTACK_VERSION,
                                        NotObservable.values().length)
                        : "\nLinux: %d locations (%d when the kernel notifies, %d by passes), %d techniques of ATT&CK %s; %d more have no place.\n"
                                .formatted(
                                        locations,
                                        notified,
                                        locations - notified,
                                        techniques,
                                        Catalogue.ATTACK_VERSION,
                                        NotObservable.values().length));
    }

    private static void row(Location location, Locale locale, StringBuilder out) {
        boolean french = locale.equals(Locale.FRENCH);
        String scope = switch (location.scope()) {
            case MACHINE -> "machine";
            case HOME, SPOOL -> french ? "compte" : "account";
        };
        String seen = location.isNotified() ? (french ? "notification" : "notified") : (french ? "passe" : "pass");
        out.append("| `%s` | %s | %s | %s | %s | %s | %s |\n"
                .formatted(
                        location.id(),
                        LocationText.title(location.id(), locale).orElse(""),
                        String.join(", ", location.techniques()),
                        scope,
                        PlaceText.of(location, french ? "tout ce que lit" : "all that is read by"),
                        seen,
                        LocationText.blind(location.id(), locale).orElse("")));
    }
}
