package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.Files.Entry;
import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.Files.OpenFile;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.HostText;
import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.windows.xml.WindowsText;
import bzh.vigie.event.Sha256;
import bzh.vigie.observable.Observables;
import bzh.vigie.watchlist.LocalWatchlist;
import bzh.vigie.watchlist.LocalWatchlist.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Observables of what an item runs: of a script, of the environment that it gets, of settings, and of programs and libraries that these
 * reach. Settings are what options of its command name, what has the ending of settings, what lies beside its program, and what a tool reads by
 * itself. Any other text that is named is only searched for words of the watchlist: it may be a log or what is backed up; a file that is a
 * place by itself is not, since it tells of itself. Programs are known by their digests. Bounded in files and bytes for each item; a link that
 * a path ends in counts only as an option's value. Used by one thread.
 */
final class Scripts {
    private static final int MAX_FILE = 256 << 10;
    private static final int MAX_TEXT = 1 << 20;
    private static final int MAX_NAMED = 48;
    private static final int MAX_PROGRAMS = 24;
    private static final int MAX_BESIDE = 64;
    private static final int MAX_SETTINGS_BESIDE = 4;
    private static final HostPath KEYS_OF_HOST = HostPath.of("/etc/ssh");
    /** Largest file of a key. */
    private static final int MAX_KEY = 16 << 10;

    /** Largest program or library that is digested; a larger one is left out. */
    private static final long MAX_DIGESTED = 128L << 20;

    private static final int HEAD = 512;
    private static final Pattern LIBRARY = Pattern.compile(".+\\.so(?:\\.[\\d.]+)?");
    private static final Pattern PROGRAM_OF_WINDOWS = Pattern.compile("(?i).+\\.(?:exe|com|scr|bat|cmd|ps1|vbs|js)");
    private static final List<HostPath> MADE =
            List.of(HostPath.of("/proc"), HostPath.of("/sys"), HostPath.of("/var/log"));
    private static final Set<HostPath> PLACES = Catalogue.linux().stream()
            .flatMap(location -> location.places().stream())
            .filter(place -> place.startsWith("/") && place.indexOf('*') < 0)
            .map(HostPath::of)
            .collect(Collectors.toUnmodifiableSet());
    /** A line with tokens of OAuth 2 (RFC 6749, 5.1), which a client writes anew all the time. */
    private static final Pattern PASSING_TOKENS =
            Pattern.compile("(?m)^(?=.{0,8192}refresh_token).{0,8192}access_token.*");

    private final Files files;
    private final Function<byte[], String> text;
    private final BiPredicate<HostPath, Status> isProgram;
    private final Function<HostPath, Optional<Sha256>> digest;
    private final Supplier<LocalWatchlist> watchlist;

    private Scripts(
            Files files,
            Function<byte[], String> text,
            BiPredicate<HostPath, Status> isProgram,
            Function<HostPath, Optional<Sha256>> digest,
            Supplier<LocalWatchlist> watchlist) {
        this.files = files;
        this.text = text;
        this.isProgram = isProgram;
        this.digest = digest;
        this.watchlist = watchlist;
    }

    /**
     * Scripts of a Linux system.
     *
     * @param digest of a program
     * @param watchlist words of which are told where they are found
     */
    static Scripts ofLinux(
            Files files, Function<HostPath, Optional<Sha256>> digest, Supplier<LocalWatchlist> watchlist) {
        return new Scripts(files, HostText::content, (path, status) -> (status.mode() & 0111) != 0, digest, watchlist);
    }

    /** Scripts of a Windows, where nothing but an item's own program is known by its digest. */
    static Scripts ofWindows(Files files, Supplier<LocalWatchlist> watchlist) {
        return new Scripts(
                files,
                WindowsText::of,
                (path, status) -> PROGRAM_OF_WINDOWS.matcher(path.nameText()).matches(),
                path -> Optional.empty(),
                watchlist);
    }

