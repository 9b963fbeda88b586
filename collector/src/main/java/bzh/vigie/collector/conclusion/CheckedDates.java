package bzh.vigie.collector.conclusion;

import bzh.vigie.collector.store.DirectoryAccounts.Reading;
import bzh.vigie.collector.store.Inventories;
import bzh.vigie.collector.store.Inventories.Known;
import bzh.vigie.event.Item;
import java.util.List;

/**
 * Whether dates of passwords of accounts that hold a domain were held against when they were written (decision 0070), as whoever reads it tells.
 *
 * @param areAll it was told of each of them
 * @param hidden objects of those that can be used and hide it while others do not, as items of the inventory name them
 */
public record CheckedDates(boolean areAll, List<String> hidden) {
    /** Stands with an account that hides it, and is what the agent calls that. */
    static final String HIDDEN = "date-unchecked";

    /** Stands with a domain where nothing is told of it: passwords are as old as the directory's own dates say. */
    static final String UNCHECKED = "dates-unchecked";

    static final CheckedDates NONE = new CheckedDates(false, List.of());

    private static final String PLACE = "ad.password-age";
    private static final String CHECKED = "dates-checked";

    public CheckedDates {
        hidden = List.copyOf(hidden);
    }

    static CheckedDates of(Inventories inventories, Reading reading) {
        List<Item> items = inventories.location(reading.reader(), PLACE, "").stream()
                .map(Known::item)
                .toList();
        return new CheckedDates(
                items.stream().anyMatch(item -> item.name().equals(CHECKED)),
                items.stream()
                        .filter(item -> item.name().equals(HIDDEN) && item.enabled())
                        .map(Item::source)
                        .distinct()
                        .sorted()
                        .toList());
    }

    /** Whether nothing is told of any. */
    boolean isNothingTold() {
        return !areAll && hidden.isEmpty();
    }
}
