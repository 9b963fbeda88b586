package bzh.vigie.collector;

import bzh.vigie.collector.conclusion.ScheduledRun;
import bzh.vigie.collector.schedule.Timetable.State;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.event.Account;
import bzh.vigie.event.ItemFields;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How what starts by itself at a time is told beside a conclusion: what the watch says nothing of by name, the rest counted. */
final class ScheduledRuns {
    private static final int SHOWN = 20;
    private static final int LONGEST = 200;

    private ScheduledRuns() {}

    /** For people. */
    static List<String> text(IncidentWork work, List<ScheduledRun> runs) {
        Words words = work.words();
        List<String> lines = new ArrayList<>();
        if (runs.isEmpty()) {
            return lines;
        }
        List<ScheduledRun> open = open(runs);
        lines.add(words.say("scheduled", Integer.toString(runs.size()), Integer.toString(open.size())));
        open.stream()
                .limit(SHOWN)
                .forEach(run -> lines.add("  - "
                        + Words.clean(run.host().hostname() + "  " + run.named(), LONGEST) + " : "
                        + words.say("scheduled." + ItemFields.word(run.state())) + ", "
                        + run.next()
                                .map(next -> words.say("scheduled-next", work.when(next)))
                                .orElseGet(() -> words.say("scheduled-unknown"))));
        if (open.size() > SHOWN) {
            lines.add("  " + words.say("conclude-more", Integer.toString(open.size() - SHOWN)));
        }
        return lines;
    }

    /** Those of which the watch says nothing: first what comes later, then what came unwatched, then what is not known. */
    private static List<ScheduledRun> open(List<ScheduledRun> runs) {
        return Stream.of(State.LATER, State.UNWATCHED, State.UNKNOWN)
                .flatMap(state -> runs.stream().filter(run -> run.state() == state))
                .toList();
    }

    /** For programs, all of them. */
    static List<JsonRow> rows(Incident incident, List<ScheduledRun> runs) {
        return runs.stream()
                .map(run -> new JsonRow("scheduled-item")
                        .put("incident", incident.id().text())
                        .put("host", run.host().id().text())
                        .put("hostname", run.host().hostname())
                        .put("location", run.item().location())
                        .put("user", run.item().account().map(Account::name).orElse(""))
                        .put("name", run.item().name())
                        .put("value", run.item().value())
                        .put("source", run.item().source())
                        .put("item_key", run.item().key())
                        .put("state", ItemFields.word(run.state()))
                        .put("next", run.next().map(Instant::toString).orElse("")))
                .toList();
    }
}
