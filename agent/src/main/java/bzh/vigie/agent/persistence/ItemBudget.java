package bzh.vigie.agent.persistence;

import bzh.vigie.event.Item;

/**
 * How much one site may tell, of files or of keys: 20,000 items, and 8 Mi UTF-16 units in their names, values, sources, targets
 * and what they lead to, so that who fills a place with long texts costs the agent no more memory than the place is worth. The
 * item that goes over is the last one kept; its reader says then that the site was not read whole (too large). Items that are
 * folded as shipped are not kept and do not count. Used by one thread.
 */
final class ItemBudget {
    private static final int MAX_ITEMS = 20_000;
    private static final int MAX_TEXT = 8 << 20;

    private int items;
    private int text;

    /** An item is kept. */
    void add(Item item) {
        items++;
        text += item.name().length()
                + item.value().length()
                + item.source().length()
                + item.target().length()
                + item.resolved().stream().mapToInt(String::length).sum();
    }

    /** Whether no more are to be kept. */
    boolean isFull() {
        return items >= MAX_ITEMS || text >= MAX_TEXT;
    }
}
