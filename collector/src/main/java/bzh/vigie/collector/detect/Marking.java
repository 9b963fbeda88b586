package bzh.vigie.collector.detect;

import bzh.vigie.collector.detect.fields.ScanFile;
import bzh.vigie.collector.detect.fields.StoredFields;
import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Evidence;
import bzh.vigie.collector.detect.returns.RelatedItems;
import bzh.vigie.collector.detect.returns.RelatedItems.Related;
import bzh.vigie.collector.detect.returns.RelatedItems.Tie;
import bzh.vigie.collector.detect.returns.RelatedProcesses;
import bzh.vigie.collector.detect.returns.Sweep;
import bzh.vigie.collector.detect.returns.Sweep.Found;
import bzh.vigie.collector.detect.returns.SystemPrograms;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.review.ReviewGroup;
import bzh.vigie.collector.review.ReviewList;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.CloudExports;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.EventSearch;
import bzh.vigie.collector.store.EventSearch.Hit;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Inventories.Known;
import bzh.vigie.collector.store.Scans;
import bzh.vigie.collector.store.Scans.Scan;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemFields;
import bzh.vigie.event.ItemLabel;
import bzh.vigie.text.LetterCase;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Marks something in an incident as the attacker's: finds it, tries what it would be taken for, writes it, looks for it everywhere. */
public final class Marking {
    /** Looking like things on more hosts than this, a mark is asked for again: it may be of something that everybody has. */
    public static final int MANY = 20;

    /** More related items than this of one that was chosen are marked only where somebody says so. */
    public static final int MANY_RELATED = 10;

    private static final int LONGEST_SHOWN = 120;

    /** Fields that tell of a process whose program it is, beside what any evidence has. */
    private static final List<String> OF_PROCESS = List.of("Hashes", "Package", "Signer", "Traits");

    /** Alerts raised in one transaction: each is flushed to the disk, and the running collector waits for it. */
    private static final int AT_ONCE = 100;

    /** Below it lies what programs and accounts write. */
    private static final String OF_RUNNING = "/var/";

    /** Shorter names of files are given to many things. */
    private static final int SHORTEST_NAME = 5;

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

    /**
     * Something related to what is to be marked.
     *
     * @param id by which it is chosen: the key of an item, the event of a process
     */
    public record Proposed(String id, Mark mark, Tie tie) {}

    /** What was found of what is to be marked. */
    public sealed interface Sought {
        /** Items alone. */
        record Items(List<Mark> marks) implements Sought {
            public Items {
                marks = List.copyOf(marks);
            }
        }

        /** No host of the incident's communes is that. */
        record NoHost() implements Sought {}

        /** These keys and parts of names fit nothing there; none where nothing is at that location. */
        record NoItem(List<String> sought) implements Sought {
            public NoItem {
                sought = List.copyOf(sought);
            }
        }

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

        /** All of it is marked already, dated now where the act says by when. */
        record Already(List<Tombstone> tombstones) implements Outcome {
            public Already {
                tombstones = List.copyOf(tombstones);
            }
        }

        /** Packages shipped these as they are: whoever has the package has them too. */
        record OfPackages(List<Mark> marks) implements Outcome {
            public OfPackages {
                marks = List.copyOf(marks);
            }
        }

        /** One of them looks like so many things on more hosts than was allowed. */
        record TooLike(Mark mark, int things, long hosts) implements Outcome {}

        /** There are too many marks, or the commune may not be seen. */
        record NotWritten() implements Outcome {}

        /**
         * They are marked.
         *
         * @param tombstones one for each, but for what could not be known again and what was marked already
         * @param already marks of the same things that stood before, dated now where the act says by when
         * @param unknowable how many could not be known again
         * @param raised alerts of what it was found as
         * @param reopened approvals that wait again
         * @param whole whether it was looked for in every commune of the incident, and not only in those that may be seen
         */
        record Marked(
                List<Tombstone> tombstones,
                List<Tombstone> already,
                int unknowable,
                Sweep.Result swept,
                int raised,
                int reopened,
                boolean whole)
                implements Outcome {
            public Marked {
                tombstones = List.copyOf(tombstones);
                already = List.copyOf(already);
            }

            /** The first of them. */
            public Tombstone tombstone() {
                return tombstones.getFirst();
            }

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
                known.map(each -> Sweep.fields(each.item()))
                        .or(() -> onDisk(session, alert, key))
                        .orElse(alert.evidence()));
    }

