package bzh.vigie.collector.detect;

import bzh.vigie.collector.detect.fields.SigmaFields;
import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Detector;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.Ruling;
import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.detect.persistence.Inventory;
import bzh.vigie.collector.detect.persistence.Unlocking;
import bzh.vigie.collector.detect.sigma.Match;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.collector.fairness.Holder;
import bzh.vigie.collector.fairness.Resource;
import bzh.vigie.collector.fairness.Shares;
import bzh.vigie.collector.identity.MachineChange;
import bzh.vigie.collector.incident.Situations;
import bzh.vigie.collector.store.CoverageLog;
import bzh.vigie.collector.store.Directories;
import bzh.vigie.collector.store.EventHistory.Stored;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Inventories;
import bzh.vigie.collector.store.LocalChecks;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.StoreException;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.Change;
import bzh.vigie.event.Event.ItemSeen;
import bzh.vigie.event.Item;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.SourceCount;
import bzh.vigie.wire.EventCodec;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** Judges the events of a batch within one transaction. One thread. */
final class Judging {
    private static final System.Logger LOG = System.getLogger(Judging.class.getName());
    static final String MALFORMED = "vigie-batch-malformed";
    static final String FLOODS = "vigie-host-floods";

    private final Supplier<Ruling> ruling;
    private final Cards cards;
    private final List<Detector> detectors;
    private final SubjectMachines subjects = new SubjectMachines();
    private final ControllersWord controllers = new ControllersWord();
    private final Shares shares;
    private long detectorFailures;
    /** As they stand in this transaction. */
    private Optional<Situations> situations = Optional.empty();

    /** Whose finding. */
    private record Found(Detector by, Finding finding) {}

    Judging(Supplier<Ruling> ruling, Cards cards, List<Detector> detectors, Shares shares) {
        this.shares = shares;
        this.ruling = ruling;
        this.cards = cards;
        this.detectors = List.copyOf(detectors);
    }

    /** Judges one event, keeps what it changes, raises its alerts; gives what the history stores of it. */
    Stored event(Store.Session session, Host host, String id, Instant received, Event event) {
        SigmaRecord record;
        switch (event) {
            case ItemSeen item -> record = item(session, host, id, received, item);
            case Event.LocationRead read -> {
                int gone = 0;
                List<ItemSeen> away = isForeign(session, host, read.status().location())
                        ? List.of()
                        : Inventory.end(session.inventories(), host.id(), read, received);
                for (ItemSeen removed : away) {
                    judgeItem(
                            session,
                            host,
                            id + "/" + gone++,
                            received,
                            removed,
                            new Inventory.Judged(Change.REMOVED, removed.before()));
                }
                record = plain(session, host, id, received, event);
            }
            case Event.Coverage stretch -> {
                boolean kept = keep(
                        session,
                        host,
                        received,
                        1,
                        once(event),
                        () -> session.coverage().add(host.id(), stretch, received));
                if (kept && isMachinePass(stretch)) {
                    Instant began =
                            Moment.instant(stretch.fromWallMicros()).minus(host.skewMicros(), ChronoUnit.MICROS);
                    Inventory.pass(session.inventories(), host.id(), stretch, began, received);
                }
                record = plain(session, host, id, received, event);
            }
            case Event.SourceState state -> {
                keep(
                        session,
                        host,
                        received,
                        1,
                        once(event),
                        () -> session.coverage().state(host.id(), state, received));
                record = plain(session, host, id, received, event);
            }
            case Event.Loss loss -> {
                keep(
                        session,
                        host,
                        received,
                        CoverageLog.MOST_SOURCES + 2,
                        unnamed(loss),
                        () -> session.coverage().add(host.id(), loss, received));
                record = plain(session, host, id, received, event);
            }
            case Event.WatchlistCheck check -> {
                switch (check.outcome()) {
                    case Event.Checked.Taken taken ->
                        session.localChecks().taken(host.id(), host.commune(), check.list(), taken.entries(), received);
                    case Event.Checked.Swept swept ->
                        session.localChecks()
                                .swept(
                                        host.id(),
                                        check.list(),
                                        new LocalChecks.Swept(
                                                received,
                                                swept.items(),
                                                swept.places(),
                                                swept.unreadPlaces(),
                                                swept.untold()));
                    case Event.Checked.ListedItem ignored -> {}
                    case Event.Checked.ListedProgram ignored -> {}
                }
                record = plain(session, host, id, received, event);
            }
            case Event.DirectoryAccounts part -> {
                if (isReader(session, host, part.domain())) {
                    session.directoryAccounts().take(host.commune(), part, time(host, received, part));
                }
                record = plain(session, host, id, received, event);
            }
            default -> record = plain(session, host, id, received, event);
        }
        return new Stored(id, host.id(), host.commune(), received, event, record.flat());
    }

