package bzh.vigie.collector.account;

import bzh.vigie.collector.detect.signin.SignIn;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Incidents.DeviceLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Who logged on from where to which host: the logons of a time, counted. Those that say no other place than the host itself, and those that only a
 * controller tells of another host, are none. Pure.
 *
 * @param edges by where they came from, host, account and way; those with the newest logon first
 */
public record LogonGraph(List<Edge> edges) {
    /** From where somebody came, at most so many in a picture; and as many hosts to which. */
    public static final int MOST_OF_A_SIDE = 30;

    public LogonGraph {
        edges = List.copyOf(edges);
    }

    /**
     * Where somebody came from.
     *
     * @param origin as told: an address, or what the client called itself
     * @param host that has this address or name
     * @param device that was declared at this address
     */
    public record From(Commune commune, String origin, Optional<Host> host, Optional<DeviceLine> device) {
        /** What it is called: by its host, its device, or as it is. */
        public String name() {
            return host.map(Host::hostname)
                    .or(() -> device.map(DeviceLine::name).filter(name -> !name.isBlank()))
                    .orElse(origin);
        }
    }

    /** Logons of an account from one place to a host in one way. */
    public record Edge(
            From from, Host to, AccountId account, LogonSeen.Kind kind, int count, Instant first, Instant last) {
        Edge and(Edge other) {
            return new Edge(
                    from,
                    to,
                    account,
                    kind,
                    count + other.count(),
                    first.isBefore(other.first()) ? first : other.first(),
                    last.isAfter(other.last()) ? last : other.last());
        }
    }

    /** One line of the picture: all logons between two places. */
    public record Line(int from, int to, int count, boolean device) {}

    /**
     * The picture: places from which on the left, hosts to which on the right, the busiest of each.
     *
     * @param left names, from the top
     * @param right likewise
     * @param omitted logons that are in the table alone
     */
    public record Picture(List<From> left, List<Host> right, List<Line> lines, int omitted) {
        /** Units that a row is high. */
        public static final int ROW = 22;

        public Picture {
            left = List.copyOf(left);
            right = List.copyOf(right);
            lines = List.copyOf(lines);
        }

        /** How high it is. */
        public int height() {
            return ROW * Math.max(1, Math.max(left.size(), right.size())) + ROW / 2;
        }

        /** Where the middle of a row is. */
        public int y(int row) {
            return row * ROW + ROW / 2 + ROW / 4;
        }
    }

    /** Of successful logons in whatever order. */
    public static LogonGraph of(List<LogonSeen> logons, HostAddresses places) {
        Map<List<Object>, Edge> edges = new LinkedHashMap<>();
        Map<List<Object>, From> froms = new HashMap<>();
        for (LogonSeen logon : logons) {
            Optional<Host> to = places.host(logon.host());
            if (logon.failed() || !logon.kind().isThere() || logon.origin().isEmpty() || to.isEmpty()) {
                continue;
            }
            Commune commune = logon.commune();
            From from = froms.computeIfAbsent(
                    List.of(commune, logon.origin()),
                    key -> new From(
                            commune,
                            logon.origin(),
                            places.host(commune, logon.origin()),
                            places.device(commune, logon.address())));
            account(logon, to.get()).ifPresent(account -> {
                Edge edge = new Edge(from, to.get(), account, logon.kind(), 1, logon.received(), logon.received());
                edges.merge(List.of(from, to.get().id(), account, logon.kind()), edge, Edge::and);
            });
        }
        return new LogonGraph(edges.values().stream()
                .sorted(Comparator.comparing(Edge::last).reversed())
                .toList());
    }

    private static Optional<AccountId> account(LogonSeen logon, Host host) {
        boolean own = logon.domain().isEmpty() || logon.domain().equals(SignIn.firstPart(host.hostname()));
        return logon.account().isEmpty()
                ? Optional.empty()
                : Optional.of(new AccountId(
                        logon.commune(),
                        own ? Optional.of(host.id()) : Optional.empty(),
                        own ? "" : logon.domain(),
                        logon.account()));
    }

    /** The picture of it. */
    public Picture picture() {
        Map<From, Integer> from = edges.stream()
                .collect(Collectors.groupingBy(Edge::from, LinkedHashMap::new, Collectors.summingInt(Edge::count)));
        Map<Host, Integer> to = edges.stream()
                .collect(Collectors.groupingBy(Edge::to, LinkedHashMap::new, Collectors.summingInt(Edge::count)));
        // What was declared as a device stands first: from there nobody should come.
        List<From> left = from.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<From, Integer> each) ->
                                each.getKey().device().isEmpty())
                        .thenComparing(
                                Map.Entry.<From, Integer>comparingByValue().reversed()))
                .limit(MOST_OF_A_SIDE)
                .map(Map.Entry::getKey)
                .toList();
        List<Host> right = to.entrySet().stream()
                .sorted(Map.Entry.<Host, Integer>comparingByValue().reversed())
                .limit(MOST_OF_A_SIDE)
                .map(Map.Entry::getKey)
                .toList();
        Map<List<Integer>, Integer> counts = new LinkedHashMap<>();
        int omitted = 0;
        for (Edge edge : edges) {
            int a = left.indexOf(edge.from());
            int b = right.indexOf(edge.to());
            if (a < 0 || b < 0) {
                omitted += edge.count();
            } else {
                counts.merge(List.of(a, b), edge.count(), Integer::sum);
            }
        }
        List<Line> lines = new ArrayList<>();
        counts.forEach((ends, count) -> lines.add(new Line(
                ends.getFirst(),
                ends.getLast(),
                count,
                left.get(ends.getFirst()).device().isPresent())));
        return new Picture(left, right, lines, omitted);
    }
}
