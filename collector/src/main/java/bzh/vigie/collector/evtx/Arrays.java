package bzh.vigie.collector.evtx;

import java.util.ArrayList;
import java.util.List;

/** Arrays of values: texts that each end with a zero, or numbers and the like of one width. */
final class Arrays {
    private Arrays() {}

    /** The members; one value of bytes where the type has no known width. Bytes that make no whole member are left out. */
    static List<Value> items(Value.Stored array) {
        int type = array.type() & ~Type.ARRAY;
        int end = array.at() + array.size();
        List<Value> items = new ArrayList<>();
        if (type == Type.STRING || type == Type.ANSI) {
            int unit = type == Type.STRING ? 2 : 1;
            int from = array.at();
            for (int at = from; at + unit <= end; at += unit) {
                if (array.bytes()[at] == 0 && (unit == 1 || array.bytes()[at + 1] == 0)) {
                    items.add(new Value.Stored(array.bytes(), from, at - from, type));
                    from = at + unit;
                }
            }
            if (from + unit <= end) {
                items.add(new Value.Stored(array.bytes(), from, end - from, type));
            }
        } else if (type == Type.SID) {
            for (int at = array.at(); at + 8 <= end; ) {
                int size = Math.min(8 + 4 * (array.bytes()[at + 1] & 0xff), end - at);
                items.add(new Value.Stored(array.bytes(), at, size, type));
                at += size;
            }
        } else if (Type.width(type) == 0) {
            items.add(new Value.Stored(array.bytes(), array.at(), array.size(), Type.BINARY));
        } else {
            int width = Type.width(type);
            for (int at = array.at(); at + width <= end; at += width) {
                items.add(new Value.Stored(array.bytes(), at, width, type));
            }
        }
        return items;
    }
}
