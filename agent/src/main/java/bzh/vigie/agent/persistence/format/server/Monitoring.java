package bzh.vigie.agent.persistence.format.server;

import bzh.vigie.agent.persistence.format.Commands;
import bzh.vigie.agent.persistence.format.ConfigLines;
import bzh.vigie.agent.persistence.format.Directives;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.ShellText;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.agent.persistence.format.tree.Leaves;
import bzh.vigie.agent.persistence.format.tree.Leaves.Leaf;
import bzh.vigie.agent.persistence.format.tree.TomlText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Commands that monitoring runs on the machine when it, or somebody on the network, asks. */
public final class Monitoring {
    private static final Pattern TELEGRAF =
            Pattern.compile("(/(?:inputs|outputs|processors)/(?:exec|execd)/\\d+)/(?:command|commands)(?:/\\d+)?");
    private static final Pattern ICINGA = Pattern.compile("command\\s*\\+?=\\s*\\[?\\s*(.*)");
    private static final Pattern OBJECT = Pattern.compile("object\\s+(\\w+Command)\\s+\"([^\"]{1,256})\".*");
    private static final Pattern NAGIOS = Pattern.compile("(command_name|command_line)\\s+(.*)");

    private static final Pattern PLUGIN = Pattern.compile(
            "(?:\\$USER1\\$|/usr/lib(?:64)?/(?:nagios|monitoring-plugins)/plugins)/[\\w.-]+(?:\\s[^|;&`]*)?");

    private Monitoring() {}

    /** snmpd.conf(5): programs and libraries of its agent. */
    public static Format snmp() {
        return Directives.commentedBy("#")
                .on(
                        "extend|extend-sh|extendfix|exec|execfix|sh|pass|pass_persist",
                        (key, value) -> List.of(extension(key, value)))
                .on("dlmod", (key, value) -> {
                    String[] parts = value.split("\\s+", 2);
                    return List.of(Commands.file(key + " " + parts[0], value, parts[parts.length - 1]));
                })
                .shell("agentXRun|procfix")
                .on("traphandle", (key, value) -> {
                    String[] parts = value.split("\\s+", 2);
                    return List.of(Commands.exec(key + " " + parts[0], value, parts[parts.length - 1]));
                })
                .include("includeFile|includeDir");
    }

    /** The agents of Zabbix: commands by key, remote commands, modules. */
    public static Format zabbix() {
        return Directives.commentedBy("#")
                .on("UserParameter", (key, value) -> {
                    int comma = value.indexOf(',');
                    String command = comma < 0 ? "" : value.substring(comma + 1);
                    return List.of(Commands.shell(key + " " + value.substring(0, Math.max(0, comma)), value, command));
                })
                .shown("EnableRemoteCommands", "1")
                .shown("AllowKey", ".*system\\.run.*")
                .on("LoadModule", (key, value) -> List.of(Commands.file(key + " " + value, value, value)))
                .shown("LoadModulePath|UserParameterDir|Server|ServerActive", ".+")
                .include("Include");
    }

    /** nrpe.cfg: commands by name, and whether the network may give arguments. */
    public static Format nrpe() {
        return Directives.commentedBy("#")
                .shell("command\\[.*]|command_prefix")
                .shown("dont_blame_nrpe|allow_bash_command_substitution", "1")
                .include("include|include_dir|include_file");
    }

    /** Commands of Nagios (object definitions) and Icinga 2. */
    public static Format nagios() {
        return Monitoring::nagios;
    }

    /** mrpe.cfg of Checkmk: {@code NAME (options) command}. */
    public static Format mrpe() {
        return Directives.commentedBy("#").on("[^/]+", (key, value) -> {
            String command = value.replaceFirst("^\\([^)]{0,200}\\)\\s*", "");
            return List.of(Commands.shell(key, value, command));
        });
    }

    /** telegraf.conf: commands whose output it takes, and programs it keeps running. */
    public static Format telegraf() {
        return file -> {
            Leaves toml = TomlText.parse(file.lines());
            List<Draft> drafts = new ArrayList<>();
            for (String path : toml.matching(TELEGRAF).stream().map(Leaf::path).toList()) {
                Matcher matcher = TELEGRAF.matcher(path);
                boolean whole = path.matches(".*/execd/\\d+/command/0");
                if (matcher.matches() && (whole || !path.contains("/execd/"))) {
                    String name = matcher.group(1).substring(1);
                    String command = whole
                            ? String.join(" ", toml.values(matcher.group(1) + "/command"))
                            : toml.value(path).orElse("");
                    drafts.add(Commands.exec(name, command, command));
                }
            }
            return Parsed.of(drafts, toml.malformed());
        };
    }

    /** collectd.conf(5): programs and scripts that plug-ins run. */
    public static Format collectd() {
        return Directives.commentedBy("#")
                .on("Exec|NotificationExec", (key, value) -> {
                    List<String> words = ShellText.words('"' + value + '"').size() == 1
                            ? ShellText.words(value)
                            : ShellText.words('"' + value + '"');
                    List<String> command = words.size() > 1 ? words.subList(1, words.size()) : words;
                    return List.of(
                            Commands.exec(key + " " + String.join(" ", command), String.join(" ", words), command));
                })
                .shown("ModulePath|Import|PluginDir|BaseName|IncludeDir", ".+")
                .include("Include");
    }

    /** {@code [-option value …] [OID] NAME command}; a command that is passed an identifier has no name. */
    private static Draft extension(String key, String value) {
        String rest = value;
        while (rest.startsWith("-")) {
            String[] option = rest.split("\\s+", 3);
            rest = option.length < 3 ? "" : option[2];
        }
        String[] first = rest.split("\\s+", 2);
        String name = key + " " + first[0];
        String command = first.length < 2 ? "" : first[1];
        if (first[0].matches("\\.?\\d[.\\d]*") && !key.startsWith("pass")) {
            String[] second = command.split("\\s+", 2);
            name = name + " " + second[0];
            command = second.length < 2 ? "" : second[1];
        }
        return Commands.shell(name, value, command);
    }

    private static Parsed nagios(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        String name = "";
        for (String line : ConfigLines.joined(file, "#;")) {
            Matcher setting = NAGIOS.matcher(line);
            Matcher object = OBJECT.matcher(line);
            Matcher command = ICINGA.matcher(line);
            if (object.matches()) {
                name = object.group(2);
            } else if (setting.matches() && setting.group(1).equals("command_name")) {
                name = setting.group(2).strip();
            } else if (setting.matches()) {
                Draft draft = Commands.shell(name, setting.group(2), setting.group(2));
                // plug-ins are a place by themselves, and there are hundreds of such lines
                boolean plain = PLUGIN.matcher(setting.group(2)).matches()
                        && draft.traits().isEmpty();
                if (!plain) {
                    drafts.add(draft);
                }
            } else if (command.matches() && !name.isEmpty()) {
                String text = command.group(1).replaceAll("[\\[\\],\"]", " ").strip();
                drafts.add(Commands.shown(name, text).suspectedBy(text));
            }
        }
        return Parsed.of(drafts, 0);
    }
}
