package bzh.vigie.collector.report;

import bzh.vigie.collector.detect.AlertText;
import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.detect.watchlist.WatchlistFindings;
import bzh.vigie.collector.intel.Indicator;
import bzh.vigie.collector.intel.PatternText;
import bzh.vigie.collector.intel.Tlp;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Indicators.Listed;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Indicators and findings of an incident as a bundle of STIX 2.1, written while they are added: what is kept of each is its id, and of
 * observables all, since each is marked as the strictest finding that shows it. From the same incident come the same ids, so that who
 * takes in a later bundle updates what he has. What is marked red stays out unless asked for. Not thread-safe.
 */
public final class StixBundle {
    private static final int LONGEST_NAME = 250;

    private final Incident incident;
    private final Tlp marking;
    private final boolean red;
    private final AlertTexts texts;
    private final Locale locale;
    private final JsonGenerator json;
    private final Set<String> ids = new LinkedHashSet<>();
    private final Map<String, Map<String, Object>> shown = new LinkedHashMap<>();
    private final Map<String, String> indicators = new LinkedHashMap<>();
    private final Map<String, Tlp> observables = new LinkedHashMap<>();
    private final List<Listed> keptBack = new ArrayList<>();
    private final List<Listed> unsaid = new ArrayList<>();
    private final Set<String> redIds = new LinkedHashSet<>();
    private final String producer;
    private int findings;
    private int findingsKeptBack;

    /**
     * An empty one.
     *
     * @param producer who tells it, as identity; 1 to 200 characters
     * @param marking of findings, whose indicators may be marked more strictly
     * @param red whether what is marked red is told too
     * @param locale language of what findings say
     * @param out where it is written; left open
     * @throws IOException where it cannot be written
     */
    public StixBundle(
            Incident incident,
            String producer,
            Tlp marking,
            boolean red,
            AlertTexts texts,
            Locale locale,
            OutputStream out)
            throws IOException {
        json = new JsonFactory().createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        json.useDefaultPrettyPrinter();
        json.writeStartObject();
        json.writeStringField("type", "bundle");
        json.writeArrayFieldStart("objects");
        this.incident = incident;
        this.marking = marking;
        this.red = red;
        this.texts = texts;
        this.locale = locale;
        this.producer = identity(producer, "organization");
    }

    /** Indicators that were kept back because they are red. */
    public List<Listed> keptBack() {
        return List.copyOf(keptBack);
    }

    /** Red ones that are told. */
    public Set<String> toldRed() {
        return Set.copyOf(redIds);
    }

    /** Indicators that STIX has no word for. */
    public List<Listed> unsaid() {
        return List.copyOf(unsaid);
    }

    /** Indicators told. */
    public int indicators() {
        return indicators.size();
    }

    /** Findings told. */
    public int findings() {
        return findings;
    }

    /** Findings that were kept back because they show what is red. */
    public int findingsKeptBack() {
        return findingsKeptBack;
    }

    /**
     * Adds an indicator.
     *
     * @throws IOException where it cannot be written
     */
    public void add(Listed listed) throws IOException {
        Indicator indicator = listed.indicator();
        if (indicator.tlp() == Tlp.RED && !red) {
            keptBack.add(listed);
            return;
        }
        Optional<String> pattern = PatternText.of(indicator.what());
        if (pattern.isEmpty()) {
            unsaid.add(listed);
            return;
        }
        Map<String, Object> object = object("indicator", "indicator|" + listed.id(), listed.added(), indicator.tlp());
        object.put("name", name(indicator));
        object.put(
                "description",
                indicator.source() + (indicator.description().isEmpty() ? "" : ": " + indicator.description()));
        object.put("indicator_types", List.of("malicious-activity"));
        object.put("pattern", pattern.get());
        object.put("pattern_type", "stix");
        object.put("pattern_version", "2.1");
        Instant from = indicator.validFrom().orElse(listed.added());
        object.put("valid_from", StixId.time(from));
        indicator
                .validUntil()
                .filter(until -> until.isAfter(from))
                .ifPresent(until -> object.put("valid_until", StixId.time(until)));
        object.put("confidence", indicator.confidence());
        indicators.put(listed.id(), put(object));
        if (indicator.tlp() == Tlp.RED) {
            redIds.add(listed.id());
        }
    }

    private static String name(Indicator indicator) {
        String name = indicator.what().type() + " " + indicator.what().value().replace('\n', '|');
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
    }

    /**
     * Adds a finding: a sighting of its indicator where that was added before, else a note about what was observed.
     *
     * @param own how the finding is marked ({@link WatchlistFindings#marking})
     * @throws IOException where it cannot be written
     */
    public void add(Alert alert, Tlp own) throws IOException {
        if (own == Tlp.RED && !red) {
            findingsKeptBack++;
            return;
        }
        findings++;
        Tlp tlp = marking.stricter(own);
        String where = identity(communeName(alert.commune()), "organization");
        List<String> observed = observed(alert, tlp);
        Optional<String> indicator =
                Optional.ofNullable(indicators.get(alert.evidence().getOrDefault("indicator_id", "")));
        if (indicator.isPresent()) {
            Map<String, Object> sighting = object("sighting", "sighting|" + alert.id(), alert.time(), tlp);
            sighting.put("modified", StixId.time(alert.lastTime()));
            sighting.put("first_seen", StixId.time(alert.time()));
            sighting.put("last_seen", StixId.time(alert.lastTime()));
            sighting.put("count", Math.clamp(alert.count(), 0, 999_999_999));
            sighting.put("sighting_of_ref", indicator.get());
            if (!observed.isEmpty()) {
                sighting.put("observed_data_refs", observed);
            }
            sighting.put("where_sighted_refs", List.of(where));
            put(sighting);
            return;
        }
        AlertText text = texts.of(alert, locale);
        Map<String, Object> note = object("note", "note|" + alert.id(), alert.time(), tlp);
        note.put("modified", StixId.time(alert.lastTime()));
        note.put("lang", locale.getLanguage());
        note.put("abstract", text.title());
        note.put(
                "content",
                AlertTexts.subject(alert, locale) + " (" + alert.commune().insee() + "): " + text.explanation());
        List<String> about = new ArrayList<>(observed);
        for (String technique : alert.techniques()) {
            about.add(attackPattern(technique));
        }
        note.put("object_refs", about.isEmpty() ? List.of(where) : about);
        put(note);
    }

