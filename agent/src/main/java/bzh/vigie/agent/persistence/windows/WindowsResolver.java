package bzh.vigie.agent.persistence.windows;

import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Reading.Absent;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.persistence.format.WindowsRun;
import bzh.vigie.agent.persistence.windows.CommandLine.Candidate;
import bzh.vigie.event.Item.Trait;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * From what is configured to the file that would run on that Windows: quotes, variables, App Paths, the search path and its
 * endings, and through programs that run what they are given ({@link Indirection}). Only looks whether files exist; runs
 * nothing. Used by one thread.
 */
public final class WindowsResolver {
    static final int MAX_DEPTH = 6;
    private static final int MAX_LINE = 32_767;
    private static final int MAX_NAME = 256;
    private static final int MAX_ENDINGS = 32;
    /** How many commands one line may lead to, whatever stands within what. */
    private static final int MAX_COMMANDS = 64;

    private static final List<String> SCHEMES = List.of("http:", "https:", "ftp:", "file:");

    private final Files files;
    private final Registry registry;
    private final ShortNames shortNames;

    public WindowsResolver(Files files, Registry registry) {
        this.files = files;
        this.registry = registry;
        this.shortNames = new ShortNames(files);
    }

    /** What this would run for whoever has that environment. */
    public Resolved resolve(WindowsRun run, Environment environment, Optional<String> user) {
        Search search = new Search(environment, user, false);
        return switch (run) {
            case WindowsRun.Command command ->
                new Search(environment, user, command.of32Bits()).command(command.line(), 0);
            case WindowsRun.Library library ->
                new Search(environment, user, library.of32Bits()).library(library.path());
            case WindowsRun.Driver driver -> search.driver(driver.path());
            case WindowsRun.Native line -> search.nativeProgram(line.line());
            case WindowsRun.ComClass com -> new Search(environment, user, com.of32Bits()).comClass(com.clsid(), 0);
        };
    }

    /** The file of a path that may hold variables. */
    public Resolved file(String path, Environment environment) {
        return new Search(environment, Optional.empty(), false).file(environment.expand(path));
    }

    /** A folder whose path may hold variables, and whose files are run or loaded. */
    public Resolved folder(String path, Environment environment) {
        Search search = new Search(environment, Optional.empty(), false);
        return search.absolute(environment.expand(path).replace("\"", ""))
                .map(there -> files.resolve(there).ifFound().orElse(there))
                .map(there -> new Resolved(
                        List.of(WindowsPath.text(there)),
                        Optional.of(there),
                        files.status(there) instanceof Absent<?>,
                        Folders.isForAnybody(there.child("x")) ? Set.of(Trait.TARGET_IN_WORLD_WRITABLE) : Set.of()))
                .orElseGet(() -> Resolved.text(WindowsPath.shown(path)));
    }

    /** One search for one user, with the folders that a program of 64 or of 32 bits sees. */
    final class Search {
        private final Environment environment;
        private final Optional<String> user;
        private final boolean of32Bits;
        private final String folder;
        private final int[] commandsLeft;

        Search(Environment environment, Optional<String> user, boolean of32Bits) {
            this(environment, user, of32Bits, "", new int[] {MAX_COMMANDS});
        }

        private Search(
                Environment environment, Optional<String> user, boolean of32Bits, String folder, int[] commandsLeft) {
            this.environment = environment;
            this.user = user;
            this.of32Bits = of32Bits;
            this.folder = folder;
            this.commandsLeft = commandsLeft;
        }

        /** The same search, which looks in that folder first; here where it is empty. */
        Search in(String current) {
            return current.isEmpty() ? this : new Search(environment, user, of32Bits, current, commandsLeft);
        }

        private Search as(boolean other) {
            return other == of32Bits ? this : new Search(environment, user, other, folder, commandsLeft);
        }

