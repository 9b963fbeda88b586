package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Accounts.LocalAccount;
import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.HostText;
import bzh.vigie.agent.host.Packages;
import bzh.vigie.agent.host.Packages.Checksum;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.persistence.Origins.Origin;
import bzh.vigie.agent.persistence.Resolver.Resolution;
import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Rights;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.agent.windows.program.GoBuildId;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.Item.Signature;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.Sha256;
import bzh.vigie.watchlist.LocalWatchlist;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Makes items of a Linux system's files: what would run, whose it is and what it is like. Used by one thread. */
final class ItemMaker implements Items {
    private static final HostPath BASE_FILES = HostPath.of("/usr/share/base-files");
    private static final HostPath SKELETON = HostPath.of("/etc/skel");
    private static final HostPath ETC = HostPath.of("/etc");
    private static final int OTHERS_READ = 04;
    private static final int MAX_NAME = 512;
    private static final int MAX_VALUE = 8_192;
    private static final int MAX_CHAIN = 16;

    private final Files files;
    private final Resolver resolver;
    private final Writable writable;
    private final Origins origins;
    private final MaintainerScripts scripts;
    private final ModuleSignatures signatures;
    private final Scripts texts;
    private final Supplier<LocalWatchlist> watchlist;

    /** With what names uids and gids. */
    ItemMaker(Files files, Packages packages, FileHashes hashes, Names names) {
        this(files, packages, hashes, names, () -> LocalWatchlist.NONE);
    }

    /** The same, where something is looked for. */
    ItemMaker(Files files, Packages packages, FileHashes hashes, Names names, Supplier<LocalWatchlist> watchlist) {
        this.watchlist = watchlist;
        this.files = files;
        this.resolver = new Resolver(files);
        this.writable = new Writable(files, names);
        this.origins = new Origins(files, packages, hashes);
        this.scripts = new MaintainerScripts(files, origins);
        this.signatures = new ModuleSignatures(files);
        this.texts = Scripts.ofLinux(files, origins::sha256, watchlist);
    }

    @Override
    public void begin() {
        writable.forget();
        resolver.forget();
        scripts.forget();
    }

    @Override
    public Optional<Checksum> shipped(Site site, SourceFile file, Draft draft) {
        boolean plain = draft.run() instanceof Run.Itself
                && draft.traits().isEmpty()
                && site.location().scope() == Location.Scope.MACHINE
                && !site.location().format().isOfTheMachine()
                && !file.status().immutable()
                && !hides(site, file, draft.name());
        return plain && writable.by(file.path(), 0).isEmpty()
                ? origins.shipped(file.path(), draft.rights() != Rights.NOT_ASKED)
                : Optional.empty();
    }

    @Override
    public Optional<Sha256> content(SourceFile file) {
        return origins.sha256(file.path());
    }

    @Override
    public LocalWatchlist watchlist() {
        return watchlist.get();
    }

    private static boolean hides(Site site, SourceFile file, String name) {
        // .htaccess and its like are named so by what reads them, and what a home begins with is hidden there
        boolean hiddenSource = site.owner().isEmpty()
                && file.name().startsWith(".")
                && !file.path().startsWith(SKELETON)
                && site.location().places().stream().noneMatch(place -> place.endsWith("/" + file.name()));
        return HostText.hasInvisible(name) || HostText.hides(file.name()) || hasEscapes(file.name()) || hiddenSource;
    }

    @Override
    public String text(byte[] content) {
        return HostText.content(content);
    }

