package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import bzh.vigie.agent.host.HostText;
import bzh.vigie.agent.host.RegistryValue;
import bzh.vigie.agent.windows.ByteReader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** A registry key that is open, and what Windows tells of it. Used by one thread. */
final class OpenKey implements AutoCloseable {
    static final int QUERY = 0x1 | 0x8;
    static final int READ_CONTROL = 0x2_0000;

    private static final int VIEW_64 = 0x100;
    private static final int OPEN_LINK = 0x8;
    private static final int BASIC = 0;
    private static final int FULL = 2;
    private static final int NAME = 3;
    private static final int VALUE_FULL = 1;
    private static final int OWNER_GROUP_DACL = 7;
    private static final int FIRST_BUFFER = 1 << 10;

    /** The largest value that is asked for at all; Windows advises 1 MiB at most. */
    private static final int LARGEST = 16 << 20;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment length = arena.allocate(4, 4);
    private final long handle;
    private MemorySegment buffer = arena.allocate(FIRST_BUFFER, 8);

    private OpenKey(long handle) {
        this.handle = handle;
    }

    /** The key of that kernel name; the status says why not where it is not open. */
    record Opening(int status, Optional<OpenKey> key) {}

    /** Opens it in the view of a 64-bit program; links are followed. */
    static Opening open(String kernelName, int access) {
        return open(kernelName, access, 0);
    }

    /** Opens the link itself where it is one. */
    static Opening openLink(String kernelName) {
        return open(kernelName, QUERY, OPEN_LINK);
    }

    private static Opening open(String kernelName, int access, int options) {
        Ntdll.Opened opened = Ntdll.openKey(kernelName, access | VIEW_64, options);
        return new Opening(
                opened.status(), opened.isOpen() ? Optional.of(new OpenKey(opened.handle())) : Optional.empty());
    }

    /** A call that fills a buffer and tells how long what it has is. */
    private interface Filling {
        int into(MemorySegment buffer);
    }

    private int fill(Filling filling) {
        int status = filling.into(buffer);
        for (int tries = 0; tries < 4 && NtStatus.wantsMore(status); tries++) {
            int needed = length.get(JAVA_INT, 0);
            if (needed <= buffer.byteSize() || needed > LARGEST) {
                return status;
            }
            buffer = arena.allocate(Math.max(needed, 2 * buffer.byteSize()), 8);
            status = filling.into(buffer);
        }
        return status;
    }

    private byte[] filled() {
        return buffer.asSlice(0, Math.min(Integer.toUnsignedLong(length.get(JAVA_INT, 0)), buffer.byteSize()))
                .toArray(JAVA_BYTE);
    }

    private Optional<byte[]> query(int information) {
        int status = fill(into -> Ntdll.queryKey(handle, information, into, length));
        return NtStatus.isSuccess(status) ? Optional.of(filled()) : Optional.empty();
    }

    /** Its kernel name in the case in which the hive has it; where a link was followed, that of where it leads. */
    Optional<String> name() {
        return query(NAME).map(bytes -> {
            ByteReader reader = ByteReader.of(bytes);
            return HostText.units(reader.bytes(reader.u32()));
        });
    }

    /** Its last write, FILETIME, and its class: KEY_FULL_INFORMATION. */
    Optional<Head> head() {
        return query(FULL).map(bytes -> {
            ByteReader reader = ByteReader.of(bytes);
            long written = reader.i64();
            reader.skip(4);
            long offset = reader.u32();
            long classBytes = reader.u32();
            reader.seek(offset > bytes.length ? bytes.length : offset);
            return new Head(written, classBytes == 0 ? "" : HostText.units(reader.bytes(classBytes)));
        });
    }

    record Head(long written, String className) {}

    /** The subkey of that number. */
    Next<String> subkey(int index) {
        int status = fill(into -> Ntdll.enumerateKey(handle, index, BASIC, into, length));
        if (!NtStatus.isSuccess(status)) {
            return Next.none(status);
        }
        ByteReader reader = ByteReader.of(filled());
        reader.skip(12);
        return Next.of(HostText.units(reader.bytes(reader.u32())));
    }

    /**
     * A value, of whose data the beginning was read.
     *
     * @param bytes how many of it
     * @param size how many there are
     */
    record Value(RegistryValue value, int bytes, long size) {}

    /** The value of that number, with at most so many bytes of its data. */
    Next<Value> value(int index, int atMost) {
        int status = fill(into -> Ntdll.enumerateValue(handle, index, VALUE_FULL, into, length));
        if (!NtStatus.isSuccess(status)) {
            return Next.none(status);
        }
        ByteReader reader = ByteReader.of(filled());
        reader.skip(4);
        int type = reader.i32();
        long offset = reader.u32();
        long size = reader.u32();
        String name = HostText.units(reader.bytes(reader.u32()));
        reader.seek(offset);
        byte[] data = reader.bytes(Math.min(size, atMost));
        return Next.of(new Value(new RegistryValue(name, RegistryValue.Data.of(type, data)), data.length, size));
    }

    /** Its security descriptor without what is audited. */
    Optional<byte[]> security() {
        int status = fill(into -> Ntdll.querySecurity(handle, OWNER_GROUP_DACL, into, length));
        return NtStatus.isSuccess(status) ? Optional.of(filled()) : Optional.empty();
    }

    /**
     * One of several, or why there is none.
     *
     * @param status NO_MORE_ENTRIES after the last
     */
    record Next<T>(Optional<T> value, int status) {
        static <T> Next<T> of(T value) {
            return new Next<>(Optional.of(value), 0);
        }

        static <T> Next<T> none(int status) {
            return new Next<>(Optional.empty(), status);
        }

        boolean isEnd() {
            return value.isEmpty() && status == NtStatus.NO_MORE_ENTRIES;
        }
    }

    @Override
    public void close() {
        Ntdll.close(handle);
        arena.close();
    }
}
