package bzh.vigie.collector.console.incident;

import bzh.vigie.collector.console.route.View;
import bzh.vigie.collector.detect.ArtefactTexts;
import bzh.vigie.collector.detect.returns.ArtefactPresence.Absent;
import bzh.vigie.collector.detect.returns.ArtefactPresence.NotConfirmed;
import bzh.vigie.collector.detect.returns.ArtefactPresence.Present;
import bzh.vigie.collector.detect.returns.Artefacts.OnHost;
import bzh.vigie.collector.store.AgentId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The attacker's artefacts by host and how each stands, as pages show them: the worst first. */
public record ArtefactTable(List<OnHost> artefacts) {
    private static final int SHOWN = 200;

    public ArtefactTable {
        artefacts = List.copyOf(artefacts);
    }

    /** Those that a page shows. */
    public List<OnHost> shown() {
        return artefacts.stream().limit(SHOWN).toList();
    }

    /** How many it does not. */
    public int more() {
        return Math.max(0, artefacts.size() - SHOWN);
    }

    /** The words of that view. */
    public ArtefactTexts texts(View view) {
        return new ArtefactTexts(view.locale(), view::time);
    }

    /** What it is, as it may be shown once made printable. */
    public String what(OnHost artefact) {
        return ArtefactTexts.what(artefact);
    }

    /** For programs, all of them. */
    List<Map<String, Object>> json() {
        return artefacts.stream()
                .map(each -> {
                    Map<String, Object> told = new LinkedHashMap<>();
                    told.put("tombstone", each.tombstone().id());
                    told.put("host", each.host().map(AgentId::text));
                    told.put("hostname", each.hostname());
                    told.put("commune", each.commune().insee());
                    told.put("key", each.key());
                    told.put("marked", each.marked());
                    told.put("due", each.due());
                    told.put("left", each.isLeft());
                    told.put("state", each.state().word());
                    switch (each.state()) {
                        case Present present -> {
                            told.put("time", present.confirmed());
                            told.put("by", present.by());
                            told.put("certainty", present.certainty());
                        }
                        case Absent absent -> {
                            told.put("time", absent.seen());
                            told.put("replaced", absent.replaced());
                        }
                        case NotConfirmed unknown -> {
                            told.put("time", unknown.since());
                            told.put("why", unknown.why());
                        }
                    }
                    return told;
                })
                .toList();
    }
}
