package bzh.vigie.agent.persistence.format.session;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.Parsed.Include;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The start file of a program that is not a shell but runs commands at its start, on a key or an event: editors, terminals,
 * multiplexers, debuggers, data base clients, window managers. One item for the file, whose value is the digest of its content,
 * and one for each line that runs something, as the program's own language says it. Files that it includes are read likewise.
 */
public final class StartLines implements Format {
    private static final List<String> PATH = List.of("/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin");

    private static final Pattern ANY_PATH = Pattern.compile("(?<![\\w/])(?:/|~/)[\\w./+-]{1,200}");

    /** What runs something, with what is run: the languages that a file of that name may be in. */
    private record Language(String files, Pattern runs) {}

    private static final List<Language> LANGUAGES = List.of(
            language(
                    ".*vim.*|\\.exrc|.*\\.lua|\\.gvimrc",
                    "(?:\\bsystem(?:list)?\\s*\\(|\\bjob_start\\s*\\(|\\bjobstart\\s*\\(|\\bterm_start\\s*\\(|\\bos\\.execute\\s*\\(?"
                            + "|\\bio\\.popen\\s*\\(?|\\bvim\\.system\\s*\\(|\\bspawn(?:_once|_with_shell)?\\s*\\(|(?:^|[|\\s:])(?:silent!?\\s+)?!\\s{0,4}(?=[\\w/~$.(])|\\bpyx?3?\\s+|\\bpython3?\\s+)(.+)"),
            language(
                    "\\.?tmux.*",
                    "(?:^|[;{\"'\\s])(?:run-shell|run|if-shell|if|default-command|default-shell|pipe-pane|new-window|split-window|respawn-pane|new-session)\\s+(.+)|#\\(([^)]+)"),
            language(
                    "\\.?screenrc",
                    "^(?:screen|exec|shell|backtick|bind\\s+\\S+\\s+(?:screen|exec)|blankerprg|stuff)\\s+(.+)"),
            language(
                    ".*\\.el|\\.emacs",
                    "\\((?:async-)?(?:shell-command\\S*|start-process\\S*|call-process\\S*|make-process|eval-buffer|load-file|load)\\s+(.+)"),
            language(
                    "\\.?gdbinit|\\.lldbinit",
                    "^(?:shell|!|make|pipe|python|py|source|command script import|platform shell)\\s*(.+)"),
            language("\\.?inputrc", "^(.*:\\s*\".*(?:\\\\C-m|\\\\n|\\\\r|\\\\C-j).*)"),
            language(
                    "\\.psqlrc|psqlrc|\\.sqliterc|\\.my\\.cnf|\\.mylogin.*",
                    "^(?:\\\\!|\\\\setenv|\\.shell|\\.system|\\.load|system|pager\\s*=?|init-command\\s*=)\\s*(.+)"),
            language("\\.Rprofile", "(?:\\bsystem2?|\\bpipe|\\bsource|\\beval)\\s*\\((.+)"),
            language(
                    ".*\\.i?py",
                    "(?:\\bos\\.(?:system|popen|exec\\w*|spawn\\w*)|\\bsubprocess\\.\\w+|\\b__import__|\\bexec|\\beval|\\burlopen|\\bget_ipython\\(\\)\\.system)\\s*\\((.+)"),
            language("\\.npmrc", "^(?:script-shell|shell|git|node-options|editor|viewer)\\s*=\\s*(.+)"),
            language(
                    "\\.?cargo.*|config\\.toml",
                    "^(?:rustc(?:-wrapper|-workspace-wrapper)?|rustdoc|runner|linker|ar|credential-provider|global-credential-providers)\\s*=\\s*\\[?(.+)"),
            language("\\.?mailcap", "^[^#;]+;\\s*(.+)"),
            language("\\.lessfilter|\\.lftprc|lftp\\.conf|rc", "^(?:!|shell|source)\\s*(.+)"),
            language(
                    "config|autostart|i3.*|sway.*|hyprland\\.conf|startup|.*rc|.*\\.conf|.*\\.toml|.*\\.ini|.*\\.yml|menu.*",
                    "^(?:bind\\S*\\s.*\\s)?(?:exec(?:_always|-once|-shutdown)?(?:\\s*=)?|@|shell\\s*[=:]?|program\\s*[=:]|command\\s*[=:]|startup_session|spawn)\\s*(?:--\\S+\\s+)*(.+)"));

    /** What names another file in the same language. */
    private static final Pattern INCLUDES =
            Pattern.compile("^(?:include|so(?:urce(?:-file)?)?|\\(load(?:-file)?)\\s*=?\\s*(?:-\\S+\\s+)*+"
                    + "[\"']?((?:~|\\$HOME|\\$\\{HOME})?/[^\"'\\s;|)]{1,1000})");

    /** Of the file that includes; empty where a file's own name tells. */
    private final List<Language> given;

    /** Of files whose names tell their language. */
    public StartLines() {
        this(List.of());
    }

    private StartLines(List<Language> given) {
        this.given = given;
    }

    private static Language language(String files, String runs) {
        return new Language(files, Pattern.compile(runs));
    }

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        String digest =
                Sha256.over(file.text().getBytes(StandardCharsets.UTF_8)).hex();
        drafts.add(Draft.of(file.name(), "content=" + digest, new Run.Nothing()).withUnshown(file.text()));
        List<Language> languages = !given.isEmpty()
                ? given
                : LANGUAGES.stream()
                        .filter(l -> file.name().matches(l.files()))
                        .limit(1)
                        .toList();
        List<Include> includes = new ArrayList<>();
        for (String raw : file.lines()) {
            String line = raw.strip();
            if (isComment(line, file.name())) {
                continue;
            }
            Matcher other = INCLUDES.matcher(line);
            if (other.find()) {
                String path = other.group(1).replaceFirst("^\\$(?:HOME|\\{HOME})", "~");
                includes.add(Include.of(path, new StartLines(languages)));
            }
            for (Language language : languages) {
                Matcher runs = language.runs().matcher(line);
                if (runs.find()) {
                    String command = IntStream.rangeClosed(1, runs.groupCount())
                            .mapToObj(runs::group)
                            .filter(Objects::nonNull)
                            .findFirst()
                            .orElse(line);
                    drafts.add(Draft.of(line, line, new Run.Shell(command(command), PATH))
                            .suspectedBy(line));
                }
            }
        }
        return new Parsed(drafts, includes, 0);
    }

    private static boolean isComment(String line, String name) {
        return line.isEmpty()
                || line.startsWith("# ")
                || line.startsWith("##")
                || line.startsWith("--")
                || (line.startsWith("#") && !line.startsWith("#(") && !line.startsWith("#!"))
                || (line.startsWith("\"") && !name.contains("inputrc"))
                || line.startsWith(";");
    }

    /** What stands in the first quotes; where that is no command, the first path of the line. */
    private static String command(String written) {
        String text = written.strip();
        String first = text;
        if (!text.isEmpty() && (text.charAt(0) == '"' || text.charAt(0) == '\'')) {
            int end = text.indexOf(text.charAt(0), 1);
            first = end < 0 ? text.substring(1) : text.substring(1, end);
        }
        Matcher path = ANY_PATH.matcher(text);
        boolean isCommand = first.matches("[\\w/~$.(].*") && (first.contains("/") || !text.contains("/"));
        return !isCommand && path.find() ? path.group() : first;
    }
}
