package bzh.vigie.installers;

import bzh.vigie.agent.source.WantedAudit;
import bzh.vigie.agent.source.WindowsChannel;
import bzh.vigie.agent.transport.Connector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What goes into the places of the two sheets to print. */
final class AuditSheets {
    /** What each privilege that the agent keeps is for. */
    private static final Map<String, String> PRIVILEGES = privileges();

    private final String version;
    private final SheetValues values;
    private final Explanations why;
    private final boolean scriptIsSigned;

    /** @param scriptIsSigned whether the script beside them carries a signature */
    AuditSheets(String version, SheetValues values, Explanations why, boolean scriptIsSigned) {
        this.version = version;
        this.values = values;
        this.why = why;
        this.scriptIsSigned = scriptIsSigned;
    }

    private static Map<String, String> privileges() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put(
                "SeBackupPrivilege",
                "lire un fichier ou une clé dont la liste d’accès l’interdit (profils d’utilisateurs)");
        names.put("SeSecurityPrivilege", "lire le journal Sécurité et les listes d’audit");
        names.put("SeChangeNotifyPrivilege", "traverser des dossiers ; tout compte l’a");
        names.put(
                "SeSystemProfilePrivilege",
                "voir les programmes qui démarrent et les connexions, par la session de trace du système");
        return names;
    }

    /** The privileges that the second sheet names. */
    static Set<String> privilegesNamed() {
        return PRIVILEGES.keySet();
    }

    /** Of the sheet on logs. */
    Map<String, String> logs(String sysmonSchema) {
        Map<String, String> places = common();
        places.put("AUDIT-ROWS", subcategories(each -> !each.controllers()));
        places.put("CONTROLLER-ROWS", subcategories(WantedAudit.Subcategory::controllers));
        places.put("VALUE-ROWS", values());
        places.put(
                "CHANNEL-ROWS",
                AuditSettings.switchedOn().stream()
                        .map(each -> row(why.of(each), each.french() + "|" + each.path()))
                        .collect(Collectors.joining("\n")));
        places.put(
                "SIZE-ROWS",
                AuditSettings.sized().stream()
                        .map(each ->
                                "<tr><td>tout ce qui précède, assez longtemps</td><td>retrouver ce qui s’est passé PC éteint"
                                        + " ou agent arrêté</td><td><b>" + Template.xml(each.french()) + "</b> : "
                                        + (each.wantedBytes() >> 20) + " Mo au moins</td></tr>")
                        .collect(Collectors.joining("\n")));
        places.put(
                "BY-ITSELF",
                AuditSettings.byItself(true).stream()
                        .map(each -> "« " + Template.xml(each.subcategory().french()) + " »"
                                + (each.controllers() ? " (contrôleurs)" : ""))
                        .collect(Collectors.joining(", ")));
        places.put("CHANNELS", Integer.toString(WindowsChannel.all().size()));
        places.put(
                "DISK",
                Long.toString(AuditSettings.sized().stream()
                        .mapToLong(each -> each.wantedBytes() >> 20)
                        .sum()));
        places.put("GPO-HOSTS", Template.xml(GroupPolicyBackup.HOSTS.name()));
        places.put("GPO-CONTROLLERS", Template.xml(GroupPolicyBackup.CONTROLLERS.name()));
        places.put("SYSMON-SCHEMA", Template.xml(sysmonSchema));
        places.put(
                "SIGNED-SCRIPT",
                scriptIsSigned
                        ? "Le script est signé. Windows demande une fois si l’éditeur est connu : vérifiez son nom (« "
                                + Template.xml(
                                        values.signer().isEmpty() ? "celui de qui vous l’a remis" : values.signer())
                                + " »), puis répondez <b>Exécuter une fois</b>. S’il dit que le script a été modifié, ne l’exécutez pas."
                        : "Le script n’est pas signé : prenez-le seulement de la personne qui vous remet Vigie, jamais d’un courriel.");
        return places;
    }

    /** Of the sheet on the antivirus and the firewall. */
    Map<String, String> network() {
        Map<String, String> places = common();
        places.put(
                "COLLECTOR", orBlank(values.collector().map(each -> each.host()).orElse("")));
        places.put(
                "PORT",
                orBlank(values.collector()
                        .map(each -> Integer.toString(each.port()))
                        .orElse("")));
        places.put("PROXY", orBlank(values.proxy()));
        places.put("SIGNER", orBlank(values.signer()));
        places.put("SIGNER-SHA256", orBlank(values.signerSha256()));
        places.put("CONTACT", orBlank(values.contact()));
        places.put("ALPN-UPLINK", Template.xml(Connector.UPLINK));
        places.put("ALPN-ENROL", Template.xml(Connector.ENROLMENT));
        places.put("PRIVILEGE-COUNT", inWords(PRIVILEGES.size()));
        places.put(
                "PRIVILEGE-ROWS",
                PRIVILEGES.entrySet().stream()
                        .map(each -> "<tr><td class=\"name\"><code>" + each.getKey() + "</code></td><td>"
                                + Template.xml(each.getValue()) + "</td></tr>")
                        .collect(Collectors.joining("\n")));
        return places;
    }

    private static String inWords(int count) {
        List<String> words = List.of("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf");
        return words.get(count);
    }

    private Map<String, String> common() {
        Map<String, String> places = new LinkedHashMap<>();
        places.put("VERSION", Template.xml(version));
        places.put("COMMUNE", orBlank(values.commune()));
        return places;
    }

    private static String orBlank(String value) {
        return value.isEmpty() ? "<span class=\"blank\"></span>" : "<b>" + Template.xml(value) + "</b>";
    }

    private String subcategories(Predicate<WantedAudit.Subcategory> which) {
        return AuditSettings.subcategories(true).stream()
                .filter(which)
                .map(each -> row(
                        why.of(each), each.subcategory().french() + (each.failures() ? ", et les échecs" : "") + "|"))
                .collect(Collectors.joining("\n"));
    }

    private String values() {
        Map<Explanations.Why, Set<String>> names = new LinkedHashMap<>();
        for (RegistryValue each : AuditSettings.values()) {
            String last = each.key().substring(each.key().lastIndexOf('\\') + 1);
            String name = each.name().equals("*") ? last + "\\*" : each.name();
            names.computeIfAbsent(why.ofValue(each), ignored -> new LinkedHashSet<>())
                    .add(name + " = " + each.data());
        }
        List<String> rows = new ArrayList<>();
        names.forEach((reason, all) -> rows.add(row(reason, "|" + String.join(", ", all))));
        return String.join("\n", rows);
    }

    /** @param name in words for people, a bar, as Windows has it; either may be empty */
    private static String row(Explanations.Why why, String name) {
        int bar = name.indexOf('|');
        String people = name.substring(0, bar);
        String windows = name.substring(bar + 1);
        return "<tr><td>" + Template.xml(why.what()) + "</td><td>" + Template.xml(why.purpose()) + "</td><td>"
                + (people.isEmpty() ? "" : "<b>" + Template.xml(people) + "</b>")
                + (people.isEmpty() || windows.isEmpty() ? "" : "<br/>")
                + (windows.isEmpty() ? "" : "<code>" + Template.xml(windows) + "</code>") + "</td></tr>";
    }

    /** With the spaces that French has before and within signs, at which no line is broken. */
    static String spaced(String text) {
        return text.replaceAll(" ([»:;?!])", "\u00a0$1").replace("« ", "«\u00a0");
    }
}
