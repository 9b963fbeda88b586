package bzh.vigie.agent.persistence.windows;

import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Reading.Absent;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.host.RegistryKey;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.persistence.format.WindowsRun;
import bzh.vigie.agent.persistence.windows.CommandLine.Candidate;
import bzh.vigie.event.Item.Trait;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * From what is configured to the file that would run on that Windows: quotes, variables, App Paths, the search path and its
 * endings, and through programs that run what they are given ({@link Indirection}). Only looks whether files exist; runs
 * nothing. Used by one thread.
 */
public final class WindowsResolver {
    static final int MAX_DEPTH = 6;
    private static final int MAX_LINE = 32_767;
    private static final Pattern HAS_FOLDER = Pattern.compile(".*[\\\\/:].*", Pattern.DOTALL);
    private static final Pattern REMOTE =
            Pattern.compile("\\\\\\\\[^\\\\?.].*|(?i)(?:https?|ftp|file):.*", Pattern.DOTALL);

    private final Files files;
    private final Registry registry;

    public WindowsResolver(Files files, Registry registry) {
        this.files = files;
        this.registry = registry;
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

        Search(Environment environment, Optional<String> user, boolean of32Bits) {
            this.environment = environment;
            this.user = user;
            this.of32Bits = of32Bits;
        }

        /** What a command line runs. */
        Resolved command(String line, int depth) {
            String expanded = environment.expand(line.length() > MAX_LINE ? line.substring(0, MAX_LINE) : line);
            if (expanded.isBlank() || depth > MAX_DEPTH) {
                return Resolved.NOTHING;
            }
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
                    && HAS_FOLDER.matcher(meant.program()).matches()
                    && meant.program().strip().contains(" ");
            Resolved self = program.with(Trait.UNQUOTED_PATH, ambiguous);
            return Indirection.of(this, name(self, meant.program()), meant.rest(), depth)
                    .map(self::then)
                    .orElse(self);
        }

        private static String name(Resolved program, String written) {
            String text = program.chain().isEmpty() ? written : program.chain().getLast();
            String name = text.substring(Math.max(text.lastIndexOf('\\'), text.lastIndexOf('/')) + 1);
            return WindowsPath.fold(name).replaceFirst("\\.(?:exe|com)$", "");
        }

        /** The program of that name or path where there is one: App Paths first for a name, then the search path. */
        private Optional<Resolved> program(String written) {
            String name = written.strip();
            if (HAS_FOLDER.matcher(name).matches()) {
                return endings(name).flatMap(each -> there(each).stream()).findFirst();
            }
            return endings(name)
                    .flatMap(each -> Stream.concat(appPath(each).stream(), inFolders(each).stream()))
                    .findFirst();
        }

        /** A name as it is, then with the endings that are tried. */
        private Stream<String> endings(String name) {
            String last = name.substring(Math.max(name.lastIndexOf('\\'), name.lastIndexOf('/')) + 1);
            Stream<String> more = Stream.of(environment.value("PATHEXT").split(";", 32))
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
                            Stream.of(root + (of32Bits ? "\\SysWOW64" : "\\System32"), root + "\\System32", root),
                            environment.path().stream())
                    .filter(folder -> !folder.isBlank())
                    .flatMap(folder -> there(folder.replace("\"", "").strip() + "\\" + name).stream())
                    .findFirst();
        }

        private Optional<Resolved> there(String path) {
            return absolute(path)
                    .flatMap(p -> files.resolve(p).ifFound())
                    .filter(p -> files.status(p)
                            .ifFound()
                            .filter(s -> s.kind() == Kind.REGULAR)
                            .isPresent())
                    .map(p -> new Resolved(List.of(WindowsPath.text(p)), Optional.of(p), false, Set.of())
                            .with(Trait.HIDING_NAME, WindowsPath.namesStream(path)));
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
            String text = written.strip().replace("\"", "");
            if (text.isEmpty()) {
                return Resolved.NOTHING;
            }
            if (REMOTE.matcher(text).matches()) {
                return Resolved.text(WindowsPath.shown(text)).with(Trait.NETWORK_TOOL, !text.startsWith("file:"));
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
            return program(written.replace("\"", "")).orElseGet(() -> file(written));
        }

        /** A library; the ending is left out at will. */
        Resolved library(String written) {
            String text = environment.expand(written).strip().replace("\"", "");
            if (text.isEmpty()) {
                return Resolved.NOTHING;
            }
            String last = text.substring(text.lastIndexOf('\\') + 1);
            String name = last.contains(".") ? text : text + ".dll";
            if (HAS_FOLDER.matcher(name).matches()) {
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
            boolean rooted = text.startsWith("\\") || text.matches("(?s)[A-Za-z]:.*");
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
            return HAS_FOLDER.matcher(program).matches() ? file(program) : file(systemFolder() + program);
        }

        /** The server of a class: what replaces it, then within the process, then a program. */
        Resolved comClass(String clsid, int depth) {
            String id = clsid.strip();
            Optional<RegistryKey> found = classKey(id);
            if (found.isEmpty() || depth > MAX_DEPTH) {
                return Resolved.NOTHING;
            }
            String path = found.get().path();
            Optional<String> replaced = text(path + "\\TreatAs", "");
            if (replaced.isPresent() && !replaced.get().isBlank()) {
                return comClass(replaced.get(), depth + 1);
            }
            Optional<RegistryKey> inProcess =
                    registry.key(path + "\\InprocServer32").ifFound();
            Optional<String> server = inProcess.flatMap(key -> key.text(""));
            if (server.isPresent() && !server.get().isBlank()) {
                Resolved library = library(server.get());
                Optional<String> code = inProcess.flatMap(key -> key.text("CodeBase"));
                Optional<String> script = text(path + "\\ScriptletURL", "");
                return code.or(() -> script)
                        .map(further -> library.then(file(withoutScheme(further))))
                        .orElse(library);
            }
            return text(path + "\\LocalServer32", "")
                    .map(line -> command(line, depth + 1))
                    .orElse(Resolved.NOTHING);
        }

        private Optional<RegistryKey> classKey(String id) {
            String classes = of32Bits ? "Classes\\WOW6432Node\\CLSID\\" : "Classes\\CLSID\\";
            return user.flatMap(u -> registry.key("HKU\\" + u + "\\Software\\" + classes + id)
                            .ifFound())
                    .or(() -> registry.key("HKLM\\SOFTWARE\\" + classes + id).ifFound());
        }

        private Optional<String> text(String key, String value) {
            return registry.key(key).ifFound().flatMap(k -> k.text(value));
        }
    }

    private static String withoutScheme(String url) {
        return url.replaceFirst("(?i)^file:/{2,3}(?=[A-Za-z]:)", "").replace('/', '\\');
    }
}
