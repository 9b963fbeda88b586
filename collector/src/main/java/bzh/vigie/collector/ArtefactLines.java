package bzh.vigie.collector;

import bzh.vigie.collector.detect.ArtefactTexts;
import bzh.vigie.collector.detect.returns.ArtefactPresence.Absent;
import bzh.vigie.collector.detect.returns.ArtefactPresence.NotConfirmed;
import bzh.vigie.collector.detect.returns.ArtefactPresence.Present;
import bzh.vigie.collector.detect.returns.Artefacts.OnHost;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.event.ItemFields;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The attacker's artefacts by host and how each stands: the first that commands about an incident say. */
final class ArtefactLines {
    private static final int SHOWN = 50;
    private static final int LONGEST = 500;

    private ArtefactLines() {}

    static void print(IncidentWork work, List<OnHost> artefacts) {
        (work.json() ? rows(artefacts).stream().map(JsonRow::toString).toList() : text(work, artefacts))
                .forEach(work.out()::println);
    }

    private static List<String> text(IncidentWork work, List<OnHost> artefacts) {
        Words words = work.words();
        ArtefactTexts texts = new ArtefactTexts(words.locale(), work::when);
        List<String> lines = new ArrayList<>();
        lines.add(texts.sum(artefacts));
        artefacts.stream()
                .limit(SHOWN)
                .forEach(each -> lines.add("  - "
                        + Words.clean(
                                ArtefactTexts.where(each) + "  " + ArtefactTexts.what(each) + "  [" + texts.state(each)
                                        + "]",
                                LONGEST)));
        if (artefacts.size() > SHOWN) {
            lines.add("    " + words.say("conclude-more", Integer.toString(artefacts.size() - SHOWN)));
        }
        return lines;
    }

    private static List<JsonRow> rows(List<OnHost> artefacts) {
        return artefacts.stream()
                .map(each -> {
                    JsonRow row = new JsonRow("artefact")
                            .put("incident", each.tombstone().incident().text())
                            .put("tombstone", each.tombstone().id())
                            .put("host", each.host().map(AgentId::text).orElse(""))
                            .put("hostname", each.hostname())
                            .put("commune", each.commune().insee())
                            .put("key", each.key())
                            .put("location", each.fields().getOrDefault("location", ""))
                            .put("name", each.fields().getOrDefault("name", ""))
                            .put("marked", each.marked())
                            .put("due", each.due().map(Instant::toString).orElse(""))
                            .put("left", each.isLeft());
                    return switch (each.state()) {
                        case Present present ->
                            row.put("state", "present")
                                    .put("confirmed", present.confirmed().toString())
                                    .put("by", ItemFields.word(present.by()))
                                    .put("certainty", ItemFields.word(present.certainty()));
                        case Absent absent ->
                            row.put("state", "absent")
                                    .put("seen_absent", absent.seen().toString())
                                    .put("replaced", absent.replaced());
                        case NotConfirmed unknown ->
                            row.put("state", "not-confirmed")
                                    .put(
                                            "since",
                                            unknown.since()
                                                    .map(Instant::toString)
                                                    .orElse(""))
                                    .put("why", ItemFields.word(unknown.why()))
                                    .put(
                                            "place_reason",
                                            unknown.location()
                                                    .map(status -> ItemFields.word(status.reason()))
                                                    .orElse(""));
                    };
                })
                .toList();
    }
}
