package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.persistence.format.directory.AuditEntries;
import bzh.vigie.collector.detect.NeedTexts;
import bzh.vigie.collector.detect.ShippedRules;
import bzh.vigie.collector.detect.sigma.Card;
import bzh.vigie.collector.detect.sigma.Need;
import bzh.vigie.collector.detect.sigma.Need.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The audit entries of a directory: what rules need, what the words say, what the commands set and what the agent looks for are the same. */
final class AuditEntriesTest {
    private static final Map<String, String> ENGLISH = Map.of(
            "write-property", "write all properties",
            "write-dacl", "modify permissions",
            "write-owner", "modify owner",
            "create-child", "create and delete all child objects",
            "delete-child", "create and delete all child objects",
            "extended-right", "all extended rights");
    private static final Map<String, String> FRENCH = Map.of(
            "write-property", "écrire toutes les propriétés",
            "write-dacl", "modifier les autorisations",
            "write-owner", "modifier le propriétaire",
            "create-child", "créer et supprimer tous les objets enfants",
            "delete-child", "créer et supprimer tous les objets enfants",
            "extended-right", "tous les droits étendus");
    private static final Map<String, String> COMMANDS = Map.of(
            "write-property", "WriteProperty",
            "write-dacl", "WriteDacl",
            "write-owner", "WriteOwner",
            "create-child", "CreateChild",
            "delete-child", "DeleteChild",
            "extended-right", "ExtendedRight");

    @Test
    void whatRulesNeedIsWhatTheAgentLooksFor() {
        Set<String> needed = ShippedRules.load().cards().stream()
                .map(Card::needs)
                .flatMap(java.util.List::stream)
                .filter(need -> need.kind() == Kind.SACL)
                .map(Need::text)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(needed, AuditEntries.needs().keySet());
    }

    @Test
    void theWordsNameTheRightsThatTheAgentLooksFor() {
        AuditEntries.needs().forEach((need, rights) -> {
            for (Map.Entry<Locale, Map<String, String>> each :
                    Map.of(Locale.ENGLISH, ENGLISH, Locale.FRENCH, FRENCH).entrySet()) {
                String words = NeedTexts.say(new Need(Kind.SACL, need), each.getKey());
                Set<String> said = each.getValue().keySet().stream()
                        .filter(right -> words.contains(each.getValue().get(right)))
                        .collect(Collectors.toSet());
                assertEquals(rights, said, words);
            }
        });
    }

    /** The same commands in the sheet for administrators and on the page of the directory, in both languages. */
    @Test
    void theCommandsSetWhatTheAgentLooksFor() throws IOException {
        Path root = Path.of("..");
        String english = commands(root.resolve("docs/directory.md"));
        assertEquals(english, commands(root.resolve("docs/directory.fr.md")));
        assertEquals(english, commands(root.resolve("installers/src/main/audit/fiche-journaux-windows.html")));
        AuditEntries.needs().values().stream()
                .flatMap(Set::stream)
                .forEach(right -> assertTrue(english.contains(String.valueOf(COMMANDS.get(right))), right));
        for (String where : Set.of("defaultNamingContext", "configurationNamingContext", "schemaNamingContext")) {
            assertTrue(english.contains(where), where);
        }
        assertTrue(english.contains("S-1-1-0"), english);
    }

    private static String commands(Path file) throws IOException {
        String text = Files.readString(file);
        int start = text.indexOf("$everyone = ");
        int end = Math.max(text.indexOf("\n```", start), text.indexOf("</pre>", start));
        assertTrue(start > 0 && end > start, file + " has no commands");
        return text.substring(start, end).replace("&gt;", ">").strip();
    }
}
