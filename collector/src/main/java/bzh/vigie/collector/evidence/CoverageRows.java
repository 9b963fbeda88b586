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

    private CoverageRows() {}

    /** From the beginning of a day (UTC) to that of another. */
    static Map<String, String> of(Store.Session session, Commune commune, Instant from, Instant to) {
        Map<String, String> words = new HashMap<>();
        MessageDigest all = Sha256.digest();
        long rows = 0;
        LocalDate first = day(to);
        for (Host host : HostsTold.hosts(session, commune)) {
            List<Line> lines = session.coverage().lines(host.id(), day(from), day(to));
            if (lines.isEmpty()) {
                continue;
            }
            MessageDigest digest = Sha256.digest();
            lines.forEach(line -> digest.update((line.text() + "\n").getBytes(StandardCharsets.UTF_8)));
            byte[] sum = digest.digest();
            all.update(host.id().text().getBytes(StandardCharsets.UTF_8));
            all.update(sum);
            rows += lines.size();
            first = lines.getFirst().day().isBefore(first) ? lines.getFirst().day() : first;
            if (words.size() < MOST) {
                words.put(
                        HOST + host.id().text(),
                        lines.size() + " " + HexFormat.of().formatHex(sum, 0, 16));
            }
        }
        words.put(ALL, rows + " " + first + " " + Sha256.of(all.digest()).hex());
        return words;
    }

    private static LocalDate day(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }

    /**
     * Compares the rows that are there with what an entry says; an entry of an older version says nothing of them.
     *
     * @param where commune and day of the entry, each with a slash after it
     * @param oldest since when rows are kept: those of earlier days were let go of
     */
    static void compare(
            Store.Session session,
            Findings found,
            Commune commune,
            Instant from,
            Instant to,
            LedgerContent said,
            String where,
            LocalDate oldest) {
        String all = said.field(ALL);
        String[] parts = all.split(" ", -1);
        if (parts.length != 3 || LocalDate.parse(parts[1]).isBefore(oldest)) {
            return;
        }
        Map<String, String> are = of(session, commune, from, to);
        if (all.equals(are.get(ALL))) {
            return;
        }
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
        boolean any = hosts.removeIf(host -> isForgotten(session, host, from));
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