    /** A batch that cannot be decoded: a loss of that agent, and an alert where it is told. */
    void malformed(Store.Session session, Host host, Delivered batch, String reason, boolean isTold) {
        Moment at = new Moment(batch.received(), "collector", 0);
        long micros = at.wallMicros();
        session.coverage()
                .add(
                        host.id(),
                        new Event.Loss(
                                at,
                                "collector",
                                batch.lane(),
                                batch.number(),
                                batch.number(),
                                List.of(new SourceCount("unknown", 1, micros, micros)),
                                ReasonCode.MALFORMED,
                                reason),
                        batch.received());
        if (!isTold) {
            return;
        }
        raise(
                session,
                new Finding(
                        MALFORMED,
                        cards.severity(MALFORMED),
                        cards.techniques(MALFORMED),
                        host.commune(),
                        host.id(),
                        host.hostname(),
                        host.id().text(),
                        batch.eventId(0),
                        batch.received(),
                        batch.received(),
                        Map.of("lane", Integer.toString(batch.lane()), "reason", reason)));
    }

    /** Events that are over a host's share: none is judged or kept, and all count as lost. */
    void cut(Store.Session session, Host host, Instant received, List<Event> events) {
        LongSummaryStatistics times =
                events.stream().mapToLong(event -> event.at().wallMicros()).summaryStatistics();
        // Sources are names that the host chooses: it could choose many.
        lost(session, host, received, new SourceCount("unknown", events.size(), times.getMin(), times.getMax()));
    }

    /**
     * Keeps what makes rows of the store for as long as coverage is kept. Where the host has used up its share of them, it counts as lost.
     *
     * @param most rows that it may make
     * @param add gives how many it made
     */
    private boolean keep(
            Store.Session session, Host host, Instant received, int most, SourceCount unkept, IntSupplier add) {
        Holder holder = Holder.of(host.id(), host.commune());
        if (shares.left(Resource.COVERAGE, holder) < most) {
            shares.note(holder, Resource.COVERAGE);
            lost(session, host, received, unkept);
            return false;
        }
        return shares.spend(Resource.COVERAGE, holder, add.getAsInt());
    }

    private static SourceCount once(Event event) {
        long micros = event.at().wallMicros();
        return new SourceCount("unknown", 1, micros, micros);
    }

    /** A loss without the names of its sources, which the host chooses. */
    private static SourceCount unnamed(Event.Loss loss) {
        return loss.sources().stream()
                .map(each -> new SourceCount("unknown", each.events(), each.firstWallMicros(), each.lastWallMicros()))
                .reduce(SourceCount::plus)
                .orElseGet(() -> once(loss));
    }

    /** Tells a loss: events that were acknowledged and are not kept, since their host has used up its share. */
    private static void lost(Store.Session session, Host host, Instant received, SourceCount count) {
        session.coverage()
                .add(
                        host.id(),
                        new Event.Loss(
                                new Moment(received, "collector", 0),
                                CoverageLog.COLLECTOR,
                                0,
                                0,
                                0,
                                List.of(count),
                                ReasonCode.OVERLOADED,
                                "over the share of one host"),
                        received);
    }

