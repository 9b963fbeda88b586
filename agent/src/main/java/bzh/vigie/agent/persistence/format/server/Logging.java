package bzh.vigie.agent.persistence.format.server;

import bzh.vigie.agent.persistence.format.Commands;
import bzh.vigie.agent.persistence.format.ConfigLines;
import bzh.vigie.agent.persistence.format.ConfigLines.Entry;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Programs to which log lines are given, and which an event in a log starts. */
public final class Logging {
    private static final Pattern BINARY =
            Pattern.compile("\\b(binary|load)\\s{0,8}=\\s{0,8}\"([^\"]{1,1024})\"", Pattern.CASE_INSENSITIVE);
    private static final Pattern PROGRAM_LINE = Pattern.compile("(\\S+)\\s+\\^(\\S+.*)");
    private static final Pattern SCRIPT_INCLUDE =
            Pattern.compile("include\\s*\\(.{0,64}file\\s{0,8}=\\s{0,8}\"([^\"]{1,512})\".*");
    private static final Pattern SYSLOG_NG =
            Pattern.compile("\\b(program|python|exec)\\s{0,8}\\(\\s{0,8}[\"']([^\"']{1,1024})[\"']");

    private Logging() {}

    /** rsyslog.conf(5): {@code omprog} and its like, {@code ^program} in old selectors, modules from elsewhere. */
    public static Format rsyslog() {
        return Logging::rsyslog;
    }

    /** syslog-ng.conf(5): programs that give and take messages. */
    public static Format syslogNg() {
        return Logging::syslogNg;
    }

    /** auditd-plugins(5) and the programs that auditd.conf(5) starts. */
    public static Format audit() {
        return Logging::audit;
    }

    /** Actions of fail2ban: what it runs when it bans; one item for each file. */
    public static Format fail2ban() {
        return Logging::fail2ban;
    }

    private static Parsed rsyslog(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        List<String> includes = new ArrayList<>();
        for (String line : ConfigLines.joined(file, "#")) {
            Matcher binary = BINARY.matcher(line);
            Matcher program = PROGRAM_LINE.matcher(line);
            Matcher include = SCRIPT_INCLUDE.matcher(line);
            if (include.matches()) {
                includes.add(ConfigLines.path(file, include.group(1)));
            } else if (line.startsWith("$IncludeConfig ")) {
                includes.add(ConfigLines.path(file, line.substring(15)));
            } else if (line.startsWith("$ModLoad ")) {
                String module = line.substring(9).strip();
                if (module.startsWith("/")) {
                    drafts.add(Commands.file("$ModLoad " + module, line, module));
                }
            } else if (program.matches()) {
                String command = program.group(2).split(";", 2)[0];
                drafts.add(Commands.exec(program.group(1) + " ^" + command, line, command));
            }
            while (binary.find()) {
                boolean module = binary.group(1).toLowerCase(Locale.ROOT).equals("load");
                if (!module) {
                    drafts.add(Commands.exec("binary " + binary.group(2), line, binary.group(2)));
                } else if (binary.group(2).startsWith("/")) {
                    drafts.add(Commands.file("load " + binary.group(2), line, binary.group(2)));
                }
            }
        }
        return Parsed.including(drafts, includes, 0);
    }

    private static Parsed syslogNg(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        List<String> includes = new ArrayList<>();
        for (String line : ConfigLines.of(file, "#")) {
            Matcher program = SYSLOG_NG.matcher(line);
            while (program.find()) {
                drafts.add(Commands.shell(program.group(1) + " " + program.group(2), line, program.group(2)));
            }
            if (line.startsWith("@include ")) {
                includes.add(ConfigLines.path(file, line.substring(9).replaceAll("[\";]", "")));
            }
        }
        return Parsed.including(drafts, includes, 0);
    }

    private static Parsed audit(SourceFile file) {
        List<Entry> entries = ConfigLines.entries(ConfigLines.of(file, "#"));
        List<Draft> drafts = new ArrayList<>();
        boolean active = entries.stream()
                .noneMatch(e -> e.key().equals("active") && !e.value().equals("yes"));
        for (Entry entry : entries) {
            if (entry.key().equals("path") && entry.value().startsWith("/")) {
                String arguments = entries.stream()
                        .filter(e -> e.key().equals("args"))
                        .map(e -> " " + e.value())
                        .findFirst()
                        .orElse("");
                drafts.add(Commands.exec(file.name(), entry.value() + arguments, entry.value() + arguments)
                        .enabled(active));
            } else if (entry.key().equals("dispatcher")) {
                drafts.add(Commands.file(entry.key(), entry.value(), entry.value()));
            } else if (entry.key().endsWith("_action") && entry.value().matches("(?i)exec\\s.*")) {
                String command = entry.value().substring(5).strip();
                drafts.add(Commands.exec(entry.key(), entry.value(), command));
            }
        }
        return Parsed.of(drafts, 0);
    }

    private static Parsed fail2ban(SourceFile file) {
        List<String> commands = new ArrayList<>();
        for (Entry entry : ConfigLines.entries(ConfigLines.indented(file, "#;"))) {
            if (entry.key().matches("action(?:start|stop|check|ban|unban|reload|flush|repair)")
                    && !entry.value().isEmpty()) {
                commands.add(entry.key() + " = " + entry.value());
            }
        }
        if (commands.isEmpty()) {
            return Parsed.of(List.of(), 0);
        }
        String value = String.join("\n", commands);
        return Parsed.of(List.of(Draft.of(file.name(), value, new Run.Itself()).suspectedBy(value)), 0);
    }
}
