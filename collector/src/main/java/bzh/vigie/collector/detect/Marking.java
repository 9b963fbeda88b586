package bzh.vigie.collector.detect;

import bzh.vigie.collector.detect.fields.ScanFile;
import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.returns.Sweep;
import bzh.vigie.collector.detect.returns.Sweep.Found;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.review.ReviewGroup;
import bzh.vigie.collector.review.ReviewList;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Inventories.Known;
import bzh.vigie.collector.store.Scans.Scan;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import bzh.vigie.text.LetterCase;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Marks something in an incident as the attacker's: finds it, tries what it would be taken for, writes it, looks for it everywhere. */
public final class Marking {
    /** Looking like things on more hosts than this, a mark is asked for again: it may be of something that everybody has. */
    public static final int MANY = 20;

    private static final int LONGEST_SHOWN = 120;

    private final Store store;
    private final Scope scope;
    private final Incident incident;
    private final Cards cards;
    private final InstantSource time;

    /** In this incident, as far as that scope reaches. */
    public Marking(Store store, Scope scope, Incident incident, Cards cards, InstantSource time) {
        this.store = store;
        this.scope = scope;
        this.incident = incident;
        this.cards = cards;
        this.time = time;
    }

    /** What is to be marked; without a host it is to be found on every one that has it. */
    public record Mark(Commune commune, Optional<AgentId> host, String key, Map<String, String> fields) {}

    /** What was found of what is to be marked. */
    public sealed interface Sought {
        record One(Mark mark) implements Sought {}

        /** No host of the incident's communes is that. */
        record NoHost() implements Sought {}

        record NoItem() implements Sought {}

        /** So many fit. */
        record Several(List<Known> fitting) implements Sought {
            public Several {
                fitting = List.copyOf(fitting);
            }
        }
    }

    /** What became of a mark. Nothing is written but where it is {@link Marked}. */
    public sealed interface Outcome {
        /** It was found in a commune that is none of the incident. */
        record NotOfIncident() implements Outcome {}

        /** Nothing of it is the attacker's own. */
        record NotKnownAgain() implements Outcome {}

        /** It looks like so many things on more hosts than was allowed. */
        record TooLike(int things, long hosts) implements Outcome {}

        /** There are too many marks, or the commune may not be seen. */
        record NotWritten() implements Outcome {}

        /**
         * It is marked.
         *
         * @param raised alerts of what it was found as
         * @param reopened approvals that wait again
         * @param whole whether it was looked for in every commune of the incident, and not only in those that may be seen
         */
        record Marked(Tombstone tombstone, Sweep.Result swept, int raised, int reopened, boolean whole)
                implements Outcome {
            /** Those that are it for sure. */
            public long sure() {
                return swept.found().stream().filter(Found::sure).count();
            }
        }
    }

    /** What an alert shows; empty where there is no such alert. */
    public Optional<Mark> ofAlert(String id) {
        return store.read(session -> session.alerts().find(scope, id).map(alert -> of(session, alert)));
    }

    /** What an alert shows: the item itself, which says more than the evidence, whose values are cut, where the host still has it. */
    public static Mark of(Store.Session session, Alert alert) {
        String key = alert.evidence().getOrDefault("key", "");
        String shape = alert.evidence().getOrDefault("shape", "");
        Optional<Known> known = key.isEmpty()
                ? Optional.empty()
                : session.inventories()
                        .find(alert.host(), key)
                        .filter(each -> each.item().shape().equals(shape));
        return new Mark(
                alert.commune(),
                Optional.of(alert.host()),
                key,
                known.map(each -> Sweep.fields(each.item())).orElse(alert.evidence()));
    }

    /** An item of a host, by its key or by where it is and a part of its name or value. */
    public Sought ofItem(AgentId agent, Optional<String> key, Optional<String> location, Optional<String> name) {
        Optional<Host> host = store.read(session -> session.hosts().find(agent))
                .filter(each -> incident.communes().contains(each.commune()));
        if (host.isEmpty()) {
            return new Sought.NoHost();
        }
        String part = LetterCase.fold(name.orElse(""));
        List<Known> fitting = store.read(session -> session.inventories().at(agent, time.instant())).stream()
                .filter(each -> key.isEmpty() || each.item().key().equals(key.get()))
                .filter(each -> location.isEmpty() || each.item().location().equals(location.get()))
                .filter(each -> LetterCase.fold(each.item().name()).contains(part)
                        || LetterCase.fold(each.item().value()).contains(part))
                .toList();
        if (fitting.size() != 1) {
            return fitting.isEmpty() ? new Sought.NoItem() : new Sought.Several(fitting);
        }
        Known known = fitting.getFirst();
        return new Sought.One(
                new Mark(host.get().commune(), Optional.of(agent), known.item().key(), Sweep.fields(known.item())));
    }

