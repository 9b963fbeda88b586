package bzh.vigie.collector.detect.returns;

import bzh.vigie.collector.detect.cloud.CloudOperations;
import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.returns.Recurring.Sighting;
import bzh.vigie.collector.detect.returns.Sweep.Found;
import bzh.vigie.collector.detect.returns.Sweep.Thing;
import bzh.vigie.collector.detect.returns.Sweep.Where;
import bzh.vigie.collector.detect.sigma.LogSource;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.incident.Evictions.Place;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.CloudExports;
import bzh.vigie.collector.store.CloudExports.CloudRecord;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import bzh.vigie.event.ItemFields;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an export of Microsoft 365 or Entra tells held against what is marked: the address that a sign-in came from, the recipients of a rule,
 * an application, a secret. Each is told once for a tombstone and who did what from where.
 */
public final class CloudSweep {
    private static final String TIME = "time";

    private final Recurring recurring;
    private final Instant now;

    /** At that time, by the collector's clock. */
    public CloudSweep(Cards cards, Instant now) {
        this.recurring = new Recurring(cards);
        this.now = now;
    }

    /** What is marked and concerns a commune, each incident with when its eviction was. */
    public record Standing(List<OfIncident> incidents) {
        public Standing {
            incidents = List.copyOf(incidents);
        }

        /** Whether a record shows any of it. */
        public boolean isIn(CloudRecord record) {
            return incidents.stream().anyMatch(each -> !each.matches(record).isEmpty());
        }
    }

    /** What is marked of one incident. */
    static final class OfIncident {
        private final Marked marked;
        private final Evictions evictions;

        OfIncident(Marked marked, Evictions evictions) {
            this.marked = marked;
            this.evictions = evictions;
        }

        List<Match> matches(CloudRecord record) {
            return marked.matches(Features.seen(fields(record), ""));
        }
    }

    /** What is marked and stands, of the incidents of that commune. */
    public static Standing standing(Store.Session session, Commune commune) {
        Map<IncidentId, List<Tombstone>> byIncident = new LinkedHashMap<>();
        for (Tombstone tombstone : session.tombstones().standing()) {
            session.incidents()
                    .find(new Scope.All(), tombstone.incident())
                    .filter(incident -> incident.communes().contains(commune))
                    .ifPresent(incident -> byIncident
                            .computeIfAbsent(incident.id(), each -> new ArrayList<>())
                            .add(tombstone));
        }
        List<OfIncident> all = new ArrayList<>();
        byIncident.forEach((id, tombstones) -> all.add(new OfIncident(
                new Marked(tombstones), Evictions.of(session.incidents().evictions(new Scope.All(), id)))));
        return new Standing(all);
    }

    /**
     * What records show of it.
     *
     * @param evidence what all findings say besides
     */
    public List<Finding> of(
            Standing standing, Commune commune, Iterable<CloudRecord> records, Map<String, String> evidence) {
        Map<String, Found> all = new LinkedHashMap<>();
        for (CloudRecord each : records) {
            standing.incidents().forEach(of -> take(of, commune, each, evidence, all));
        }
        return all.values().stream().map(Found::finding).toList();
    }

    /** Takes what one record shows, unless it is known already. */
    private void take(
            OfIncident of, Commune commune, CloudRecord record, Map<String, String> evidence, Map<String, Found> to) {
        AgentId host = CloudExports.idOf(commune);
        Place place = of.evictions.place(host, record.time());
        // What is marked itself is known; done after the eviction it is what came back.
        List<Match> matches = of.matches(record).stream()
                .filter(each -> place == Place.AFTER || !isOf(each.tombstone(), record))
                .filter(each -> !isNamesake(each, commune, record))
                .toList();
        if (matches.isEmpty()) {
            return;
        }
        // Whoever reads a thousand files does one thing: only a judged act is one for each object.
        String object = CloudOperations.isJudged(record.operation()) ? record.object() : "";
        String what = String.join("|", record.operation(), record.account(), record.source(), object);
        Match first = matches.getFirst();
        SigmaRecord.Builder seen = SigmaRecord.of(new LogSource("m365", "", ""));
        record.fields().forEach(seen::put);
        Finding finding = recurring
                .again(
                        new Sighting(
                                host,
                                CloudExports.HOST,
                                commune,
                                "cloud/" + commune.insee() + "/" + record.time() + "/" + what,
                                now,
                                record.time()),
                        what,
                        seen.build(),
                        matches,
                        place,
                        place)
                .with(evidence)
                .with(more(record));
        to.putIfAbsent(
                finding.rule() + "|" + first.tombstone().id() + "|" + what,
                Found.of(
                        new Where(host, CloudExports.HOST, commune),
                        new Thing(what, seen.build(), record.time(), Optional.empty()),
                        matches,
                        finding));
    }

    /** Sign-ins are kept without the domain: who is called so in another commune is another person. */
    private static boolean isNamesake(Match match, Commune commune, CloudRecord record) {
        return match.features().equals(Set.of(Feature.ACCOUNT_NAME))
                && !record.account().contains("@")
                && !match.tombstone().commune().equals(commune)
                && CloudParts.isOne(match.tombstone().fields());
    }

    /** Whether a tombstone is that very record. */
    private static boolean isOf(Tombstone tombstone, CloudRecord record) {
        Map<String, String> marked = tombstone.fields();
        return marked.getOrDefault(TIME, "").equals(record.time().toString())
                && marked.getOrDefault("action", "").equals(record.operation())
                && marked.getOrDefault("account", "").equals(record.account())
                && marked.getOrDefault("source_address", "").equals(record.source());
    }

    /** What imports of these communes show of what is marked. */
    List<Found> of(Store store, List<Commune> communes, Marked marked, Evictions evictions) {
        Map<String, Found> all = new LinkedHashMap<>();
        OfIncident one = new OfIncident(marked, evictions);
        store.read(session -> {
            session.cloudExports()
                    .standing(new Scope.Communes(Set.copyOf(communes)))
                    .forEach(from -> CloudExports.each(
                            session,
                            from,
                            each -> take(
                                    one, from.commune(), each, Map.of(CloudExports.EXTERNAL_LOG, from.name()), all)));
            return all;
        });
        return List.copyOf(all.values());
    }

    /** What the evidence of a finding says of a record besides the fields that every alert shows. */
    public static Map<String, String> more(CloudRecord record) {
        Map<String, String> more = new LinkedHashMap<>();
        more.put("object", record.object());
        more.put("user_agent", record.userAgent());
        more.put("outcome", ItemFields.word(record.outcome()));
        more.put("row", Integer.toString(record.line()));
        more.put(TIME, record.time().toString());
        more.values().removeIf(String::isEmpty);
        return more;
    }

    /** As the evidence of an alert has them. */
    private static Map<String, String> fields(CloudRecord record) {
        Map<String, String> fields = new LinkedHashMap<>(record.fields());
        fields.put(CloudExports.EXTERNAL_LOG, "");
        return fields;
    }
}
