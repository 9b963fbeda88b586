package bzh.vigie.collector;

import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.detect.Raising;
import bzh.vigie.collector.detect.Reopening;
import bzh.vigie.collector.detect.fields.ScanFile;
import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.returns.Sweep;
import bzh.vigie.collector.detect.returns.Sweep.Found;
import bzh.vigie.collector.incident.Evictions;
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
import bzh.vigie.event.ItemFields;
import bzh.vigie.text.LetterCase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.ExitCode;

/** Marks something in an incident as the attacker's: finds it, tries what it would be taken for, writes it, looks for it everywhere. */
final class Marking {
    /** Looking like things on more hosts than this, a mark is asked for again: it may be of something that everybody has. */
    static final int MANY = 20;

    private static final int SHOWN = 50;

    private final IncidentWork work;
    private final Words words;
    private final Scope scope;
    private final Store store;
    private final Incident incident;
    private final Cards cards;

    Marking(IncidentWork work, Scope scope, Store store, Incident incident, Cards cards) {
        this.work = work;
        this.words = work.words();
        this.scope = scope;
        this.store = store;
        this.incident = incident;
        this.cards = cards;
    }

    /** What is to be marked; without a host it is to be found on every one that has it. */
    record Mark(Commune commune, Optional<AgentId> host, String key, Map<String, String> fields) {}

    /** What an alert shows; empty, with words, where there is no such alert. */
    Optional<Mark> ofAlert(String id) {
        Optional<Alert> found = store.read(session -> session.alerts().find(scope, id));
        if (found.isEmpty()) {
            work.err().println(words.say("no-alert", id));
            return Optional.empty();
        }
        Alert alert = found.get();
        String key = alert.evidence().getOrDefault("key", "");
        String shape = alert.evidence().getOrDefault("shape", "");
        // The item itself says more than the evidence, whose values are cut.
        Optional<Known> known = key.isEmpty()
                ? Optional.empty()
                : store.read(session -> session.inventories().find(alert.host(), key))
                        .filter(each -> each.item().shape().equals(shape));
        return Optional.of(new Mark(
                alert.commune(),
                Optional.of(alert.host()),
                key,
                known.map(each -> Sweep.fields(each.item())).orElse(alert.evidence())));
    }

    /** An item of a host, by its key or by where it is; empty, with words, where not exactly one fits. */
    Optional<Mark> ofItem(AgentId agent, Optional<String> key, Optional<String> location, Optional<String> name) {
        Optional<Host> host = store.read(session -> session.hosts().find(agent))
                .filter(each -> incident.communes().contains(each.commune()));
        if (host.isEmpty()) {
            work.err().println(words.say("no-host", agent.text()));
            return Optional.empty();
        }
        String part = LetterCase.fold(name.orElse(""));
        List<Known> fitting = store.read(session -> session.inventories().at(agent, work.now())).stream()
                .filter(each -> key.isEmpty() || each.item().key().equals(key.get()))
                .filter(each -> location.isEmpty() || each.item().location().equals(location.get()))
                .filter(each -> LetterCase.fold(each.item().name()).contains(part)
                        || LetterCase.fold(each.item().value()).contains(part))
                .toList();
        if (fitting.size() != 1) {
            work.err()
                    .println(
                            fitting.isEmpty()
                                    ? words.say("no-item", agent.text())
                                    : words.say("several-items", Integer.toString(fitting.size())));
            fitting.stream()
                    .limit(SHOWN)
                    .forEach(each -> work.err()
                            .println("  " + each.item().key() + "  " + Words.clean(shown(Sweep.fields(each.item())))));
            return Optional.empty();
        }
        Known known = fitting.getFirst();
        return Optional.of(
                new Mark(host.get().commune(), Optional.of(agent), known.item().key(), Sweep.fields(known.item())));
    }

    /** An item of a scan, by its key; empty, with words, where no scan of that number stands or it has not one such item. */
    Optional<Mark> ofScan(long number, String key) {
        Optional<Scan> scan = store.read(session -> session.scans().list(scope, incident.id())).stream()
                .filter(each -> each.number() == number && each.standing())
                .findFirst();
        if (scan.isEmpty()) {
            work.err().println(words.say("no-scan", Long.toString(number)));
            return Optional.empty();
        }
        List<ScanFile.Line> fitting =
                ScanFile.read(store.read(session -> session.scans().bytes(scan.get()))).items().stream()
                        .filter(line -> line.record().value("key").equals(key))
                        .toList();
        if (fitting.size() != 1) {
            work.err()
                    .println(words.say(
                            fitting.isEmpty() ? "no-item" : "several-items",
                            fitting.isEmpty() ? scan.get().stated().name() : Integer.toString(fitting.size())));
            return Optional.empty();
        }
        return Optional.of(new Mark(
                scan.get().stated().commune(),
                Optional.of(scan.get().stated().host()),
                key,
                fitting.getFirst().record().flat()));
    }

    /** Marks it; gives the exit code. */
    int mark(Mark mark, Optional<Instant> removal, Author author, boolean anyway) {
        return marked(mark, removal, author, anyway ? Integer.MAX_VALUE : MANY).isPresent()
                ? ExitCode.OK
                : ExitCode.SOFTWARE;
    }