    /** Hosts that wanted more than their share since the last tick: one alert for each and what it used up. */
    private void floods(Store.Session session, Instant now) {
        shares.floods()
                .forEach((agent, resources) -> session.hosts()
                        .find(agent)
                        .ifPresent(host -> resources.forEach(resource -> raise(
                                session,
                                new Finding(
                                        FLOODS,
                                        cards.severity(FLOODS),
                                        cards.techniques(FLOODS),
                                        host.commune(),
                                        agent,
                                        host.hostname(),
                                        agent.text() + "|" + resource.word(),
                                        "floods/" + agent.text() + "/" + now,
                                        now,
                                        now,
                                        Map.of("resource", resource.word()))))));
    }

    private void raise(Store.Session session, Finding finding) {
        ruling.get().decided(finding).ifPresent(decided -> Raising.raise(session, decided));
    }

    private void raise(Store.Session session, Found found, Seen seen) {
        ruling.get().decided(found.finding()).ifPresent(decided -> {
            Holder holder = Holder.of(decided.host(), decided.commune());
            boolean isOver = !Directories.isOfDirectory(decided.evidence()) && shares.left(Resource.ALERTS, holder) < 1;
            Raising.Outcome outcome = Raising.outcome(session, decided, isOver);
            if (outcome == Raising.Outcome.MANY && isOver) {
                shares.note(holder, Resource.ALERTS);
            }
            if (outcome == Raising.Outcome.ALERT) {
                var _ = shares.spend(Resource.ALERTS, holder, 1);
                found.by().raised(seen, decided, session);
            }
        });
    }

    /** What the passing of time shows. */
    void tick(Store.Session session, Instant now) {
        for (Detector detector : detectors) {
            ticked(detector, session, now).forEach(finding -> raise(session, finding));
        }
        floods(session, now);
    }