    /**
     * Observables of an item; empty where there is nothing to look into.
     *
     * @param command what it runs, with what its variables stand for
     * @param target the file that it runs or the directory that it has searched
     * @param home of whoever runs it
     * @param readable which files may be looked into
     */
    List<String> observables(
            Draft draft, String command, Optional<HostPath> target, HostPath home, Predicate<HostPath> readable) {
        Look look = new Look(home, readable);
        if (draft.run() instanceof Run.Directory) {
            target.ifPresent(look::libraries);
        } else {
            look.into(draft, command, target);
        }
        return look.observables(List.of(draft.name(), command));
    }

    /** One item's. */
    private final class Look {
        private final HostPath home;
        private final Predicate<HostPath> readable;
        private final LocalWatchlist list = watchlist.get();
        private final List<String> told = new ArrayList<>();
        private final List<String> searched = new ArrayList<>();
        private final Set<HostPath> seen = new HashSet<>();
        private final Set<String> programs = new TreeSet<>();
        private long textLeft = MAX_TEXT;
        private long digestedLeft = MAX_DIGESTED;

        Look(HostPath home, Predicate<HostPath> readable) {
            this.home = home;
            this.readable = readable;
        }

        void into(Draft draft, String command, Optional<HostPath> target) {
            Optional<String> script = target.flatMap(this::read);
            target.ifPresent(seen::add);
            script.ifPresent(told::add);
            if (!draft.unshown().isEmpty()) {
                told.add(draft.unshown());
            }
            String start = command + "\n" + draft.unshown();
            if (draft.run() instanceof Run.Nothing) {
                // a whole start file sets variables to all kinds of files
                NamedPath.in(draft.unshown(), home).forEach(each -> named(each.asWord(), true));
            } else {
                NamedPath.in(start, home).forEach(each -> named(each, true));
                target.ifPresent(this::beside);
            }
            script.ifPresent(lines -> NamedPath.in(lines, home).forEach(each -> {
                if (each.isOption()) {
                    key(each.path());
                }
                named(each.asWord(), false);
            }));
            ToolSettings.in(start + "\n" + script.orElse(""), home)
                    .forEach(each -> named(new NamedPath(each, true), true));
        }

        /** The key of SSH that a script is given as an option's value. */
        private void key(HostPath path) {
            boolean small = !seen.contains(path)
                    && files.statusOfLink(path)
                            .ifFound()
                            .filter(status -> mayBeText(status) && status.size() <= MAX_KEY)
                            .isPresent();
            if (small && seen.size() < MAX_NAMED && readable.test(path)) {
                read(path).filter(Observables::isKeyFile).ifPresent(content -> {
                    seen.add(path);
                    told.add(content);
                });
            }
        }

        /** @param isStarted whether the item itself names it, and not a script that it runs */
        private void named(NamedPath named, boolean isStarted) {
            HostPath path = named.path();
            if (seen.size() >= MAX_NAMED || !seen.add(path) || MADE.stream().anyMatch(path::startsWith)) {
                return;
            }
            Optional<Status> status = (named.isOption() ? files.status(path) : files.statusOfLink(path))
                    .ifFound()
                    .filter(found -> found.kind() == Kind.REGULAR);
            boolean program =
                    status.filter(found -> isProgram.test(path, found)).isPresent();
            boolean tells = NamedPath.isSettings(path.nameText()) || (isStarted && (named.isOption() || program));
            if (status.isEmpty()
                    || !(tells || program || (!list.isEmpty() && !PLACES.contains(path)))
                    || !readable.test(path)) {
                return;
            }
            Optional<String> content = read(path);
            content.ifPresent((tells ? told : searched)::add);
            if (content.isEmpty() && program) {
                digest(path, status.get());
            }
        }

        private void digest(HostPath path, Status status) {
            if (programs.size() < MAX_PROGRAMS && status.size() > 0 && status.size() <= digestedLeft) {
                digestedLeft -= status.size();
                digest.apply(path).ifPresent(found -> programs.add(Observables.program(found)));
            }
        }

