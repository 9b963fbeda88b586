package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Accounts.LocalAccount;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Reading.Absent;
import bzh.vigie.agent.host.Reading.Found;
import bzh.vigie.agent.host.Reading.Refused;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.host.Registry.Profile;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.agent.persistence.catalogue.Location.Scope;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.KeyFormat;
import bzh.vigie.agent.persistence.windows.Environment;
import bzh.vigie.event.Account;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a Windows system is inventoried: each location for the machine, or for every profile on it, logged on or not. */
final class WindowsSurvey implements Survey {
    private static final int MAX_PROFILES = 2_000;
    private final List<Site> sites = new ArrayList<>();
    private final Map<String, Profile> profiles = new HashMap<>();
    private final KeyReader keys;
    private final SiteReader files;

    WindowsSurvey(Machine machine, Registry registry, InstantSource clock) {
        String drive =
                WindowsPath.text(Environment.ofMachine(registry).systemRoot()).substring(0, 1);
        List<LocalAccount> accounts = new ArrayList<>();
        registry.profiles().stream().limit(MAX_PROFILES).forEach(profile -> {
            profiles.put(profile.id(), profile);
            accounts.add(new LocalAccount(
                    new Account(profile.id(), profile.name()),
                    -1,
                    -1,
                    profile.folder().orElse(HostPath.ROOT),
                    ""));
        });
        for (Location each : Catalogue.windows()) {
            Location location = each.on(drive);
            if (location.scope() == Scope.MACHINE || accounts.isEmpty()) {
                sites.add(new Site(location, Optional.empty()));
            } else {
                accounts.forEach(account -> sites.add(new Site(location, Optional.of(account))));
            }
        }
        WindowsItems maker = new WindowsItems(machine.files(), registry, clock);
        this.keys = new KeyReader(registry, maker, new SystemAround(machine));
        this.files = new SiteReader(machine, maker, () -> accounts);
    }

    @Override
    public List<Site> sites() {
        return sites;
    }

    /** Profiles that cannot be read are told one by one. */
    @Override
    public Optional<Refused<?>> accountsUnread() {
        return Optional.empty();
    }

    @Override
    public SiteReading read(Site site) {
        Optional<Profile> profile = site.account().map(Account::id).map(profiles::get);
        if (site.location().scope() == Scope.HOME && profile.isEmpty()) {
            return SiteReading.NOBODY;
        }
        return switch (site.location().parser()) {
            case KeyFormat format ->
                profile.flatMap(WindowsSurvey::hiveUnread).orElseGet(() -> keys.read(site, format));
            case Format ignored ->
                profile.filter(p -> p.folder().isEmpty())
                        .map(p -> SiteReading.unreadable(
                                ReasonCode.NOT_PRESENT, SourceText.detail("location-no-profile", p.name())))
                        .orElseGet(() -> files.read(site));
        };
    }

    private static Optional<SiteReading> hiveUnread(Profile profile) {
        Reading<Registry.State> hive = profile.hive();
        return switch (hive) {
            case Found<Registry.State> ignored -> Optional.empty();
            case Absent<Registry.State> ignored ->
                Optional.of(SiteReading.unreadable(
                        ReasonCode.NOT_PRESENT, SourceText.detail("location-no-hive", profile.name())));
            case Refused<Registry.State> refused ->
                Optional.of(SiteReading.unreadable(refused.reason(), refused.detail()));
        };
    }
}
