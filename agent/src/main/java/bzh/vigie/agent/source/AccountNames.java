package bzh.vigie.agent.source;

import bzh.vigie.agent.host.Accounts;
import bzh.vigie.agent.host.Accounts.LocalAccount;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.event.Account;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Names of uids of a Linux, read again at most every ten seconds for a uid not known yet, and every five minutes. Thread-safe. */
final class AccountNames {
    private static final long RETRY = TimeUnit.SECONDS.toNanos(10);
    private static final long REFRESH = TimeUnit.MINUTES.toNanos(5);
    private static final int MAX = 65_536;

    private final Accounts accounts;
    private Map<Long, String> names = Map.of();
    private long read;
    private boolean everRead;

    AccountNames(Accounts accounts) {
        this.accounts = accounts;
    }

    /** The account of a uid in decimal; its name is empty where the host does not know it. */
    synchronized Account of(String uid) {
        long number = Long.parseLong(uid);
        long age = System.nanoTime() - read;
        if (!everRead || age > REFRESH || (age > RETRY && !names.containsKey(number))) {
            refresh();
        }
        return new Account(uid, names.getOrDefault(number, ""));
    }

    private void refresh() {
        everRead = true;
        read = System.nanoTime();
        if (accounts.list() instanceof Reading.Found<List<LocalAccount>> found) {
            Map<Long, String> next = new HashMap<>();
            // The first account of a uid is the one that tools name.
            found.value().stream()
                    .limit(MAX)
                    .forEach(a -> next.putIfAbsent(a.uid(), a.account().name()));
            names = next;
        }
    }
}
