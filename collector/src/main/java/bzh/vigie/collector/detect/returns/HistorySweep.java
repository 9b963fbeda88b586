package bzh.vigie.collector.detect.returns;

import bzh.vigie.collector.detect.fields.StoredFields;
import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.Sightings;
import bzh.vigie.collector.detect.returns.Recurring.Sighting;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.incident.Evictions.Place;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.EventSearch;
import bzh.vigie.collector.store.EventSearch.Asked;
import bzh.vigie.collector.store.EventSearch.Hit;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Events from before a mark was set, held against it: whom hosts reached, what they ran, who logged on there, which accounts were made. What
 * comes after is judged as it comes ({@link Returns}).
 */
public final class HistorySweep {
    /** Fields by which a mark is one event itself. */
    private static final List<String> ITSELF = List.of(
            "kind",
            "EventID",
            "Image",
            "CommandLine",
            "action",
            "account",
            "TargetUserName",
            "source_address",
            "DestinationIp");

    /** Fields that name whom a host reached. */
    private static final Map<String, String> REACHED =
            Map.of("destinationip", "DestinationIp", "queryresults", "QueryResults", "queryname", "QueryName");

    private static final Set<String> READ_WHOLE =
            Set.of(Returns.PROCESS_STARTED, Returns.ACCOUNT_CHANGE, Returns.LOGON);

    private final Store store;
    private final EventSearch history;
    private final Recurring recurring;

    public HistorySweep(Store store, EventSearch history, Cards cards) {
        this.store = store;
        this.history = history;
        this.recurring = new Recurring(cards);
    }

    /**
     * Sightings that were found.
     *
     * @param cut how many sightings of other things than the first {@link Sweep#MOST} there were
     */
    public record Result(List<Sightings> found, int cut) {
        public Result {
            found = List.copyOf(found);
        }
    }

    /**
     * Looks at all events of some communes, oldest day first.
     *
     * @param due marks to look for
     * @param standing all marks of the incident: what looks more like another is told already
     * @param goesOn asked at each event that is read, with its receipt
     * @return empty where it does not go on
     */
    public Optional<Result> of(
            Collection<Tombstone> due,
            Collection<Tombstone> standing,
            Evictions evictions,
            Set<Commune> communes,
            Predicate<Instant> goesOn) {
        Marked marked = new Marked(standing);
        Set<Tombstone> sought = Set.copyOf(due);
        Map<AgentId, Optional<Host>> hosts = new HashMap<>();
        Map<String, Sightings> found = new LinkedHashMap<>();
        int[] cut = {0};
        boolean whole = history.each(new Scope.Communes(communes), asked(marked), hit -> {
            hosts.computeIfAbsent(
                            hit.host(),
                            id -> store.read(session -> session.hosts().find(id)))
                    .flatMap(host -> seen(hit, host, marked, sought, evictions))
                    .ifPresent(finding -> {
                        String key = finding.rule() + "|" + finding.cause();
                        Sightings known = found.get(key);
                        if (known != null) {
                            found.put(key, known.with(finding));
                        } else if (found.size() < Sweep.MOST) {
                            found.put(key, Sightings.of(finding));
                        } else {
                            cut[0]++;
                        }
                    });
            return goesOn.test(hit.received());
        });
        return whole ? Optional.of(new Result(List.copyOf(found.values()), cut[0])) : Optional.empty();
    }

    private Optional<Finding> seen(Hit hit, Host host, Marked marked, Set<Tombstone> due, Evictions evictions) {
        Map<String, String> fields = hit.fields();
        if (!Returns.tells(name -> fields.getOrDefault(name, ""))) {
            return Optional.empty();
        }
        Place place = evictions.place(hit.host(), hit.received());
        List<Match> matches = Returns.matches(marked, fields, hit.host()).stream()
                .filter(match -> place == Place.AFTER || !isOf(match.tombstone(), hit))
                .toList();
        if (matches.isEmpty()) {
            return Optional.empty();
        }
        Match first = matches.getFirst();
        if (!due.contains(first.tombstone())
                || !hit.received().isBefore(first.tombstone().marked())) {
            return Optional.empty();
        }
        Sighting sighting =
                new Sighting(hit.host(), host.hostname(), hit.commune(), hit.id(), hit.received(), hit.received());
        return Optional.of(recurring.again(
                sighting, Returns.what(fields, first), StoredFields.record(fields), matches, place, place));
    }

    /** Whether a mark was made of that very act, or of what ran there. */
    private static boolean isOf(Tombstone tombstone, Hit hit) {
        Map<String, String> marked = tombstone.fields();
        if (tombstone.host().filter(hit.host()::equals).isEmpty()) {
            return false;
        }
        if (!tombstone.key().isEmpty()) {
            return isRun(marked.getOrDefault("target", ""), hit.fields());
        }
        return ITSELF.stream().anyMatch(marked::containsKey)
                && ITSELF.stream()
                        .allMatch(name -> !marked.containsKey(name)
                                || marked.get(name).equals(hit.fields().get(name)));
    }

    /** Whether a process is the marked program, or names it. */
    private static boolean isRun(String program, Map<String, String> fields) {
        return fields.getOrDefault("kind", "").equals(Returns.PROCESS_STARTED)
                && (fields.getOrDefault("Image", "").equals(program)
                        || RelatedItems.namesFile(fields.getOrDefault("CommandLine", ""), program));
    }

    /** Processes, accounts and logons are read whole; connections and answers where they name something marked. */
    private static Asked asked(Marked marked) {
        return new Asked() {
            @Override
            public boolean isIn(String field) {
                return field.equals("kind") || field.equals("eventid") || REACHED.containsKey(field);
            }

            @Override
            public boolean mayBe(String field, String value) {
                return switch (field) {
                    case "kind" -> READ_WHOLE.contains(value);
                    case "eventid" -> Returns.RECORDS.contains(value);
                    default -> {
                        Map<String, String> reached = Map.of("kind", "flow", REACHED.getOrDefault(field, field), value);
                        yield !marked.matches(Features.seen(reached, "")).isEmpty();
                    }
                };
            }

            @Override
            public void passed(long events) {
                // Nobody waits for it.
            }
        };
    }
}
