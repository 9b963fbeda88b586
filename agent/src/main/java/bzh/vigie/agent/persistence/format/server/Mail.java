package bzh.vigie.agent.persistence.format.server;

import bzh.vigie.agent.persistence.format.Commands;
import bzh.vigie.agent.persistence.format.ConfigLines;
import bzh.vigie.agent.persistence.format.Directives;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.Parsed.Include;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a mail that arrives runs, and to whom else it goes. */
public final class Mail {
    private static final Pattern COPIES =
            Pattern.compile("(?:sender|recipient)_bcc_maps\\s{0,8}=\\s{0,8}[a-z]{1,16}:(/[^\\s,{}$]{1,512}).*");

    private static final Pattern CONTROL = Pattern.compile(
            "(?:\\s|^)(?:command|pipe_command|arguments|local_scan_path|perl_startup|transport_filter|filter)\\s{0,16}[:=].*");
    private static final Pattern EXIM_EXPANSION = Pattern.compile("\\$\\{(?:run|dlfunc|perl)\\s{0,8}\\{[^}]{0,512}");
    private static final Pattern SIEVE =
            Pattern.compile("\\b(pipe|execute|filter|redirect)\\b(?:\\s+:\\w+)*+\\s+\"([^\"]{1,512})\"");
    private static final Pattern MAILDROP =
            Pattern.compile("\\b(to|cc|xfilter|system)\\b\\s*\\(?\\s*[\"'](\\|?[^\"']{1,512})[\"']");

    private static final Pattern PROCMAIL_INCLUDE = Pattern.compile("(?:INCLUDERC|SWITCHRC)\\s*=.*");
    private static final Pattern PROCMAIL_RUNS = Pattern.compile("(?:SHELL|TRAP|SENDMAIL)\\s*=.*");
    private static final Pattern SENDMAIL_MAILER = Pattern.compile("M(\\w{1,64}),.*?\\bP=([^,]{1,256}),.*");

    private Mail() {}

    /** aliases(5): addresses behind which there is a program or a file. */
    public static Format aliases() {
        return Mail::aliases;
    }

    /** {@code ~/.forward} and {@code .qmail}: programs, files and addresses to which an account's mail goes. */
    public static Format forward() {
        return Mail::forward;
    }

    /** procmailrc(5): recipes that pipe or forward, and variables that run. */
    public static Format procmail() {
        return Mail::procmail;
    }

    /** Filters of maildrop(1) and Sieve (RFC 5228 with the extprograms of Dovecot). */
    public static Format filters() {
        return file -> file.name().contains("sieve") ? found(file, SIEVE) : found(file, MAILDROP);
    }

    /**
     * Postfix main.cf (postconf(5)): programs, milters and maps by which mail leaves its way; of the maps that copy it, who gets whose
     * (bcc tables, postmap(1): the text lies beside what is made of it).
     */
    public static Format postfix() {
        Format settings = Directives.commentedBy("#")
                .joinedByIndent()
                .shell("mailbox_command")
                .shown(
                        "mailbox_command_maps|mailbox_transport(?:_maps)?|fallback_transport|local_transport|default_transport"
                                + "|transport_maps|content_filter|smtpd_milters|non_smtpd_milters|always_bcc"
                                + "|(?:sender|recipient)_bcc_maps|luser_relay|forward_path|command_directory|daemon_directory"
                                + "|sendmail_path|receive_override_options|import_environment|export_environment|relayhost",
                        ".+");
        return file -> {
            Parsed parsed = settings.parse(file);
            List<Include> includes = new ArrayList<>(parsed.includes());
            for (String line : ConfigLines.of(file, "#")) {
                Matcher copies = COPIES.matcher(line);
                if (copies.matches()) {
                    includes.add(Include.of(copies.group(1), Mail::copies));
                }
            }
            return new Parsed(parsed.drafts(), includes, parsed.malformed());
        };
    }

    private static Parsed copies(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        for (String line : ConfigLines.of(file, "#")) {
            String[] words = line.split("\\s+", 2);
            if (words.length == 2) {
                drafts.add(Commands.shown(words[0], words[1]));
            }
        }
        return Parsed.of(drafts, 0);
    }

    /** Postfix master.cf (master(5)): services that hand mail to a program, and filters on their command line. */
    public static Format postfixServices() {
        return Mail::services;
    }

    /** Exim: what transports run and what expansions call; sendmail: mailers and milters. */
    public static Format exim() {
        return Mail::exim;
    }

    /** sendmail.cf and submit.cf: programs of mailers and filters of mail. */
    public static Format sendmail() {
        return Mail::sendmail;
    }

    /** Dovecot: programs behind its services, passwords and Sieve scripts. */
    public static Format dovecot() {
        return Directives.commentedBy("#")
                .on("executable", (key, value) -> {
                    String command = value.replaceFirst("^script(?:-login)?(?:\\s+-\\S+)*\\s+", "");
                    return List.of(Commands.exec(key, value, command));
                })
                .shown(
                        "sieve_(?:pipe|filter|execute)_(?:bin_dir|socket_dir)|sieve_before\\d*|sieve_after\\d*|sieve_plugins|login_executable|mail_plugin_dir",
                        ".+")
                .include("!include(?:_try)?");
    }

