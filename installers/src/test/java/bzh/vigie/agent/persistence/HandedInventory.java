package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Accounts.LocalAccount;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.host.RegistryKey;
import bzh.vigie.agent.host.offline.MountedLinux;
import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.agent.source.Sink;
import bzh.vigie.agent.watchlist.LocalCheck;
import bzh.vigie.event.Account;
import bzh.vigie.event.Clock;
import bzh.vigie.event.Event;
import bzh.vigie.event.InventoryDigest;
import bzh.vigie.event.Item;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.LocationStatus.Trigger;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The agent's inventory without its threads and without a machine: what a reading of each place finds is handed in. What that changes
 * against the reading before, what is told of it and kept over restarts, is the agent's own code. One thread.
 */
public final class HandedInventory {
    private final Sink sink;
    private final Clock clock;
    private final String id;
    private final SiteBook book;
    private final CoverageBook coverage;
    private final Map<String, Location> catalogue = new HashMap<>();
    private final Map<Site.Name, Site> sites = new LinkedHashMap<>();
    private Collection<Item> last = List.of();
    private int passes;
    private final AskedPasses sweeps = new AskedPasses(() -> passes() > 0, () -> {});

    /**
     * Of a Windows or a Linux whose disk is this folder.
     *
     * @param places ids of locations that are read, whether something is there or not
     */
    public HandedInventory(
            Sink sink,
            Clock clock,
            boolean windows,
            Set<String> places,
            List<Account> accounts,
            Path root,
            Path stateDir)
            throws IOException {
        Machine linux = MountedLinux.open(root).ifFound().orElseThrow();
        Machine machine = windows
                ? new Machine(
                        linux.files(),
                        linux.accounts(),
                        linux.packages(),
                        Reading.absent(),
                        Reading.absent(),
                        Reading.found(new NoKeys()),
                        Reading.absent())
                : linux;
        this.sink = sink;
        this.clock = clock;
        this.id = Inventory.id(machine);
        this.coverage = new CoverageBook(clock, id, sink::accept);
        this.book = new SiteBook(
                sink,
                clock,
                machine,
                SiteBook.Opened.of(new SiteStore(stateDir), ""),
                new Watches<>(machine.watch(), machine.files()),
                new KeyWatches<>(machine.watch(), ignored -> false),
                coverage,
                new OwnCanaries(stateDir, () -> clock.now().monotonicMicros() * 1_000, () -> {}),
                SiteSubject.of(machine, clock));
        (windows ? Catalogue.windows() : Catalogue.linux()).forEach(each -> catalogue.put(each.id(), each));
        for (String place : places) {
            Location location = location(place);
            if (location.scope() == Location.Scope.MACHINE) {
                add(new Site(location, Optional.empty()));
            } else {
                accounts.forEach(account -> add(site(location, account)));
            }
        }
    }

    private Location location(String place) {
        Location location = catalogue.get(place);
        if (location == null) {
            throw new IllegalArgumentException("the catalogue has no " + place);
        }
        return location;
    }

    private static Site site(Location location, Account account) {
        return new Site(
                location, Optional.of(new LocalAccount(account, -1, -1, HostPath.of("/home/" + account.name()), "")));
    }

    private void add(Site site) {
        sites.putIfAbsent(site.name(), site);
    }

    /** Says that it watches. */
    public void start() {
        sink.accept(new Event.SourceState(clock.now(), id, WatchState.LIVE, ReasonCode.NONE, "handed in"));
    }

    /** Compares what is read with a watchlist. */
    public void checkedBy(LocalCheck check) {
        book.checkedBy(check);
    }

    /** The passes that a sweep asks for: the next one that is made. */
    public LocalCheck.Reading sweeps() {
        return sweeps;
    }