    /** Findings of a detector; none where it fails, so that the others go on, and it remembers what the store has of it. */
    private static List<Finding> ticked(Detector detector, Store.Session session, Instant now) {
        try {
            return detector.tick(now, session);
        } catch (StoreException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, detector.getClass().getSimpleName() + " fails at a tick; the others go on", e);
            detector.forget();
            return List.of();
        }
    }

    /** Last in a transaction: what detectors remember goes with it. */
    void save(Store.Session session) {
        situations = Optional.empty();
        detectors.forEach(detector -> detector.save(session));
    }

    /** The transaction failed. */
    void forget() {
        situations = Optional.empty();
        detectors.forEach(Detector::forget);
    }

    private static boolean isMachinePass(Event.Coverage stretch) {
        return stretch.isPass() && stretch.source().endsWith(".persistence");
    }

    private static Instant time(Host host, Instant received, Event event) {
        Instant corrected = event.at().wall().minus(host.skewMicros(), ChronoUnit.MICROS);
        return corrected.isAfter(received) ? received : corrected;
    }

    private SigmaRecord plain(Store.Session session, Host host, String id, Instant received, Event event) {
        SigmaRecord record = subjects.with(session, host, received, SigmaFields.of(event));
        judge(session, host, id, received, event, record);
        return record;
    }

    private SigmaRecord item(Store.Session session, Host host, String id, Instant received, ItemSeen item) {
        Optional<Inventories.Known> known =
                session.inventories().find(host.id(), item.item().key()).or(() -> missedElsewhere(session, host, item));
        if (isOverShare(host, item, known)) {
            lost(
                    session,
                    host,
                    received,
                    new SourceCount(
                            item.source(), 1, item.at().wallMicros(), item.at().wallMicros()));
            return plain(session, host, id, received, item);
        }
        Optional<Inventory.Judged> judged = isForeign(session, host, item.item().location())
                ? Optional.empty()
                : Inventory.take(session.inventories(), host.id(), host.commune(), item, known, received);
        return judged.isPresent() ? judgeItem(session, host, id, received, item, judged.get()) : SigmaFields.of(item);
    }

    /**
     * The item as it was known before another machine with the host's identity, which did not have it: the one before lists it unchanged, so
     * it was there all the time.
     */
    private static Optional<Inventories.Known> missedElsewhere(Store.Session session, Host host, ItemSeen seen) {
        if (seen.change() != Change.PRESENT) {
            return Optional.empty();
        }
        Optional<MachineChange> other = MachineChange.of(session, host.id())
                .filter(each -> each.until().isPresent() && !each.isOver(session, host.id()));
        return other.flatMap(change -> session.inventories()
                .last(host.id(), seen.item().key())
                .filter(last -> last.removed().filter(change::includes).isPresent()));
    }

    /**
     * Whether it is one more, or another, than the inventory of its host has, and the host's share is used up: then it is judged as it is told,
     * and not kept. What is read of a directory is as large as the directory.
     */
    private boolean isOverShare(Host host, ItemSeen seen, Optional<Inventories.Known> known) {
        Item item = seen.item();
        if (seen.change() == Change.REMOVED
                || item.location().startsWith(Directories.LOCATIONS)
                || known.filter(before -> before.item().fingerprint().equals(item.fingerprint()))
                        .isPresent()) {
            return false;
        }
        Holder holder = Holder.of(host.id(), host.commune());
        return !shares.spend(Resource.ITEMS, holder, 1)
                || !shares.spend(Resource.ITEM_BYTES, holder, EventCodec.encodeItem(item).length);
    }

    /** Whether it is of a directory that another agent was chosen to read: what comes late of one before, or is made up. */
    private static boolean isForeign(Store.Session session, Host host, String location) {
        return location.startsWith(Directories.LOCATIONS)
                && session.directories().readBy(host.id()).isEmpty();
    }

    /** Whether it was chosen to read the directory of that domain. */
    private static boolean isReader(Store.Session session, Host host, String domain) {
        return session.directories()
                .find(host.commune(), domain)
                .filter(reader -> reader.reader().equals(host.id()))
                .isPresent();
    }

    private SigmaRecord judgeItem(
            Store.Session session, Host host, String id, Instant received, ItemSeen item, Inventory.Judged judged) {
        if (judged.change() == Change.REMOVED) {
            // Idempotent: a removal that the agent told has been kept already.
            session.inventories().remove(host.id(), item.item().key(), received);
        }
        var prevalence = session.inventories().prevalence(item.item().shape());
        Map<String, String> more = new HashMap<>(Map.of(
                "prevalence", Integer.toString(prevalence.communes()),
                "prevalence.hosts", Integer.toString(prevalence.hosts())));
        judged.before()
                .filter(before -> judged.change() == Change.CHANGED
                        && Unlocking.isOrdinary(session.inventories(), host.id(), item.item(), before, received))
                .ifPresent(before -> more.put(Unlocking.FIELD, Unlocking.LATELY));
        SigmaRecord record = SigmaFields.item(item, judged.change(), judged.before(), more);
        judge(session, host, id, received, item, record);
        return record;
    }

    private Situations.OfHost situation(Store.Session session, Host host, Instant received) {
        Situations asked = situations.orElseGet(() -> new Situations(session.incidents()));
        situations = Optional.of(asked);
        return asked.of(host.id(), host.commune(), received);
    }

    private void judge(Store.Session session, Host host, String id, Instant received, Event event, SigmaRecord record) {
        Ruling now = ruling.get();
        List<Match> matches = now.rules().judge(record);
        Seen seen = new Seen(
                id,
                host.id(),
                host.hostname(),
                host.commune(),
                received,
                time(host, received, event),
                event,
                situation(session, host, received),
                record,
                now,
                now.speaking(matches),
                matches);
        List<Found> findings = new ArrayList<>();
        for (Detector detector : detectors) {
            try {
                detector.judge(seen, session)
                        .forEach(finding -> findings.add(new Found(
                                detector, SubjectMachines.of(seen, controllers.of(session, host, seen, finding)))));
            } catch (StoreException e) {
                throw e;
            } catch (RuntimeException e) {
                // One detector that fails on one event must not stop detection; said once in a while, never per event.
                if (Long.bitCount(++detectorFailures) == 1) {
                    LOG.log(
                            System.Logger.Level.ERROR,
                            "Detector " + detector.getClass().getSimpleName() + " failed on an event; failures so far: "
                                    + detectorFailures,
                            e);
                }
            }
        }
        findings.forEach(found -> raise(session, found, seen));
    }
}
