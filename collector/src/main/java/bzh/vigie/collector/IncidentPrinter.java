package bzh.vigie.collector;

import bzh.vigie.collector.detect.HistorySearchTexts;
import bzh.vigie.collector.detect.RevisionTexts;
import bzh.vigie.collector.detect.returns.Artefacts;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.incident.Evictions.Watch;
import bzh.vigie.collector.incident.HistorySearch;
import bzh.vigie.collector.incident.Phases;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Incidents.EvictionLine;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Incidents.PhaseLine;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.ItemFields;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** Writes incidents for people or, where asked for, for programs. */
final class IncidentPrinter {
    private final IncidentWork work;
    private final Words words;

    IncidentPrinter(IncidentWork work) {
        this.work = work;
        this.words = work.words();
    }

    void line(Incident incident, Phases phases) {
        if (work.json()) {
            work.out().println(row(incident, phases));
            return;
        }
        work.out()
                .println(incident.id() + "  " + Words.clean(incident.title()) + "  "
                        + phases.at(work.now())
                                .map(phase -> IncidentWords.phase(words, phase))
                                .orElse(words.say("no-phase"))
                        + "  " + communes(incident));
    }

    /** With everything that was decided. */
    void whole(Store store, Scope scope, Incident incident) {
        List<PhaseLine> phaseLines = store.read(session -> session.incidents().phases(scope, incident.id()));
        List<EvictionLine> evictionLines =
                store.read(session -> session.incidents().evictions(scope, incident.id()));
        Phases phases = Phases.of(phaseLines);
        ArtefactLines.print(work, store.read(session -> Artefacts.of(session, scope, incident.id(), work.now())));
        if (work.json()) {
            work.out().println(row(incident, phases));
            phaseLines.forEach(line -> work.out().println(row(incident, line)));
            evictionLines.forEach(line -> work.out().println(row(incident, line)));
            return;
        }
        HistorySearchTexts.sentence(
                        store.read(session -> HistorySearch.of(session, incident)), words.locale(), work::when)
                .ifPresent(sentence -> work.out().println(sentence));
        new RevisionTexts(words.locale(), work::when)
                .lines(
                        store.read(session -> session.tombstones().withdrawn(scope, incident.id())),
                        Evictions.moves(evictionLines),
                        id -> store.read(session -> session.hosts().find(id))
                                .map(Host::hostname)
                                .orElse(id.text()))
                .forEach(sentence -> work.out().println(Words.clean(sentence, 2_000)));
        line(incident, phases);
        say("opened", work.when(incident.opened()), who(incident.author()));
        phases.begun()
                .forEach((phase, since) -> say("since-phase", IncidentWords.phase(words, phase), work.when(since)));
        evictions(store, Evictions.of(evictionLines));
        watch(incident, Evictions.of(evictionLines));
        say("history");
        phaseLines.forEach(line -> work.out()
                .println("    " + work.when(line.written()) + "  " + IncidentWords.phase(words, line.phase()) + " : "
                        + line.since().map(work::when).orElse(words.say("withdrawn")) + "  " + who(line.author())));
        evictionLines.forEach(line -> work.out()
                .println("    " + work.when(line.written()) + "  " + words.say("phase.eviction") + " "
                        + line.host().map(AgentId::text).orElse("") + " : "
                        + line.interval().map(this::interval).orElse(words.say("withdrawn")) + "  "
                        + who(line.author())));
    }

    private void evictions(Store store, Evictions evictions) {
        evictions.all().ifPresent(interval -> say("eviction-all", interval(interval)));
        evictions.own().entrySet().stream()
                .sorted(java.util.Map.Entry.comparingByKey())
                .forEach(each -> say(
                        "eviction-of",
                        each.getKey().text(),
                        store.read(s -> s.hosts().find(each.getKey()))
                                .map(host -> host.hostname())
                                .orElse("-"),
                        interval(each.getValue())));
        if (evictions.all().isEmpty() && evictions.own().isEmpty()) {
            say("eviction-undated");
        }
    }

    /** As the conclusion has it: whatever the phases say, it begins where the eviction ended. */
    private void watch(Incident incident, Evictions evictions) {
        String days = Integer.toString(incident.watchDays());
        Watch.after(evictions.all(), incident.watchDays())
                .ifPresentOrElse(
                        watch -> say("watch-until", days, work.when(watch.start()), work.when(watch.end())),
                        () -> say("watch-planned", days));
        say("watch-conditions");
    }

    String interval(Interval interval) {
        return work.when(interval.start()) + " – "
                + interval.end().map(work::when).orElse(words.say("goes-on"));
    }

    private static String who(Author author) {
        return Words.clean(author.name()) + " : " + Words.clean(author.reason(), 2_000);
    }

    private void say(String key, String... values) {
        work.out().println("  " + words.say(key, values));
    }

    private static String communes(Incident incident) {
        return incident.communes().stream().map(Commune::insee).collect(Collectors.joining(", "));
    }

    private JsonRow row(Incident incident, Phases phases) {
        return new JsonRow("incident")
                .put("id", incident.id().text())
                .put("title", incident.title())
                .put(
                        "communes",
                        incident.communes().stream().map(Commune::insee).toList())
                .put("opened", incident.opened().toString())
                .put("author", incident.author().name())
                .put("reason", incident.author().reason())
                .put("phase", phases.at(work.now()).map(ItemFields::word).orElse(""))
                .put(
                        "phase_since",
                        phases.at(work.now())
                                .flatMap(phases::since)
                                .map(Instant::toString)
                                .orElse(""))
                .put("watch_days", incident.watchDays());
    }

    private static JsonRow row(Incident incident, PhaseLine line) {
        return new JsonRow("incident-phase")
                .put("incident", incident.id().text())
                .put("number", line.number())
                .put("phase", ItemFields.word(line.phase()))
                .put("since", line.since().map(Instant::toString).orElse(""))
                .put("written", line.written().toString())
                .put("author", line.author().name())
                .put("reason", line.author().reason());
    }

    private static JsonRow row(Incident incident, EvictionLine line) {
        return new JsonRow("incident-eviction")
                .put("incident", incident.id().text())
                .put("number", line.number())
                .put("host", line.host().map(AgentId::text).orElse(""))
                .put("start", line.interval().map(i -> i.start().toString()).orElse(""))
                .put(
                        "end",
                        line.interval()
                                .flatMap(Interval::end)
                                .map(Instant::toString)
                                .orElse(""))
                .put("written", line.written().toString())
                .put("author", line.author().name())
                .put("reason", line.author().reason());
    }
}
