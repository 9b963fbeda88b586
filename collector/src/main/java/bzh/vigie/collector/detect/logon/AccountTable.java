package bzh.vigie.collector.detect.logon;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The accounts of a commune, a row each, and how many there are. Above the most, the tenth that was not used for longest is forgotten.
 */
final class AccountTable {
    private static final String ACCOUNTS = "logon-accounts/";
    private static final String COUNTS = "logon-account-counts";

    private final LogonMemory memory;
    private final String commune;
    private final int most;

    AccountTable(LogonMemory memory, String commune, int most) {
        this.memory = memory;
        this.commune = commune;
        this.most = most;
    }

    KnownOrigins of(String account) {
        return memory.row(ACCOUNTS + commune, account).map(KnownOrigins::parse).orElseGet(KnownOrigins::new);
    }

    /** Keeps what changed; gives how many accounts were forgotten for it. */
    int keep(String account, KnownOrigins known) {
        byte[] bytes = known.bytes();
        var before = memory.row(ACCOUNTS + commune, account);
        if (before.isPresent() && Arrays.equals(before.get(), bytes)) {
            return 0;
        }
        memory.row(ACCOUNTS + commune, account, bytes);
        if (before.isPresent()) {
            return 0;
        }
        int count = 1
                + memory.row(COUNTS, commune)
                        .map(text -> Integer.parseInt(new String(text, StandardCharsets.US_ASCII)))
                        .orElse(0);
        int forgotten = count > most ? forget(account) : 0;
        memory.row(COUNTS, commune, Integer.toString(count - forgotten).getBytes(StandardCharsets.US_ASCII));
        return forgotten;
    }

    private int forget(String but) {
        record Row(String account, long lastDay) {}
        List<Row> oldest = memory.rows(ACCOUNTS + commune).entrySet().stream()
                .filter(each -> !each.getKey().equals(but))
                .map(each -> new Row(
                        each.getKey(), KnownOrigins.parse(each.getValue()).lastDay()))
                .sorted(Comparator.comparingLong(Row::lastDay).thenComparing(Row::account))
                .limit(1 + most / 10)
                .toList();
        oldest.forEach(each -> memory.forget(ACCOUNTS + commune, each.account()));
        return oldest.size();
    }
}
