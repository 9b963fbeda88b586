package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Accounts.LocalAccount;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.KeyWatch;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Reading.Absent;
import bzh.vigie.agent.host.Reading.Found;
import bzh.vigie.agent.host.Reading.Refused;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.host.Registry.Profile;
import bzh.vigie.agent.host.Registry.State;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.agent.persistence.catalogue.Location.Scope;
import bzh.vigie.agent.persistence.format.CrossCheck;
import bzh.vigie.agent.persistence.format.DirectoryFormat;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.KeyFormat;
import bzh.vigie.agent.persistence.windows.Environment;
import bzh.vigie.event.Account;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import bzh.vigie.watchlist.LocalWatchlist;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** How a Windows system is inventoried: each location for the machine, or for every profile on it, logged on or not. */
final class WindowsSurvey implements Survey {
    private static final int MAX_PROFILES = 2_000;
    private static final String PROFILES = "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList";
    private static final String LOADED = "HKU";
    private static final String CLASSES = "AppData/Local/Microsoft/Windows";

    private final Machine machine;
    private final Registry registry;
    private final HostPath windows;
    private final List<Location> catalogue;
    private final TargetFiles targets;
    private final Supplier<LocalWatchlist> watchlist;
    private Planned planned;

    /** What the last plan saw. */
    private record Planned(
            List<Site> sites,
            Map<String, Profile> profiles,
            KeyReader keys,
            CrossReader checks,
            SiteReader files,
            Interests interests) {}

    WindowsSurvey(Machine machine, Registry registry, InstantSource clock, Supplier<LocalWatchlist> watchlist) {
        this.watchlist = watchlist;
        this.machine = machine;
        this.registry = registry;
        this.windows = Environment.ofMachine(registry).systemRoot();
        String drive = WindowsPath.text(windows).substring(0, 1);
        this.catalogue =
                Catalogue.windows().stream().map(location -> location.on(drive)).toList();
        this.targets = new TargetFiles(machine.files(), windows, clock);
        this.planned = planned(List.of());
    }

    @Override
    public List<Location> catalogue() {
        return catalogue;
    }

    @Override
    public void plan() {
        registry.renew();
        planned = planned(registry.profiles());
    }

    private Planned planned(List<Profile> all) {
        Map<String, Profile> profiles = new HashMap<>();
        List<LocalAccount> accounts = new ArrayList<>();
        all.stream().limit(MAX_PROFILES).forEach(profile -> {
            profiles.put(profile.id(), profile);
            accounts.add(new LocalAccount(
                    new Account(profile.id(), profile.name()),
                    -1,
                    -1,
                    profile.folder().orElse(HostPath.ROOT),
                    ""));
        });
        List<Site> sites = new ArrayList<>();
        List<Location> ofSettings = new ArrayList<>();
        for (Location location : catalogue) {
            if (location.scope() == Scope.MACHINE || accounts.isEmpty()) {
                sites.add(new Site(location, Optional.empty()));
            } else if (location.parser() instanceof KeyFormat) {
                ofSettings.add(location);
            } else {
                accounts.forEach(account -> sites.add(new Site(location, Optional.of(account))));
            }
        }
        // One user after another: there is memory for the settings of a few at a time.
        accounts.forEach(
                account -> ofSettings.forEach(location -> sites.add(new Site(location, Optional.of(account)))));
        WindowsItems maker = new WindowsItems(machine.files(), registry, targets, profiles.values(), watchlist);
        return new Planned(
                sites,
                profiles,
                new KeyReader(registry, maker, new SystemAround(machine)),
                new CrossReader(machine, registry, maker),
                new SiteReader(machine, maker, () -> accounts),
                new Interests(
                        folders(profiles.values()),
                        Set.of(KeyInterest.of(LOADED, KeyWatch.Key.NAMES), KeyInterest.of(PROFILES, 1))));
    }

