package bzh.vigie.collector.detect.logon;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The accounts of a commune, a row each, and how many there are. Above the most, a tenth is forgotten: of the host that alone tells of most, what
 * was not used for longest, so that no host makes what others tell be forgotten.
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
        record Row(String account, String host, long lastDay) {}
        Map<String, Deque<Row>> byHost = memory.rows(ACCOUNTS + commune).entrySet().stream()
                .filter(each -> !each.getKey().equals(but))
                .map(each -> {
                    KnownOrigins known = KnownOrigins.parse(each.getValue());
                    return new Row(each.getKey(), known.onlyHost(), known.lastDay());
                })
                .sorted(Comparator.comparingLong(Row::lastDay).thenComparing(Row::account))
                .collect(
                        Collectors.groupingBy(Row::host, LinkedHashMap::new, Collectors.toCollection(ArrayDeque::new)));
        int out = 1 + most / 10;
        for (int i = 0; i < out; i++) {
            Row row = Collections.max(byHost.values(), Comparator.comparingInt(Deque::size))
                    .removeFirst();
            memory.forget(ACCOUNTS + commune, row.account());
        }
        return out;
    }
}
