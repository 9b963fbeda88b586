package bzh.vigie.collector;

import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.detect.Marking;
import bzh.vigie.collector.detect.Marking.Mark;
import bzh.vigie.collector.detect.Marking.Outcome;
import bzh.vigie.collector.detect.Marking.Proposed;
import bzh.vigie.collector.detect.Marking.Sought;
import bzh.vigie.collector.detect.returns.Sweep;
import bzh.vigie.collector.detect.returns.Sweep.Found;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Scans.Scan;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import bzh.vigie.event.ItemFields;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Marks, and says to whoever typed it what was found, what became of it, or why nothing did. */
final class MarkingPrinter {
    private static final int SHOWN = 50;
    private static final int MOST_NAMED = 3;

    private final IncidentWork work;
    private final Words words;
    private final Incident incident;
    private final Marking marking;

    MarkingPrinter(IncidentWork work, Incident incident, Marking marking) {
        this.work = work;
        this.words = work.words();
        this.incident = incident;
        this.marking = marking;
    }

    /** What an alert shows; empty, with words, where there is no such alert. */
    Optional<Mark> ofAlert(String id) {
        Optional<Mark> mark = marking.ofAlert(id);
        if (mark.isEmpty()) {
            work.err().println(words.say("no-alert", id));
        }
        return mark;
    }

    /** Items of a host; empty, with words, where a key or a name fits none, or several that are not one thing. */
    Optional<List<Mark>> ofItems(AgentId agent, List<String> keys, Optional<String> location, List<String> names) {
        return switch (marking.ofItems(agent, keys, location, names)) {
            case Sought.Items items -> Optional.of(items.marks());
            case Sought.NoHost _ -> none("no-host", agent.text());
            case Sought.NoItem none -> noItem(agent.text(), none.sought());
            case Sought.Several several -> {
                work.err()
                        .println(words.say(
                                "several-items",
                                Integer.toString(several.fitting().size())));
                several.fitting().stream()
                        .limit(SHOWN)
                        .forEach(each -> work.err()
                                .println("  " + each.item().key() + "  "
                                        + Words.clean(Marking.shown(Sweep.fields(each.item())))));
                yield Optional.empty();
            }
        };
    }

    /** Items of a scan, by their keys; empty, with words, where no scan of that number stands or it has not one such item for each key. */
    Optional<List<Mark>> ofScan(long number, List<String> keys) {
        Optional<Scan> scan = marking.scan(number);
        if (scan.isEmpty()) {
            return none("no-scan", Long.toString(number));
        }
        Map<String, List<Mark>> fitting = marking.ofScan(scan.get(), Set.copyOf(keys));
        List<String> missing = keys.stream()
                .filter(each -> !fitting.containsKey(each))
                .distinct()
                .toList();
        if (!missing.isEmpty()) {
            return noItem(scan.get().stated().name(), missing);
        }
        List<Mark> marks = new ArrayList<>();
        for (String key : Set.copyOf(keys)) {
            List<Mark> having = fitting.getOrDefault(key, List.of());
            if (having.size() > 1) {
                return none("several-items", Integer.toString(having.size()));
            }
            marks.add(having.getFirst());
        }
        return Optional.of(marks);
    }

    /** Each of them on a line of its own. */
    private <T> Optional<T> noItem(String host, List<String> sought) {
        work.err().println(words.say("no-item", host));
        sought.forEach(each -> work.err().println("  " + Words.clean(each)));
        return Optional.empty();
    }

    private <T> Optional<T> none(String key, String... values) {
        work.err().println(words.say(key, values));
        return Optional.empty();
    }

    /**
     * Says what an act would mark and on how many other machines something like it is; writes nothing.
     *
     * @param related what belongs to it
     * @param taken whether what is proposed of that is marked too
     */
    void preview(List<Mark> marks, List<Proposed> related, boolean taken, Author author) {
        List<Mark> all = new ArrayList<>(marks);
        related.forEach(each -> all.add(each.mark()));
        List<Long> elsewhere = marking.elsewhere(all, author);
        for (int i = 0; i < marks.size(); i++) {
            line("preview-mark", marks.get(i).key(), Marking.shown(marks.get(i).fields()), elsewhere.get(i));
        }
        for (int i = 0; i < related.size(); i++) {
            Proposed each = related.get(i);
            line(
                    taken && each.tie().isProposed() ? "preview-mark" : "preview-related",
                    each.id(),
                    Marking.shown(each.mark().fields()) + "  [" + words.say("tie." + ItemFields.word(each.tie())) + "]",
                    elsewhere.get(marks.size() + i));
        }
    }