    /**
     * Marks it, looks for it everywhere and reopens approvals of what looks like it; empty, with words, where nothing was written.
     *
     * @param most hosts that may have something like it
     */
    Optional<Tombstone> marked(Mark mark, Optional<Instant> removal, Author author, int most) {
        if (!incident.communes().contains(mark.commune())) {
            work.err()
                    .println(words.say(
                            "not-of-incident",
                            mark.commune().insee(),
                            incident.id().text()));
            return Optional.empty();
        }
        if (!Sweep.canBeKnown(mark.fields(), mark.host().map(AgentId::text).orElse(""))) {
            work.err().println(words.say("not-known-again"));
            return Optional.empty();
        }
        if (most < Integer.MAX_VALUE) {
            Tombstone trial = new Tombstone(
                    0,
                    "-",
                    incident.id(),
                    mark.commune(),
                    mark.host(),
                    mark.key(),
                    mark.fields(),
                    work.now(),
                    true,
                    removal,
                    author);
            Sweep.Result tried = sweep(trial);
            long hosts = tried.found().stream().map(Found::host).distinct().count();
            if (hosts > most) {
                work.err()
                        .println(words.say(
                                "too-like", Integer.toString(tried.found().size()), Long.toString(hosts)));
                return Optional.empty();
            }
        }
        // Written before it is looked for: what comes in between is judged by the running collector. With the approvals
        // that it speaks
        // against: an interruption leaves neither without the other.
        Optional<Written> written = store.write(session -> session.tombstones()
                .add(scope, incident.id(), mark.commune(), mark.host(), mark.key(), mark.fields(), removal, author)
                .map(tombstone -> new Written(tombstone, Reopening.of(session, tombstone, author))));
        if (written.isEmpty()) {
            work.err().println(words.say("not-marked"));
            return Optional.empty();
        }
        Tombstone tombstone = written.get().tombstone();
        work.err().println(words.say("marked", tombstone.id(), shown(mark.fields())));
        removal.ifPresent(by -> work.err().println(words.say("marked-due", work.when(by))));
        tell(sweep(tombstone));
        work.reopened(written.get().reopened());
        return Optional.of(tombstone);
    }

    private record Written(Tombstone tombstone, int reopened) {}

    private Sweep.Result sweep(Tombstone tombstone) {
        List<Tombstone> marked =
                store.read(session -> session.tombstones().list(new Scope.All(), incident.id())).stream()
                        .filter(Tombstone::standing)
                        .toList();
        Evictions evictions = Evictions.of(store.read(s -> s.incidents().evictions(scope, incident.id())));
        return new Sweep(store, work.now()).of(tombstone, incident.communes(), marked, evictions, cards);
    }

    private void tell(Sweep.Result result) {
        int raised = 0;
        for (Found found : result.found()) {
            raised += store.<Boolean>write(session -> Raising.raise(session, found.finding())) ? 1 : 0;
        }
        long sure = result.found().stream().filter(Found::sure).count();
        if (work.json()) {
            result.found().forEach(found -> work.out().println(row(found)));
        } else {
            result.found().stream().limit(SHOWN).forEach(found -> work.out().println(line(found)));
            int more = Math.max(0, result.found().size() - SHOWN) + result.cut();
            if (more > 0) {
                work.out().println(words.say("more", Integer.toString(more)));
            }
        }
        work.err()
                .println(words.say(
                        "swept",
                        Long.toString(result.items()),
                        Integer.toString(result.hosts()),
                        Long.toString(sure),
                        Long.toString(result.found().size() - sure),
                        Integer.toString(raised)));
        if (!store.<Boolean>read(session -> session.incidents().whole(scope, incident.id()))) {
            work.err().println(words.say("swept-part"));
        }
    }

    private String line(Found found) {
        String sure =
                found.sure() ? words.say("found-sure") : words.say("found-possible", Integer.toString(found.score()));
        String gone = found.thing()
                .removed()
                .map(when -> ", " + words.say("found-gone", work.when(when)))
                .orElse("");
        String by = found.features().stream()
                .sorted()
                .map(each -> AlertTexts.code("matched", ItemFields.word(each), words.locale()))
                .collect(Collectors.joining(", "));
        return words.say(
                "found",
                found.host().commune().insee(),
                found.host().hostname(),
                shown(found.thing().record().flat()),
                sure + gone,
                by);
    }

    private JsonRow row(Found found) {
        return new JsonRow("found")
                .put("incident", incident.id().text())
                .put("commune", found.host().commune().insee())
                .put("host", found.host().id().text())
                .put("hostname", found.host().hostname())
                .put("key", found.thing().key())
                .put("location", found.thing().record().value("location"))
                .put("name", found.thing().record().value("name"))
                .put("first_seen", found.thing().firstSeen().toString())
                .put("removed", found.thing().removed().map(Instant::toString).orElse(""))
                .put("sure", found.sure())
                .put("score", found.score())
                .put(
                        "matched",
                        found.features().stream().sorted().map(ItemFields::word).toList());
    }

    /** What something is, in one line: an item by its place and name, a program by its path, an account by its name. */
    static String shown(Map<String, String> fields) {
        String location = fields.getOrDefault("location", "");
        return location.isEmpty()
                ? fields.getOrDefault(
                        "Image", fields.getOrDefault("account", fields.getOrDefault("TargetUserName", "?")))
                : location + " " + fields.getOrDefault("name", "") + " : " + first(fields.getOrDefault("value", ""));
    }

    private static String first(String value) {
        String line = value.lines().findFirst().orElse("");
        return line.length() <= 120 ? line : line.substring(0, 120) + "…";
    }
}