    @Override
    public Item item(Site site, SourceFile file, Draft draft, String name, String source) {
        HostPath home = site.owner().map(LocalAccount::home).orElse(HostPath.of("/root"));
        Resolution runs = resolver.resolve(draft.run(), file.path(), home);
        String fullName =
                draft.run() instanceof Run.SocketHolder && !runs.chain().isEmpty()
                        ? boundedName(name + " " + runs.chain().getLast())
                        : name;
        Optional<HostPath> target = runs.target().filter(t -> !runs.missing());
        // Only files have digests and packages, a directory that is searched has not.
        Optional<HostPath> targetFile = target.filter(t -> !(draft.run() instanceof Run.Directory));
        long uid = site.owner().map(LocalAccount::uid).orElse(0L);
        Set<String> replaceableBy = writable.by(file.path(), uid);
        target.ifPresent(t -> replaceableBy.addAll(writable.by(t, uid)));
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        traits.addAll(draft.traits());
        if (runs.missing() || leadsNowhere(draft.run(), file)) {
            traits.add(Trait.TARGET_MISSING);
        }
        if (runs.target().filter(Writable::isForAnybody).isPresent()) {
            traits.add(Trait.TARGET_IN_WORLD_WRITABLE);
        }
        if (runs.target()
                .filter(t -> !t.equals(file.path()) && Writable.isHidden(t))
                .isPresent()) {
            traits.add(Trait.TARGET_HIDDEN);
        }
        Optional<Origin> found = target.map(t -> origins.of(t, false));
        Optional<Origin> written = writtenByScript(site, file, draft, found);
        boolean itself = targetFile.equals(Optional.of(file.path()));
        Optional<Origin> ofTarget = itself ? written.or(() -> found) : found;
        // Folders that a package's own file has searched are made when something is put there.
        boolean searched = draft.run() instanceof Run.Directory
                && origins.of(file.path(), false).shipped() == Shipped.AS_PACKAGED;
        if (!searched && ofTarget.filter(o -> o.shipped() == Shipped.UNOWNED).isPresent()) {
            traits.add(Trait.TARGET_UNOWNED);
        }
        if (!itself && ofTarget.filter(o -> o.shipped() == Shipped.MODIFIED).isPresent()) {
            traits.add(Trait.TARGET_MODIFIED);
        }
        boolean fixed = file.status().immutable()
                || target.flatMap(t -> files.status(t).ifFound())
                        .filter(Files.Status::immutable)
                        .isPresent();
        if (fixed) {
            traits.add(Trait.IMMUTABLE);
        }
        if (replaceableBy.contains(Writable.EVERYONE)) {
            traits.add(Trait.WORLD_WRITABLE);
        }
        if (hides(site, file, name)) {
            traits.add(Trait.HIDING_NAME);
        }
        Origin origin = origin(site, file, draft, targetFile, ofTarget.filter(o -> targetFile.isPresent()), written);
        if (draft.rights() == Rights.SUPERUSER && origin.shipped() != Shipped.AS_PACKAGED) {
            traits.add(Trait.SUPERUSER);
        }
        // a system has gigabytes of programs that are a package's and never told
        Optional<Sha256> sha256 =
                targetFile.filter(each -> draft.isToldWith(traits)).flatMap(origins::sha256);
        Optional<HostPath> foreign = targetFile.filter(each -> sha256.isPresent() && isForeign(origin));
        return new Item(
                site.location().id(),
                site.location().techniques(),
                "linux",
                site.account(),
                fullName,
                cut(draft.value(), MAX_VALUE),
                source,
                cut(runs.chain().isEmpty() ? "" : runs.chain().getLast(), MAX_VALUE),
                sha256,
                "",
                draft.run() instanceof Run.Module
                        ? targetFile.map(signatures::of).orElse(Signature.NOT_CHECKED)
                        : Signature.NOT_CHECKED,
                origin.packageName(),
                origin.shipped(),
                draft.enabled(),
                draft.times().ofSource(OptionalLong.of(file.status().modifiedMicros())),
                runs.chain().stream()
                        .limit(MAX_CHAIN)
                        .map(p -> cut(p, MAX_VALUE))
                        .toList(),
                cut(String.join(" ", replaceableBy), MAX_NAME),
                "",
                "",
                foreign.map(origins::likeness).orElse(""),
                "",
                "",
                foreign.map(this::build).orElse(""),
                isForeign(origin) || isOwnWriting(site, file, draft)
                        ? observables(site, draft, target, home)
                        : List.of(),
                traits);
    }

    /** Observables of what no package ships and whoever wrote the item could read. */
    private List<String> observables(Site site, Draft draft, Optional<HostPath> target, HostPath home) {
        Predicate<HostPath> readable = path -> isForeign(path) && mayRead(site, path);
        boolean searched = draft.run() instanceof Run.Directory;
        Optional<HostPath> open = target.filter(path -> searched ? mayRead(site, path) : readable.test(path));
        return texts.observables(draft, draft.value(), open, home, readable);
    }

    /** Whether an account wrote it itself, so that no package vouches for it whatever it runs. */
    private boolean isOwnWriting(Site site, SourceFile file, Draft draft) {
        return site.location().scope() != Location.Scope.MACHINE
                && !(draft.run() instanceof Run.Nothing)
                && vouched(site, file).isEmpty();
    }

    /** Whether no package ships it like this; what a package has without a digest counts as its own. */
    private static boolean isForeign(Origin origin) {
        return switch (origin.shipped()) {
            case UNOWNED, MODIFIED -> true;
            case UNKNOWN -> origin.packageName().isEmpty();
            case AS_PACKAGED -> false;
        };
    }

    private boolean isForeign(HostPath file) {
        return isForeign(origins.of(file, false));
    }

