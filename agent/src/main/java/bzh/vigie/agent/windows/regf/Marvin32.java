package bzh.vigie.agent.windows.regf;

/**
 * The checksum of log entries: Marvin32 (Niels Ferguson, US patent 8,649,512; SymCrypt), with the seed of the registry. Words
 * are little-endian; the end is 0x80 and zeros.
 */
final class Marvin32 {
    /**
     * What the registry begins with, as one number: 82EF4D887A4E55C5 in the specification cited at {@link Hive}, "Log entry"
     * (yarp's RegistryFile.py and notatin's transaction_log.rs have the same). Its lower half is 7A4E55C5.
     */
    static final long SEED = 0x82EF_4D88_7A4E_55C5L;

    private int low;
    private int high;
    private int rest = 0x80;

    Marvin32(long seed) {
        low = (int) seed;
        high = (int) (seed >>> 32);
    }

    /** Takes bytes; only the last so taken may be no multiple of four. */
    void add(byte[] bytes, int length) {
        Cell words = new Cell(bytes, length);
        int at = 0;
        for (; at + 4 <= length; at += 4) {
            mix(words.i32(at));
        }
        rest = 0x80 << (8 * (length - at));
        for (int i = length - at - 1; i >= 0; i--) {
            rest |= (bytes[at + i] & 0xff) << (8 * i);
        }
    }

    /** The sum of all that was taken; nothing is taken afterwards. */
    long sum() {
        mix(rest);
        mix(0);
        return Integer.toUnsignedLong(low) | ((long) high << 32);
    }

    private void mix(int word) {
        low += word;
        high ^= low;
        low = Integer.rotateLeft(low, 20) + high;
        high = Integer.rotateLeft(high, 9) ^ low;
        low = Integer.rotateLeft(low, 27) + high;
        high = Integer.rotateLeft(high, 19);
    }
}
