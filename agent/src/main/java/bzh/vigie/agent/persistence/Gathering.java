package bzh.vigie.agent.persistence;

import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.agent.watchlist.Listed;
import bzh.vigie.event.Item;
import bzh.vigie.event.LocationStatus.AsShipped;
import bzh.vigie.event.Sha256;
import bzh.vigie.watchlist.LocalWatchlist;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The items that one reading of a site has found so far: kept up to a budget, in a mass of them folded where as shipped. One thread. */
final class Gathering {
    /** More are not told anyway. */
    static final int MOST_LISTED = 1_000;

    private final List<Item> items = new ArrayList<>();
    private final ItemBudget budget = new ItemBudget();
    private final Optional<ShippedFold> mass;
    private final LocalWatchlist watchlist;
    private final List<Item> listed = new ArrayList<>();

    /** @param watchlist what to look for among what is folded */
    Gathering(Location location, LocalWatchlist watchlist) {
        this.mass = location.isMass() ? Optional.of(new ShippedFold()) : Optional.empty();
        this.watchlist = watchlist;
    }

    /** That name, made distinct by a number where it was counted before under that key. */
    static String distinct(String name, Map<String, Integer> counted, String key) {
        int number = counted.merge(key, 1, Integer::sum);
        return number == 1 ? name : name + " #" + number;
    }

    /** Keeps the item, or folds it. */
    void add(Item item) {
        if (mass.isEmpty() || !mass.get().take(item)) {
            items.add(item);
            budget.add(item);
        } else if (!Listed.entries(watchlist, item).isEmpty()) {
            listed(item);
        }
    }

    /** Whether a file's content is looked for. */
    boolean isListed(Sha256 content) {
        return Listed.entry(watchlist, content).isPresent();
    }

    /** Whether anything is looked for. */
    boolean looksFor() {
        return !watchlist.isEmpty();
    }

    /** Something that was folded is looked for. */
    void listed(Item item) {
        if (listed.size() < MOST_LISTED) {
            listed.add(item);
        }
    }

    /** What was folded and is looked for: at most {@value #MOST_LISTED} items. */
    List<Item> listed() {
        return listed;
    }

    /** Whether no more are to be kept. */
    boolean isFull() {
        return budget.isFull();
    }

    ItemBudget budget() {
        return budget;
    }

    /** What folds, of a place with masses of items. */
    Optional<ShippedFold> mass() {
        return mass;
    }

    List<Item> items() {
        return items;
    }

    /** What was folded. */
    Optional<AsShipped> folded() {
        return mass.map(ShippedFold::result);
    }

    /** Of the values of what is kept, in UTF-8. */
    long bytes() {
        return items.stream()
                .mapToLong(item -> item.value().getBytes(StandardCharsets.UTF_8).length)
                .sum();
    }
}
