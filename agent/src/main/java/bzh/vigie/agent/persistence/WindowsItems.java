package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.HostText;
import bzh.vigie.agent.host.Packages.Checksum;
import bzh.vigie.agent.host.Reading.Refused;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.host.Registry.Profile;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Make;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.agent.persistence.format.SourceKey;
import bzh.vigie.agent.persistence.format.WindowsRun;
import bzh.vigie.agent.persistence.windows.Environment;
import bzh.vigie.agent.persistence.windows.Folders;
import bzh.vigie.agent.persistence.windows.Resolved;
import bzh.vigie.agent.persistence.windows.WindowsResolver;
import bzh.vigie.agent.windows.xml.WindowsText;
import bzh.vigie.event.Account;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.watchlist.LocalWatchlist;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Makes items of a Windows system's keys and files: what would run and what it is like. Used by one thread. */
final class WindowsItems implements Items {
    private static final int MAX_VALUE = 8_192;
    private static final int MAX_CHAIN = 16;
    private static final HostPath OF_SYSTEM = HostPath.of("/C:/Windows/System32/config/systemprofile");
    private static final Pattern OUT_OF_SIGHT = Pattern.compile(" {3}| (?:\\\\|$)|[\\t\\n]");

    private final Files files;
    private final WindowsResolver resolver;
    private final TargetFiles targets;
    private final Scripts texts;
    private final Supplier<LocalWatchlist> watchlist;
    private final Environment ofMachine;
    private final Map<String, Environment> environments = new HashMap<>();
    private final Map<String, HostPath> homes = new HashMap<>();

    /** For everybody who has settings on that system. */
    WindowsItems(Files files, Registry registry, InstantSource clock) {
        this(
                files,
                registry,
                new TargetFiles(files, Environment.ofMachine(registry).systemRoot(), clock),
                registry.profiles());
    }

    /** For those who have settings; what is known of files is kept longer than whose settings there are. */
    WindowsItems(Files files, Registry registry, TargetFiles targets, Iterable<Profile> profiles) {
        this(files, registry, targets, profiles, () -> LocalWatchlist.NONE);
    }

    /** The same, where something is looked for. */
    WindowsItems(
            Files files,
            Registry registry,
            TargetFiles targets,
            Iterable<Profile> profiles,
            Supplier<LocalWatchlist> watchlist) {
        this.watchlist = watchlist;
        this.files = files;
        this.texts = Scripts.ofWindows(files, watchlist);
        this.resolver = new WindowsResolver(files, registry);
        this.ofMachine = Environment.ofMachine(registry);
        this.targets = targets;
        for (Profile profile : profiles) {
            environments.put(profile.id(), Environment.of(registry, profile));
            profile.folder().ifPresent(folder -> homes.put(profile.id(), folder));
        }
    }

    @Override
    public void begin() {
        targets.begin();
    }

    @Override
    public Optional<Refused<?>> unread() {
        return targets.unread();
    }

    /** No package of Windows has a digest. */
    @Override
    public Optional<Checksum> shipped(Site site, SourceFile file, Draft draft) {
        return Optional.empty();
    }

    @Override
    public LocalWatchlist watchlist() {
        return watchlist.get();
    }

    @Override
    public String text(byte[] content) {
        return WindowsText.of(content);
    }

    @Override
    public Item item(Site site, SourceFile file, Draft draft, String name, String source) {
        HostPath real = files.resolve(file.path()).ifFound().orElse(file.path());
        return item(
                site, steady(WindowsPath.text(real)), file.status().modifiedMicros(), draft, name, Optional.of(real));
    }

    /** A path of Windows, in the case found on the disk, without what changes by itself. */
    private static String steady(String path) {
        return VolatileParts.steady(path.replace('\\', '/')).replace('/', '\\');
    }

    /** The item of a draft about a registry key, under a name that no other of that key has. */
    Item item(Site site, SourceKey key, Draft draft, String name) {
        return item(site, key.path(), key.key().modifiedMicros(), draft, name);
    }

    /** The item of a draft about something that the registry has at that path, or would have. */
    Item item(Site site, String source, long modifiedMicros, Draft draft, String name) {
        return item(site, source, modifiedMicros, draft, name, Optional.empty());
    }

