package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.HostText;
import bzh.vigie.agent.host.Reading.Absent;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.ShellText;
import bzh.vigie.agent.persistence.format.WindowsRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * From what is configured to the file that would run: through wrappers (env, nice, sudo …), {@code sh -c}, interpreters and
 * the search path. Only looks whether files exist; runs nothing.
 */
final class Resolver {
    private static final int MAX_DEPTH = 8;
    private static final int MAX_COMMANDS = 64;

    /** Programs that run what follows: options that take an argument, and how many words come before the command. */
    private record Wrapper(Set<String> optionsWithValue, int words) {}

    private static final Map<String, Wrapper> WRAPPERS = Map.ofEntries(
            Map.entry("env", new Wrapper(Set.of("-u", "-C", "--unset", "--chdir"), 0)),
            Map.entry("nohup", new Wrapper(Set.of(), 0)),
            Map.entry("setsid", new Wrapper(Set.of(), 0)),
            Map.entry("nice", new Wrapper(Set.of("-n", "--adjustment"), 0)),
            Map.entry("ionice", new Wrapper(Set.of("-c", "-n", "--class", "--classdata"), 0)),
            Map.entry("timeout", new Wrapper(Set.of("-k", "-s", "--kill-after", "--signal"), 1)),
            Map.entry("stdbuf", new Wrapper(Set.of("-i", "-o", "-e"), 0)),
            Map.entry("chrt", new Wrapper(Set.of(), 1)),
            Map.entry("taskset", new Wrapper(Set.of(), 1)),
            Map.entry("flock", new Wrapper(Set.of("-w", "-E", "--timeout"), 1)),
            Map.entry("sudo", new Wrapper(Set.of("-u", "-g", "-C", "-h", "-p", "-r", "-t", "-D"), 0)),
            Map.entry("doas", new Wrapper(Set.of("-u", "-C"), 0)),
            Map.entry("runuser", new Wrapper(Set.of("-u", "-g", "-s"), 0)),
            Map.entry("su", new Wrapper(Set.of("-s", "-g"), 1)),
            Map.entry("chronic", new Wrapper(Set.of(), 0)),
            Map.entry("systemd-run", new Wrapper(Set.of("-p", "-u", "--unit", "--property"), 0)),
            Map.entry("systemd-cat", new Wrapper(Set.of("-t", "-p"), 0)),
            Map.entry("start-stop-daemon", new Wrapper(Set.of("-c", "-d", "-p", "-n", "-u", "--pidfile"), 0)),
            Map.entry("busybox", new Wrapper(Set.of(), 0)),
            Map.entry("exec", new Wrapper(Set.of("-a"), 0)),
            Map.entry("command", new Wrapper(Set.of(), 0)),
            Map.entry("builtin", new Wrapper(Set.of(), 0)),
            Map.entry("time", new Wrapper(Set.of(), 0)),
            Map.entry("xargs", new Wrapper(Set.of("-n", "-I", "-P", "-d"), 0)));

    /** Wrappers that are no files. */
    private static final Set<String> SHELL_OWN = Set.of("exec", "command", "builtin", "time");

    private static final Set<String> SHELLS = Set.of("sh", "bash", "dash", "zsh", "ksh", "ash", "rbash", "fish");
    private static final Pattern INTERPRETER =
            Pattern.compile("(?:python|perl|ruby|node|nodejs|php|lua|tclsh|expect|gawk|awk|java)[\\d.]*");
    private static final Set<String> KEYWORDS = Set.of("if", "then", "else", "elif", "do", "while", "until", "!", "{");
    private static final Set<String> BUILTINS = Set.of(
            "[",
            "[[",
            "test",
            "cd",
            "fi",
            "done",
            "for",
            "case",
            "esac",
            "in",
            "}",
            ":",
            "true",
            "false",
            "exit",
            "export",
            "set",
            "unset",
            "umask",
            "local",
            "return",
            "shift",
            "echo",
            "printf",
            "read",
            "trap",
            "ulimit",
            "alias",
            "declare",
            "typeset",
            "wait",
            "function",
            "break",
            "continue",
            "sleep",
            "type");
    private static final List<HostPath> OF_THE_SYSTEM = Stream.of(
                    "/bin",
                    "/sbin",
                    "/lib",
                    "/lib64",
                    "/usr/bin",
                    "/usr/sbin",
                    "/usr/lib",
                    "/usr/lib64",
                    "/usr/libexec",
                    "/dev")
            .map(HostPath::of)
            .toList();
    private static final Pattern ASSIGNMENT = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*\\+?=.*", Pattern.DOTALL);

    private final Files files;
    private final KernelModules modules;
    private final SocketHolders sockets;

    Resolver(Files files) {
        this.files = files;
        this.modules = new KernelModules(files);
        this.sockets = new SocketHolders(files);
    }

    /** Forgets which process holds which socket and which modules lie where; to be called before each site. */
    void forget() {
        sockets.forget();
        modules.forget();
    }