        /** What a command line runs. */
        Resolved command(String line, int depth) {
            String expanded = environment.expand(line.length() > MAX_LINE ? line.substring(0, MAX_LINE) : line);
            if (expanded.isBlank() || depth > MAX_DEPTH || commandsLeft[0] <= 0) {
                return Resolved.NOTHING;
            }
            commandsLeft[0]--;
            CommandLine parts = CommandLine.of(expanded);
            Optional<Resolved> found = Optional.empty();
            Candidate meant = parts.meant();
            for (Candidate candidate : parts.candidates()) {
                found = program(candidate.program());
                if (found.isPresent()) {
                    meant = candidate;
                    break;
                }
            }
            Resolved program = found.orElse(file(meant.program()));
            boolean ambiguous = !parts.quoted()
                    && hasFolder(meant.program())
                    && meant.program().strip().contains(" ");
            Resolved self = program.with(Trait.UNQUOTED_PATH, ambiguous);
            return Indirection.of(this, name(self, meant.program()), meant.rest(), depth)
                    .map(self::then)
                    .orElse(self);
        }

        /** The file that a text begins with, its blanks in quotes or not; an address. */
        Resolved document(String text) {
            String stripped = environment.expand(text).strip();
            if (isRemote(Words.unquoted(stripped))) {
                return file(new Words(stripped).take());
            }
            CommandLine parts = CommandLine.of(stripped);
            return parts.candidates().stream()
                    .flatMap(candidate -> program(candidate.program()).stream())
                    .findFirst()
                    .orElseGet(() -> file(parts.meant().program()));
        }

        /** Of several that run beside one another: the first file outside of Windows' own folder counts, otherwise the first file. */
        Resolved among(List<Resolved> several) {
            Resolved counts = several.stream()
                    .filter(each -> each.target().filter(this::isForeign).isPresent())
                    .findFirst()
                    .or(() -> several.stream()
                            .filter(each -> each.target().isPresent())
                            .findFirst())
                    .orElse(Resolved.NOTHING);
            return several.stream().reduce(Resolved.NOTHING, Resolved::then).leadingTo(counts);
        }

        private boolean isForeign(HostPath target) {
            String root = WindowsPath.fold(WindowsPath.text(environment.systemRoot()) + "\\");
            return !WindowsPath.fold(WindowsPath.text(target)).startsWith(root) || Folders.isForAnybody(target);
        }

        /** Whether that is an address, or a file on another machine. */
        boolean isRemote(String text) {
            boolean share = text.startsWith("\\\\") && text.length() > 2 && "\\?.".indexOf(text.charAt(2)) < 0;
            return share
                    || SCHEMES.stream().anyMatch(scheme -> text.regionMatches(true, 0, scheme, 0, scheme.length()));
        }

        /** Whether a file of that path is there. */
        boolean isThere(String path) {
            return there(environment.expand(Words.unquoted(path))).isPresent();
        }

        private static String name(Resolved program, String written) {
            String text = program.chain().isEmpty() ? written : program.chain().getLast();
            String name = WindowsPath.fold(text.substring(lastSeparator(text) + 1));
            return name.endsWith(".exe") || name.endsWith(".com") ? name.substring(0, name.length() - 4) : name;
        }

        /** The program of that name or path where there is one: App Paths first for a name, then the search path. */
        private Optional<Resolved> program(String written) {
            String name = written.strip();
            if (name.length() - lastSeparator(name) > MAX_NAME) {
                return Optional.empty();
            }
            if (hasFolder(name)) {
                return endings(name).flatMap(each -> there(each).stream()).findFirst();
            }
            return endings(name)
                    .flatMap(each -> Stream.concat(appPath(each).stream(), inFolders(each).stream()))
                    .findFirst();
        }

        /** A name as it is, then with the endings that are tried. */
        private Stream<String> endings(String name) {
            String last = name.substring(lastSeparator(name) + 1);
            Stream<String> more = Stream.of(environment.value("PATHEXT").split(";", MAX_ENDINGS))
                    .filter(ending -> ending.startsWith("."))
                    .map(ending -> name + ending.toLowerCase(Locale.ROOT));
            return last.contains(".") ? Stream.concat(Stream.of(name), more) : more;
        }

        private Optional<Resolved> appPath(String name) {
            String key = "Microsoft\\Windows\\CurrentVersion\\App Paths\\" + name;
            return Stream.concat(
                            user.map(id -> "HKU\\" + id + "\\Software\\" + key).stream(),
                            Stream.of("HKLM\\SOFTWARE\\" + key, "HKLM\\SOFTWARE\\WOW6432Node\\" + key))
                    .flatMap(path -> registry.key(path).ifFound().stream())
                    .flatMap(found -> found.text("").stream())
                    .flatMap(path -> there(environment.expand(path.replace("\"", ""))).stream())
                    .findFirst();
        }

