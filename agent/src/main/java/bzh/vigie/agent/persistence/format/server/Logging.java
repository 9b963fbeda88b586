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
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Programs and hosts to which log lines are given, and programs that an event in a log starts. */
public final class Logging {
    private static final Pattern BINARY =
            Pattern.compile("\\b(binary|load)\\s{0,8}=\\s{0,8}\"([^\"]{1,1024})\"", Pattern.CASE_INSENSITIVE);
    /** A selector, a filter by a property or an expression, each with quoted words, and the program behind it. */
    private static final Pattern PROGRAM_LINE = Pattern.compile(
            "((?:\"(?:[^\"\\\\]|\\\\.){0,512}+\"|'[^']{0,512}+'|[^\\s\"']++|\\s(?!\\s{0,64}\\^))++)\\s{1,65}\\^(\\S.*)");

    private static final Pattern SCRIPT_INCLUDE =
            Pattern.compile("include\\s*\\(.{0,64}file\\s{0,8}=\\s{0,8}\"([^\"]{1,512})\".*");
    private static final Pattern SYSLOG_NG =
            Pattern.compile("\\b(program|python|exec)\\s{0,8}\\(\\s{0,8}[\"']([^\"']{1,1024})[\"']");

    /** {@code @host}, {@code @@host:port;template}. */
    private static final Pattern TO_HOST = Pattern.compile("(?:^|[\\s{])@{1,2}(?:\\([^()\\s]{0,32}\\))?"
            + "((?:\\[[\\da-fA-F:.]{2,45}]|[\\w.-]{1,253})(?::\\d{1,5})?)(?:;[^\\s}]{0,256})?[\\s}]*$");

    private static final Pattern ACTION = Pattern.compile("(?i)\\baction\\s{0,8}\\(([^()]{1,4096})\\)");
    private static final Pattern SENDING =
            Pattern.compile("(?i)\\btype\\s{0,8}=\\s{0,8}\"om(?:fwd|relp|udpspoof|elasticsearch|kafka|http|hiredis)\"");
    private static final Pattern RECEIVER =
            Pattern.compile("(?i)\\b(?:target|server|broker)\\s{0,8}=\\s{0,8}(\"[^\"]{1,512}\"|\\[[^\\]]{1,1024}])");
    private static final Pattern RECEIVER_PORT =
            Pattern.compile("(?i)\\b(?:server)?port\\s{0,8}=\\s{0,8}\"?(\\d{1,5})\"?");

    /** A driver that names a host sends there; one that names only its own address and port listens. */
    private static final Pattern DESTINATION = Pattern.compile(
            "\\b(?:(?:network|syslog|tcp6?|udp6?)\\s{0,8}\\(\\s{0,64}"
                    + "[\"']?([\\w.:-]{1,253})[\"']?(?=[\\s)])(?!\\s{0,64}\\()|url\\s{0,8}\\(\\s{0,64}[\"']([^\"']{1,512})[\"'])[^;]{0,512}");

    private static final Pattern DESTINATION_PORT = Pattern.compile("\\bport\\s{0,8}\\(\\s{0,8}[\"']?(\\d{1,5})");

    private static final int MAX_GIVEN = 64;

    /** A command among the parameters of an action: a property of its own, or a variable that stands for a program. */
    private static final Pattern GIVEN = Pattern.compile(
            "[\\[,\\s](action(?:start|stop|check|ban|unban|reload|flush|repair)|\\w{0,32}(?:cmd|command))\\s{0,8}="
                    + "\\s{0,8}(\"(?:[^\"\\\\]{1,2048}+|\\\\.){0,64}+\"?|'[^']{0,4096}'|[^\\s,\\]\"']{1,2048})");

    private static final Pattern SENDER_LINE = Pattern.compile("(?:URL|remote_server)\\s{0,8}=\\s{0,8}(\\S{1,512})");

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

    /** Actions of fail2ban: what it runs when it bans, and what a jail has it run instead; one item for each file. */
    public static Format fail2ban() {
        return Logging::fail2ban;
    }

