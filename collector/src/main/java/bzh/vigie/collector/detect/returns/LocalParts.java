package bzh.vigie.collector.detect.returns;

import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.incident.Phases;
import bzh.vigie.collector.intel.Indicator;
import bzh.vigie.collector.intel.Observable;
import bzh.vigie.collector.intel.Observable.Algorithm;
import bzh.vigie.collector.intel.Tlp;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Phase;
import bzh.vigie.collector.store.Indicators.Listed;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import bzh.vigie.watchlist.LocalWatchlist;
import bzh.vigie.watchlist.LocalWatchlist.Kind;
import bzh.vigie.watchlist.LocalWatchlist.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which indicators and words of marked items agents check by themselves, in which communes, and why others are not given to them (decisions 0041,
 * 0140): whoever holds a PC has what it was sent. Immutable.
 */
public final class LocalParts {
    private static final int PAGE = 10_000;

    /** Where an indicator stands. */
    public enum Standing {
        /** Agents check it. */
        GIVEN,
        /** Its source gave it as context: seeing it is not told. */
        SILENT,
        /** It is for the collector alone. */
        COLLECTOR_ONLY,
        /** It is marked for fewer people than TLP:AMBER allows. */
        MARKED,
        /** It counts no longer. */
        EXPIRED,
        /** No value that agents compare: only SHA-256, services, tasks, accounts and SSH keys are. */
        KIND,
        /** It is the whole region's: no eviction is dated for it. */
        NO_INCIDENT,
        /** The eviction of its incident has not begun: the attacker may read what a PC gets. */
        BEFORE_EVICTION,
        /** Its incident is closed. */
        CLOSED,
        /** More would be given than a list may have; the surest and newest are. */
        TOO_MANY
    }

    /** What an incident allows at some time; empty where its indicators may be given. */
    private record Open(Incident incident, Optional<Standing> hindrance) {}

    private final Map<Commune, LocalWatchlist> lists;
    private final Map<String, Standing> standings;
    private final Optional<Instant> ends;

    private LocalParts(Map<Commune, LocalWatchlist> lists, Map<String, Standing> standings, Optional<Instant> ends) {
        this.lists = Map.copyOf(lists);
        this.standings = Map.copyOf(standings);
        this.ends = ends;
    }

    /** As the store has it at this time. */
    public static LocalParts of(Store.Session session, Instant now) {
        return of(session, listed(session, Optional.empty()), incidents(session, now), now);
    }

    /**
     * Likewise, where only hosts of these communes are asked for, and the indicators of incidents that concern none but these: those of other
     * incidents are not read.
     */
    static LocalParts of(Store.Session session, Set<Commune> communes, Instant now) {
        Map<String, Open> incidents = incidents(session, now);
        incidents.values().removeIf(open -> open.incident().communes().stream().noneMatch(communes::contains));
        List<Listed> all = new ArrayList<>();
        incidents.keySet().forEach(incident -> all.addAll(listed(session, Optional.of(incident))));
        return of(session, all, incidents, now);
    }

    private static List<Listed> listed(Store.Session session, Optional<String> incident) {
        List<Listed> all = new ArrayList<>();
        Optional<String> after = Optional.empty();
        List<Listed> page;
        do {
            page = session.indicators().list(incident, after, PAGE);
            all.addAll(page);
            after = page.isEmpty() ? after : Optional.of(page.getLast().id());
        } while (page.size() == PAGE);
        return all;
    }

    /** What decides, but for the list itself, which indicators are given: cheap to compare. */
    public static Object conditions(Store.Session session, Instant now) {
        return List.of(incidents(session, now), session.tombstones().version());
    }

    private static Map<String, Open> incidents(Store.Session session, Instant now) {
        Map<String, Open> open = new HashMap<>();
        Scope all = new Scope.All();
        for (Incident incident : session.incidents().list(all)) {
            Phases phases = Phases.of(session.incidents().phases(all, incident.id()));
            Evictions evictions = Evictions.of(session.incidents().evictions(all, incident.id()));
            boolean closed = phases.since(Phase.CLOSURE)
                    .filter(since -> !since.isAfter(now))
                    .isPresent();
            boolean begun =
                    evictions.all().filter(each -> !each.start().isAfter(now)).isPresent();
            open.put(
                    incident.id().text(),
                    new Open(
                            incident,
                            closed
                                    ? Optional.of(Standing.CLOSED)
                                    : begun ? Optional.empty() : Optional.of(Standing.BEFORE_EVICTION)));
        }
        return open;
    }

