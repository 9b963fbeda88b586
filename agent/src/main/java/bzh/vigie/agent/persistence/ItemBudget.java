package bzh.vigie.agent.persistence;

import bzh.vigie.event.Item;

/**
 * How much one site may tell: 20,000 items, and 8 Mi characters in them, so that who fills a place with long texts costs the agent
 * no more memory than the place is worth. Used by one thread.
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
