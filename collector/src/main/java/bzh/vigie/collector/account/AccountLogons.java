package bzh.vigie.collector.account;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Logons of one account, counted: from where, how, and at which hour of the day. Pure.
 *
 * @param origins those with the newest logon first
 * @param kinds how often each way was taken
 * @param hours of the day, 0 to 23
 */
public record AccountLogons(List<Origin> origins, Map<LogonSeen.Kind, Count> kinds, List<Count> hours, Count all) {
    private static final int HOURS = 24;

    /** How many succeeded and how many failed. */
    public record Count(int done, int failed) {
        Count and(LogonSeen logon) {
            return logon.failed() ? new Count(done, failed + 1) : new Count(done + 1, failed);
        }
    }

    /**
     * Where it came from.
     *
     * @param origin an address, or what the client called itself; empty for the host itself, or where nothing says
     * @param hosts on which it logged on from there, at most a few
     */
    public record Origin(String origin, Count count, Instant first, Instant last, List<LogonSeen> hosts) {
        public Origin {
            hosts = List.copyOf(hosts);
        }
    }

    private static final int FEW = 5;

    public AccountLogons {
        origins = List.copyOf(origins);
        kinds = new EnumMap<>(kinds.isEmpty() ? new EnumMap<>(LogonSeen.Kind.class) : kinds);
        hours = List.copyOf(hours);
    }

    /** Of logons in whatever order, for readers in that zone. */
    public static AccountLogons of(List<LogonSeen> logons, ZoneId zone) {
        Map<String, List<LogonSeen>> from = new LinkedHashMap<>();
        Map<LogonSeen.Kind, Count> kinds = new EnumMap<>(LogonSeen.Kind.class);
        List<Count> hours = new ArrayList<>(Collections.nCopies(HOURS, new Count(0, 0)));
        Count all = new Count(0, 0);
        for (LogonSeen each : logons) {
            from.computeIfAbsent(each.origin(), origin -> new ArrayList<>()).add(each);
            kinds.put(
                    each.kind(),
                    kinds.getOrDefault(each.kind(), new Count(0, 0)).and(each));
            int hour = each.received().atZone(zone).getHour();
            hours.set(hour, hours.get(hour).and(each));
            all = all.and(each);
        }
        List<Origin> origins = new ArrayList<>();
        from.forEach((origin, each) -> origins.add(origin(origin, each)));
        origins.sort(Comparator.comparing(Origin::last).reversed());
        return new AccountLogons(origins, kinds, hours, all);
    }

    private static Origin origin(String origin, List<LogonSeen> logons) {
        Count count = new Count(0, 0);
        Map<String, LogonSeen> hosts = new LinkedHashMap<>();
        for (LogonSeen each : logons) {
            count = count.and(each);
            if (hosts.size() < FEW) {
                hosts.putIfAbsent(each.host().text(), each);
            }
        }
        List<Instant> times = logons.stream().map(LogonSeen::received).sorted().toList();
        return new Origin(origin, count, times.getFirst(), times.getLast(), List.copyOf(hosts.values()));
    }
}