    private static LocalParts of(
            Store.Session session, Collection<Listed> all, Map<String, Open> incidents, Instant now) {
        Map<String, Standing> standings = new HashMap<>();
        Map<Commune, List<Listed>> given = new HashMap<>();
        Optional<Instant> ends = Optional.empty();
        for (Listed listed : all) {
            Optional<Open> incident = listed.incident().map(incidents::get);
            Standing standing = standing(listed.indicator(), now)
                    .or(() -> incident.isEmpty()
                            ? Optional.of(Standing.NO_INCIDENT)
                            : incident.get().hindrance())
                    .orElse(Standing.GIVEN);
            standings.put(listed.id(), standing);
            if (standing == Standing.GIVEN) {
                incident.orElseThrow()
                        .incident()
                        .communes()
                        .forEach(commune -> given.computeIfAbsent(commune, ignored -> new ArrayList<>())
                                .add(listed));
                Optional<Instant> until = listed.indicator().validUntil();
                ends = ends.filter(end -> until.isEmpty() || end.isBefore(until.get()))
                        .or(() -> until);
            }
        }
        Map<Commune, Set<String>> open = new HashMap<>();
        incidents.values().stream()
                .filter(each -> each.hindrance().isEmpty())
                .forEach(each -> each.incident()
                        .communes()
                        .forEach(commune -> open.computeIfAbsent(commune, ignored -> new TreeSet<>())
                                .add(each.incident().id().text())));
        Map<String, List<Value>> words = words(session, incidents);
        Map<List<Set<?>>, LocalWatchlist> made = new HashMap<>();
        Map<Commune, LocalWatchlist> lists = new HashMap<>();
        open.forEach((commune, ids) -> {
            Set<Value> values = bounded(given.getOrDefault(commune, List.of()), standings);
            ids.stream()
                    .flatMap(id -> words.getOrDefault(id, List.of()).stream())
                    .filter(each -> values.size() < LocalWatchlist.MOST)
                    .forEach(values::add);
            lists.put(
                    commune,
                    made.computeIfAbsent(
                            List.of(values, ids), ignored -> LocalWatchlist.of(values, ids.toArray(String[]::new))));
        });
        return new LocalParts(lists, standings, ends);
    }

    /** Words of what is marked, by incident: those of the latest marks first. */
    private static Map<String, List<Value>> words(Store.Session session, Map<String, Open> incidents) {
        Map<String, List<Value>> words = new HashMap<>();
        for (Tombstone tombstone : session.tombstones().standing().reversed()) {
            Open open = incidents.get(tombstone.incident().text());
            if (open != null && open.hindrance().isEmpty()) {
                Sweep.words(tombstone)
                        .forEach(digest -> words.computeIfAbsent(
                                        tombstone.incident().text(), ignored -> new ArrayList<>())
                                .add(new Value(Kind.WORD, digest)));
            }
        }
        return words;
    }

    /** Why it is given to nobody, whatever its incident is at. */
    private static Optional<Standing> standing(Indicator indicator, Instant now) {
        if (!indicator.alerts()) {
            return Optional.of(Standing.SILENT);
        }
        if (indicator.collectorOnly()) {
            return Optional.of(Standing.COLLECTOR_ONLY);
        }
        if (indicator.tlp().compareTo(Tlp.AMBER) > 0) {
            return Optional.of(Standing.MARKED);
        }
        if (indicator.isExpiredAt(now)) {
            return Optional.of(Standing.EXPIRED);
        }
        return value(indicator.what()).isEmpty() ? Optional.of(Standing.KIND) : Optional.empty();
    }

    /** As many values as a list may have, the surest first and the newest of those; says of the others that they are too many. */
    private static Set<Value> bounded(List<Listed> all, Map<String, Standing> standings) {
        List<Listed> sorted = new ArrayList<>(all);
        sorted.sort(Comparator.comparingInt((Listed each) -> -each.indicator().confidence())
                .thenComparing(Listed::added, Comparator.reverseOrder())
                .thenComparing((Listed each) -> each.id()));
        Set<Value> values = new LinkedHashSet<>();
        for (Listed each : sorted) {
            Value value = value(each.indicator().what()).orElseThrow();
            if (values.contains(value) || values.size() < LocalWatchlist.MOST) {
                values.add(value);
            } else {
                standings.put(each.id(), Standing.TOO_MANY);
            }
        }
        return values;
    }

    /** What agents compare of it; empty for what they do not. */
    static Optional<Value> value(Observable what) {
        return switch (what) {
            case Observable.Hash hash
            when hash.algorithm() == Algorithm.SHA256 || hash.algorithm() == Algorithm.AUTHENTIHASH ->
                Optional.of(new Value(Kind.FILE, hash.digest().toLowerCase(Locale.ROOT)));
            case Observable.Service service -> Optional.of(new Value(Kind.SERVICE, service.name()));
            case Observable.ScheduledTask task -> Optional.of(new Value(Kind.TASK, task.name()));
            case Observable.UserAccount account -> Optional.of(new Value(Kind.ACCOUNT, account.name()));
            case Observable.KeyFingerprint key
            when key.text().startsWith("SHA256:") -> Optional.of(new Value(Kind.KEY, key.text()));
            case Observable.Hash ignored -> Optional.empty();
            case Observable.KeyFingerprint ignored -> Optional.empty();
            case Observable.Address ignored -> Optional.empty();
            case Observable.Cidr ignored -> Optional.empty();
            case Observable.Domain ignored -> Optional.empty();
            case Observable.Url ignored -> Optional.empty();
            case Observable.Sid ignored -> Optional.empty();
            case Observable.FilePath ignored -> Optional.empty();
            case Observable.FileName ignored -> Optional.empty();
            case Observable.RegistryKey ignored -> Optional.empty();
            case Observable.RegistryValue ignored -> Optional.empty();
            case Observable.Certificate ignored -> Optional.empty();
            case Observable.Mutex ignored -> Optional.empty();
            case Observable.Command ignored -> Optional.empty();
            case Observable.Stix ignored -> Optional.empty();
        };
    }

    /** What hosts of a commune check. */
    public LocalWatchlist list(Commune commune) {
        return lists.getOrDefault(commune, LocalWatchlist.NONE);
    }

    /** Where an indicator stands; one that is not on the watchlist was not looked at and has none. */
    public Optional<Standing> standing(String id) {
        return Optional.ofNullable(standings.get(id));
    }

    /** When the first of those that are given expires. */
    public Optional<Instant> ends() {
        return ends;
    }
}
