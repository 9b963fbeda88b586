package bzh.vigie.agent.persistence.format.hook;

import bzh.vigie.agent.persistence.format.Commands;
import bzh.vigie.agent.persistence.format.ConfigLines;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.Script;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What git runs: a configuration (git-config(1)) with its settings that name commands, or a hook (githooks(5)), told apart by
 * their beginning. Includes and {@code core.hooksPath} are followed; samples of hooks are no items.
 */
public final class GitFile implements Format {
    private static final Pattern SECTION =
            Pattern.compile("\\[\\s*([A-Za-z0-9.-]{1,128})(?:\\s+\"((?:[^\"\\\\]|\\\\.){0,1024}+)\")?\\s*](.*)");
    private static final Pattern SETTING = Pattern.compile("([A-Za-z][A-Za-z0-9-]{0,128})\\s*(?:=\\s*(.*))?");
    private static final Pattern COMMAND = Pattern.compile(
            "core\\.(?:pager|sshcommand|editor|askpass|gitproxy|alternaterefscommand)|sequence\\.editor|pager\\..*"
                    + "|filter\\..*\\.(?:clean|smudge|process)|diff\\.external|diff\\..*\\.(?:command|textconv)|merge\\..*\\.driver"
                    + "|(?:mergetool|difftool|browser|man|guitool)\\..*\\.(?:cmd|path)|gpg\\.(?:.*\\.)?(?:program|defaultkeycommand)"
                    + "|uploadpack\\.packobjectshook|remote\\..*\\.(?:uploadpack|receivepack)|interactive\\.difffilter"
                    + "|sendemail\\..*cmd|imap\\.tunnel|instaweb\\.(?:httpd|browser)|trailer\\..*\\.(?:command|cmd)|tar\\..*\\.command|web\\.browser|receive\\..*hook"
                    + "|hook\\..*\\.command");
    private static final Pattern SHOWN = Pattern.compile(
            "init\\.templatedir|url\\..*\\.(?:insteadof|pushinsteadof)|http\\.(?:.*\\.)?(?:proxy|sslverify)");
    private static final Pattern BOOLEAN = Pattern.compile("(?i)true|false|yes|no|on|off|0|1|");

    private final Script script = new Script();

    @Override
    public boolean needsContent(SourceFile file) {
        return !isSample(file) && script.needsContent(file);
    }

    @Override
    public Parsed program(SourceFile file) {
        return script.program(file);
    }

    @Override
    public Parsed parse(SourceFile file) {
        if (isSample(file)) {
            return Parsed.of(List.of(), 0);
        }
        List<String> lines = ConfigLines.joined(file, "#;");
        boolean configuration =
                !lines.isEmpty() && SECTION.matcher(lines.getFirst()).matches();
        boolean named = file.name().endsWith("config");
        if (!configuration && !(named && lines.isEmpty())) {
            return script.parse(file);
        }
        return settings(file, lines);
    }

    private static boolean isSample(SourceFile file) {
        return file.name().endsWith(".sample");
    }

    private static Parsed settings(SourceFile file, List<String> lines) {
        List<Draft> drafts = new ArrayList<>();
        List<String> includes = new ArrayList<>();
        String section = "";
        int malformed = 0;
        for (String line : lines) {
            String rest = line;
            Matcher head = SECTION.matcher(line);
            if (head.matches()) {
                section = head.group(1).toLowerCase(Locale.ROOT)
                        + (head.group(2) == null ? "" : "." + head.group(2).replace("\\", ""));
                rest = head.group(3).strip();
            }
            Matcher setting = SETTING.matcher(rest);
            if (setting.matches()) {
                String value = setting.group(2) == null ? "" : value(setting.group(2));
                setting(file, section, setting.group(1).toLowerCase(Locale.ROOT), value, drafts, includes);
            } else if (!rest.isEmpty() && "#;".indexOf(rest.charAt(0)) < 0) {
                malformed++;
            }
        }
        return Parsed.including(drafts, includes, malformed);
    }

    private static void setting(
            SourceFile file, String section, String key, String value, List<Draft> drafts, List<String> includes) {
        String name = section + "." + key;
        String folded = name.toLowerCase(Locale.ROOT);
        boolean shell = value.startsWith("!");
        if (value.isEmpty()) {
            return;
        }
        if ((section.equals("include") || section.startsWith("includeif.")) && key.equals("path")) {
            includes.add(ConfigLines.path(file, value));
        } else if (folded.equals("core.hookspath")) {
            drafts.add(Commands.shown(name, value));
            includes.add(ConfigLines.path(file, value) + "/*");
        } else if (section.startsWith("alias") || folded.matches("submodule\\..*\\.update")) {
            if (shell) {
                drafts.add(Commands.shell(name, value, value.substring(1)));
            }
        } else if (folded.matches("credential\\.(?:.*\\.)?helper")) {
            drafts.add(
                    shell
                            ? Commands.shell(name, value, value.substring(1))
                            : value.startsWith("/")
                                    ? Commands.shell(name, value, value)
                                    : Draft.of(name, value, new Run.Nothing()));
        } else if (folded.equals("core.fsmonitor")
                ? !BOOLEAN.matcher(value).matches()
                : COMMAND.matcher(folded).matches()) {
            boolean path = folded.startsWith("pager.") && BOOLEAN.matcher(value).matches();
            if (!path) {
                drafts.add(Commands.shell(name, value, value));
            }
        } else if (SHOWN.matcher(folded).matches() || (key.equals("url") && value.startsWith("ext::"))) {
            drafts.add(Commands.shown(Commands.withoutPassword(name), Commands.withoutPassword(value)));
        }
    }

    /** Quotes and escapes taken away, a comment after it cut off. */
    private static String value(String written) {
        StringBuilder value = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < written.length(); i++) {
            char c = written.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '\\' && i + 1 < written.length()) {
                value.append(written.charAt(++i));
            } else if (!quoted && (c == '#' || c == ';')) {
                break;
            } else {
                value.append(c);
            }
        }
        return value.toString().strip();
    }
}