    private boolean mayRead(Site site, HostPath path) {
        long uid = site.owner().map(LocalAccount::uid).orElse(0L);
        boolean secret = path.parent().equals(ETC) && path.nameText().contains("shadow");
        return !secret
                && files.status(path)
                        .ifFound()
                        .filter(status -> uid == 0 || status.uid() == uid || (status.mode() & OTHERS_READ) != 0)
                        .isPresent();
    }

    /** By which the build of a program in Go is known again; packages' own need no other name than theirs. */
    private String build(HostPath program) {
        Optional<Files.OpenFile> open = files.open(program).ifFound();
        if (open.isEmpty()) {
            return "";
        }
        try (Files.OpenFile file = open.get()) {
            byte[] head = new byte[GoBuildId.HEAD];
            String id = GoBuildId.in(head, file.read(0, head));
            return id.isEmpty() ? "" : "go:" + id;
        }
    }

    /** A link that is run itself and leads to nothing, such as a package leaves behind. */
    private boolean leadsNowhere(Run run, SourceFile file) {
        return run instanceof Run.Itself
                && file.status().kind() == Files.Kind.LINK
                && files.status(file.path()) instanceof Reading.Absent<?>;
    }

    /** Whether a name held what had to be escaped; a backslash of its own stands there twice. */
    private static boolean hasEscapes(String escaped) {
        return escaped.replace("\\\\", "").contains("\\x");
    }

    /** A name of bounded length that still differs where the whole name does. */
    static String boundedName(String name) {
        if (name.length() <= MAX_NAME) {
            return name;
        }
        String digest = Sha256.over(name.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 16);
        return cut(name, MAX_NAME - 18) + digest;
    }

    /** Text of at most that many characters, an ellipsis where it goes on. */
    static String cut(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
        return text.substring(0, end) + "…";
    }

    /** How what was read and what it would run stand against their packages. */
    private Origin origin(
            Site site,
            SourceFile file,
            Draft draft,
            Optional<HostPath> target,
            Optional<Origin> ofTarget,
            Optional<Origin> written) {
        // What accounts write themselves is never packaged: there only what it runs says something.
        Optional<Origin> own = isOfAccount(site, file)
                ? vouched(site, file)
                : Optional.of(written.orElseGet(() -> origins.of(file.path(), draft.rights() != Rights.NOT_ASKED)));
        if (own.isEmpty()) {
            return ofTarget.orElse(Origin.UNKNOWN);
        }
        boolean runsItself = target.equals(Optional.of(file.path()));
        return ofTarget.filter(o -> !runsItself).map(own.get()::running).orElse(own.get());
    }

    private static boolean isOfAccount(Site site, SourceFile file) {
        return site.location().scope() != Location.Scope.MACHINE
                || site.location().format().isOfTheMachine()
                || Location.isOfTheKernel(file.path().text());
    }

    /** Where a package's script wrote it into a file that no package has. */
    private Optional<Origin> writtenByScript(Site site, SourceFile file, Draft draft, Optional<Origin> target) {
        return !isOfAccount(site, file) && origins.of(file.path(), false).shipped() == Shipped.UNOWNED
                ? scripts.of(file, draft, target).map(name -> new Origin(name, Shipped.AS_PACKAGED))
                : Optional.empty();
    }

    /** What vouches for a file that was read for an account: the one that each new home gets, or a package whose own file is read in. */
    private Optional<Origin> vouched(Site site, SourceFile file) {
        return seed(site, file.path())
                .map(like -> origins.of(like, false))
                .or(() -> site.owner()
                        .filter(owner -> !file.path().startsWith(owner.home()))
                        .map(ignored -> origins.of(file.path(), false))
                        .filter(origin -> origin.shipped() == Shipped.AS_PACKAGED));
    }

    /** The file that a new home gets where this one, of a home, is still like it (useradd(8), /etc/skel). */
    private Optional<HostPath> seed(Site site, HostPath source) {
        return site.owner()
                .filter(owner -> site.location().scope() == Location.Scope.HOME)
                .map(LocalAccount::home)
                .filter(home -> source.startsWith(home) && !home.equals(HostPath.ROOT))
                .flatMap(home -> seeds(home, source).stream()
                        .filter(like -> origins.sameContent(source, like))
                        .findFirst());
    }

    /** Where the file may have been copied from; Debian's base-files has those of the superuser's home. */
    private static List<HostPath> seeds(HostPath home, HostPath source) {
        HostPath like = below(home, source);
        return source.parent().equals(home)
                ? List.of(like, BASE_FILES.child("dot" + source.nameText()))
                : List.of(like);
    }

    private static HostPath below(HostPath home, HostPath source) {
        HostPath like = SKELETON;
        List<byte[]> names = source.components();
        for (byte[] name : names.subList(home.components().size(), names.size())) {
            like = like.child(name);
        }
        return like;
    }
}