    /** The scan of that number; empty where none stands. */
    public Optional<Scan> scan(long number) {
        return store.read(session -> session.scans().list(scope, incident.id())).stream()
                .filter(each -> each.number() == number && each.standing())
                .findFirst();
    }

    /** Items of a scan with that key: one, where it is to be marked. */
    public List<Mark> ofScan(Scan scan, String key) {
        return ScanFile.read(store.read(session -> session.scans().bytes(scan))).items().stream()
                .filter(line -> line.record().value("key").equals(key))
                .map(line -> new Mark(
                        scan.stated().commune(),
                        Optional.of(scan.stated().host()),
                        key,
                        line.record().flat()))
                .toList();
    }

    /** What a group of the review is: it is found on every host that has it. */
    public Mark ofGroup(ReviewGroup group) {
        Map<String, String> fields =
                store.read(session -> ReviewList.subject(session, group)).fields();
        return new Mark(group.communes().firstKey(), Optional.empty(), fields.getOrDefault("key", ""), fields);
    }

    /** Hosts that may have something like a group: as many as it is on itself, where those are many. */
    public static int most(ReviewGroup group) {
        return Math.max(MANY, group.hosts());
    }

    /** What it would be found as, were it marked; nothing is written. */
    public Sweep.Result tried(Mark mark, Optional<Instant> removal, Author author) {
        return sweep(new Tombstone(
                0,
                "-",
                incident.id(),
                mark.commune(),
                mark.host(),
                mark.key(),
                mark.fields(),
                time.instant(),
                true,
                removal,
                author));
    }

    /**
     * Marks it, looks for it everywhere, raises what it is found as and reopens approvals of what looks like it.
     *
     * @param removal by when it was to be removed; empty where only the eviction says so
     * @param most hosts that may have something like it
     */
    public Outcome mark(Mark mark, Optional<Instant> removal, Author author, int most) {
        if (!incident.communes().contains(mark.commune())) {
            return new Outcome.NotOfIncident();
        }
        if (!Sweep.canBeKnown(mark.fields(), mark.host().map(AgentId::text).orElse(""))) {
            return new Outcome.NotKnownAgain();
        }
        if (most < Integer.MAX_VALUE) {
            Sweep.Result tried = tried(mark, removal, author);
            long hosts = tried.found().stream().map(Found::host).distinct().count();
            if (hosts > most) {
                return new Outcome.TooLike(tried.found().size(), hosts);
            }
        }
        // Written before it is looked for: what comes in between is judged by the running collector. With the approvals
        // that it speaks against: an interruption leaves neither without the other.
        Optional<Written> written = store.write(session -> session.tombstones()
                .add(scope, incident.id(), mark.commune(), mark.host(), mark.key(), mark.fields(), removal, author)
                .map(tombstone -> new Written(tombstone, Reopening.of(session, tombstone, author))));
        if (written.isEmpty()) {
            return new Outcome.NotWritten();
        }
        Tombstone tombstone = written.get().tombstone();
        Sweep.Result swept = sweep(tombstone);
        int raised = 0;
        for (Found found : swept.found()) {
            raised += store.<Boolean>write(session -> Raising.raise(session, found.finding())) ? 1 : 0;
        }
        return new Outcome.Marked(
                tombstone,
                swept,
                raised,
                written.get().reopened(),
                store.read(session -> session.incidents().whole(scope, incident.id())));
    }

    private record Written(Tombstone tombstone, int reopened) {}

    private Sweep.Result sweep(Tombstone tombstone) {
        List<Tombstone> marked =
                store.read(session -> session.tombstones().list(new Scope.All(), incident.id())).stream()
                        .filter(Tombstone::standing)
                        .toList();
        Evictions evictions = Evictions.of(store.read(s -> s.incidents().evictions(scope, incident.id())));
        return new Sweep(store, time.instant()).of(tombstone, incident.communes(), marked, evictions, cards);
    }

    /** Takes a mark back; false, and nothing written, where none of that id stands in communes that may be seen. Alerts stay. */
    public static boolean takeBack(Store.Session session, Scope scope, String id, Author author) {
        return session.tombstones().find(scope, id).filter(Tombstone::standing).isPresent()
                && session.tombstones().line(scope, id, false, Optional.empty(), author);
    }

    /** What something is, in one line: an item by its place and name, a program by its path, an account by its name. */
    public static String shown(Map<String, String> fields) {
        String location = fields.getOrDefault("location", "");
        return location.isEmpty()
                ? fields.getOrDefault(
                        "Image", fields.getOrDefault("account", fields.getOrDefault("TargetUserName", "?")))
                : location + " " + fields.getOrDefault("name", "") + " : " + first(fields.getOrDefault("value", ""));
    }

    private static String first(String value) {
        String line = value.lines().findFirst().orElse("");
        return line.length() <= LONGEST_SHOWN ? line : line.substring(0, LONGEST_SHOWN) + "…";
    }
}
