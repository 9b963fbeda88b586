package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Accounts.LocalAccount;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Reading.Refused;
import bzh.vigie.agent.persistence.Comparison.Told;
import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.agent.persistence.catalogue.Location.Scope;
import bzh.vigie.agent.source.Checkpoint;
import bzh.vigie.agent.source.Sink;
import bzh.vigie.agent.watchlist.LocalCheck;
import bzh.vigie.event.Account;
import bzh.vigie.event.Clock;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.Change;
import bzh.vigie.event.InventoryDigest;
import bzh.vigie.event.Item;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.LocationStatus.Trigger;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import bzh.vigie.event.WatchState;
import bzh.vigie.text.SourceText;
import bzh.vigie.watchlist.LocalWatchlist;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * What is known of every site; reads one, compares, tells and keeps the difference. One thread but for {@link #digests}. A site
 * that goes stays here as one where nothing is, since the collector counts its digest too.
 */
final class SiteBook {
    private static final System.Logger LOG = System.getLogger(SiteBook.class.getName());
    private static final int MAX_READS = 3;

    /**
     * The inventory as it was kept on disk.
     *
     * @param reading number of the last reading of which the events are on the disk, 0 where that is not known
     */
    record Opened(SiteStore store, List<KnownSite> sites, long reading) {
        /** @param checkpoint of the source whose book it is */
        static Opened of(SiteStore store, String checkpoint) {
            OptionalLong told = checkpoint.matches("[0-9]{1,18}")
                    ? OptionalLong.of(Long.parseLong(checkpoint))
                    : OptionalLong.empty();
            return new Opened(store, store.load(told), told.orElse(0));
        }
    }

    private final Sink sink;
    private final Clock clock;
    private final SiteSubject subject;
    private final Survey survey;
    private final List<Location> catalogue;
    private final Set<String> byPasses;
    private final SiteStore store;
    private final KeptHashes hashes;
    private final Watches<Optional<Site.Name>> watches;
    private final KeyWatches<Optional<Site.Name>> keyWatches;
    /** Mount points over a site for this process alone, as of its last reading. */
    private final Map<Site.Name, List<HostPath>> shadowed = new HashMap<>();

    private final CoverageBook coverage;
    private final OwnCanaries canaries;
    private final PutOff putOff;
    private final QuickLook quickLook;
    private final KnownSites known;
    private final Map<Site.Name, Sha256> digests = new ConcurrentHashMap<>();
    private Map<Site.Name, Site> sites = Map.of();
    private final Map<Site.Name, String> origins = new HashMap<>();
    private volatile Optional<LocalCheck> check = Optional.empty();
    private boolean isNew;
    private long reading;

    /** @param subject what it is a book of */
    SiteBook(
            Sink sink,
            Clock clock,
            Machine machine,
            Opened opened,
            Watches<Optional<Site.Name>> watches,
            KeyWatches<Optional<Site.Name>> keyWatches,
            CoverageBook coverage,
            OwnCanaries canaries,
            SiteSubject subject) {
        this.sink = sink;
        this.clock = clock;
        this.subject = subject;
        this.store = opened.store();
        this.watches = watches;
        this.keyWatches = keyWatches;
        this.coverage = coverage;
        this.canaries = canaries;
        this.putOff = new PutOff(machine.packages(), System::nanoTime);
        this.quickLook = new QuickLook(machine.files());
        this.hashes = new KeptHashes(machine, store);
        this.survey = subject.surveys().of(hashes.hashes(), this::watchlist);
        this.catalogue = survey.catalogue();
        this.byPasses = catalogue.stream()
                .filter(location -> !location.isNotified())
                .map(Location::id)
                .collect(Collectors.toUnmodifiableSet());
        this.known = new KnownSites(opened.sites());
        this.reading = opened.reading();
        for (KnownSite site : opened.sites()) {
            digests.put(site.name(), site.digest());
            reading = Math.max(reading, site.reading());
        }
        this.isNew = known.isEmpty();
    }

    /** Compares what is read from now on. */
    void checkedBy(LocalCheck with) {
        check = Optional.of(with);
    }

    /** What is looked for among what is told only as count and digest. */
    LocalWatchlist watchlist() {
        return check.map(LocalCheck::list).orElse(LocalWatchlist.NONE);
    }

    /** Whether this machine was never read before this start. */
    boolean isNew() {
        return isNew;
    }

    /** A pass over all sites is over. */
    void passIsOver() {
        isNew = false;
        check.ifPresent(LocalCheck::passIsOver);
        hashes.passIsOver();
        known.looked(catalogue);
    }

    /** The digest over all that was told; empty while a change waits to be told, so that what was told may not be so. */
    Optional<Sha256> told() {
        return putOff.isEmpty() ? Optional.of(InventoryDigest.over(digests())) : Optional.empty();
    }

    List<InventoryDigest.Entry> digests() {
        return digests.entrySet().stream()
                .map(e -> new InventoryDigest.Entry(
                        e.getKey().location(), e.getKey().accountId(), e.getValue()))
                .toList();
    }

    /** Sees which sites there are now; gives those that are new, that changed their place, or that went. */
    List<Site.Name> plan() {
        survey.plan();
        boolean settled = false;
        for (int i = 0; i < MAX_READS && !settled; i++) {
            Interests armed = survey.interests();
            Optional<Refused<?>> ignored = watch(Optional.empty(), armed);
            survey.plan();
            settled = survey.interests().equals(armed);
        }
        Map<Site.Name, Site> next = new LinkedHashMap<>();
        survey.sites().forEach(site -> next.put(site.name(), site));
        Map<Site.Name, Site> before = sites;
        sites = next;
        List<Site.Name> toRead = new ArrayList<>();
        next.forEach((name, site) -> {
            String origin = survey.origin(site);
            boolean moved = !origin.equals(origins.put(name, origin));
            if (moved || !site.equals(before.get(name))) {
                toRead.add(name);
            }
        });
        toRead.addAll(gone());
        return toRead;
    }

    /** How many kinds of places something is mounted over. */
    int covered() {
        return known.covered();
    }

    /** Whether something came to lie over files, or went from over them, since the last plan. */
    boolean isViewChanged() {
        return survey.isViewChanged();
    }

    /** Whether this process reads files of the site that one which it starts would not see. */
    boolean isReadHereOnly(Site site) {
        return !survey.coveredHereAt(site).isEmpty();
    }

    /** Sites of any depth in which a short look found something new or changed since the look before. */
    List<Site.Name> quickLook() {
        return quickLook.changed(sites.values());
    }

    /** How many kinds of places there are. */
    int kinds() {
        return catalogue.size();
    }

    /** How many kinds of places have something in them that the agent could not read. */
    int unread() {
        return known.unread();
    }

    /**
     * Every site that there is, and those that went and still have something: first those whose changes the kernel tells, so
     * that a change there is one from early on, then what runs, last what takes long.
     */
    List<Site.Name> all() {
        List<Site.Name> all = new ArrayList<>(sites.keySet());
        all.addAll(gone());
        all.sort(Comparator.comparingInt(name -> isNotified(name)
                ? 0
                : sites.containsKey(name) && sites.get(name).location().isRunning() ? 1 : 2));
        return all;
    }

    /** The sites of what only a running machine shows. */
    List<Site.Name> running() {
        return sites.values().stream()
                .filter(site -> site.location().isRunning())
                .map(Site::name)
                .toList();
    }

    private List<Site.Name> gone() {
        Set<String> ids = new HashSet<>();
        catalogue.forEach(location -> ids.add(location.id()));
        return known.all().stream()
                .filter(site -> !sites.containsKey(site.name())
                        && ids.contains(site.name().location()))
                .filter(site -> site.items().size() > 0 || site.state() != State.NOT_APPLICABLE)
                .map(KnownSite::name)
                .toList();
    }

    /** Reads a site and tells what changed, or everything. */
    void read(Rescans.Work.Read read) {
        Site.Name name = read.site();
        Optional<Site> site = readable(name);
        Moment started = clock.now();
        if (site.isPresent()) {
            Interests armed = interests(site.get());
            Optional<Refused<?>> unwatched = watch(site.get(), armed);
            SiteReading now = attempt(site.get());
            for (int i = 1; i < MAX_READS && !armed.containsAll(now.interests()); i++) {
                armed = now.interests();
                unwatched = watch(site.get(), armed);
                now = attempt(site.get());
            }
            take(site.get(), read, now, started, unwatched);
        } else if (sites.containsKey(name) || known.of(name).isPresent()) {
            SiteReading without = withoutSite();
            compare(name, without);
            tell(name, account(name), without, read, started, Optional.empty());
        }
    }

    private void compare(Site.Name name, SiteReading now) {
        check.ifPresent(with -> with.read(subject.source(), now.place(name)));
    }

    /** Whether the kernel tells of changes in the site. */
    boolean isNotified(Site.Name name) {
        return !byPasses.contains(name.location());
    }

    /** The site of that name where there is something to read: it is there, or may have become unreadable. */
    Optional<Site> readable(Site.Name name) {
        return Optional.ofNullable(sites.get(name))
                .or(() -> known.of(name).flatMap(this::siteThatWent))
                .filter(site -> site.owner().isPresent() || site.location().scope() != Scope.HOME || !accountsUnread());
    }

    /** Where something new in the site would be noticed, without reading it. */
    Interests interests(Site site) {
        return survey.interests(site);
    }

    /** What is watched for the site since its last reading, or would be without one. */
    Interests watched(Site site) {
        Optional<Site.Name> name = Optional.of(site.name());
        return watches.of(name)
                .map(files -> new Interests(files, keyWatches.of(name).orElse(Set.of())))
                .orElseGet(() -> interests(site));
    }

    /** Watches these for the site; gives why not all could be. */
    Optional<Refused<?>> watch(Site site, Interests interests) {
        return watch(Optional.of(site.name()), interests);
    }

    private Optional<Refused<?>> watch(Optional<Site.Name> subject, Interests interests) {
        Optional<Refused<?>> keys = keyWatches.set(subject, interests.keys());
        Optional<Refused<?>> files = watches.set(subject, interests.files());
        return keys.isPresent() ? keys : files;
    }

    /** Tells what a reading changed, unless that is put off. */
    void take(Site site, Rescans.Work.Read read, SiteReading now, Moment started, Optional<Refused<?>> unwatched) {
        Site.Name name = site.name();
        if (now.reason() == ReasonCode.STOPPED) {
            // Who is stopped in the middle says nothing of the place.
            return;
        }
        SiteReading told =
                now.with(canaries.without(site.location().id(), now.items())).coveredAt(survey.coveredAt(site));
        shadowed.put(name, survey.coveredHereAt(site));
        compare(name, told);
        Optional<Fingerprints> before = known.of(name).map(KnownSite::items);
        (isNew ? Optional.of(told) : putOff.told(site, read, told, before.orElse(Fingerprints.NONE)))
                .ifPresent(t -> tell(name, site.account().or(() -> account(name)), t, read, started, unwatched));
    }

    /** What was put off and is to be read again, {@link PutOff}. */
    PutOff putOff() {
        return putOff;
    }

    SiteStore store() {
        return store;
    }

    private Optional<Account> account(Site.Name name) {
        return Optional.ofNullable(sites.get(name))
                .flatMap(Site::account)
                .or(() -> known.of(name).flatMap(KnownSite::account));
    }

    private SiteReading attempt(Site site) {
        if (site.location().isMass()) {
            hashes.takeVerdicts();
        }
        try {
            return survey.read(site);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError | LinkageError e) {
            // One location must not end the reading of all; its status says that it could not be read.
            LOG.log(System.Logger.Level.ERROR, "reading " + site.location().id() + " failed", e);
            return SiteReading.unreadable(
                    ReasonCode.FAILED,
                    SourceText.detail("location-failed", e.getClass().getSimpleName()));
        }
    }

    private boolean accountsUnread() {
        return survey.accountsUnread().isPresent();
    }

    /** A spool file that went is looked for where it was, since its directory may only have become unreadable. */
    private Optional<Site> siteThatWent(KnownSite before) {
        return catalogue.stream()
                .filter(l -> l.id().equals(before.name().location()) && l.scope() == Scope.SPOOL)
                .findFirst()
                .map(l -> new Site(l, before.account().map(a -> new LocalAccount(a, -1, -1, HostPath.ROOT, ""))));
    }

    private SiteReading withoutSite() {
        return survey.accountsUnread()
                .map(why -> SiteReading.unreadable(why.reason(), why.detail()))
                .orElse(SiteReading.NOTHING);
    }

    private void tell(
            Site.Name name,
            Optional<Account> account,
            SiteReading found,
            Rescans.Work.Read read,
            Moment started,
            Optional<Refused<?>> unwatched) {
        Optional<KnownSite> before = known.of(name);
        boolean otherEyes = before.filter(k -> !k.hasTheseEyes()).isPresent();
        boolean complete = before.isEmpty()
                ? found.unread().isEmpty()
                : read.listAll() || (otherEyes && found.state() != State.UNREADABLE);
        SuddenLoss.Compared compared = before.map(k -> SuddenLoss.compare(
                        k, () -> store.items(name), found, complete, survey.answeredBy(), started.wallMicros()))
                .orElseGet(() -> SuddenLoss.first(found, isNew ? Change.PRESENT : known.changeOfNew(name)));
        SiteReading now = compared.reading();
        Comparison comparison = compared.comparison();
        known.read(name, now.isWhole() && compared.loss().isEmpty());
        boolean sameStatus = before.filter(k -> k.says(now, compared.loss())).isPresent();
        // Of what is elsewhere nobody but this reading can say that it was looked at.
        boolean isSaidAgain =
                read.trigger() == Trigger.PASS && survey.answeredBy().isPresent();
        boolean isSaid =
                complete || isSaidAgain || !sameStatus || !comparison.told().isEmpty();
        if (isSaid || before.get().isSeenFurther(now)) {
            long number = isSaid ? ++reading : before.get().reading();
            KnownSite next = KnownSite.after(before, name, account, compared, number);
            keep(next, comparison.now(), before.isPresent());
            if (isSaid) {
                say(next, now, comparison, read, started, complete);
            }
            known.put(next);
        }
        watched(name, account, now, unwatched, comparison.told().size());
    }

    private void say(
            KnownSite site,
            SiteReading now,
            Comparison comparison,
            Rescans.Work.Read read,
            Moment started,
            boolean complete) {
        Sha256 digest = site.digest();
        Moment moment = clock.now();
        List<Event> events = new ArrayList<>();
        for (Told told : comparison.told()) {
            events.add(new Event.ItemSeen(
                    moment, subject.source(), told.change(), told.item(), told.before(), site.reading()));
        }
        int items = comparison.now().size();
        events.add(new Event.LocationRead(
                moment,
                subject.source(),
                status(site.name(), site.account(), now, items, read.trigger(), started, moment),
                site.reading(),
                complete,
                digest));
        sink.acceptAll(events, new Checkpoint(subject.source(), Long.toString(site.reading())));
        digests.put(site.name(), digest);
    }

    private LocationStatus status(
            Site.Name name,
            Optional<Account> account,
            SiteReading now,
            int items,
            Trigger trigger,
            Moment started,
            Moment ended) {
        return new LocationStatus(
                name.location(),
                account,
                now.state(),
                now.reason(),
                now.detail(),
                subject.reader(),
                items,
                now.bytes(),
                started.wallMicros(),
                Math.max(0, ended.monotonicMicros() - started.monotonicMicros()),
                trigger,
                Catalogue.VERSION,
                now.asShipped());
    }

    /** Before it is said: of what is kept and was not said, a restart knows by its number ({@link SiteStore}). */
    private void keep(KnownSite site, List<Item> items, boolean isKnown) {
        try {
            store.save(site, items, isKnown && sink.flush());
        } catch (UncheckedIOException e) {
            // A restart will tell this change again: nothing is lost.
            LOG.log(System.Logger.Level.WARNING, "last inventory not kept: {0}", e.toString());
        }
    }

    private void watched(
            Site.Name name, Optional<Account> account, SiteReading now, Optional<Refused<?>> unwatched, int events) {
        WatchState state = switch (now.state()) {
            case READ -> unwatched.isPresent() ? WatchState.PARTIAL : WatchState.LIVE;
            case PARTIAL -> WatchState.PARTIAL;
            case UNREADABLE -> WatchState.DOWN;
            case NOT_APPLICABLE -> WatchState.NOT_APPLICABLE;
        };
        boolean onlyUnwatched = now.state() == State.READ && unwatched.isPresent();
        List<HostPath> here = shadowed.getOrDefault(name, List.of());
        if (now.state() == State.READ && !here.isEmpty()) {
            // It was read all the same, and somebody meant it not to be: the conclusion names it, whatever becomes of
            // the alert.
            String points = here.stream().limit(8).map(HostPath::text).collect(Collectors.joining(", "));
            coverage.set(
                    name,
                    account,
                    state,
                    ReasonCode.COVERED,
                    SourceText.detail("location-covered-here", points),
                    events);
            return;
        }
        boolean onlyByPasses = now.state() == State.READ && byPasses.contains(name.location());
        String detail = onlyByPasses ? SourceText.detail("location-by-passes") : now.detail();
        coverage.set(
                name,
                account,
                state,
                onlyUnwatched ? ReasonCode.FALLBACK : now.reason(),
                onlyUnwatched ? unwatched.get().detail() : detail,
                events);
    }
}
