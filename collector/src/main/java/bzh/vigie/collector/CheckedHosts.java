package bzh.vigie.collector;

import bzh.vigie.collector.detect.returns.LocalChecking.Answer;
import bzh.vigie.collector.detect.returns.LocalChecking.OfHost;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.event.ItemFields;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How what hosts looked for by themselves is told beside a conclusion: how many gave which answer, and by name those that did not go through
 * all that they have.
 */
final class CheckedHosts {
    private static final int SHOWN = 20;
    private static final int LONGEST = 300;

    private CheckedHosts() {}

    /**
     * For people.
     *
     * @param without how many expected hosts have no agent, and so say nothing
     */
    static List<String> text(IncidentWork work, List<OfHost> checks, long without) {
        Words words = work.words();
        List<String> lines = new ArrayList<>();
        List<OfHost> given = checks.stream()
                .filter(each -> each.answer() != Answer.NOTHING_GIVEN)
                .toList();
        if (given.isEmpty()) {
            lines.add(words.say("checked-nothing"));
            return lines;
        }
        lines.add(words.say(
                "checked",
                Integer.toString(given.size()),
                Integer.toString(checks.size() - given.size()),
                Long.toString(without)));
        Arrays.stream(Answer.values())
                .filter(answer -> answer != Answer.NOTHING_GIVEN)
                .forEach(answer -> lines.add("  - "
                        + words.say("checked." + ItemFields.word(answer)) + " : "
                        + given.stream().filter(each -> each.answer() == answer).count()));
        List<OfHost> open =
                given.stream().filter(each -> each.answer() != Answer.WHOLE).toList();
        open.stream().limit(SHOWN).forEach(each -> lines.add("    " + line(work, each)));
        if (open.size() > SHOWN) {
            lines.add("    " + words.say("conclude-more", Integer.toString(open.size() - SHOWN)));
        }
        return lines;
    }

    private static String line(IncidentWork work, OfHost each) {
        Words words = work.words();
        String line = each.host().hostname() + " : " + words.say("checked." + ItemFields.word(each.answer()))
                + each.checking()
                        .map(since -> ", " + words.say("checked-since", work.when(since)))
                        .orElse("")
                + each.swept()
                        .map(swept -> ", "
                                + words.say(
                                        "checked-part",
                                        work.when(swept.received()),
                                        Integer.toString(swept.unreadPlaces()),
                                        Integer.toString(swept.places()),
                                        Integer.toString(swept.untold())))
                        .orElse("");
        return Words.clean(line, LONGEST);
    }

    /** For programs, all of them. */
    static List<JsonRow> rows(Incident incident, List<OfHost> checks) {
        return checks.stream()
                .map(each -> {
                    JsonRow row = new JsonRow("checked-host")
                            .put("incident", incident.id().text())
                            .put("host", each.host().id().text())
                            .put("hostname", each.host().hostname())
                            .put("answer", ItemFields.word(each.answer()))
                            .put("list", each.list())
                            .put("entries", each.due().size())
                            .put(
                                    "checking_since",
                                    each.checking().map(Instant::toString).orElse(""));
                    each.swept()
                            .ifPresent(
                                    swept -> row.put("swept", swept.received().toString())
                                            .put("items", swept.items())
                                            .put("places", swept.places())
                                            .put("unread_places", swept.unreadPlaces())
                                            .put("untold", swept.untold()));
                    return row;
                })
                .toList();
    }
}