    /** The item of the disk that an alert is about. */
    private static Optional<Map<String, String>> onDisk(Store.Session session, Alert alert, String key) {
        String number = alert.evidence().getOrDefault(Scans.SCAN, "");
        return number.isEmpty() ? Optional.empty() : onDisk(session, alert.commune(), number, key);
    }

    private static Optional<Map<String, String>> onDisk(
            Store.Session session, Commune commune, String number, String key) {
        return session.scans().standing(new Scope.Communes(Set.of(commune))).stream()
                .filter(scan -> Long.toString(scan.number()).equals(number))
                .flatMap(scan -> ScanFile.read(session.scans().bytes(scan)).items().stream())
                .map(line -> line.record().flat())
                .filter(fields -> fields.getOrDefault("key", "").equals(key))
                .findFirst();
    }

    /**
     * Items of a host, each by its key or by where it is and a part of its name or value.
     *
     * @param keys each is one item
     * @param location of all that have no key; any where it is empty
     * @param names each fits one item there, or several that belong together
     */
    public Sought ofItems(AgentId agent, List<String> keys, Optional<String> location, List<String> names) {
        Optional<Host> host = store.read(session -> session.hosts().find(agent))
                .filter(each -> incident.communes().contains(each.commune()));
        if (host.isEmpty()) {
            return new Sought.NoHost();
        }
        List<Known> there = store.read(session -> session.inventories().at(agent, time.instant()));
        List<Known> chosen = new ArrayList<>();
        Map<String, List<Known>> sought = new LinkedHashMap<>();
        keys.forEach(key -> sought.put(key, having(Set.of(key), there)));
        if (keys.isEmpty() || location.isPresent() || !names.isEmpty()) {
            for (String name : names.isEmpty() ? List.of("") : names) {
                sought.put(
                        name,
                        there.stream()
                                .filter(each -> fits(each, location, name))
                                .toList());
            }
        }
        List<String> nothing = sought.entrySet().stream()
                .filter(each -> each.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
        if (!nothing.isEmpty()) {
            return new Sought.NoItem(
                    nothing.stream().filter(each -> !each.isEmpty()).toList());
        }
        for (Map.Entry<String, List<Known>> each : sought.entrySet()) {
            List<Known> fitting = each.getValue();
            if (fitting.size() > 1 && !areCalled(each.getKey(), fitting) && !belongTogether(fitting, there)) {
                return new Sought.Several(fitting);
            }
            fitting.stream().filter(one -> !chosen.contains(one)).forEach(chosen::add);
        }
        return new Sought.Items(
                chosen.stream().map(each -> of(host.get(), each)).toList());
    }

    /** Whether their files are all called so but for endings, as a generator, its unit and the link to that are, and no package has one. */
    private static boolean areCalled(String name, List<Known> fitting) {
        return name.length() >= SHORTEST_NAME
                && fitting.stream()
                        .map(Known::item)
                        .allMatch(item -> item.shipped() != Item.Shipped.AS_PACKAGED
                                && SystemPrograms.stem(item.source()).equals(LetterCase.fold(name)));
    }

    private static boolean belongTogether(List<Known> fitting, List<Known> there) {
        List<Known> one = fitting.subList(0, 1);
        Set<String> together = Stream.concat(
                        one.stream(),
                        RelatedItems.of(one, there).stream()
                                .filter(each -> each.tie().isProposed())
                                .map(Related::known))
                .map(each -> each.item().key())
                .collect(Collectors.toSet());
        return fitting.stream().allMatch(each -> together.contains(each.item().key()));
    }

    private static boolean fits(Known known, Optional<String> location, String name) {
        String part = LetterCase.fold(name);
        return location.filter(each -> !known.item().location().equals(each)).isEmpty()
                && (LetterCase.fold(known.item().name()).contains(part)
                        || LetterCase.fold(known.item().value()).contains(part));
    }

    /**
     * Items and processes that belong to things of one host that are to be marked and are not marked there yet, items first; nothing where no host of
     * ours has them.
     */
    public List<Proposed> related(List<Mark> marks, EventSearch history) {
        Optional<Host> found = marks.stream()
                .findFirst()
                .flatMap(Mark::host)
                .flatMap(agent -> store.read(session -> session.hosts().find(agent)))
                .filter(host -> incident.communes().contains(host.commune()));
        if (found.isEmpty()) {
            return List.of();
        }
        Host host = found.get();
        List<Known> there = store.read(session -> session.inventories().at(host.id(), time.instant()));
        List<Known> chosen = having(marks.stream().map(Mark::key).collect(Collectors.toSet()), there);
        if (chosen.isEmpty()) {
            return List.of();
        }
        List<Related> items = RelatedItems.of(chosen, there);
        RelatedProcesses processes = RelatedProcesses.of(
                history,
                host,
                Stream.concat(
                                chosen.stream(),
                                items.stream()
                                        .filter(each -> each.tie().isProposed())
                                        .map(Related::known))
                        .toList());
        List<Tombstone> marked = standing().stream()
                .filter(each -> each.host().filter(host.id()::equals).isPresent())
                .toList();
        return Stream.concat(
                        items.stream().map(each -> each.told(processes)).map(each -> proposed(host, each)),
                        processes.ran().stream()
                                .map(each -> proposed(host, each))
                                .filter(each -> Sweep.canBeKnown(
                                        each.mark().fields(), host.id().text())))
                .filter(each -> marked.stream().noneMatch(tombstone -> isSame(tombstone, each.mark())))
                .toList();
    }

    private static Proposed proposed(Host host, Related related) {
        Mark mark = of(host, related.known());
        return new Proposed(mark.key(), mark, related.tie());
    }

    private static Proposed proposed(Host host, Hit started) {
        Map<String, String> fields = Evidence.of(StoredFields.record(started.fields()), OF_PROCESS);
        return new Proposed(started.id(), new Mark(host.commune(), Optional.of(host.id()), "", fields), Tie.PROCESS);
    }

    /** Whether a mark is of that item, or of a process with that command. */
    private static boolean isSame(Tombstone tombstone, Mark mark) {
        return tombstone.key().equals(mark.key())
                && (!mark.key().isEmpty()
                        || Stream.of("Image", "CommandLine")
                                .allMatch(name -> tombstone
                                        .fields()
                                        .getOrDefault(name, "")
                                        .equals(mark.fields().getOrDefault(name, ""))));
    }

    private static List<Known> having(Set<String> keys, List<Known> there) {
        return there.stream().filter(each -> keys.contains(each.item().key())).toList();
    }

    /** An act in a cloud with the account that did it, which is mostly the victim's: a person says where it is not. */
    public static Mark withAccount(Mark mark) {
        Map<String, String> fields = new LinkedHashMap<>(mark.fields());
        if (fields.containsKey(CloudExports.EXTERNAL_LOG)) {
            fields.put(CloudExports.MARKED_ACCOUNT, "yes");
        }
        return new Mark(mark.commune(), mark.host(), mark.key(), fields);
    }

    /** An item of a host as what is to be marked. */
    public static Mark of(Host host, Known known) {
        return new Mark(host.commune(), Optional.of(host.id()), known.item().key(), Sweep.fields(known.item()));
    }

    /** The scan of that number; empty where none stands. */
    public Optional<Scan> scan(long number) {
        return store.read(session -> session.scans().list(scope, incident.id())).stream()
                .filter(each -> each.number() == number && each.standing())
                .findFirst();
    }

    /** Items of a scan, by key; several of one key where the disk has them. */
    public Map<String, List<Mark>> ofScan(Scan scan, Set<String> keys) {
        return ScanFile.read(store.read(session -> session.scans().bytes(scan))).items().stream()
                .filter(line -> keys.contains(line.record().value("key")))
                .map(line -> new Mark(
                        scan.stated().commune(),
                        Optional.of(scan.stated().host()),
                        line.record().value("key"),
                        line.record().flat()))
                .collect(Collectors.groupingBy(Mark::key));
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

    /** On how many other hosts something like each of these is, were they marked in one act, in their order; nothing is written. */
    public List<Long> elsewhere(List<Mark> marks, Author author) {
        return tried(marks, author, new Sweep.Unlike()).stream()
                .map(each -> hosts(each.found().stream()
                        .filter(found -> !each.mark()
                                .host()
                                .equals(Optional.of(found.host().id())))))
                .toList();
    }

    /** On how many hosts something like it is, were it marked; nothing is written. */
    public long like(Mark mark, Author author) {
        return hosts(tried(List.of(mark), author, new Sweep.Unlike()).getFirst().found().stream());
    }

    private static long hosts(Stream<Found> found) {
        return found.map(Marking::whose).distinct().count();
    }

    /** What one of several would be found as. */
    private record Tried(Mark mark, List<Found> found) {}

    private List<Tried> tried(List<Mark> marks, Author author, Sweep.Unlike unlike) {
        List<Tombstone> as = new ArrayList<>();
        for (Mark mark : marks) {
            as.add(new Tombstone(
                    -1 - as.size(),
                    "-",
                    incident.id(),
                    mark.commune(),
                    mark.host(),
                    mark.key(),
                    mark.fields(),
                    time.instant(),
                    true,
                    Optional.empty(),
                    author));
        }
        Sweep.Result swept = sweep(as, unlike);
        List<Tried> tried = new ArrayList<>();
        for (int i = 0; i < as.size(); i++) {
            tried.add(new Tried(marks.get(i), swept.like(as.get(i))));
        }
        return tried;
    }

    /**
     * Marks them in one act, looks for them everywhere, raises what they are found as and reopens approvals of what looks like them. What
     * could not be known again is left out where something else of the act could.
     *
     * @param removal by when they were to be removed; empty where only the eviction says so
     * @param most hosts that may have something like one of them; {@link Integer#MAX_VALUE} where that, and that a package shipped it, was
     *     looked at
     */
    public Outcome mark(List<Mark> marks, Optional<Instant> removal, Author author, int most) {
        if (marks.stream().anyMatch(mark -> !incident.communes().contains(mark.commune()))) {
            return new Outcome.NotOfIncident();
        }
        List<Tombstone> already = already(marks, removal, author);
        List<Mark> fresh = marks.stream()
                .distinct()
                .filter(mark -> already.stream().noneMatch(each -> isOf(each, mark)))
                .toList();
        if (fresh.isEmpty()) {
            return new Outcome.Already(already);
        }
        List<Mark> known = fresh.stream()
                .filter(mark -> Sweep.canBeKnown(
                        mark.fields(), mark.host().map(AgentId::text).orElse("")))
                .toList();
        if (known.isEmpty()) {
            return new Outcome.NotKnownAgain();
        }
        Sweep.Unlike unlike = new Sweep.Unlike();
        if (most < Integer.MAX_VALUE) {
            List<Mark> packaged = known.stream().filter(Marking::isOfPackage).toList();
            if (!packaged.isEmpty()) {
                return new Outcome.OfPackages(packaged);
            }
            for (Tried tried : tried(known, author, unlike)) {
                long hosts = hosts(tried.found().stream());
                if (hosts > most) {
                    return new Outcome.TooLike(tried.mark(), tried.found().size(), hosts);
                }
            }
        }
        // Written before it is looked for: what comes in between is judged by the running collector. With the approvals
        // that it speaks against: an interruption leaves neither without the other.
        Written written = store.write(session -> write(session, known, removal, author));
        if (written.tombstones().isEmpty()) {
            return new Outcome.NotWritten();
        }
        Sweep.Result swept = sweep(written.tombstones(), unlike);
        int raised = 0;
        for (int from = 0; from < swept.found().size(); from += AT_ONCE) {
            List<Found> some = swept.found()
                    .subList(from, Math.min(from + AT_ONCE, swept.found().size()));
            raised += store.<Integer>write(session -> (int) some.stream()
                    .filter(found -> Raising.raise(session, found.finding()))
                    .count());
        }
        return new Outcome.Marked(
                written.tombstones(),
                already,
                fresh.size() - known.size(),
                swept,
                raised,
                written.reopened(),
                store.read(session -> session.incidents().whole(scope, incident.id())));
    }

    /** Whether a package shipped the file that it stands in, and not only the program that it names: accounts and their jobs are somebody's. */
    private static boolean isOfPackage(Mark mark) {
        Map<String, String> fields = mark.fields();
        return fields.getOrDefault("shipped", "").equals(ItemFields.word(Item.Shipped.AS_PACKAGED))
                && !fields.getOrDefault("location", "").contains(".account.")
                && fields.getOrDefault("account", "").isEmpty()
                && !fields.getOrDefault("source", "").startsWith(OF_RUNNING);
    }

    /** Marks of the same things of a host, as they are now. */
    private List<Tombstone> already(List<Mark> marks, Optional<Instant> removal, Author author) {
        List<Tombstone> already = standing().stream()
                .filter(each -> marks.stream().anyMatch(mark -> isOf(each, mark)))
                .toList();
        if (removal.isPresent() && !already.isEmpty()) {
            store.change(session ->
                    already.forEach(each -> session.tombstones().line(scope, each.id(), true, removal, author)));
        }
        return already;
    }

    private static boolean isOf(Tombstone tombstone, Mark mark) {
        return mark.host().isPresent()
                && tombstone.host().equals(mark.host())
                && tombstone.key().equals(mark.key())
                && tombstone.fields().equals(mark.fields());
    }

    private record Written(List<Tombstone> tombstones, int reopened) {}

    private Written write(Store.Session session, List<Mark> marks, Optional<Instant> removal, Author author) {
        List<Tombstone> tombstones = marks.stream()
                .flatMap(mark -> session
                        .tombstones()
                        .add(
                                scope,
                                incident.id(),
                                mark.commune(),
                                mark.host(),
                                mark.key(),
                                mark.fields(),
                                removal,
                                author)
                        .stream())
                .toList();
        return new Written(tombstones, tombstones.isEmpty() ? 0 : Reopening.of(session, tombstones, author));
    }

    /** Its host; of an act in a cloud, which is one host for all, who did it. */
    private static String whose(Found found) {
        boolean cloud = found.finding().evidence().containsKey(CloudExports.EXTERNAL_LOG);
        return found.host().id().text()
                + (cloud ? "|" + found.finding().evidence().getOrDefault("account", "") : "");
    }

    private Sweep.Result sweep(List<Tombstone> tombstones, Sweep.Unlike unlike) {
        Evictions evictions = Evictions.of(store.read(s -> s.incidents().evictions(scope, incident.id())));
        return new Sweep(store, time.instant())
                .of(tombstones, incident.communes(), standing(), evictions, cards, unlike);
    }

    private List<Tombstone> standing() {
        return store.read(session -> session.tombstones().list(new Scope.All(), incident.id())).stream()
                .filter(Tombstone::standing)
                .toList();
    }

    /**
     * One line that names a thing: an item by its place and name, an account by its name, a program by its path, or by its command line where
     * that says what it does.
     */
    public static String shown(Map<String, String> fields) {
        String location = fields.getOrDefault("location", "");
        if (fields.containsKey(CloudExports.EXTERNAL_LOG) && location.isEmpty()) {
            return Stream.of("action", "account", "object")
                    .map(name -> fields.getOrDefault(name, ""))
                    .filter(each -> !each.isEmpty())
                    .collect(Collectors.joining(" – "));
        }
        if (location.isEmpty()) {
            String told = first(fields.getOrDefault("CommandLine", ""));
            if (!told.isBlank() && SystemPrograms.isTold(fields.getOrDefault("Image", ""))) {
                return told;
            }
            return fields.getOrDefault(
                    "Image", fields.getOrDefault("account", fields.getOrDefault("TargetUserName", "?")));
        }
        String source = fields.getOrDefault("source", "");
        String line = first(fields.getOrDefault("value", ""));
        return location + " " + ItemLabel.of(source, fields.getOrDefault("name", "")) + " : "
                + (ItemLabel.isBinary(line) ? source : line);
    }

    private static String first(String value) {
        String line = value.lines().findFirst().orElse("");
        return line.length() <= LONGEST_SHOWN ? line : line.substring(0, LONGEST_SHOWN) + "…";
    }
}