    private void line(String key, String item, String what, long elsewhere) {
        work.out()
                .println(
                        work.json()
                                ? new JsonRow(key)
                                        .put("key", item)
                                        .put("what", what)
                                        .put("hosts", elsewhere)
                                        .toString()
                                : words.say(key, item, Words.clean(what), Long.toString(elsewhere)));
    }

    /** Shows what would be marked as related and says that nothing was written. */
    void manyRelated(List<Mark> marks, List<Proposed> taken, Author author) {
        preview(marks, taken, true, author);
        work.err().println(words.say("many-related", Integer.toString(taken.size())));
    }

    /** Says how much that belongs to what was marked is not. */
    void unmarked(List<Proposed> related) {
        long left = related.stream().filter(each -> each.tie().isProposed()).count();
        if (left > 0) {
            work.err().println(words.say("related-left", Long.toString(left)));
        }
    }

    /**
     * Marks them in one act; empty, with words, where nothing was written.
     *
     * @param most hosts that may have something like one of them
     */
    Optional<Tombstone> marked(List<Mark> marks, Optional<Instant> removal, Author author, int most) {
        switch (marking.mark(marks, removal, author, most)) {
            case Outcome.Marked marked -> {
                tell(removal, marked);
                return Optional.of(marked.tombstone());
            }
            case Outcome.NotOfIncident _ ->
                work.err()
                        .println(words.say(
                                "not-of-incident",
                                marks.getFirst().commune().insee(),
                                incident.id().text()));
            case Outcome.Already already -> {
                already(removal, already.tombstones());
                return Optional.of(already.tombstones().getFirst());
            }
            case Outcome.NotKnownAgain _ -> work.err().println(words.say("not-known-again"));
            case Outcome.OfPackages of -> {
                work.err()
                        .println(words.say(
                                "of-packages", Integer.toString(of.marks().size())));
                of.marks()
                        .forEach(each -> work.err()
                                .println("  " + each.key() + "  " + Words.clean(Marking.shown(each.fields()))));
            }
            case Outcome.TooLike like ->
                work.err()
                        .println(words.say(
                                "too-like",
                                Integer.toString(like.things()),
                                Long.toString(like.hosts()),
                                Words.clean(Marking.shown(like.mark().fields()))));
            case Outcome.NotWritten _ -> work.err().println(words.say("not-marked"));
        }
        return Optional.empty();
    }

    private void already(Optional<Instant> removal, List<Tombstone> already) {
        already.forEach(each ->
                work.err().println(words.say("marked-already", each.id(), Words.clean(Marking.shown(each.fields())))));
        removal.ifPresent(by -> work.err().println(words.say("marked-due", work.when(by))));
    }

    private void tell(Optional<Instant> removal, Outcome.Marked marked) {
        marked.tombstones()
                .forEach(each ->
                        work.err().println(words.say("marked", each.id(), Words.clean(Marking.shown(each.fields())))));
        already(removal, marked.already());
        if (marked.unknowable() > 0) {
            work.err().println(words.say("marked-without", Integer.toString(marked.unknowable())));
        }
        List<Found> all = marked.swept().found().stream()
                .sorted(Comparator.comparingLong(
                        found -> found.like().getFirst().number()))
                .toList();
        if (work.json()) {
            all.forEach(found -> work.out().println(row(found)));
        } else {
            all.stream().limit(SHOWN).forEach(found -> work.out().println(line(found)));
            int more = Math.max(0, all.size() - SHOWN) + marked.swept().cut();
            if (more > 0) {
                work.out().println(words.say("more", Integer.toString(more)));
            }
        }
        work.err()
                .println(words.say(
                        "swept",
                        Long.toString(marked.swept().items()),
                        Integer.toString(marked.swept().hosts()),
                        Long.toString(marked.sure()),
                        Long.toString(all.size() - marked.sure()),
                        Integer.toString(marked.raised())));
        work.err().println(words.say("swept-history"));
        if (!marked.whole()) {
            work.err().println(words.say("swept-part"));
        }
        work.reopened(marked.reopened());
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
                Words.clean(Marking.shown(found.thing().record().flat())),
                sure + gone,
                by,
                found.like().stream().map(Tombstone::id).limit(MOST_NAMED).collect(Collectors.joining(", ")));
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
                .put("tombstones", found.like().stream().map(Tombstone::id).toList())
                .put("sure", found.sure())
                .put("score", found.score())
                .put(
                        "matched",
                        found.features().stream().sorted().map(ItemFields::word).toList());
    }
}