        private Optional<Resolved> inFolders(String name) {
            String root = WindowsPath.text(environment.systemRoot());
            return Stream.concat(
                            Stream.of(
                                    folder, root + (of32Bits ? "\\SysWOW64" : "\\System32"), root + "\\System32", root),
                            environment.path().stream())
                    .filter(each -> !each.isBlank())
                    .flatMap(each -> there(each.replace("\"", "").strip() + "\\" + name).stream())
                    .findFirst();
        }

        private Optional<Resolved> there(String path) {
            return absolute(path)
                    .flatMap(p -> regular(p).or(() -> shortNames.expand(p).flatMap(this::regular)))
                    .map(p -> new Resolved(List.of(WindowsPath.text(p)), Optional.of(p), false, Set.of())
                            .with(Trait.HIDING_NAME, WindowsPath.namesStream(path)));
        }

        private Optional<HostPath> regular(HostPath path) {
            return files.resolve(path)
                    .ifFound()
                    .filter(p -> files.status(p)
                            .ifFound()
                            .filter(s -> s.kind() == Kind.REGULAR)
                            .isPresent());
        }

        /** A path without variables as a file on this system's drives; what begins at no drive begins at the system's root. */
        Optional<HostPath> absolute(String path) {
            String root = WindowsPath.text(environment.systemRoot());
            String text = path.strip();
            String folded = WindowsPath.fold(text);
            if (folded.startsWith("\\systemroot\\")) {
                text = root + text.substring("\\systemroot".length());
            } else if (folded.startsWith("system32\\") || folded.startsWith("syswow64\\")) {
                text = root + "\\" + text;
            } else if (text.startsWith("\\") && !text.startsWith("\\\\") && !text.startsWith("\\??\\")) {
                text = root.substring(0, 2) + text;
            }
            Optional<HostPath> parsed = WindowsPath.parse(text);
            return of32Bits ? parsed.map(this::redirected) : parsed;
        }

        /** Where a program of 32 bits is led that names the system's folder (File System Redirector). */
        private HostPath redirected(HostPath path) {
            String system = WindowsPath.text(environment.systemRoot()) + "\\System32\\";
            String text = WindowsPath.text(path);
            if (!WindowsPath.fold(text).startsWith(WindowsPath.fold(system))) {
                return path;
            }
            HostPath there = environment.systemRoot().child("SysWOW64");
            for (String part : text.substring(system.length()).split("\\\\", -1)) {
                there = there.child(WindowsPath.bytes(part));
            }
            return files.status(there) instanceof Absent<?> ? path : there;
        }

        /** A file that is named by its path; missing only where its drive is here. */
        Resolved file(String written) {
            String text = withoutScheme(written.strip().replace("\"", ""));
            if (text.isEmpty()) {
                return Resolved.NOTHING;
            }
            if (isRemote(text)) {
                return Resolved.text(WindowsPath.shown(text)).with(Trait.NETWORK_TOOL, true);
            }
            Optional<Resolved> there = there(text);
            if (there.isPresent()) {
                return there.get();
            }
            return absolute(text)
                    .map(path -> {
                        HostPath drive = HostPath.ROOT.child(path.components().getFirst());
                        boolean missing = files.status(drive).ifFound().isPresent();
                        return new Resolved(List.of(WindowsPath.text(path)), Optional.of(path), missing, Set.of());
                    })
                    .orElseGet(() -> Resolved.text(WindowsPath.shown(text)));
        }

        /** A program or file that is named: by its path, or looked for. */
        Resolved named(String written) {
            String text = environment.expand(ofShell(written.replace("\"", "").strip()));
            return program(text).orElseGet(() -> file(text));
        }

