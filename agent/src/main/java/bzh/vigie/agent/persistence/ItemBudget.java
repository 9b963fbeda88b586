package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.NameList;
import bzh.vigie.event.Item;

/**
 * How much one site may tell, of files or of keys: 20,000 items, and 8 Mi UTF-16 units together in their names, values, sources,
 * targets and what they lead to, with 200 for each item itself, and in the names of what is gone through meanwhile, so that who
 * fills a place costs the agent no more memory than the place is worth. The item that goes over is the last one kept; its reader
 * says then that the site was not read whole (too large). Items that are folded as shipped are not kept and do not count. Used by
 * one thread.
 */
final class ItemBudget {
    private static final int MAX_ITEMS = 20_000;
    private static final int MAX_TEXT = 8 << 20;
    /** Of names at most this much: the first items have room beside any. */
    private static final int MAX_NAMES = MAX_TEXT / 4 * 3;

    private static final int OF_AN_ITEM = 200;
    /** Where it ends. */
    private static final int OF_A_NAME = Integer.BYTES;

    private int items;
    private long text;
    private long names;

    /** An item is kept. */
    void add(Item item) {
        items++;
        text += OF_AN_ITEM
                + item.name().length()
                + item.value().length()
                + item.source().length()
                + item.target().length()
                + item.resolved().stream().mapToInt(String::length).sum();
    }

    /** These names are held from now on. */
    void hold(NameList held) {
        names += units(held);
    }

    /** These names, which were held, no longer are. */
    void release(NameList held) {
        names -= units(held);
    }

    private static long units(NameList names) {
        return names.length() + (long) OF_A_NAME * names.size();
    }

    /** Whether no more are to be kept. */
    boolean isFull() {
        return items >= MAX_ITEMS || text + Math.min(names, MAX_NAMES) >= MAX_TEXT;
    }
}
