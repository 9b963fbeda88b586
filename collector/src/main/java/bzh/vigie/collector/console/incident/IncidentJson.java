package bzh.vigie.collector.console.incident;

import bzh.vigie.collector.review.ReviewGroup;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Incidents.Incident;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Incidents for programs. Pure. */
final class IncidentJson {
    private IncidentJson() {}

    private static Map<String, Object> of(Incident incident) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("incident", incident.id().text());
        told.put("title", incident.title());
        told.put("communes", incident.communes().stream().map(Commune::insee).toList());
        told.put("opened", incident.opened());
        told.put("author", incident.author().name());
        told.put("watch_days", incident.watchDays());
        return told;
    }

    private static Map<String, Object> of(IncidentsPage.Line line) {
        Map<String, Object> told = of(line.incident());
        told.put("phase", line.phase());
        told.put("watch_start", line.watch().map(watch -> watch.start()));
        told.put("watch_end", line.watch().map(watch -> watch.end()));
        told.put("undecided_recurrences", line.undecided());
        return told;
    }

    static Map<String, Object> of(IncidentsPage.Model model) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("items", model.lines().stream().map(IncidentJson::of).toList());
        return all;
    }

    static Map<String, Object> of(IncidentPage.Model model) {
        Map<String, Object> told = of(model.incident());
        told.put("artefacts", model.artefacts().json());
        told.put("whole", model.whole());
        told.put(
                "phases",
                model.steps().stream()
                        .map(step -> {
                            Map<String, Object> phase = new LinkedHashMap<>();
                            phase.put("phase", step.phase());
                            phase.put("since", step.since());
                            phase.put("here", step.here());
                            return phase;
                        })
                        .toList());
        told.put("eviction_start", model.eviction().map(eviction -> eviction.start()));
        told.put("eviction_end", model.eviction().flatMap(eviction -> eviction.end()));
        told.put("hosts_with_their_own_eviction", model.own());
        told.put("watch_start", model.watch().map(watch -> watch.start()));
        told.put("watch_end", model.watch().map(watch -> watch.end()));
        told.put("marked", model.tombstones());
        told.put(
                "recurrences",
                model.again().stream()
                        .map(each -> {
                            Map<String, Object> again = new LinkedHashMap<>();
                            again.put("alert", each.recurrence().alert().id());
                            again.put("title", each.title());
                            again.put("time", each.recurrence().alert().time());
                            again.put("host", each.recurrence().alert().host().text());
                            again.put("nature", each.recurrence().word());
                            again.put("proposed", each.recurrence().proposed());
                            again.put("awaits_approval", each.recurrence().awaitsApproval());
                            return again;
                        })
                        .toList());
        told.put("decided_by", model.decidedBy());
        told.put("recurrences_more", model.seenAgain() - model.again().size());
        told.put("decisions_more", model.moreDecisions());
        told.put(
                "decisions",
                model.decisions().stream()
                        .map(each -> {
                            Map<String, Object> decision = new LinkedHashMap<>();
                            decision.put("time", each.time());
                            decision.put("author", each.author().name());
                            decision.put("action", each.action());
                            decision.put("reason", each.author().reason());
                            return decision;
                        })
                        .toList());
        return told;
    }

    private static List<Map<String, Object>> criteria(List<IncidentTexts.Told> criteria) {
        return criteria.stream()
                .map(each -> {
                    Map<String, Object> criterion = new LinkedHashMap<>();
                    criterion.put("state", each.state());
                    criterion.put("weight", each.weight());
                    criterion.put("text", each.text());
                    criterion.put(
                            "about",
                            each.about().stream()
                                    .map(IncidentTexts.Named::whole)
                                    .toList());
                    criterion.put("more", each.more());
                    criterion.put("change", Optional.of(each.change()).filter(text -> !text.isEmpty()));
                    return criterion;
                })
                .toList();
    }

    static Map<String, Object> of(ConclusionPage.Model model) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("incident", model.incident().id().text());
        // Sent back with a decision: what was read.
        told.put("word", model.word());
        told.put("said", model.said());
        told.put("at", model.at());
        told.put("current", model.current());
        told.put("artefacts", model.artefacts().json());
        told.put("decided_by", model.decidedBy());
        told.put("hosts", model.hosts());
        told.put("horizon_days", model.horizon());
        told.put("missing", criteria(model.missing()));
        told.put("met", criteria(model.met()));
        told.put(
                "decisions",
                model.decided().stream()
                        .map(each -> {
                            Map<String, Object> decision = new LinkedHashMap<>();
                            decision.put("decision", each.line().decision());
                            decision.put("word", each.line().word());
                            decision.put("computed", each.line().computed());
                            decision.put("digest", each.line().digest().hex());
                            decision.put("author", each.line().author().name());
                            decision.put("reason", each.line().author().reason());
                            return decision;
                        })
                        .toList());
        told.put("against_what_was_signed", model.reopened());
        told.put("checked", model.checked().said());
        told.put(
                "checked_in_part",
                model.checked().open().stream().map(IncidentJson::of).toList());
        return told;
    }

    private static Map<String, Object> of(Checked.Line line) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("host", line.of().host().id().text());
        told.put("hostname", line.of().host().hostname());
        told.put("answer", line.of().answer());
        told.put("checking_since", line.of().checking());
        told.put("swept", line.of().swept().map(swept -> swept.received()));
        return told;
    }

    static Map<String, Object> of(ReviewPage.Model model) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("incident", model.incident().id().text());
        told.put("matter", model.matter());
        told.put("state", model.state());
        told.put("states", model.states());
        told.put("hosts", model.hosts());
        told.put("items_in_all", model.items());
        told.put("at", model.at());
        told.put("more", model.more());
        told.put("unread_hosts", model.unread());
        told.put("items", model.lines().stream().map(IncidentJson::of).toList());
        told.put("next", model.next());
        return told;
    }

    private static Map<String, Object> of(ReviewPage.Line line) {
        ReviewGroup group = line.group();
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("group", group.id());
        told.put("change", group.change());
        told.put("location", group.location());
        told.put("name", group.name());
        told.put("gravity", group.gravity());
        told.put("signature", group.signature());
        told.put("signer", group.signer());
        told.put("shipped", group.shipped());
        told.put("hashed", group.hashed());
        told.put("approved_alone", List.copyOf(group.alone()));
        told.put("hosts", group.hosts());
        told.put("hostnames", group.names());
        told.put(
                "communes",
                group.communes().keySet().stream().map(Commune::insee).toList());
        told.put("items", group.items());
        told.put("first_seen", group.first());
        told.put("newest", group.newest());
        told.put("there", group.there());
        told.put("state", group.state());
        return told;
    }

    static Map<String, Object> of(ReviewPage.One model) {
        Map<String, Object> told = of(model.line());
        told.put("fields", model.fields());
        told.put(
                "decisions",
                model.history().stream()
                        .map(line -> {
                            Map<String, Object> decision = new LinkedHashMap<>();
                            decision.put("time", line.written());
                            decision.put("commune", line.commune().insee());
                            decision.put("decision", line.decision());
                            decision.put("groups_at_once", line.atOnce());
                            decision.put("mark", line.tombstone());
                            decision.put("author", line.author().name());
                            decision.put("reason", line.author().reason());
                            return decision;
                        })
                        .toList());
        return told;
    }
}