        /** PowerShell's {@code $env:NAME} as a variable. */
        private static String ofShell(String path) {
            boolean braces = path.regionMatches(true, 0, "${env:", 0, 6);
            if (!braces && !path.regionMatches(true, 0, "$env:", 0, 5)) {
                return path;
            }
            int end = braces ? path.indexOf('}') : Math.max(path.indexOf('\\'), path.indexOf('/'));
            String rest = end < 0 ? "" : path.substring(braces ? end + 1 : end);
            return "%" + path.substring(braces ? 6 : 5, end < 0 ? path.length() : end) + "%" + rest;
        }

        /** A library; the ending is left out at will. */
        Resolved library(String written) {
            String text = environment.expand(written).strip().replace("\"", "");
            if (text.isEmpty()) {
                return Resolved.NOTHING;
            }
            String last = text.substring(text.lastIndexOf('\\') + 1);
            String name = last.contains(".") ? text : text + ".dll";
            if (hasFolder(name)) {
                return there(name).or(() -> there(text)).orElseGet(() -> file(name));
            }
            return inFolders(name).orElseGet(() -> file(systemFolder() + name));
        }

        private String systemFolder() {
            return WindowsPath.text(environment.systemRoot()) + (of32Bits ? "\\SysWOW64\\" : "\\System32\\");
        }

        /** A driver's file, below the system's root where nothing else is said. */
        Resolved driver(String written) {
            String text = environment.expand(written).strip().replace("\"", "");
            boolean rooted = text.startsWith("\\") || (text.length() > 1 && text.charAt(1) == ':');
            return text.isEmpty() ? Resolved.NOTHING : file(rooted ? text : "\\SystemRoot\\" + text);
        }

        /** {@code autocheck autochk *} is autochk.exe: the first word may only name it (Windows Internals, Smss). */
        Resolved nativeProgram(String line) {
            List<String> words = CommandLine.arguments(environment.expand(line));
            if (words.isEmpty()) {
                return Resolved.NOTHING;
            }
            int at = words.getFirst().equalsIgnoreCase("autocheck") && words.size() > 1 ? 1 : 0;
            String name = words.get(at);
            String program = name.contains(".") ? name : name + ".exe";
            return hasFolder(program) ? file(program) : file(systemFolder() + program);
        }

        /** The server of a class: what replaces it, then within the process, then a program, then a service. */
        Resolved comClass(String clsid, int depth) {
            Optional<ComClasses.Server> found =
                    depth > MAX_DEPTH ? Optional.empty() : new ComClasses(registry, user).find(clsid, of32Bits);
            if (found.isEmpty()) {
                return Resolved.NOTHING;
            }
            ComClasses.Server server = found.get();
            Search search = as(server.of32Bits());
            if (server.treatAs().isPresent()) {
                return comClass(server.treatAs().get(), depth + 1);
            }
            if (server.library().isPresent()) {
                Resolved library = search.library(server.library().get());
                return server.further()
                        .map(further -> library.then(file(withoutScheme(environment.expand(further)))))
                        .orElse(library);
            }
            return server.program()
                    .map(line -> search.command(line, depth + 1))
                    .or(() -> server.service().map(name -> service(name, depth)))
                    .orElse(Resolved.NOTHING);
        }

        private Resolved service(String name, int depth) {
            String key = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\" + name.strip();
            return text(key + "\\Parameters", "ServiceDll")
                    .map(this::library)
                    .or(() -> text(key, "ImagePath").map(line -> command(line, depth + 1)))
                    .orElse(Resolved.NOTHING);
        }

        private Optional<String> text(String key, String value) {
            return registry.key(key).ifFound().flatMap(k -> k.text(value)).filter(text -> !text.isBlank());
        }
    }

    private static int lastSeparator(String path) {
        return Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/'));
    }

    private static boolean hasFolder(String name) {
        return lastSeparator(name) >= 0 || name.indexOf(':') >= 0;
    }

    /** The path of {@code file:///C:/x} as Windows writes it; other addresses as they are. */
    private static String withoutScheme(String url) {
        if (!url.regionMatches(true, 0, "file:", 0, 5)) {
            return url;
        }
        int at = 5;
        while (at < url.length() && at < 8 && url.charAt(at) == '/') {
            at++;
        }
        boolean drive = at + 1 < url.length() && url.charAt(at + 1) == ':';
        return drive ? url.substring(at).replace('/', '\\') : url;
    }
}
