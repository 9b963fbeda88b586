package bzh.vigie.collector.store.sqlite;

import bzh.vigie.event.ItemTimes;

/**
 * An item of one host, by the numbers of the item tables.
 *
 * @param key number in item_key
 * @param item number in item
 * @param shape number in shape
 * @param firstSeen microseconds: first receipt of anything with this key
 * @param since microseconds: first receipt in this form
 * @param lastSeen microseconds
 * @param times of the item, which are the host's own and so not in the item table
 * @param until microseconds: receipt of its end; {@link #THERE} while it is there
 */
record Entry(
        long key,
        long item,
        long shape,
        long firstSeen,
        long since,
        long lastSeen,
        long reading,
        ItemTimes times,
        long until) {
    static final long THERE = Long.MAX_VALUE;

    Entry seenAgain(long item, long shape, long received, long reading, ItemTimes times) {
        return new Entry(key, item, shape, firstSeen, since, Math.max(lastSeen, received), reading, times, until);
    }

    Entry ended(long received) {
        return new Entry(key, item, shape, firstSeen, since, lastSeen, reading, times, received);
    }
}
