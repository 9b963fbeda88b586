package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.AccessList;
import bzh.vigie.agent.host.Accounts.LocalAccount;
import bzh.vigie.agent.host.Capabilities;
import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.Files.Content;
import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.Files.OpenFile;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.HostText;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Packages;
import bzh.vigie.agent.host.Packages.Checksum;
import bzh.vigie.agent.host.Reading.Absent;
import bzh.vigie.agent.host.Reading.Found;
import bzh.vigie.agent.host.Reading.Refused;
import bzh.vigie.agent.persistence.catalogue.Location.Scope;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.FileFormat;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.Parsed.Include;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.agent.persistence.format.Surroundings;
import bzh.vigie.agent.persistence.format.running.HiddenByTheKernel;
import bzh.vigie.event.Item;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import bzh.vigie.watchlist.LocalWatchlist;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Reads one site: finds its files, reads and parses each, makes items. Never throws for what is there. One thread. */
final class SiteReader {
    private static final int MAX_FILE = 1 << 20;
    private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};
    private static final long MAX_BYTES = 64L << 20;
    private static final int MAX_INCLUDES = 128;
    private static final int MAX_DETAIL = 1_000;

    /** Stands for the databases among what could not be read; no item has it as its source. */
    private static final HostPath PACKAGES = HostPath.of("/packages/not/read");

    private final Files files;
    private final Packages packages;
    private final KernelViews views;
    private final Items maker;
    private final Supplier<List<LocalAccount>> accounts;
    private final Surroundings around;

    /** With what names uids and gids, and with the accounts whose homes and names includes may stand for. */
    SiteReader(Machine machine, FileHashes hashes, Names names, Supplier<List<LocalAccount>> accounts) {
        this(machine, new ItemMaker(machine.files(), machine.packages(), hashes, names), accounts);
    }

    /** The same, where something is looked for. */
    SiteReader(
            Machine machine,
            FileHashes hashes,
            Names names,
            Supplier<List<LocalAccount>> accounts,
            Supplier<LocalWatchlist> watchlist) {
        this(machine, new ItemMaker(machine.files(), machine.packages(), hashes, names, watchlist), accounts);
    }

    /** With what makes its items. */
    SiteReader(Machine machine, Items maker, Supplier<List<LocalAccount>> accounts) {
        this.files = machine.files();
        this.packages = machine.packages();
        this.views = new KernelViews(machine.files(), machine.running());
        this.maker = maker;
        this.accounts = accounts;
        this.around = new SystemAround(machine);
    }

    /** Reads a site now. */
    SiteReading read(Site site) {
        return isForNobody(site) ? SiteReading.NOBODY : new Pass(site).read();
    }

    /** Where something new in a site would be noticed, without reading it. */
    Set<Finder.Interest> interests(Site site) {
        if (isForNobody(site)) {
            return Set.of();
        }
        Finder finder = Finder.ofInterests(files, site.location().format());
        finder.find(site.patterns());
        return finder.interests();
    }

    /** Whether what begins so is an ELF file (elf(5)). A zero byte says nothing: most readers of lines go on behind it. */
    private static boolean isProgram(byte[] content, int length) {
        return length >= ELF.length && Arrays.equals(content, 0, ELF.length, ELF, 0, ELF.length);
    }

    private static boolean isForNobody(Site site) {
        return site.location().scope() == Scope.HOME && site.owner().isEmpty();
    }

    private final class Pass {
        private final Site site;
        private final Format format;
        private final Finder finder;
        private final Gathering gathered;
        private final Set<String> keys = new HashSet<>();
        private final Map<String, Integer> names = new HashMap<>();
        /** Of files whose paths differ only in what changes by itself, together. */
        private final Map<String, Integer> steadyNames = new HashMap<>();

        private final Map<HostPath, Refused<?>> unread = new HashMap<>();
        private final Map<HostPath, Expanded> included = new HashMap<>();
        private long bytes;
        private int read;
        private int malformed;

        Pass(Site site) {
            this.site = site;
            this.format = site.location().format();
            this.finder = new Finder(files, format);
            this.gathered = new Gathering(site.location(), maker.watchlist());
        }

        SiteReading read() {
            maker.begin();
            finder.find(site.patterns());
            // Files of a spool belong to their accounts' sites: without an account only the directory is looked at.
            boolean forAccounts =
                    site.location().scope() == Scope.SPOOL && site.owner().isEmpty();
            Deque<HostPath> pending = new ArrayDeque<>(forAccounts ? Set.of() : finder.found());
            Set<HostPath> seen = new HashSet<>(pending);
            int includes = 0;
            while (!pending.isEmpty()) {
                HostPath from = pending.pop();
                for (Include include : file(from)) {
                    if (++includes > MAX_INCLUDES) {
                        break;
                    }
                    for (Expanded each : Expanded.of(include, site, accounts.get(), around)) {
                        finder.find(each.pattern(), each.format().orElse(format));
                        // what is found is kept in the order of finding, and all of it up to here was seen
                        for (HostPath found :
                                finder.found().stream().skip(seen.size()).toList()) {
                            seen.add(found);
                            pending.add(found);
                            included.put(found, each.from(Optional.ofNullable(included.get(from))));
                        }
                    }
                }
            }
            if (format instanceof HiddenByTheKernel hidden && finder.anyParent()) {
                hidden(hidden);
            }
            finder.problems().forEach(problem -> unread.put(problem.path(), problem.why()));
            return result();
        }

        /** Gives the includes of the file. */
        private List<Include> file(HostPath path) {
            if (gathered.isFull() || bytes >= MAX_BYTES) {
                unread.put(
                        path, new Refused<>(ReasonCode.TOO_LARGE, SourceText.detail("location-too-much", path.text())));
                return List.of();
            }
            switch (files.statusOfLink(path)) {
                case Found<Status> found
                when found.value().kind() != Kind.DIRECTORY || format.concernsDirectories() -> {
                    Format of = format(path);
                    Capabilities capabilities = of.concernsCapabilities()
                            ? files.capabilities(path).ifFound().orElse(Capabilities.NONE)
                            : Capabilities.NONE;
                    AccessList access = of.asksForAccess()
                            ? files.accessList(path).ifFound().orElse(AccessList.NONE)
                            : AccessList.NONE;
                    return of.concerns(path, found.value())
                                    || !capabilities.equals(Capabilities.NONE)
                                    || of.concernsAccess(path, access)
                            ? content(path, found.value(), capabilities, access)
                            : List.of();
                }
                case Found<Status> ignored -> {}
                case Absent<Status> ignored -> {}
                case Refused<Status> refused -> unread.put(path, refused);
            }
            return List.of();
        }

        private List<Include> content(HostPath path, Status status, Capabilities capabilities, AccessList access) {
            Optional<String> link =
                    status.kind() == Kind.LINK ? files.link(path).ifFound().map(HostText::escaped) : Optional.empty();
            boolean superuser = site.superuser()
                    || (included.containsKey(path) && included.get(path).superuser());
            SourceFile unopened = new SourceFile(path, "", status, link, capabilities, access, superuser);
            if (format(path) instanceof FileFormat open) {
                return opened(open, unopened);
            }
            if (!format(path).needsContent(unopened)) {
                return parsed(unopened);
            }
            return switch (files.read(path, MAX_FILE)) {
                case Found<Content> found -> {
                    byte[] all = found.value().bytes();
                    bytes += all.length;
                    boolean program = !format(path).looksIntoPrograms() && isProgram(all, all.length);
                    SourceFile file = new SourceFile(
                            path,
                            program ? "" : maker.text(all),
                            found.value().status(),
                            link,
                            capabilities,
                            access,
                            superuser);
                    yield program ? parsed(file, format(path).program(file)) : parsed(file);
                }
                // a link to nothing: its name alone is there
                case Absent<Content> ignored -> link.isPresent() ? parsed(unopened) : List.of();
                case Refused<Content> refused -> {
                    if (refused.reason() == ReasonCode.TOO_LARGE && beginsAsProgram(path)) {
                        yield parsed(unopened, format(path).program(unopened));
                    }
                    boolean directory = files.status(path)
                            .ifFound()
                            .filter(s -> s.kind() == Kind.DIRECTORY)
                            .isPresent();
                    if (!directory) {
                        unread.put(path, refused);
                    }
                    yield List.of();
                }
            };
        }

        private boolean beginsAsProgram(HostPath path) {
            Optional<OpenFile> open = format(path).looksIntoPrograms()
                    ? Optional.empty()
                    : files.open(path).ifFound();
            if (open.isEmpty()) {
                return false;
            }
            try (OpenFile file = open.get()) {
                byte[] head = new byte[ELF.length];
                return isProgram(head, file.read(0, head));
            }
        }

        private List<Include> opened(FileFormat open, SourceFile file) {
            switch (files.open(file.path())) {
                case Found<OpenFile>(OpenFile content) -> {
                    try (content) {
                        bytes += Math.min(content.status().size(), MAX_FILE);
                        return parsed(file, open.parse(file, content, around));
                    }
                }
                case Absent<OpenFile> ignored -> {}
                case Refused<OpenFile> refused -> unread.put(file.path(), refused);
            }
            return List.of();
        }

        private Format format(HostPath path) {
            return Optional.ofNullable(included.get(path))
                    .flatMap(Expanded::format)
                    .orElse(format);
        }

        private List<Include> parsed(SourceFile file) {
            return parsed(file, format(file.path()).parse(file));
        }

        private List<Include> parsed(SourceFile file, Parsed parsed) {
            read++;
            malformed = (int) Math.min((long) malformed + parsed.malformed(), Integer.MAX_VALUE);
            drafts(file, parsed.drafts());
            return parsed.includes();
        }

        private void drafts(SourceFile file, List<Draft> drafts) {
            names.clear();
            String path = file.path().text();
            String source = format(file.path()).source(file);
            String steady = VolatileParts.steady(source);
            for (Draft draft : drafts) {
                if (gathered.isFull()) {
                    unread.put(
                            file.path(),
                            new Refused<>(
                                    ReasonCode.TOO_LARGE,
                                    SourceText.detail(
                                            "location-too-much", file.path().text())));
                    break;
                }
                String name = ItemMaker.boundedName(VolatileParts.name(draft.name(), path));
                // What has no place of its own, or gets a program's path to its name, is told once.
                boolean once = draft.run() instanceof Run.SocketHolder || !source.equals(path);
                int number = once
                        ? 1
                        : steady.equals(path)
                                ? names.merge(name, 1, Integer::sum)
                                : steadyNames.merge(steady + "\0" + name, 1, Integer::sum);
                if (gathered.mass().isPresent() && number == 1) {
                    Optional<Checksum> shipped = maker.shipped(site, file, draft);
                    if (shipped.isPresent()) {
                        gathered.mass().get().take(file.path(), shipped.get());
                        // What the package's database says is as shipped is only as good as that database.
                        if (gathered.looksFor()
                                && maker.content(file)
                                        .filter(gathered::isListed)
                                        .isPresent()) {
                            gathered.listed(maker.item(site, file, draft, name, steady));
                        }
                        continue;
                    }
                }
                Item item = maker.item(site, file, draft, number == 1 ? name : name + " #" + number, steady);
                if (!draft.isToldWith(item.traits()) || (once && !keys.add(item.key()))) {
                    continue;
                }
                gathered.add(item);
            }
        }

        private void hidden(HiddenByTheKernel hidden) {
            HostPath proc = HostPath.of("/proc");
            files.status(proc).ifFound().ifPresent(status -> {
                SourceFile source = new SourceFile(proc, "", status, Optional.empty(), false);
                drafts(source, hidden.compare(views.differences(finder.found())));
            });
        }

        /** A disk may hold an empty {@code /proc}. */
        private boolean needsRunning() {
            return site.location().isRunning() && read == 0 && files.reader().equals("offline");
        }

        private SiteReading result() {
            if (finder.late()) {
                unread.put(HostPath.ROOT, new Refused<>(ReasonCode.TIMED_OUT, SourceText.detail("location-too-slow")));
            }
            if (site.location().isMass()) {
                // Without what packages shipped, nothing here can be told from what they did not.
                packages.unread().stream()
                        .findFirst()
                        .ifPresent(why -> unread.putIfAbsent(PACKAGES, new Refused<>(ReasonCode.FAILED, why)));
            }
            if (finder.full()) {
                unread.put(
                        HostPath.ROOT,
                        new Refused<>(
                                ReasonCode.TOO_LARGE, SourceText.detail("location-too-many-files", Finder.MAX_FILES)));
            }
            State state = State.READ;
            ReasonCode reason = ReasonCode.NONE;
            String detail = "";
            if (!unread.isEmpty()) {
                Refused<?> first = unread.values().iterator().next();
                state = read == 0 ? State.UNREADABLE : State.PARTIAL;
                reason = first.reason();
                detail = first.detail();
            } else if (maker.unread().isPresent()) {
                state = State.PARTIAL;
                reason = maker.unread().get().reason();
                detail = maker.unread().get().detail();
            } else if (malformed > 0) {
                state = State.PARTIAL;
                reason = ReasonCode.MALFORMED;
                detail = SourceText.detail("location-malformed", malformed);
            } else if (!finder.anyParent() || needsRunning()) {
                state = State.NOT_APPLICABLE;
                reason = ReasonCode.NOT_PRESENT;
                detail = site.location().isRunning() ? SourceText.detail("location-needs-running") : "";
            }
            String bounded = detail.length() > MAX_DETAIL ? detail.substring(0, MAX_DETAIL) : detail;
            return new SiteReading(
                            gathered.items(),
                            gathered.folded(),
                            state,
                            reason,
                            bounded,
                            bytes,
                            unread.keySet(),
                            finder.interests())
                    .withListed(gathered.listed());
        }
    }
}