    private static Parsed aliases(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        int malformed = 0;
        for (String line : ConfigLines.indented(file, "#")) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                malformed++;
                continue;
            }
            String name = ConfigLines.unquoted(line.substring(0, colon).strip());
            for (String to : destinations(line.substring(colon + 1))) {
                if (runs(to)) {
                    drafts.add(destination(name, to));
                }
            }
        }
        return Parsed.of(drafts, malformed);
    }

    private static Parsed forward(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        for (String line : ConfigLines.of(file, "#")) {
            // qmail writes an address with "&" before it
            for (String to : destinations(line.startsWith("&") ? line.substring(1) : line)) {
                if (runs(to) || to.contains("@")) {
                    drafts.add(destination(file.name(), to));
                }
            }
        }
        return Parsed.of(drafts, 0);
    }

    private static boolean runs(String to) {
        return to.startsWith("|") || to.startsWith("/") || to.startsWith(":include:");
    }

    private static Draft destination(String name, String to) {
        if (to.startsWith("|")) {
            String command = ConfigLines.unquoted(to.substring(1).strip());
            return Commands.shell(name + " " + to, to, command);
        }
        return Commands.shown(name + " " + to, to);
    }

    /** Parted at commas that stand in no quotes, quotes around one taken away. */
    private static List<String> destinations(String text) {
        List<String> all = new ArrayList<>();
        StringBuilder one = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && quoted && i + 1 < text.length()) {
                one.append(text.charAt(++i));
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                all.add(one.toString().strip());
                one.setLength(0);
            } else {
                one.append(c);
            }
        }
        all.add(one.toString().strip());
        return all;
    }

    private static Parsed procmail(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        List<String> includes = new ArrayList<>();
        for (String line : ConfigLines.joined(file, "#")) {
            if (line.startsWith("|")) {
                String command = line.substring(1).strip();
                drafts.add(Commands.shell("| " + command, line, command));
            } else if (line.startsWith("!")) {
                drafts.add(Commands.shown(line, line));
            } else if (PROCMAIL_INCLUDE.matcher(line).matches()) {
                String path = line.substring(line.indexOf('=') + 1).strip().replaceFirst("^\\$\\{?HOME}?/", "~/");
                includes.add(ConfigLines.path(file, path));
            } else if (PROCMAIL_RUNS.matcher(line).matches() || line.contains("`")) {
                String value = line.substring(line.indexOf('=') + 1).strip();
                drafts.add(Commands.shell(line.split("[=\\s]", 2)[0], line, ConfigLines.unquoted(value)));
            }
        }
        return Parsed.including(drafts, includes, 0);
    }

    private static Parsed found(SourceFile file, Pattern pattern) {
        List<Draft> drafts = new ArrayList<>();
        for (String line : ConfigLines.of(file, "#")) {
            Matcher matcher = pattern.matcher(line);
            while (matcher.find()) {
                String what = matcher.group(2);
                String command = what.startsWith("|") ? what.substring(1).strip() : what;
                boolean runs = what.startsWith("|") || !matcher.group(1).matches("to|cc|redirect");
                String name = matcher.group(1) + " " + what;
                if (runs) {
                    drafts.add(Commands.shell(name, line, command));
                } else if (what.startsWith("!") || what.contains("@")) {
                    drafts.add(Commands.shown(name, line));
                }
            }
        }
        return Parsed.of(drafts, 0);
    }

    private static Parsed services(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        int malformed = 0;
        for (String line : ConfigLines.indented(file, "#")) {
            String[] fields = line.split("\\s+", 9);
            if (fields.length < 8) {
                malformed++;
                continue;
            }
            String name = fields[0] + "/" + fields[1];
            String rest = fields.length > 8 ? fields[8] : "";
            int argv = rest.indexOf("argv=");
            if ((fields[7].equals("pipe") || fields[7].equals("spawn")) && argv >= 0) {
                drafts.add(Commands.exec(name + " " + fields[7], rest, rest.substring(argv + 5)));
            } else if (fields[7].startsWith("/")) {
                drafts.add(Commands.exec(name, fields[7] + " " + rest, fields[7] + " " + rest));
            } else if (rest.matches(".*(?:content_filter|milter|check_policy_service|mailbox_command|_bcc).*")) {
                drafts.add(Commands.shown(name, fields[7] + " " + rest));
            }
        }
        return Parsed.of(drafts, malformed);
    }

    private static Parsed exim(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        List<String> includes = new ArrayList<>();
        for (String line : ConfigLines.joined(file, "#")) {
            Matcher expansion = EXIM_EXPANSION.matcher(line);
            if (CONTROL.matcher(line).matches()) {
                String value = line.substring(line.indexOf('=') + 1).strip();
                String key = line.substring(0, Math.max(0, line.indexOf('='))).strip();
                drafts.add(
                        key.endsWith("command")
                                ? Commands.exec(key, line, value)
                                : Commands.shown(key.isEmpty() ? line : key, line)
                                        .suspectedBy(line));
            } else if (expansion.find()) {
                drafts.add(Commands.shown(expansion.group(), line).suspectedBy(line));
            } else if (line.startsWith(".include")) {
                includes.add(ConfigLines.path(file, line.substring(line.indexOf(' ') + 1)));
            }
        }
        return Parsed.including(drafts, includes, 0);
    }

    private static Parsed sendmail(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        for (String line : ConfigLines.indented(file, "#")) {
            Matcher program = SENDMAIL_MAILER.matcher(line);
            if (program.matches() && program.group(2).startsWith("/")) {
                drafts.add(Commands.exec("mailer " + program.group(1), line, program.group(2)));
            } else if (line.matches("X\\w+,.*")) {
                drafts.add(Commands.shown("milter " + line.substring(1, line.indexOf(',')), line));
            }
        }
        return Parsed.of(drafts, 0);
    }
}