    private List<String> observed(Alert alert, Tlp tlp) throws IOException {
        List<String> refs = new ArrayList<>();
        for (Map<String, Object> each : StixObservables.of(alert.evidence())) {
            refs.add(observable(each, tlp));
        }
        if (refs.isEmpty()) {
            return List.of();
        }
        Map<String, Object> data = object("observed-data", "observed|" + alert.id(), alert.time(), tlp);
        data.put("modified", StixId.time(alert.lastTime()));
        data.put("first_observed", StixId.time(alert.time()));
        data.put("last_observed", StixId.time(alert.lastTime()));
        data.put("number_observed", Math.clamp(alert.count(), 1, 999_999_999));
        data.put("object_refs", refs);
        return List.of(put(data));
    }

    /** One that several findings show is marked as the strictest of them. */
    private String observable(Map<String, Object> object, Tlp tlp) {
        String id = String.valueOf(object.get("id"));
        observables.merge(id, tlp, Tlp::stricter);
        shown.putIfAbsent(id, object);
        return id;
    }

    private String attackPattern(String technique) throws IOException {
        Map<String, Object> object = object("attack-pattern", "attack|" + technique, incident.opened(), Tlp.CLEAR);
        object.put("name", technique);
        object.put(
                "external_references",
                List.of(new java.util.TreeMap<>(Map.of("source_name", "mitre-attack", "external_id", technique))));
        return put(object);
    }

    private static String communeName(Commune commune) {
        return "Commune " + commune.insee();
    }

    private String identity(String name, String kind) throws IOException {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("type", "identity");
        object.put("spec_version", "2.1");
        object.put("id", StixId.own("identity", incident.id().text() + "|" + name));
        object.put("created", StixId.time(incident.opened()));
        object.put("modified", StixId.time(incident.opened()));
        object.put("name", name);
        object.put("identity_class", kind);
        return put(object);
    }

    /** With what all have in common. */
    private Map<String, Object> object(String type, String name, Instant created, Tlp tlp) throws IOException {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("type", type);
        object.put("spec_version", "2.1");
        object.put("id", StixId.own(type, incident.id().text() + "|" + name));
        object.put("created_by_ref", producer);
        object.put("created", StixId.time(created));
        object.put("modified", StixId.time(created));
        object.put("object_marking_refs", List.of(marking(tlp)));
        return object;
    }

    private String marking(Tlp tlp) throws IOException {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("type", "marking-definition");
        object.put("spec_version", "2.1");
        object.put("id", tlp.marking());
        object.put("created", "2022-10-01T00:00:00.000Z");
        object.put("name", "TLP:" + tlp.word().toUpperCase(Locale.ROOT));
        object.put(
                "extensions",
                Map.of(
                        "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d",
                        new java.util.TreeMap<>(
                                Map.of("extension_type", "property-extension", "tlp_2_0", tlp.word()))));
        return put(object);
    }

    private String put(Map<String, Object> object) throws IOException {
        String id = String.valueOf(object.get("id"));
        if (ids.add(id)) {
            write(json, object);
        }
        return id;
    }

    /**
     * Ends it, with all that was added grouped under the incident.
     *
     * @param what is in it and what is not, also where not all was added
     * @throws IOException where it cannot be written
     */
    public void end(String what) throws IOException {
        for (Map.Entry<String, Map<String, Object>> each : shown.entrySet()) {
            Tlp marked = observables.getOrDefault(each.getKey(), marking);
            each.getValue().put("object_marking_refs", List.of(marking(marked)));
            put(each.getValue());
        }
        Map<String, Object> grouping = object("grouping", "grouping", incident.opened(), marking);
        grouping.put("name", incident.title());
        grouping.put("description", what);
        grouping.put("context", "suspicious-activity");
        grouping.put(
                "object_refs",
                ids.stream()
                        .filter(id -> !id.startsWith("marking-definition--"))
                        .toList());
        put(grouping);
        json.writeEndArray();
        json.writeStringField("id", StixId.own("bundle", ids.toString()));
        json.writeEndObject();
        json.close();
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
        switch (value) {
            case Map<?, ?> members -> {
                json.writeStartObject();
                for (Map.Entry<?, ?> member : members.entrySet()) {
                    json.writeFieldName(String.valueOf(member.getKey()));
                    write(json, member.getValue());
                }
                json.writeEndObject();
            }
            case List<?> list -> {
                json.writeStartArray();
                for (Object each : list) {
                    write(json, each);
                }
                json.writeEndArray();
            }
            case Integer number -> json.writeNumber(number);
            case Boolean truth -> json.writeBoolean(truth);
            default -> json.writeString(value.toString());
        }
    }
}
