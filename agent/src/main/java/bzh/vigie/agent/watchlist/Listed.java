package bzh.vigie.agent.watchlist;

import bzh.vigie.event.Account;
import bzh.vigie.event.Event;
import bzh.vigie.event.Item;
import bzh.vigie.event.Sha256;
import bzh.vigie.event.WatchlistEntry;
import bzh.vigie.observable.Observables;
import bzh.vigie.watchlist.LocalWatchlist;
import bzh.vigie.watchlist.LocalWatchlist.Kind;
import bzh.vigie.watchlist.LocalWatchlist.Value;
import bzh.vigie.watchlist.NamedLocation;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which of what an agent has read is on a watchlist. Only what it says of an item or a program anyway is compared. Pure. */
public final class Listed {
    private static final int SHA256_DIGITS = 64;
    private static final String FINGERPRINT = "SHA256:";
    private static final int MOST_WORDS = 64;

    private Listed() {}

    /** The entries that an item matches, each once. */
    public static List<WatchlistEntry> entries(LocalWatchlist list, Item item) {
        return list.isEmpty() ? List.of() : entries(list, values(item));
    }

    /** The entries that a program's start matches, each once. */
    public static List<WatchlistEntry> entries(LocalWatchlist list, Event.ProcessStarted program) {
        if (list.isEmpty()) {
            return List.of();
        }
        Set<Value> values = new LinkedHashSet<>();
        program.sha256().ifKnown().ifPresent(hash -> values.add(new Value(Kind.FILE, hash.hex())));
        program.account().ifKnown().map(Account::name).ifPresent(name -> account(name, values));
        return entries(list, values);
    }

    /** The entry of a file's content. */
    public static Optional<WatchlistEntry> entry(LocalWatchlist list, Sha256 content) {
        return list.find(new Value(Kind.FILE, content.hex()));
    }

    private static List<WatchlistEntry> entries(LocalWatchlist list, Set<Value> values) {
        return values.stream()
                .flatMap(value -> list.find(value).stream())
                .distinct()
                .toList();
    }

    private static Set<Value> values(Item item) {
        Set<Value> values = new LinkedHashSet<>();
        item.sha256().ifPresent(hash -> values.add(new Value(Kind.FILE, hash.hex())));
        if (item.authentihash().length() == SHA256_DIGITS) {
            values.add(new Value(Kind.FILE, item.authentihash()));
        }
        NamedLocation.of(item.location()).ifPresent(location -> {
            for (String name : location.names(item.name(), item.source())) {
                named(location.kind(), name, values);
            }
        });
        item.account().ifPresent(account -> account(account.name(), values));
        Observables.values(item.observables(), Observables.Kind.WORD)
                .forEach(digest -> values.add(new Value(Kind.WORD, digest)));
        for (String text : List.of(item.name(), item.value())) {
            if (text.contains(FINGERPRINT)) {
                for (String word : text.split("\\s+", MOST_WORDS)) {
                    if (word.startsWith(FINGERPRINT)) {
                        values.add(new Value(Kind.KEY, word));
                    }
                }
            }
        }
        return values;
    }

    /** A name as it is told, and without what stands before it: a task's folder, an account's domain. */
    private static void named(Kind kind, String name, Set<Value> values) {
        switch (kind) {
            case ACCOUNT -> account(name, values);
            case TASK -> {
                values.add(new Value(kind, name));
                values.add(new Value(kind, name.substring(name.lastIndexOf('\\') + 1)));
            }
            case SERVICE, FILE, KEY, WORD -> values.add(new Value(kind, name));
        }
    }

    /** An account's name as it is told, and without its domain. */
    private static void account(String name, Set<Value> values) {
        if (name.isEmpty()) {
            return;
        }
        values.add(new Value(Kind.ACCOUNT, name));
        int slash = name.lastIndexOf('\\');
        int at = name.indexOf('@');
        if (slash >= 0) {
            values.add(new Value(Kind.ACCOUNT, name.substring(slash + 1)));
        } else if (at > 0) {
            values.add(new Value(Kind.ACCOUNT, name.substring(0, at)));
        }
    }
}
