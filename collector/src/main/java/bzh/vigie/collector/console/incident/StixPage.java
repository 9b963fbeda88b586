package bzh.vigie.collector.console.incident;

import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.ExportLog;
import bzh.vigie.collector.console.route.Parts;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.console.route.Turns;
import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.intel.Tlp;
import bzh.vigie.collector.report.IncidentExport;
import bzh.vigie.collector.report.StixBundle;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Store;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Indicators and findings of an incident as STIX 2.1, for who sees the whole of it: written while they are read. What is marked red is never among
 * them; that one is for the collector's command line.
 */
public final class StixPage implements Section {
    /** Findings of one file at most. */
    static final int MOST = 20_000;

    private static final String PRODUCER = "Vigie";
    private static final String USUAL = "amber+strict";

    private final AlertTexts texts;
    private final Store store;
    private final Turns turns = new Turns(2, 1, Duration.ofSeconds(5));

    public StixPage(Parts parts) {
        texts = parts.texts();
        store = parts.store();
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get("/incidents/{incident}/stix", Access.WORK, this::export)
                .program("exportIncident")
                .query("tlp"));
    }

    private Answer export(Call call) {
        Incident incident = IncidentPage.incident(call);
        if (!IncidentForms.isWhole(call, incident)) {
            return Answer.problem(409, "not-whole");
        }
        Optional<Tlp> marking = Tlp.of(call.query("tlp").orElse(USUAL));
        if (marking.isEmpty()) {
            return Answer.problem(422, "stix.tlp");
        }
        Turns.Turn turn = turns.begin(call.who().name());
        return Answer.file("vigie-" + incident.id().text() + ".json", "application/stix+json;version=2.1", out -> {
            try (turn) {
                write(call, incident, marking.get(), out);
            }
        });
    }

    private void write(Call call, Incident incident, Tlp marking, OutputStream out) throws IOException {
        String id = incident.id().text();
        ExportLog log = ExportLog.begin(call, "incident-exported", "incident-export-ended", id);
        String end = "broken";
        StixBundle bundle = new StixBundle(incident, PRODUCER, marking, false, texts, call.locale(), out);
        try {
            boolean all = IncidentExport.write(store, call.scope(), incident, bundle, MOST);
            bundle.end(call.say("stix.contents")
                    + (all ? "" : " " + call.say("stix.cut", call.view().number(MOST))));
            end = all ? "all" : "limit";
        } finally {
            log.end(id + ": " + bundle.indicators() + " indicators, " + bundle.findings() + " findings, " + end);
        }
    }
}
