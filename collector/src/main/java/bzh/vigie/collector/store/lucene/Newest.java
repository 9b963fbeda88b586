package bzh.vigie.collector.store.lucene;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.util.FixedBitSet;

/**
 * The newest events of a slice, as many as are wanted. Events lie about in the order in which they were received, so those that lie last are looked
 * at first, and what is older than the oldest of enough newer ones is not judged at all. One use.
 */
final class Newest {
    /** Events whose times are held at once. */
    private static final int BLOCK = 1 << 16;

    private static final Comparator<Place> OLDEST_FIRST =
            Comparator.comparingLong(Place::time).thenComparingInt(Place::leaf).thenComparingInt(Place::doc);

    /** Where an event lies. */
    record Place(long time, int leaf, int doc) {}

    /** Judges an event. */
    interface Judge {
        boolean isOne(int doc) throws IOException;
    }

    /** Takes an event and when it was received. */
    interface Timed {
        void take(int doc, long time) throws IOException;
    }

    private final int limit;
    private final PriorityQueue<Place> newest = new PriorityQueue<>(OLDEST_FIRST);

    Newest(int limit) {
        this.limit = limit;
    }

    void offer(LeafReader leaf, int number, FixedBitSet which, Judge judge) throws IOException {
        long[] times = new long[Math.min(BLOCK, Math.max(1, leaf.maxDoc()))];
        for (int start = (Math.max(1, leaf.maxDoc()) - 1) / BLOCK * BLOCK; start >= 0; start -= BLOCK) {
            int from = start;
            int end = Math.min(leaf.maxDoc(), start + BLOCK);
            if (first(which, start, end) < 0) {
                continue;
            }
            times(leaf, which, start, end, (doc, time) -> times[doc - from] = time);
            for (int doc = end - 1; doc >= start; doc--) {
                if (which.get(doc)) {
                    offer(new Place(times[doc - start], number, doc), judge);
                }
            }
        }
    }

    private void offer(Place place, Judge judge) throws IOException {
        boolean full = newest.size() >= limit;
        if (full && OLDEST_FIRST.compare(place, newest.element()) <= 0) {
            return;
        }
        if (judge.isOne(place.doc())) {
            if (full) {
                newest.remove();
            }
            newest.add(place);
        }
    }

    /** Newest first. */
    List<Place> places() {
        List<Place> places = new ArrayList<>(newest);
        places.sort(OLDEST_FIRST.reversed());
        return places;
    }

    /** Each of these events with its time, in the order in which they lie. */
    static void eachTime(LeafReader leaf, FixedBitSet which, Timed taker) throws IOException {
        times(leaf, which, 0, leaf.maxDoc(), taker);
    }

    private static void times(LeafReader leaf, FixedBitSet which, int start, int end, Timed taker) throws IOException {
        SortedNumericDocValues times = DocValues.getSortedNumeric(leaf, Fields.RECEIVED);
        for (int doc = first(which, start, end); doc >= 0; doc = first(which, doc + 1, end)) {
            if (times.advanceExact(doc)) {
                taker.take(doc, times.nextValue());
            }
        }
    }

    private static int first(FixedBitSet which, int from, int end) {
        int next = Readers.next(which, from);
        return next < end ? next : -1;
    }
}