    /** Where folders of people appear; the system's own, whose folders lie in that of Windows, stay. */
    private Set<Finder.Interest> folders(Iterable<Profile> profiles) {
        Set<Finder.Interest> folders = new HashSet<>();
        profiles.forEach(profile -> profile.folder()
                .filter(folder -> folder.components().size() > 1 && !isOfWindows(folder))
                .ifPresent(folder -> folders.add(new Finder.Interest(folder.parent(), "*", false))));
        return folders;
    }

    private boolean isOfWindows(HostPath folder) {
        return WindowsPath.fold(WindowsPath.text(folder))
                .startsWith(WindowsPath.fold(WindowsPath.text(windows)) + "\\");
    }

    @Override
    public Interests interests() {
        return planned.interests();
    }

    @Override
    public List<Site> sites() {
        return planned.sites();
    }

    /** Profiles that cannot be read are told one by one. */
    @Override
    public Optional<Refused<?>> accountsUnread() {
        return Optional.empty();
    }

    /** A user who logs on is read where Windows has loaded what was read from files before. */
    @Override
    public String origin(Site site) {
        return profile(site)
                .map(profile -> profile.hive().ifFound().map(State::name).orElse(""))
                .orElse("");
    }

    @Override
    public Interests interests(Site site) {
        if (isForNobody(site)) {
            return Interests.NONE;
        }
        return switch (site.location().parser()) {
            case KeyFormat ignored ->
                profile(site)
                        .filter(profile -> !isLoaded(profile))
                        .map(WindowsSurvey::ofFiles)
                        .orElseGet(() -> new Interests(Set.of(), planned.keys().interests(site)));
            case CrossCheck ignored -> Interests.NONE;
            case DirectoryFormat ignored -> Interests.NONE;
            case Format ignored -> Interests.of(planned.files().interests(site));
        };
    }

    @Override
    public SiteReading read(Site site) {
        if (isForNobody(site)) {
            return SiteReading.NOBODY;
        }
        Optional<Profile> profile = profile(site);
        return switch (site.location().parser()) {
            case KeyFormat format -> {
                SiteReading reading = profile.flatMap(WindowsSurvey::hiveUnread)
                        .orElseGet(() -> planned.keys().read(site, format));
                yield profile.filter(p -> !isLoaded(p))
                        .map(p -> reading.watched(ofFiles(p)))
                        .orElse(reading);
            }
            case CrossCheck check -> planned.checks().read(site, check);
            case DirectoryFormat ignored -> SiteReading.NOBODY;
            case Format ignored ->
                profile.filter(p -> p.folder().isEmpty())
                        .map(p -> SiteReading.unreadable(
                                ReasonCode.NOT_PRESENT, SourceText.detail("location-no-profile", p.name())))
                        .orElseGet(() -> planned.files().read(site));
        };
    }

    private Optional<Profile> profile(Site site) {
        return site.account().map(Account::id).map(planned.profiles()::get);
    }

    private boolean isForNobody(Site site) {
        return site.location().scope() == Scope.HOME && profile(site).isEmpty();
    }

    private static boolean isLoaded(Profile profile) {
        return profile.hive().ifFound().filter(state -> state == State.LOADED).isPresent();
    }

    /** Settings that are not loaded change where their file does. */
    private static Interests ofFiles(Profile profile) {
        return profile.folder()
                .map(folder -> Interests.of(Set.of(
                        new Finder.Interest(folder, "NTUSER.DAT", false),
                        new Finder.Interest(folder.child(CLASSES), "UsrClass.dat", false))))
                .orElse(Interests.NONE);
    }

    private static Optional<SiteReading> hiveUnread(Profile profile) {
        return switch (profile.hive()) {
            case Found<State> ignored -> Optional.empty();
            case Absent<State> ignored ->
                Optional.of(SiteReading.unreadable(
                        ReasonCode.NOT_PRESENT, SourceText.detail("location-no-hive", profile.name())));
            case Refused<State> refused -> Optional.of(SiteReading.unreadable(refused.reason(), refused.detail()));
        };
    }
}