    private Item item(
            Site site, String source, long modifiedMicros, Draft draft, String name, Optional<HostPath> sourceFile) {
        Optional<String> user = site.account().map(Account::id);
        Environment environment =
                user.flatMap(id -> Optional.ofNullable(environments.get(id))).orElse(ofMachine);
        Resolved runs = resolve(draft.run(), environment, user, sourceFile);
        Optional<HostPath> target = runs.target();
        boolean folder = draft.run() instanceof Run.Directory;
        TargetFile file = target.filter(t -> !runs.missing()).map(targets::of).orElse(TargetFile.NONE);
        String shownSource = WindowsPath.shown(source);
        String shownName = WindowsPath.shown(name);
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        traits.addAll(draft.traits());
        traits.addAll(runs.traits());
        traits.addAll(file.traits());
        add(traits, Trait.TARGET_MISSING, runs.missing());
        add(
                traits,
                Trait.TARGET_IN_WORLD_WRITABLE,
                target.filter(t -> !folder).filter(Folders::isForAnybody).isPresent());
        add(traits, Trait.TARGET_IN_PROFILE, target.filter(Folders::isInProfile).isPresent());
        // What starts the target may bear a name of Windows too: a rundll32.exe beside the library that it loads.
        boolean masquerades = runs.chain().stream()
                .flatMap(each -> WindowsPath.parse(each).stream())
                .anyMatch(Folders::masquerades);
        add(
                traits,
                Trait.MASQUERADES,
                masquerades || target.filter(Folders::masquerades).isPresent());
        boolean hiding = !shownSource.equals(source)
                || !shownName.equals(name)
                || looksLikeAnother(name)
                || target.map(WindowsPath::text).filter(WindowsItems::hides).isPresent();
        add(traits, Trait.HIDING_NAME, hiding);
        String targetText = target.map(WindowsPath::text)
                .orElse(runs.chain().isEmpty() ? "" : runs.chain().getFirst());
        return new Item(
                site.location().id(),
                site.location().techniques(),
                "windows",
                site.account(),
                shownName,
                ItemMaker.cut(WindowsPath.shown(draft.value()), MAX_VALUE),
                shownSource,
                ItemMaker.cut(targetText, MAX_VALUE),
                file.sha256(),
                file.signer(),
                file.signature(),
                file.publisher(),
                shipped(draft.make()),
                draft.enabled(),
                draft.times().ofSource(modifiedMicros == 0 ? OptionalLong.empty() : OptionalLong.of(modifiedMicros)),
                runs.chain().stream()
                        .limit(MAX_CHAIN)
                        .map(part -> ItemMaker.cut(part, MAX_VALUE))
                        .toList(),
                "",
                file.authentihash(),
                file.imphash(),
                file.tlsh(),
                file.originalName(),
                file.pdb(),
                file.build(),
                texts.observables(
                        draft,
                        environment.expand(draft.value()),
                        target.filter(t -> !folder && !runs.missing())
                                .filter(t -> file.publisher().isEmpty()),
                        user.flatMap(id -> Optional.ofNullable(homes.get(id))).orElse(OF_SYSTEM),
                        path -> mayRead(user, path)),
                traits);
    }

    /** Whether it looks as another one does: blanks at the end are not seen. Shells' handlers begin with some to come first. */
    private static boolean looksLikeAnother(String name) {
        return !name.stripTrailing().equals(name);
    }

    /**
     * Whether a reader of this path would see something else than what is there: blanks at the end of a name, or so many that they
     * push the rest out of sight. Vendors write two.
     */
    private static boolean hides(String path) {
        return HostText.hasInvisible(path) || OUT_OF_SIGHT.matcher(path).find();
    }

    /** Whether whoever has the item may read that file: a user those of the own profile, and those where anybody writes. */
    private boolean mayRead(Optional<String> user, HostPath path) {
        if (user.isEmpty()) {
            return true;
        }
        Optional<HostPath> real = files.resolve(path).ifFound();
        Optional<HostPath> home = user.flatMap(id -> Optional.ofNullable(homes.get(id)));
        return real.filter(file -> (Folders.isForAnybody(file) && !Folders.isInProfile(file))
                        || home.filter(folder -> isBelow(file, folder)).isPresent())
                .isPresent();
    }

    private static boolean isBelow(HostPath file, HostPath folder) {
        return WindowsPath.fold(WindowsPath.text(file)).startsWith(WindowsPath.fold(WindowsPath.text(folder)) + "\\");
    }

    private Resolved resolve(Run run, Environment environment, Optional<String> user, Optional<HostPath> sourceFile) {
        return switch (run) {
            case WindowsRun windows -> resolver.resolve(windows, environment, user);
            case Run.Itself ignored ->
                sourceFile
                        .map(file -> resolver.file(WindowsPath.text(file), environment))
                        .orElse(Resolved.NOTHING);
            case Run.Path path -> resolver.file(path.path(), environment);
            case Run.Directory directory -> resolver.folder(directory.path(), environment);
            case Run.Nothing ignored -> Resolved.NOTHING;
            case Run.SocketHolder ignored -> Resolved.NOTHING;
            case Run.Search ignored -> Resolved.NOTHING;
            case Run.Through ignored -> Resolved.NOTHING;
            case Run.Module ignored -> Resolved.NOTHING;
            case Run.Shell ignored -> Resolved.NOTHING;
            case Run.Arguments ignored -> Resolved.NOTHING;
        };
    }

    private static void add(Set<Trait> traits, Trait trait, boolean applies) {
        if (applies) {
            traits.add(trait);
        }
    }

    private static Shipped shipped(Make make) {
        return switch (make) {
            case AS_MADE -> Shipped.AS_PACKAGED;
            case OTHERWISE -> Shipped.MODIFIED;
            case NOT_ASKED -> Shipped.UNKNOWN;
        };
    }
}
