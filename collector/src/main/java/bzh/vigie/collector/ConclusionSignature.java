package bzh.vigie.collector;

import bzh.vigie.collector.conclusion.AboutText;
import bzh.vigie.collector.conclusion.Conclusion;
import bzh.vigie.collector.conclusion.Facts;
import bzh.vigie.collector.conclusion.Signed;
import bzh.vigie.collector.store.Conclusions;
import bzh.vigie.collector.store.Conclusions.Decision;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.ItemFields;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ExitCode;

/** Tells what analysts said of an incident's conclusion, whether it still stands, and whether it is worked out again as it was. */
final class ConclusionSignature {
    private static final int SHOWN = 40;
    private static final int LONGEST = 400;

    /** Done, and something differs. */
    private static final int FOUND = 3;

    private final IncidentWork work;
    private final CommandOptions options;

    ConclusionSignature(IncidentWork work, CommandOptions options) {
        this.work = work;
        this.options = options;
    }

    /** Every decision, and what speaks against the last since it was taken. */
    void show(Store store, Conclusion now) {
        Incident incident = now.facts().incident();
        List<Conclusions.Line> lines = lines(store, incident);
        Optional<Signed> signed = Signed.of(now, lines);
        if (work.json()) {
            lines.forEach(line -> work.out().println(row(incident, line)));
            signed.ifPresent(each -> work.out()
                    .println(new JsonRow("conclusion-standing")
                            .put("incident", incident.id().text())
                            .put("number", each.line().number())
                            .put("reopened", each.isReopened())
                            .put("since", each.reopened())));
            return;
        }
        if (lines.isEmpty()) {
            work.out().println(work.words().say("conclude-unsigned"));
        }
        lines.forEach(line -> work.out().println(text(line)));
        signed.filter(Signed::isReopened).ifPresent(each -> {
            work.out().println(work.words().say("conclude-reopened"));
            print(each.reopened(), now);
        });
    }

    /** Works out each again for its time; 3 where one is not as it was, also by what was told or written since. */
    int recompute(Store store, Incident incident) {
        int code = ExitCode.OK;
        List<Conclusions.Line> lines = lines(store, incident);
        if (lines.isEmpty() && !work.json()) {
            work.out().println(work.words().say("conclude-unsigned"));
        }
        for (Conclusions.Line line : lines) {
            Conclusion again =
                    Conclusion.of(store.read(session -> Facts.of(session, options.scope(), incident, line.computed())));
            List<String> changed = Signed.changed(again, line);
            code = changed.isEmpty() ? code : FOUND;
            if (work.json()) {
                work.out()
                        .println(row(incident, line)
                                .put("word_again", ItemFields.word(again.word()))
                                .put("changed", changed)
                                .put("directory_as_now", Signed.isOfDirectory(again, changed)));
            } else {
                work.out().println(text(line));
                work.out()
                        .println("  "
                                + work.words()
                                        .say(
                                                changed.isEmpty() ? "conclude-same" : "conclude-changed",
                                                work.words().say("word." + ItemFields.word(again.word()))));
                print(changed, again);
                if (Signed.isOfDirectory(again, changed)) {
                    work.out().println("  " + work.words().say("conclude-directory"));
                }
            }
        }
        return code;
    }

    private List<Conclusions.Line> lines(Store store, Incident incident) {
        return store.read(session -> session.conclusions().lines(options.scope(), incident.id()));
    }

    private void print(List<String> some, Conclusion of) {
        Words words = work.words();
        var titles = IncidentConcludeCommand.titles(of, RulePacks.texts(options.folder()), words.locale());
        some.stream()
                .limit(SHOWN)
                .map(each -> AboutText.line(words.bundle(), titles, each))
                .forEach(each -> work.out().println("    " + Words.clean(each, LONGEST)));
        if (some.size() > SHOWN) {
            work.out().println("    " + work.words().say("conclude-more", Integer.toString(some.size() - SHOWN)));
        }
    }

    private String text(Conclusions.Line line) {
        return work.words()
                .say(
                        line.decision() == Decision.SIGNED ? "conclude-signed" : "conclude-refused",
                        work.words().say("word." + line.word()),
                        work.when(line.computed()),
                        line.author().name(),
                        work.when(line.written()),
                        line.author().reason());
    }

    private static JsonRow row(Incident incident, Conclusions.Line line) {
        return new JsonRow("conclusion-decision")
                .put("incident", incident.id().text())
                .put("number", line.number())
                .put("decision", ItemFields.word(line.decision()))
                .put("word", line.word())
                .put("computed", line.computed().toString())
                .put("sha256", line.digest().hex())
                .put("written", line.written().toString())
                .put("author", line.author().name())
                .put("reason", line.author().reason());
    }
}
