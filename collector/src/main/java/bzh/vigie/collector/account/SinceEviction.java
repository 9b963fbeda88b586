package bzh.vigie.collector.account;

import bzh.vigie.collector.account.AccountLogons.Origin;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.store.AccountUses.Use;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What an account did for the first time after the eviction of an incident ended: how somebody comes back with a valid account.
 *
 * @param end of the eviction: the last of those of all and of single hosts
 * @param hosts on which it was used for the first time since the eviction of that host ended
 * @param origins from where it came for the first time since, as far as the logons that were read show: {@link #without} asks for more
 * @param unchecked origins since of which nobody looked whether they were there before: there were too many
 * @param known whether logons were kept from before the eviction on: else nobody knows what was there before
 */
public record SinceEviction(
        Incident incident, Instant end, List<Use> hosts, List<Origin> origins, int unchecked, boolean known) {
    /** Origins that are looked for in the time before, at most. */
    public static final int MOST_ORIGINS = 20;

    public SinceEviction {
        hosts = List.copyOf(hosts);
        origins = List.copyOf(origins);
    }

    /** Whether there is anything that was not there before. */
    public boolean isSomething() {
        return !hosts.isEmpty() || !origins.isEmpty();
    }

    /**
     * Those of the incidents of the account's commune whose eviction ended, the newest incident first.
     *
     * @param logons of the account, as many as were read
     */
    public static List<SinceEviction> of(
            Store.Session session, Scope scope, AccountId id, List<Use> uses, List<LogonSeen> logons) {
        List<SinceEviction> all = new ArrayList<>();
        Instant kept = session.accountUses().since();
        for (Incident incident : session.incidents().list(scope)) {
            if (!incident.communes().contains(id.commune())) {
                continue;
            }
            Evictions evictions = Evictions.of(session.incidents().evictions(scope, incident.id()));
            Optional<Instant> end = evictions.lastEnd();
            if (end.isEmpty()) {
                continue;
            }
            Predicate<LogonSeen> since = logon -> end(evictions, logon.host())
                    .filter(ended -> !logon.received().isBefore(ended))
                    .isPresent();
            List<Origin> fresh =
                    AccountLogons.of(logons.stream().filter(since).toList(), ZoneOffset.UTC).origins().stream()
                            .filter(origin -> !origin.origin().isEmpty())
                            .filter(origin -> logons.stream()
                                    .noneMatch(logon -> origin.origin().equals(logon.origin())
                                            && logon.received().isBefore(end.get())
                                            && !since.test(logon)))
                            .toList();
            all.add(new SinceEviction(
                    incident,
                    end.get(),
                    uses.stream()
                            .filter(use -> end(evictions, use.host())
                                    .filter(ended -> !use.first().isBefore(ended))
                                    .isPresent())
                            .toList(),
                    fresh.stream().limit(MOST_ORIGINS).toList(),
                    Math.max(0, fresh.size() - MOST_ORIGINS),
                    kept.isBefore(evictions.earliest())));
        }
        return all;
    }

    /** What the event history answers to whether an account came from there before. */
    public enum Before {
        SEEN,
        NOT_SEEN,

        /** It was not looked through to the end. */
        NOT_LOOKED
    }

    /**
     * The same with only those origins of which the whole event history knows nothing before the end of the eviction; those of which it was not looked
     * through are counted.
     */
    public SinceEviction without(BiFunction<String, Instant, Before> before) {
        Map<Before, List<Origin>> told =
                origins.stream().collect(Collectors.groupingBy(origin -> before.apply(origin.origin(), end)));
        return new SinceEviction(
                incident,
                end,
                hosts,
                told.getOrDefault(Before.NOT_SEEN, List.of()),
                unchecked + told.getOrDefault(Before.NOT_LOOKED, List.of()).size(),
                known);
    }

    private static Optional<Instant> end(Evictions evictions, AgentId host) {
        return evictions.forHost(host).flatMap(Interval::end);
    }
}