        /** Files beside a program that it finds: settings of its name, and any others where no other program could mean them. */
        private void beside(HostPath program) {
            List<Entry> all = files.list(program.parent()).ifFound().orElse(List.of());
            List<HostPath> settings = all.stream()
                    .filter(entry -> entry.kind() == Kind.REGULAR)
                    .map(Entry::path)
                    .filter(path -> NamedPath.isSettings(path.nameText()) && !path.equals(program))
                    .toList();
            if (settings.isEmpty()) {
                return;
            }
            String stem = NamedPath.stem(program.nameText());
            boolean alone = all.size() <= MAX_BESIDE
                    && all.stream()
                            .filter(entry -> entry.kind() == Kind.REGULAR && !settings.contains(entry.path()))
                            .filter(entry -> !entry.path().equals(program))
                            .noneMatch(entry -> files.statusOfLink(entry.path())
                                    .ifFound()
                                    .filter(status -> isProgram.test(entry.path(), status))
                                    .isPresent());
            settings.stream()
                    .filter(path -> alone || NamedPath.stem(path.nameText()).equals(stem))
                    .sorted(Comparator.comparing(
                            path -> !NamedPath.stem(path.nameText()).equals(stem)))
                    .limit(MAX_SETTINGS_BESIDE)
                    .forEach(path -> named(new NamedPath(path, false), true));
        }

        /** Libraries of a directory that a loader searches, those that came last first. */
        void libraries(HostPath directory) {
            record Library(HostPath path, Status status) {}
            files.list(directory).ifFound().orElse(List.of()).stream()
                    .map(Entry::path)
                    .filter(path -> LIBRARY.matcher(path.nameText()).matches())
                    .flatMap(path ->
                            files.statusOfLink(path).ifFound().map(status -> new Library(path, status)).stream())
                    .filter(library -> library.status().kind() == Kind.REGULAR && readable.test(library.path()))
                    .sorted(Comparator.comparingLong(
                                    (Library library) -> library.status().changedMicros())
                            .reversed())
                    .limit(MAX_PROGRAMS)
                    .forEach(library -> digest(library.path(), library.status()));
        }

        List<String> observables(List<String> shown) {
            List<String> observables = new ArrayList<>(told.isEmpty() ? List.of() : Observables.of(told));
            observables.addAll(programs);
            if (!list.isEmpty()) {
                List<String> all = new ArrayList<>(told);
                all.addAll(searched);
                all.addAll(shown);
                observables.addAll(Observables.words(
                        all,
                        word -> list.find(new Value(LocalWatchlist.Kind.WORD, word))
                                .isPresent()));
            }
            return observables;
        }

        /** Text of a file; empty for a program, a key of the machine's own, what is no regular file and what cannot be read. */
        private Optional<String> read(HostPath path) {
            boolean small =
                    files.status(path).ifFound().filter(Scripts::mayBeText).isPresent();
            Optional<OpenFile> open = small && textLeft > 0 ? files.open(path).ifFound() : Optional.empty();
            if (open.isEmpty()) {
                return Optional.empty();
            }
            try (OpenFile file = open.get()) {
                byte[] head = new byte[HEAD];
                if (!isText(head, file.read(0, head))) {
                    return Optional.empty();
                }
                byte[] all = new byte[(int) Math.min(file.status().size(), MAX_FILE)];
                int length = Math.max(file.read(0, all), 0);
                textLeft -= length;
                String content = text.apply(Arrays.copyOf(all, length));
                return Optional.of(PASSING_TOKENS.matcher(content).replaceAll(""))
                        .filter(each -> !(isOwnKey(path) && Observables.isKeyFile(each)));
            }
        }
    }

    /** Whether keys of the machine or of an account lie there (ssh(1), FILES): a job of the attacker may use those of the town hall. */
    private static boolean isOwnKey(HostPath path) {
        return path.parent().nameText().equals(".ssh") || path.startsWith(KEYS_OF_HOST);
    }

    private static boolean mayBeText(Status status) {
        return status.kind() == Kind.REGULAR && status.size() > 0 && status.size() <= MAX_FILE;
    }

    /** Text has no zero bytes where it begins, unless they are every other one. */
    private static boolean isText(byte[] content, int length) {
        int zeros = 0;
        for (int i = 0; i < length; i++) {
            zeros += content[i] == 0 ? 1 : 0;
        }
        boolean wide = length >= 2 && ((content[0] & 0xff) == 0xff || (content[0] & 0xff) == 0xfe);
        return zeros == 0 || wide;
    }
}
