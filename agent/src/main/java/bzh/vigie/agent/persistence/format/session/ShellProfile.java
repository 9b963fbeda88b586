package bzh.vigie.agent.persistence.format.session;

import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.persistence.format.Commands;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.Parsed.Include;
import bzh.vigie.agent.persistence.format.ShellText;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.agent.persistence.format.Suspicion;
import bzh.vigie.agent.persistence.format.session.ShellStatements.Statement;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a shell runs when it starts or ends (bash(1), zsh(1), fish(1), ksh(1), csh(1)): one item for the file, whose value is the
 * digest of its content, and one for each statement that attackers use: what runs at each prompt or key, aliases and functions over
 * commands, programs from out of the ordinary places, commands that fetch from the network, decode or evaluate, and what keeps no
 * history of commands. Files that it names to be sourced are read as well. Traps and variables are told by {@link ShellTraps} and {@link Variables}.
 */
public final class ShellProfile implements Format {
    private static final HostPath ETC = HostPath.of("/etc");
    private static final HostPath USR = HostPath.of("/usr");
    private static final Pattern PROMPT = Pattern.compile(
            "(?:export\\s+|declare\\s+-\\S+\\s+|typeset\\s+-\\S+\\s+|set\\s+(?:-\\S+\\s+)?)?(PROMPT_COMMAND)(?:\\[\\d*])?(?:\\+?=|\\s+)(.*)");
    private static final Pattern PROMPT_TEXT =
            Pattern.compile("(?:export\\s+|set\\s+)?(PS[0-4]|PROMPT|RPROMPT|RPS1|prompt)\\s*\\+?=(.*(?:\\$\\(|`).*)");
    private static final Pattern KEY = Pattern.compile("bind(?:key)?\\s+(?:-\\S+\\s+)*+(.*)");
    private static final Pattern HOOK = Pattern.compile(
            "(?:autoload\\b.*;\\s*)?add-zsh-hook\\s+(?:-\\S+\\s+)*+(\\w+\\s+\\S+)|((?:precmd|preexec|chpwd|periodic|zshexit)_functions\\+?=.*)"
                    + "|alias\\s+((?:precmd|cwdcmd|postcmd|periodic|shell|jobcmd)\\s.*)");
    private static final Pattern ALIAS =
            Pattern.compile("(?:builtin\\s+)?alias\\s+(?:-[\\w-]+\\s+){0,16}([\\w.+-]{1,64})(?:\\s*=\\s*|\\s+)(.*)");
    private static final Pattern SOURCED = Pattern.compile(
            "(?:^|[;&|{]|\\bthen|\\bdo|\\belse|\\bif|\\band)\\s*(?:builtin\\s+)?(?:\\.|source)\\s+(?:--\\s+)?([\"']?[~/$][^\\s;&|]{1,300})");
    private static final Pattern ZDOTDIR = Pattern.compile("(?:export\\s+)?ZDOTDIR=(\\S{1,300})");
    private static final Pattern SHELL_FILE = Pattern.compile("(?:export\\s+)?(?:BASH_)?ENV=(\\S{1,300})");
    private static final Pattern BACKGROUND =
            Pattern.compile("(?:nohup|setsid|daemonize)\\s.*|.*[^&>]&\\s*(?:disown.*)?\\)?");
    /** No typed command is kept (bash(1), HISTORY; zshparam(1); csh(1); fish's {@code fish_history}), or what was kept is taken away. */
    private static final Pattern NO_HISTORY = Pattern.compile("(?<![\\w$-])(?:"
            + "HISTFILE(?:\\s*=\\s*|\\s+)[\"']?(?:/dev/(?:null|zero|full)\\b|(?:[\"'])?\\s*(?:$|[;&|)]))"
            + "|unset\\s+(?:[\\w-]+\\s+){0,32}(?:HISTFILE|SAVEHIST|savehist)(?!\\w)|set\\s+\\+o\\s+history\\b|shopt\\s+-uo\\s+history\\b"
            + "|(?:HISTSIZE|HISTFILESIZE|SAVEHIST|savehist)\\s*=\\s*[\"']?0+(?!\\w)|HISTIGNORE=[\"']?\\*[\"']?\\s*(?:$|[;&|)])"
            + "|history\\s+-\\w*c\\w*\\b|fish_history\\s+(?:\"\"|'')|fish_private_mode\\s+\\S"
            + "|(?:ln|rm|shred|truncate|chattr)\\s[^;&|]*\\.(?:\\w*sh_history|histfile|zhistory)\\b)"
            + "|(?:^|[^>0-9&])>\\s*[\"']?[^\\s;&|]*\\.(?:\\w*sh_history|histfile|zhistory)\\b");