    /**
     * What runs.
     *
     * @param chain files in the order in which they start one another; names that were not found stay as written
     * @param target the last of the chain; empty where nothing that is a file runs
     * @param missing the target is named and is not there
     */
    record Resolution(List<String> chain, Optional<HostPath> target, boolean missing) {
        static final Resolution NOTHING = new Resolution(List.of(), Optional.empty(), false);

        /** This, which runs the next if there is one. */
        Resolution then(Resolution next) {
            List<String> both = new ArrayList<>(chain);
            both.addAll(next.chain());
            return next.chain().isEmpty() ? this : new Resolution(both, next.target(), next.missing());
        }
    }

    /** What this would run, read from this file, for an account with this home. */
    Resolution resolve(Run run, HostPath source, HostPath home) {
        return switch (run) {
            case Run.Nothing ignored -> Resolution.NOTHING;
            case WindowsRun ignored -> Resolution.NOTHING;
            case Run.Itself ignored -> new Resolution(List.of(source.text()), Optional.of(source), false);
            case Run.Path path -> new Search(List.of(), home).file(beside(path.path(), source));
            case Run.SocketHolder holder ->
                sockets.image(holder.inode())
                        .map(image -> new Search(List.of(), home).file(image))
                        .orElse(Resolution.NOTHING);
            case Run.Search search -> named(search, home);
            case Run.Through through -> through(through, source, home);
            case Run.Directory directory ->
                HostPath.parse(directory.path())
                        .map(path -> new Resolution(List.of(path.text()), Optional.of(path), false))
                        .orElse(Resolution.NOTHING);
            case Run.Module module -> modules.find(module.name(), module.expected());
            case Run.Shell shell -> new Search(shell.path(), home).shell(shell.text(), 0);
            case Run.Arguments arguments ->
                new Search(arguments.path(), home)
                        .arguments(arguments.words(), 0)
                        .orElse(Resolution.NOTHING);
        };
    }

    /** A path, from the folder of the file that names it without a folder where it lies there, as PHP takes it. */
    private String beside(String path, HostPath source) {
        return path.startsWith("/") || path.startsWith("~")
                ? path
                : HostPath.parse(source.parent().text() + "/" + path)
                        .filter(each -> files.status(each)
                                .ifFound()
                                .filter(status -> status.kind() == Kind.REGULAR)
                                .isPresent())
                        .map(HostPath::text)
                        .orElse(path);
    }

    private Resolution through(Run.Through through, HostPath source, HostPath home) {
        Resolution loaded = resolve(through.loaded(), source, home);
        return loaded.then(resolve(through.runs(), source, home));
    }

    /** How much a command says: where the system's own programs are, little. */
    private static int weight(Resolution resolution) {
        Optional<HostPath> target = resolution.target();
        if (target.isEmpty()) {
            return 0;
        }
        if (Writable.isForAnybody(target.get())) {
            return 4;
        }
        if (Writable.isHidden(target.get())) {
            return 3;
        }
        return OF_THE_SYSTEM.stream().anyMatch(target.get()::startsWith) ? 1 : 2;
    }

    private Resolution named(Run.Search search, HostPath home) {
        if (search.name().startsWith("/")) {
            return new Search(List.of(), home).file(search.name());
        }
        for (String directory : search.directories()) {
            Finder finder = new Finder(files);
            String there = directory.startsWith("~/") ? home.text() + directory.substring(1) : directory;
            Site.Pattern.of(there + "/" + search.name())
                    .filter(p -> !p.names().isEmpty())
                    .map(List::of)
                    .ifPresent(finder::find);
            Optional<HostPath> first = finder.found().stream()
                    .filter(p -> files.status(p)
                            .ifFound()
                            .filter(s -> s.kind() == Kind.REGULAR)
                            .isPresent())
                    .findFirst();
            if (first.isPresent()) {
                return through(first.get());
            }
        }
        return new Resolution(List.of(search.name()), Optional.empty(), true);
    }

    /** A file and what it leads to where it is a link to another. */
    private Resolution through(HostPath found) {
        List<String> chain = new ArrayList<>(List.of(found.text()));
        HostPath at = found;
        for (int i = 0; i < MAX_DEPTH; i++) {
            HostPath directory = at.parent();
            Optional<HostPath> next = files.link(at)
                    .ifFound()
                    .flatMap(to ->
                            to.length > 0 && to[0] == '/' ? HostPath.parse(to) : Optional.of(directory.child(to)));
            if (next.isEmpty()) {
                break;
            }
            at = next.get();
            chain.add(at.text());
        }
        return new Resolution(chain, Optional.of(at), false);
    }

    private final class Search {
        private final List<String> path;
        private final HostPath home;

        Search(List<String> path, HostPath home) {
            this.path = path;
            this.home = home;
        }

        /** Of all the commands the one that says most: what is out of the ordinary, otherwise the first. */
        Resolution shell(String text, int depth) {
            Resolution most = Resolution.NOTHING;
            int weight = -1;
            for (List<String> command :
                    ShellText.commands(text).stream().limit(MAX_COMMANDS).toList()) {
                Optional<Resolution> resolved = arguments(command, depth);
                if (resolved.isPresent() && weight(resolved.get()) > weight) {
                    most = resolved.get();
                    weight = weight(most);
                }
            }
            return most;
        }

