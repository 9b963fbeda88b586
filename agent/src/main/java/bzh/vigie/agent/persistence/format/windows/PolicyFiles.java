package bzh.vigie.agent.persistence.format.windows;

import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.persistence.format.BytesFormat;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.agent.persistence.format.registry.Commands;
import bzh.vigie.agent.windows.policy.PolicyScripts;
import bzh.vigie.agent.windows.policy.PolicyScripts.Script;
import bzh.vigie.agent.windows.policy.Preferences;
import bzh.vigie.agent.windows.policy.Preferences.Kind;
import bzh.vigie.agent.windows.policy.Preferences.Preference;
import bzh.vigie.agent.windows.policy.RegistryPolicy;
import bzh.vigie.agent.windows.policy.RegistryPolicy.Entry;
import bzh.vigie.agent.windows.policy.SecurityTemplate;
import bzh.vigie.agent.windows.policy.SecurityTemplate.Setting;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.ItemFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Group Policy as it lies on the machine. */
public final class PolicyFiles {
    /** Keys whose values start code, let somebody in or blind: what a registry policy is told for. */
    private static final Pattern TOLD = Pattern.compile("(?i)(?:\\\\r"
        + "un(?:once)?$|explorer\\\\r"
        + "un|\\\\shell$|winlogon|\\\\system$|scripts|\\\\environment|forcelist|extension|nativemessaging|windows"
        + " defender|firewall|terminal services|remote ?desktop|winrm|powershell|eventlog"
        + "|systemcertificates|credssp|\\\\lsa$|applocker|safer|\\\\srp|deviceguard|\\\\appx|installer|proxy|internet"
        + " settings|office\\\\|outlook|windowsupdate|driversearching|smartscreen|image file)");

    private static final Pattern COMMAND = Pattern.compile("(?i)(?:\\\\run(?:once)?$|explorer\\\\run)");

    private PolicyFiles() {}

    /** Values that Group Policy writes into the registry, as far as they matter. */
    public static BytesFormat registry() {
        return (file, bytes) -> {
            RegistryPolicy policy = RegistryPolicy.parse(bytes);
            List<Draft> drafts = new ArrayList<>();
            for (Entry entry : policy.entries()) {
                if (TOLD.matcher(entry.key()).find()) {
                    String name = entry.key() + "\\" + entry.name();
                    boolean command =
                            COMMAND.matcher(entry.key()).find() && !entry.text().isBlank();
                    drafts.add(
                            command ? Commands.command(name, entry.text(), false) : Commands.shown(name, entry.text()));
                }
            }
            return Parsed.of(drafts, policy.malformed());
        };
    }

    /** Scripts at start, shutdown, logon and logoff; a relative one lies beside the list. */
    public static BytesFormat scripts() {
        return (file, bytes) -> {
            PolicyScripts scripts = PolicyScripts.parse(bytes);
            boolean powershell = file.name().toLowerCase(Locale.ROOT).startsWith("ps");
            List<Draft> drafts = new ArrayList<>();
            for (Script script : scripts.scripts()) {
                String line = Text.commandLine(absolute(file, script), script.parameters());
                drafts.add(Text.command(
                        script.event() + (powershell ? " powershell " : " ") + script.number(),
                        line,
                        Text.of(script.commandLine())));
            }
            return Parsed.of(drafts, scripts.malformed());
        };
    }

    private static String absolute(SourceFile file, Script script) {
        String command = script.command().strip();
        boolean absolute = command.contains(":") || command.startsWith("\\\\") || command.startsWith("%");
        String folder = WindowsPath.text(file.path().parent());
        return absolute ? command : folder + "\\" + script.event() + "\\" + command;
    }

    /** Preferences: tasks, services, files, groups and the like that are made here. */
    public static BytesFormat preferences() {
        return (file, bytes) -> {
            Preferences preferences = Preferences.parse(bytes);
            List<Draft> drafts = new ArrayList<>();
            for (Preference one : preferences.preferences()) {
                String name = ItemFields.word(one.kind()) + " " + one.name();
                Text value = Text.of(one.action())
                        .and("", one.value())
                        .and("with a password that anybody can read", one.hasPassword());
                Optional<String> line = one.runs().stream().findFirst();
                Draft draft = line.map(l -> Text.command(name, l, value))
                        .orElseGet(() -> Draft.of(name, value.all(), run(one)));
                drafts.add(draft.enabled(one.enabled() && !one.action().equals("delete"))
                        .with(Trait.SUPERUSER, one.givesMachine()));
            }
            return Parsed.of(drafts, preferences.malformed());
        };
    }

    private static Run run(Preference one) {
        return one.kind() == Kind.FILE ? new Run.Path(one.name()) : new Run.Nothing();
    }

    /** Rights, groups, registry values and services of a security template. */
    public static BytesFormat template() {
        return (file, bytes) -> {
            List<Draft> drafts = new ArrayList<>();
            SecurityTemplate template = SecurityTemplate.parse(bytes);
            for (Setting setting : template.settings()) {
                if (setting.kind() != SecurityTemplate.Kind.ACCOUNT) {
                    drafts.add(new Draft(
                                    ItemFields.word(setting.kind()) + " " + setting.name(),
                                    setting.value(),
                                    new Run.Nothing(),
                                    true,
                                    Set.of())
                            .with(Trait.SUPERUSER, isAdministrators(setting)));
                }
            }
            return Parsed.of(drafts, template.malformed());
        };
    }

    private static boolean isAdministrators(Setting setting) {
        return setting.kind() == SecurityTemplate.Kind.GROUP
                && setting.name().contains("S-1-5-32-544")
                && setting.name().toLowerCase(Locale.ROOT).endsWith("__members")
                && !setting.value().isBlank();
    }
}