    /** Hosts to which log lines are sent: rsyslog.conf(5), syslog-ng.conf(5), journal-upload.conf(5), audisp-remote.conf(5). */
    public static Format forwarding() {
        return Logging::forwarding;
    }

    private static Parsed rsyslog(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        List<String> includes = new ArrayList<>();
        for (String line : ConfigLines.joined(file, "#")) {
            Matcher binary = BINARY.matcher(line);
            Matcher program = PROGRAM_LINE.matcher(line);
            Optional<String> include = included(file, line);
            if (include.isPresent()) {
                includes.add(include.get());
            } else if (line.startsWith("$ModLoad ")) {
                String module = line.substring(9).strip();
                if (module.startsWith("/")) {
                    drafts.add(Commands.file("$ModLoad " + module, line, module));
                }
            } else if (program.matches()) {
                String command = program.group(2).split(";", 2)[0];
                drafts.add(Commands.exec(program.group(1).strip() + " ^" + command, line, command));
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
            included(file, line).ifPresent(includes::add);
        }
        return Parsed.including(drafts, includes, 0);
    }

    private static Optional<String> included(SourceFile file, String line) {
        Matcher include = SCRIPT_INCLUDE.matcher(line);
        if (include.matches()) {
            return Optional.of(ConfigLines.path(file, include.group(1)));
        }
        if (line.startsWith("$IncludeConfig ")) {
            return Optional.of(ConfigLines.path(file, line.substring(15)));
        }
        return line.startsWith("@include ")
                ? Optional.of(ConfigLines.path(file, line.substring(9).replaceAll("[\";]", "")))
                : Optional.empty();
    }

    private static Parsed forwarding(SourceFile file) {
        List<String> lines = ConfigLines.joined(file, "#");
        List<Draft> drafts = new ArrayList<>();
        for (String line : lines) {
            Matcher host = TO_HOST.matcher(line);
            Matcher sender = SENDER_LINE.matcher(line);
            if (host.find()) {
                drafts.add(sent(host.group(1), line));
            } else if (sender.matches()) {
                drafts.add(sent(sender.group(1), line));
            }
        }
        String text = String.join("\n", lines);
        ACTION.matcher(text).results().map(MatchResult::group).forEach(action -> {
            Matcher receiver = RECEIVER.matcher(action);
            if (SENDING.matcher(action).find() && receiver.find()) {
                String to = ConfigLines.unquoted(receiver.group(1).replaceAll("\\s+", " "));
                drafts.add(sent(to + port(RECEIVER_PORT, action), action));
            }
        });
        DESTINATION.matcher(text).results().forEach(driver -> {
            String to = driver.group(1) == null
                    ? driver.group(2)
                    : driver.group(1) + port(DESTINATION_PORT, driver.group());
            drafts.add(sent(to, driver.group()));
        });
        return Parsed.including(
                drafts,
                lines.stream().flatMap(line -> included(file, line).stream()).toList(),
                0);
    }

    private static String port(Pattern pattern, String text) {
        Matcher port = pattern.matcher(text);
        return port.find() ? ":" + port.group(1) : "";
    }

    private static Draft sent(String to, String text) {
        String value = Commands.withoutPassword(text.strip().replaceAll("\\s+", " "));
        return Commands.shown(Commands.withoutPassword(to), value);
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
            } else if (entry.key().equals("action")) {
                commands.addAll(given(entry.value()));
            }
        }
        if (commands.isEmpty()) {
            return Parsed.of(List.of(), 0);
        }
        String value = String.join("\n", commands);
        return Parsed.of(List.of(Draft.of(file.name(), value, new Run.Itself()).suspectedBy(value)), 0);
    }

    /** Commands that a jail gives its actions in brackets, in the place of their own ({@code jail.conf(5)}, action). */
    private static List<String> given(String actions) {
        List<String> commands = new ArrayList<>();
        Matcher given = GIVEN.matcher(actions);
        while (given.find() && commands.size() < MAX_GIVEN) {
            commands.add(given.group(1) + " = " + given.group(2));
        }
        return commands;
    }
}
