package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.HostText;
import bzh.vigie.agent.host.RegistryValue;
import bzh.vigie.agent.windows.ByteReader;
import java.util.Optional;

/**
 * What Windows tells of a key ("KEY_FULL_INFORMATION structure" and its like, wdm.h). Total: of cut bytes as much as there is. Pure.
 *
 * <pre>
 * the key        0 last write FILETIME · 12 class offset u32 · 16 its bytes u32 · 20 subkeys u32 · 32 values u32 · 44 class
 * its name       0 bytes u32 · 4 name
 * a subkey       0 last write FILETIME · 12 bytes of the name u32 · 16 name
 * a value        4 type u32 · 8 data offset u32 · 12 its bytes u32 · 16 bytes of the name u32 · 20 name · then the data
 * </pre>
 */
final class KeyInformation {
    private KeyInformation() {}

    /**
     * A key itself.
     *
     * @param written FILETIME
     * @param className empty for none
     */
    record Head(long written, long subkeys, long values, String className) {
        static final Head UNKNOWN = new Head(0, 0, 0, "");
    }

    /**
     * A value, of whose data the beginning was read.
     *
     * @param bytes how many of it
     * @param size how many there are
     */
    record Value(RegistryValue value, int bytes, long size) {}

    static Head head(byte[] told) {
        ByteReader bytes = ByteReader.of(told);
        long written = bytes.i64();
        bytes.skip(4);
        long offset = bytes.u32();
        long length = bytes.u32();
        long subkeys = bytes.u32();
        bytes.seek(32);
        long values = bytes.u32();
        bytes.seek(Math.min(offset, told.length));
        return new Head(written, subkeys, values, length == 0 ? "" : HostText.units(bytes.bytes(length)));
    }

    static String name(byte[] told) {
        ByteReader bytes = ByteReader.of(told);
        return HostText.units(bytes.bytes(bytes.u32()));
    }

    static String subkey(byte[] told) {
        ByteReader bytes = ByteReader.of(told);
        bytes.skip(12);
        return HostText.units(bytes.bytes(bytes.u32()));
    }

    /** With at most so many bytes of its data; empty where its name is cut. */
    static Optional<Value> value(byte[] told, int atMost) {
        ByteReader bytes = ByteReader.of(told);
        bytes.skip(4);
        int type = bytes.i32();
        long offset = bytes.u32();
        long size = bytes.u32();
        String name = HostText.units(bytes.bytes(bytes.u32()));
        if (bytes.failed()) {
            return Optional.empty();
        }
        bytes.seek(Math.min(offset, told.length));
        byte[] data = bytes.bytes(Math.min(Math.min(size, atMost), bytes.remaining()));
        return Optional.of(new Value(new RegistryValue(name, RegistryValue.Data.of(type, data)), data.length, size));
    }
}
