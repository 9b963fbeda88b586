package bzh.vigie.agent.persistence.format.windows;

import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.persistence.format.BytesFormat;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.agent.persistence.format.registry.Commands;
import bzh.vigie.agent.windows.policy.FolderRedirection;
import bzh.vigie.agent.windows.policy.FolderRedirection.Moved;
import bzh.vigie.agent.windows.policy.PolicyScripts;
import bzh.vigie.agent.windows.policy.PolicyScripts.Script;
import bzh.vigie.agent.windows.policy.Preferences;
import bzh.vigie.agent.windows.policy.Preferences.Kind;
import bzh.vigie.agent.windows.policy.Preferences.Preference;
import bzh.vigie.agent.windows.policy.RegistryPolicy;
import bzh.vigie.agent.windows.policy.RegistryPolicy.Entry;
import bzh.vigie.agent.windows.policy.Secrets;
import bzh.vigie.agent.windows.policy.SecurityTemplate;
import bzh.vigie.agent.windows.policy.SecurityTemplate.Setting;
import bzh.vigie.agent.windows.security.Principals;
import bzh.vigie.agent.windows.security.Sid;
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
    /** Where administrative templates write: the thousands of settings that there are mostly change what people see. */
    private static final Pattern TEMPLATES = Pattern.compile(
            "(?i)^software\\\\(?:policies|microsoft\\\\windows\\\\currentversion\\\\policies)(?:\\\\|$)");

    /** Keys there whose values start code, let somebody in or blind. */
    private static final Pattern TOLD =
            Pattern.compile("(?i)(?:\\\\run(?:once)?$|explorer\\\\run|\\\\shell$|winlogon|\\\\system$"
                    + "|scripts|\\\\environment|forcelist|extension|nativemessaging|windows defender|firewall|terminal services"
                    + "|remote ?desktop|winrm|powershell|eventlog|systemcertificates|credssp|\\\\lsa$|applocker|safer|\\\\srp"
                    + "|deviceguard|\\\\appx|installer|proxy|internet settings|office\\\\|outlook|windowsupdate|driversearching"
                    + "|smartscreen|image file|kerberos|\\\\kdc|system\\\\audit|lanman|netlogon|networkprovider|dnsclient|printers"
                    + "|admpwd|\\\\laps|\\\\rpc$|ldap)");

    /** Other keys whose values do. */
    private static final Pattern WEIGHTY =
            Pattern.compile("(?i)(?:\\\\services\\\\|\\\\control\\\\|clsid|\\\\windows$|active setup"
                    + "|silentprocessexit|command processor|netsh|control panel\\\\desktop|^environment$|shell folders"
                    + "|\\\\command$|appcompatflags|amsi)");

    /** So many of a file that match none of these: a policy that somebody filled leaves room for the others. */
    private static final int MOST_OTHERS = 2_000;

    private static final Pattern COMMAND = Pattern.compile("(?i)(?:\\\\run(?:once)?$|explorer\\\\run)");

    /** Windows takes several for one. */
    private static final Pattern SEPARATORS = Pattern.compile("\\\\{2,}");

    private static final Pattern ENDS = Pattern.compile("^\\\\|\\\\$");

    /** What makes a value be set only where there is none. */
    private static final Pattern SOFT = Pattern.compile("(?i)^\\*\\*soft\\.");

    /** Commands in the place of a value's name that take something away. */
    private static final Pattern REMOVAL = Pattern.compile("(?i)^\\*\\*del");

    private PolicyFiles() {}

    /**
     * Values that Group Policy writes into the registry: of those of administrative templates what matters, of all others each. One that is
     * taken away is not enabled.
     */
    public static BytesFormat registry() {
        return (file, bytes) -> {
            RegistryPolicy policy = RegistryPolicy.parse(bytes);
            List<Draft> drafts = new ArrayList<>();
            int others = 0;
            for (Entry entry : policy.entries()) {
                String key = plain(entry.key());
                boolean isOfTemplates = TEMPLATES.matcher(key).find();
                boolean matters = TOLD.matcher(key).find()
                        || (!isOfTemplates && WEIGHTY.matcher(key).find());
                if (!matters && (isOfTemplates || others++ >= MOST_OTHERS)) {
                    continue;
                }
                boolean isSoft = SOFT.matcher(entry.name()).find();
                String name = key + "\\" + SOFT.matcher(entry.name()).replaceFirst("");
                boolean command = COMMAND.matcher(key).find() && !entry.text().isBlank();
                Text value = Text.of(entry.text()).and("where there is none", isSoft);
                Draft draft = command
                        ? Text.command(name, entry.text(), value)
                        : Commands.shown(name, isSoft ? value.all() : entry.text());
                drafts.add(draft.enabled(!REMOVAL.matcher(entry.name()).find()));
            }
            return Parsed.of(drafts, policy.malformed() + Math.max(0, others - MOST_OTHERS));
        };
    }

    private static String plain(String key) {
        return ENDS.matcher(SEPARATORS.matcher(key).replaceAll("\\\\")).replaceAll("");
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
                Text value = Text.of(one.action()).and("", one.value()).and(Secrets.MARK, one.hasPassword());
                Optional<String> line = one.runs().stream().findFirst();
                Draft draft = line.map(l -> Text.command(name, l, value))
                        .orElseGet(() -> Draft.of(name, value.all(), run(one)));
                drafts.add(draft.enabled(one.enabled() && !one.action().equals("delete"))
                        .with(Trait.SUPERUSER, one.givesMachine()));
            }
            return Parsed.of(drafts, preferences.malformed());
        };
    }

    /** Folders of people's profiles that lie elsewhere from then on. */
    public static BytesFormat redirections() {
        return (file, bytes) -> {
            FolderRedirection redirection = FolderRedirection.parse(bytes);
            List<Draft> drafts = new ArrayList<>();
            for (Moved moved : redirection.folders()) {
                String group = Sid.parse(moved.group().toUpperCase(Locale.ROOT))
                        .map(Principals::shown)
                        .orElse(moved.group());
                drafts.add(Commands.shown(moved.folder() + " of " + group, moved.target()));
            }
            return Parsed.of(drafts, redirection.malformed());
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
