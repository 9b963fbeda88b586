package bzh.vigie.installers;

import bzh.vigie.agent.source.WantedAudit;
import bzh.vigie.agent.source.WindowsChannel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tables in the script for PCs without a domain, as PowerShell reads them. */
final class AuditScript {
    private AuditScript() {}

    /** What goes into the places of {@code vigie-audit.ps1}. */
    static Map<String, String> tables(Explanations why) {
        Map<String, String> places = new LinkedHashMap<>();
        places.put("SUBCATEGORIES", rows(AuditSettings.subcategories(true), AuditScript::subcategory));
        places.put(
                "VALUES",
                rows(
                        Stream.concat(AuditSettings.values().stream(), Stream.of(AuditSettings.BY_SUBCATEGORY))
                                .toList(),
                        each -> value(each, why)));
        places.put("CHANNELS", rows(WindowsChannel.all(), AuditScript::channel));
        return places;
    }

    private static <T> String rows(List<T> things, Function<T, String> row) {
        return things.stream().map(each -> "    @{ " + row.apply(each) + " }").collect(Collectors.joining("\n"));
    }

    private static String subcategory(WantedAudit.Subcategory each) {
        return "Guid = " + quoted(each.subcategory().guid()) + "; Nom = "
                + quoted(each.subcategory().french()) + "; Echecs = " + truth(each.failures()) + "; Controleur = "
                + truth(each.controllers());
    }

    private static String value(RegistryValue each, Explanations why) {
        String what = each.equals(AuditSettings.BY_SUBCATEGORY)
                ? "l'audit par sous-catégorie l'emporte sur l'audit par catégorie"
                : "registre : " + why.ofValue(each).what();
        return "Cle = " + quoted(each.key()) + "; Nom = " + quoted(each.name()) + "; Type = " + quoted(each.type())
                + "; Donnee = " + quoted(each.data()) + "; Quoi = " + quoted(what + " (" + each.name() + ")");
    }

    private static String channel(WindowsChannel each) {
        return "Chemin = " + quoted(each.path()) + "; Nom = " + quoted(each.french()) + "; Partout = "
                + truth(each.everywhere()) + "; Taille = " + each.wantedBytes();
    }

    private static String truth(boolean is) {
        return is ? "$true" : "$false";
    }

    /** A text in quotes; PowerShell takes a typographic apostrophe for a quote too (about_Quoting_Rules). */
    private static String quoted(String text) {
        return "'" + text.replace('’', '\'').replace("'", "''") + "'";
    }
}