    private static final Set<String> BEFORE = Set.of("if", "then", "else", "elif", "do", "while", "until", "!", "{");
    private static final Set<String> SOURCES = Set.of(".", "source", "builtin");
    private static final Pattern PROGRAM = Pattern.compile("[~$/{}\\w][\\w./+{}@-]{0,500}");
    private static final int MAX_DRAFTS = 2_000;
    private static final Set<String> COMMANDS = Set.of(
            "sudo",
            "su",
            "doas",
            "pkexec",
            "run0",
            "kinit",
            "ssh",
            "ssh-add",
            "ssh-copy-id",
            "scp",
            "sftp",
            "rsync",
            "ls",
            "cd",
            "cat",
            "ps",
            "top",
            "htop",
            "pgrep",
            "pidof",
            "kill",
            "passwd",
            "id",
            "who",
            "w",
            "last",
            "lsof",
            "netstat",
            "ss",
            "ip",
            "ifconfig",
            "iptables",
            "nft",
            "login",
            "find",
            "grep",
            "stat",
            "file",
            "vi",
            "vim",
            "nano",
            "less",
            "more",
            "man",
            "crontab",
            "systemctl",
            "journalctl",
            "history",
            "which",
            "type",
            "command",
            "builtin",
            "exec",
            "exit",
            "logout",
            "echo",
            "test",
            "env",
            "mount",
            "df",
            "lsmod",
            "dmesg",
            "strace",
            "gdb",
            "git",
            "make",
            "gpg",
            "curl",
            "wget",
            "apt",
            "apt-get",
            "dpkg",
            "dnf",
            "yum",
            "rpm",
            "docker",
            "podman",
            "kubectl",
            "helm",
            "terraform",
            "aws",
            "az",
            "gcloud",
            "python",
            "python3",
            "pip",
            "npm",
            "node",
            "mysql",
            "psql",
            "command_not_found_handle",
            "command_not_found_handler",
            "fish_command_not_found");
    private static final Set<String> HOOKS = Set.of(
            "precmd", "preexec", "chpwd", "periodic", "zshexit", "fish_prompt", "fish_right_prompt", "fish_exit");
    private static final List<String> ORDINARY = List.of(
            "/usr/",
            "/bin/",
            "/sbin/",
            "/lib/",
            "/etc/",
            "/dev/null",
            "/snap/bin/",
            "/nix/store/",
            "/run/current-system/");

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        List<Include> includes = new ArrayList<>();
        String digest =
                Sha256.over(file.text().getBytes(StandardCharsets.UTF_8)).hex();
        drafts.add(Draft.of(file.name(), "content=" + digest, new Run.Nothing()).withUnshown(file.text()));
        for (Statement statement : ShellStatements.of(file)) {
            statement(statement, drafts);
            furtherAliases(statement.line(), drafts);
            included(statement.line(), includes);
        }
        // What a file of the system sources from a home is read there, for each account.
        boolean ofSystem = file.path().startsWith(ETC) || file.path().startsWith(USR);
        includes.removeIf(include -> ofSystem && include.path().startsWith("~"));
        return new Parsed(drafts, includes, 0);
    }

    private static void statement(Statement statement, List<Draft> drafts) {
        String line = statement.line();
        Set<Trait> traits = Suspicion.in(line);
        boolean suspected = traits.contains(Trait.NETWORK_TOOL) || traits.contains(Trait.DECODES);
        Matcher prompt = PROMPT.matcher(line);
        Matcher promptText = PROMPT_TEXT.matcher(line);
        Matcher key = KEY.matcher(line);
        Matcher hook = HOOK.matcher(line);
        Matcher alias = ALIAS.matcher(line);
        if (!statement.function().isEmpty()) {
            function(statement, drafts);
        } else if (prompt.matches()) {
            add(drafts, prompt.group(1), line, unquoted(prompt.group(2)));
        } else if (promptText.matches()) {
            add(drafts, promptText.group(1), line, unquoted(promptText.group(2)));
        } else if (key.matches() && runsByKey(line)) {
            add(
                    drafts,
                    "bind " + key.group(1),
                    line,
                    key.group(1).replaceFirst("^[\"'].*?[\"']?:", "").replaceAll("^[\"'\\s]+|[\"'\\s]+$", ""));
        } else if (hook.matches()) {
            add(drafts, line, line, "");
        } else if (alias.matches()) {
            String command = firstValue(alias.group(2));
            if (suspected || (COMMANDS.contains(alias.group(1)) && !isHarmless(alias.group(1), command))) {
                add(drafts, "alias " + alias.group(1), line, command);
            }
        } else if (suspected && !ShellTraps.isTrap(line)) {
            add(drafts, line, line, line);
        } else if (unusual(line)) {
            add(drafts, line, line, line);
        } else if (NO_HISTORY.matcher(line).find()) {
            drafts.add(Draft.of("history off", line, new Run.Nothing()));
        } else if (!ShellTraps.isTrap(line)) {
            programs(line, drafts);
        }
    }

    /** Aliases over commands that stand behind another alias or another command of the line. */
    private static void furtherAliases(String line, List<Draft> drafts) {
        if (!line.contains("alias ")) {
            return;
        }
        boolean isFirst = ALIAS.matcher(line).matches();
        for (List<String> words : ShellText.commands(line)) {
            List<String> command = words.stream()
                    .dropWhile(word -> BEFORE.contains(word) || word.equals("builtin") || word.equals("command"))
                    .toList();
            if (command.isEmpty() || !command.getFirst().equals("alias")) {
                continue;
            }
            for (String word : command.subList(1, command.size())) {
                int at = word.indexOf('=');
                String name = at < 0 ? "" : word.substring(0, at);
                boolean isAlias = COMMANDS.contains(name) && !isHarmless(name, word.substring(at + 1));
                if (isAlias && !isFirst && drafts.size() < MAX_DRAFTS) {
                    add(drafts, "alias " + name, line, word.substring(at + 1));
                }
                isFirst = isFirst && at < 0;
            }
        }
    }

    /** What a folder of programs holds is a package's, or else somebody put it there; sourced files are read themselves. */
    private static void programs(String line, List<Draft> drafts) {
        for (List<String> words : ShellText.commands(line)) {
            Optional<String> program =
                    words.stream().filter(word -> !BEFORE.contains(word)).findFirst();
            if (program.filter(word -> PROGRAM.matcher(word).matches() && !SOURCES.contains(word))
                            .isPresent()
                    && drafts.size() < MAX_DRAFTS) {
                drafts.add(Draft.of(line, line, new Run.Arguments(words, Commands.PATH))
                        .ifUnowned());
            }
        }
    }

    private static void function(Statement statement, List<Draft> drafts) {
        String name = statement.function();
        String value = statement.whole();
        boolean event =
                value.contains("--on-event") || value.contains("--on-variable") || value.contains("--on-job-exit");
        Set<Trait> traits = Suspicion.in(statement.line());
        if (HOOKS.contains(name) || event) {
            add(drafts, "hook " + name, value, inside(statement));
        } else if (COMMANDS.contains(name)) {
            add(drafts, "function " + name, value, inside(statement));
        } else if (traits.contains(Trait.NETWORK_TOOL) || traits.contains(Trait.DECODES)) {
            add(drafts, statement.line(), statement.line(), inside(statement));
        }
    }

    private static String inside(Statement statement) {
        int brace = statement.line().indexOf('{');
        String first = brace < 0 ? "" : statement.line().substring(brace + 1);
        return first + "\n" + statement.body();
    }

    /** Whether a line starts a program in the background or from a place of its own. */
    private static boolean unusual(String line) {
        boolean background = BACKGROUND.matcher(line).matches();
        for (List<String> words : ShellText.commands(line)) {
            String program = words.getFirst();
            boolean path = program.startsWith("/") || program.startsWith("~/") || program.startsWith("$HOME/");
            if (path
                    && program.length() > 2
                    && !line.startsWith("((")
                    && ORDINARY.stream().noneMatch(program::startsWith)) {
                return true;
            }
            if (background && (path || program.equals("nohup") || program.equals("setsid"))) {
                return true;
            }
        }
        return false;
    }

    /** bash's {@code bind -x}, macros that end in a line end, and fish's keys that run a command of more than a function. */
    private static boolean runsByKey(String line) {
        return line.matches("bind\\s+(?:-\\S+\\s+){0,16}-\\w*x.*")
                || line.matches(".*(?:\\\\C-m|\\\\n|\\\\r|\\^M)[\"'].*");
    }

    /** An alias that only gives a command more options. */
    private static boolean isHarmless(String name, String command) {
        String bare = command.strip();
        return (bare.equals(name) || bare.startsWith(name + " "))
                && bare.matches("[\\w .=,+/-]*")
                && !bare.contains("/tmp");
    }

    private static void included(String line, List<Include> includes) {
        Matcher sourced = SOURCED.matcher(line);
        while (sourced.find()) {
            path(sourced.group(1)).ifPresent(path -> includes.add(Include.of(path)));
        }
        Matcher environment = SHELL_FILE.matcher(line);
        if (environment.matches()) {
            path(environment.group(1)).ifPresent(path -> includes.add(Include.of(path)));
        }
        Matcher zsh = ZDOTDIR.matcher(line);
        if (zsh.matches()) {
            path(zsh.group(1)).ifPresent(directory -> {
                for (String name : List.of(".zshenv", ".zprofile", ".zshrc", ".zlogin", ".zlogout")) {
                    includes.add(Include.of(directory + "/" + name));
                }
            });
        }
    }

    /** A path that does not hang on other variables than HOME. */
    private static Optional<String> path(String written) {
        String path = written.replaceAll("[\"';)]", "").replaceFirst("^\\$(?:HOME\\b|\\{HOME(?::-[^}]*)?})", "~");
        boolean known = (path.startsWith("/") || path.startsWith("~/")) && !path.contains("$") && !path.contains("*");
        return Optional.of(path).filter(p -> known && !p.startsWith("/dev/"));
    }

    private static void add(List<Draft> drafts, String name, String value, String command) {
        Run run = command.isBlank() ? new Run.Nothing() : new Run.Shell(command, Commands.PATH);
        drafts.add(Draft.of(name, value, run).suspectedBy(value));
    }

    /** The first alias' command where others follow it, else the whole text. */
    private static String firstValue(String text) {
        List<String> words = ShellText.words(text);
        boolean others = words.size() > 1 && words.stream().skip(1).allMatch(word -> word.indexOf('=') > 0);
        return others ? words.getFirst() : unquoted(text);
    }

    private static String unquoted(String text) {
        List<String> words = ShellText.words(text);
        return words.size() == 1 ? words.getFirst() : text;
    }
}
