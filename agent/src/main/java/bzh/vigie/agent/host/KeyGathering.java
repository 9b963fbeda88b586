package bzh.vigie.agent.host;

import java.util.ArrayList;
import java.util.List;

/**
 * What a registry key holds, gathered within the bounds that every reader keeps, live or from hives; what lies beyond them is counted.
 * Used by one thread, for one key.
 */
public final class KeyGathering {
    /** Of a value's data no more is looked at, in bytes. */
    public static final int MAX_DATA = 64 << 10;

    /** Bytes of the names and data of the values together. */
    private static final int MAX_VALUES = 4 << 20;

    /** Characters of the names of the subkeys together: the largest key of Windows' own has a third. */
    private static final int MAX_NAMES = 8 << 20;

    private final List<RegistryValue> values = new ArrayList<>();
    private final NameList.Builder subkeys = new NameList.Builder();
    private int roomForValues = MAX_VALUES;
    private int roomForNames = MAX_NAMES;
    private long unread;

    /** How many bytes of the next value's data are of use. */
    public int room() {
        return Math.min(MAX_DATA, roomForValues);
    }

    /**
     * Takes a value; false where no more is taken.
     *
     * @param read how many bytes of its data were read
     * @param size how many it has
     */
    public boolean value(RegistryValue value, int read, long size) {
        unread += read < Math.min(size, MAX_DATA) ? 1 : 0;
        roomForValues -= read + 2 * value.name().length();
        if (roomForValues <= 0) {
            unread++;
            return false;
        }
        values.add(value);
        return true;
    }

    /** Whether there is room for one more subkey of that name; counts it where there is none. */
    public boolean hasRoomFor(String subkey) {
        roomForNames -= subkey.length();
        unread += roomForNames < 0 ? 1 : 0;
        return roomForNames >= 0;
    }

    /** Takes a subkey by the name under which it is told. */
    public void subkey(String name) {
        subkeys.add(name);
    }

    /** Something of the key could not be read. */
    public void missed() {
        unread++;
    }

    public List<RegistryValue> values() {
        return values;
    }

    public NameList subkeys() {
        return subkeys.build();
    }

    /** How much could not be read, or was beyond the bounds. */
    public long unread() {
        return unread;
    }
}