    /** A full pass, in which each place was found to hold what of these belongs there. */
    public void pass(Collection<Item> items) {
        Moment began = clock.now();
        sweeps.begun();
        read(items, Trigger.PASS, false, sites(items).keySet());
        book.passIsOver();
        coverage.pass(began, sites.size(), true, book.told());
        passes++;
        sweeps.over(new LocalCheck.Pass(sites.size(), 0));
    }

    /** A reading of one place, in which what is as shipped is folded where there are masses of items. */
    public void readFolding(Collection<Item> items) {
        sites(items).forEach((name, found) -> {
            Site site = sites.get(name);
            if (site != null) {
                Gathering gathered = new Gathering(site.location(), book.watchlist());
                found.forEach(gathered::add);
                SiteReading reading = new SiteReading(
                                gathered.items(),
                                gathered.folded(),
                                State.READ,
                                ReasonCode.NONE,
                                "",
                                0,
                                Set.of(),
                                Interests.NONE)
                        .withListed(gathered.listed());
                book.take(
                        site, new Rescans.Work.Read(name, Trigger.PASS, false), reading, clock.now(), Optional.empty());
            }
        });
    }

    /** That something changed was noticed: the places of what is not as it was are read. */
    public void noticed(Collection<Item> items) {
        Map<Site.Name, List<Item>> before = sites(last);
        Map<Site.Name, List<Item>> now = sites(items);
        List<Site.Name> changed = now.entrySet().stream()
                .filter(site -> !site.getValue().equals(before.getOrDefault(site.getKey(), List.of())))
                .map(Map.Entry::getKey)
                .toList();
        read(items, Trigger.NOTIFICATION, false, changed);
    }

    /** Of this start so far. */
    public int passes() {
        return passes;
    }

    private Map<Site.Name, List<Item>> sites(Collection<Item> items) {
        Map<Site.Name, List<Item>> found = new LinkedHashMap<>();
        for (Item item : items) {
            Location location = location(item.location());
            Site site = item.account().isPresent() && location.scope() != Location.Scope.MACHINE
                    ? site(location, item.account().get())
                    : new Site(location, Optional.empty());
            add(site);
            found.computeIfAbsent(site.name(), ignored -> new ArrayList<>()).add(item);
        }
        sites.keySet().forEach(name -> found.putIfAbsent(name, List.of()));
        return found;
    }

    private void read(Collection<Item> items, Trigger trigger, boolean all, Collection<Site.Name> names) {
        Map<Site.Name, List<Item>> found = sites(items);
        for (Site.Name name : names) {
            Site site = sites.get(name);
            if (site != null) {
                SiteReading reading = new SiteReading(
                        found.getOrDefault(name, List.of()),
                        Optional.empty(),
                        State.READ,
                        ReasonCode.NONE,
                        "",
                        0,
                        Set.of(),
                        Interests.NONE);
                book.take(site, new Rescans.Work.Read(name, trigger, all), reading, clock.now(), Optional.empty());
            }
        }
        last = List.copyOf(items);
    }

    /** Answers a collector that asks for a complete listing of a place. */
    public void listCompletely(String location, String accountId) {
        read(last, Trigger.REQUEST, true, List.of(new Site.Name(location, accountId)));
    }

    /** As a heartbeat tells them. */
    public List<InventoryDigest.Entry> digests() {
        return passes > 0 ? book.digests() : List.of();
    }

    /** What is due by the clock. */
    public void tick() {
        coverage.hourly();
    }

    /** Says that watching ends. */
    public void end() {
        coverage.end();
        sink.accept(new Event.SourceState(clock.now(), id, WatchState.DOWN, ReasonCode.STOPPED, "handed in"));
    }

    /** A registry in which nothing is. */
    private record NoKeys() implements Registry {
        @Override
        public Reading<RegistryKey> key(String path) {
            return Reading.absent();
        }

        @Override
        public Reading<byte[]> security(String path) {
            return Reading.absent();
        }

        @Override
        public Optional<String> link(String path) {
            return Optional.empty();
        }

        @Override
        public List<Profile> profiles() {
            return List.of();
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
