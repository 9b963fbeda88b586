package bzh.vigie.collector.evidence;

import bzh.vigie.collector.evidence.LedgerVerification.Difference;
import bzh.vigie.collector.ledger.LedgerContent;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.CoverageLog.Line;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Rows of coverage of a commune, as the ledger holds them: of all that was received in a time one digest, and one of each host, so that a row that
 * was changed, added or taken away names its host and day. The rows of a time never change once it is over and judged.
 */
final class CoverageRows {
    /** How many rows, the day of the first, and the digest over all. */
    static final String ALL = "coverage";

    /** Before the id of a host: how many rows, and the beginning of their digest. */
    static final String HOST = ALL + ".";

    /** Hosts that stand in it one by one. */
    private static final int MOST = 4_000;
    /** Entries that are compared together. */
    private static final int AT_ONCE = 16;

    private CoverageRows() {}

    /** From the beginning of a day (UTC) to that of another. */
    static Map<String, String> of(Store.Session session, Commune commune, Instant from, Instant to) {
        Map<String, String> words = new HashMap<>();
        Sum all = new Sum();
        for (Host host : HostsTold.hosts(session, commune)) {
            List<Line> lines = session.coverage().lines(host.id(), day(from), day(to));
            byte[] sum = all.add(host, lines);
            if (!lines.isEmpty() && words.size() < MOST) {
                words.put(
                        HOST + host.id().text(),
                        lines.size() + " " + HexFormat.of().formatHex(sum, 0, 16));
            }
        }
        words.put(ALL, all.said(to));
        return words;
    }

    /** Digest of all rows of an entry's time, as the entry says it. */
    private static final class Sum {
        private final MessageDigest all = Sha256.digest();
        private LocalDate first = LocalDate.MAX;
        private long rows;

        /** Takes those of a host, in their order; gives their digest. */
        byte[] add(Host host, List<Line> lines) {
            if (lines.isEmpty()) {
                return new byte[0];
            }
            MessageDigest digest = Sha256.digest();
            lines.forEach(line -> digest.update((line.text() + "\n").getBytes(StandardCharsets.UTF_8)));
            byte[] sum = digest.digest();
            all.update(host.id().text().getBytes(StandardCharsets.UTF_8));
            all.update(sum);
            rows += lines.size();
            first = lines.getFirst().day().isBefore(first) ? lines.getFirst().day() : first;
            return sum;
        }

        String said(Instant to) {
            LocalDate day = first.isBefore(day(to)) ? first : day(to);
            return rows + " " + day + " " + Sha256.of(all.digest()).hex();
        }
    }

    private static LocalDate day(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }

    /** An entry, and what it says of the rows of its time. */
    record Entry(long number, String day, Instant from, Instant to, String said) {
        private boolean isOf(LocalDate row) {
            return !row.isBefore(CoverageRows.day(from)) && row.isBefore(CoverageRows.day(to));
        }
    }

    /**
     * Entries whose rows are others now. The rows of {@link #AT_ONCE} entries are read together, host after host: a host that fills its share has
     * 10,000 a day.
     *
     * @param entries of a commune, in the order of their times
     * @param oldest since when rows are kept: those of earlier days were let go of
     */
    static List<Entry> changed(Store.Session session, Commune commune, List<Entry> entries, LocalDate oldest) {
        List<Entry> asked = entries.stream()
                .filter(entry -> {
                    String[] parts = entry.said().split(" ", -1);
                    return parts.length == 3 && !LocalDate.parse(parts[1]).isBefore(oldest);
                })
                .toList();
        List<Entry> changed = new ArrayList<>();
        for (int i = 0; i < asked.size(); i += AT_ONCE) {
            changed.addAll(changed(session, commune, asked.subList(i, Math.min(asked.size(), i + AT_ONCE))));
        }
        return changed;
    }

    private static List<Entry> changed(Store.Session session, Commune commune, List<Entry> asked) {
        List<Sum> sums = asked.stream().map(entry -> new Sum()).toList();
        for (Host host : HostsTold.hosts(session, commune)) {
            List<Line> lines = session.coverage()
                    .lines(
                            host.id(),
                            day(asked.getFirst().from()),
                            day(asked.getLast().to()));
            int at = 0;
            for (int i = 0; i < asked.size(); i++) {
                int begin = at;
                while (begin < lines.size()
                        && lines.get(begin).day().isBefore(day(asked.get(i).from()))) {
                    begin++;
                }
                at = begin;
                while (at < lines.size() && asked.get(i).isOf(lines.get(at).day())) {
                    at++;
                }
                sums.get(i).add(host, lines.subList(begin, at));
            }
        }
        List<Entry> changed = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            if (!sums.get(i).said(asked.get(i).to()).equals(asked.get(i).said())) {
                changed.add(asked.get(i));
            }
        }
        return changed;
    }

    /**
     * Names the hosts whose rows are others than an entry says.
     *
     * @param where commune and day of the entry, each with a slash after it
     */
    static void compare(
            Store.Session session, Findings found, Commune commune, Entry entry, LedgerContent said, String where) {
        Map<String, String> are = of(session, commune, entry.from(), entry.to());
        TreeSet<String> hosts = new TreeSet<>();
        said.fields().forEach((name, value) -> {
            if (name.startsWith(HOST) && !value.equals(are.get(name))) {
                hosts.add(name.substring(HOST.length()));
            }
        });
        are.keySet().stream()
                .filter(name -> name.startsWith(HOST) && said.field(name).isEmpty())
                .forEach(name -> hosts.add(name.substring(HOST.length())));
        // The rows of a host that a person had removed since are missed by nobody: the decision in the ledger says so.
        boolean any = hosts.removeIf(host -> isForgotten(session, host, entry.from()));
        hosts.forEach(host -> found.add(Difference.COVERAGE_CHANGED, where + host));
        if (hosts.isEmpty() && !any) {
            found.add(Difference.COVERAGE_CHANGED, where + ALL);
        }
    }

    private static boolean isForgotten(Store.Session session, String host, Instant from) {
        try {
            return session.hosts()
                    .forgotten(new AgentId(host))
                    .filter(from::isBefore)
                    .isPresent();
        } catch (IllegalArgumentException notAHost) {
            return false;
        }
    }
}