        /** Empty where the command is one of the shell's own. */
        Optional<Resolution> arguments(List<String> words, int depth) {
            int at = 0;
            while (at < words.size()
                    && (KEYWORDS.contains(words.get(at))
                            || ASSIGNMENT.matcher(words.get(at)).matches())) {
                at++;
            }
            if (at == words.size() || depth > MAX_DEPTH) {
                return Optional.empty();
            }
            String program = words.get(at);
            String name = program.substring(program.lastIndexOf('/') + 1);
            List<String> rest = words.subList(at + 1, words.size());
            if (BUILTINS.contains(program) || (name.equals("command") && rest.contains("-v"))) {
                return Optional.empty();
            }
            if (program.equals(".") || program.equals("source")) {
                return rest.isEmpty() ? Optional.empty() : Optional.of(file(rest.getFirst()));
            }
            if (program.equals("eval")) {
                return Optional.of(shell(String.join(" ", rest), depth + 1));
            }
            Resolution self = SHELL_OWN.contains(program) ? Resolution.NOTHING : file(program);
            Optional<Resolution> next = Optional.empty();
            if (WRAPPERS.containsKey(name)) {
                next = wrapped(WRAPPERS.get(name), rest, depth);
            } else if (name.equals("at") || name.equals("batch")) {
                // the file is copied and run later
                int copied = rest.indexOf("-f") + 1;
                next = copied > 0 && copied < rest.size() ? Optional.of(file(rest.get(copied))) : Optional.empty();
            } else if (SHELLS.contains(name)) {
                next = interpreted(rest, depth, true);
            } else if (INTERPRETER.matcher(name).matches()) {
                next = interpreted(rest, depth, false);
            }
            return Optional.of(next.map(self::then).orElse(self))
                    .filter(r -> !r.chain().isEmpty());
        }

        private Optional<Resolution> wrapped(Wrapper wrapper, List<String> rest, int depth) {
            int at = 0;
            int words = wrapper.words();
            while (at < rest.size()) {
                String word = rest.get(at);
                if ((word.equals("-c") || word.equals("--command")) && at + 1 < rest.size() && words > 0) {
                    return Optional.of(shell(rest.get(at + 1), depth + 1));
                } else if (word.equals("--exec") || word.equals("--startas")) {
                    at++;
                    break;
                } else if (word.startsWith("-") && word.length() > 1) {
                    at += wrapper.optionsWithValue().contains(word) ? 2 : 1;
                } else if (ASSIGNMENT.matcher(word).matches()) {
                    at++;
                } else if (words > 0) {
                    words--;
                    at++;
                } else {
                    break;
                }
            }
            return at >= rest.size() ? Optional.empty() : arguments(rest.subList(at, rest.size()), depth + 1);
        }

        private Optional<Resolution> interpreted(List<String> rest, int depth, boolean isShell) {
            for (int at = 0; at < rest.size(); at++) {
                String word = rest.get(at);
                if (!word.startsWith("-") || word.equals("-")) {
                    return word.equals("-") ? Optional.empty() : Optional.of(file(word));
                }
                if (isShell && word.matches("-[a-z]*c[a-z]*")) {
                    return at + 1 < rest.size() ? Optional.of(shell(rest.get(at + 1), depth + 1)) : Optional.empty();
                }
                if (word.equals("-jar") && at + 1 < rest.size()) {
                    return Optional.of(file(rest.get(at + 1)));
                }
                if (!isShell && word.matches("-[cemr].*")) {
                    return Optional.empty();
                }
            }
            return Optional.empty();
        }

        /** With the bytes that are no UTF-8 where there is such a file, otherwise as it is written. */
        private Optional<HostPath> absolute(String name) {
            return Optional.of(name)
                    .filter(n -> n.contains("\\x"))
                    .flatMap(n -> HostPath.parse(HostText.bytes(n)))
                    .filter(path -> !(files.statusOfLink(path) instanceof Absent<?>))
                    .or(() -> HostPath.parse(name));
        }

        Resolution file(String written) {
            String name = written;
            for (String variable : List.of("~/", "$HOME/", "${HOME}/", "%h/")) {
                if (name.startsWith(variable)) {
                    name = home.text() + "/" + name.substring(variable.length());
                }
            }
            Optional<HostPath> absolute = absolute(name);
            if (absolute.isPresent()) {
                boolean missing = files.statusOfLink(absolute.get()) instanceof Absent<?>;
                return new Resolution(List.of(absolute.get().text()), absolute, missing);
            }
            for (String directory : path) {
                Optional<HostPath> candidate = HostPath.parse(directory + "/" + name)
                        .filter(p -> files.status(p)
                                .ifFound()
                                .filter(s -> s.kind() == Kind.REGULAR)
                                .isPresent());
                if (candidate.isPresent()) {
                    return new Resolution(List.of(candidate.get().text()), candidate, false);
                }
            }
            return new Resolution(List.of(name), Optional.empty(), false);
        }
    }
}
