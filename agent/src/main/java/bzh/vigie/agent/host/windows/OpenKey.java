package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import bzh.vigie.agent.host.windows.SteadyKey.Next;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.Optional;
import java.util.function.Function;

/**
 * A registry key that is open, and what Windows tells of it. Whatever a key holds, one buffer of at most 128 KiB takes it: of a
 * larger value its beginning. Used by one thread.
 */
final class OpenKey implements SteadyKey.Source, AutoCloseable {
    static final int QUERY = 0x1 | 0x8;
    static final int READ_CONTROL = 0x2_0000;

    private static final int VIEW_64 = 0x100;
    private static final int OPEN_LINK = 0x8;
    private static final int BACKUP = 0x4;
    private static final int BASIC = 0;
    private static final int FULL = 2;
    private static final int NAME = 3;
    private static final int VALUE_FULL = 1;
    private static final int OWNER_GROUP_DACL = 7;
    private static final int FIRST_BUFFER = 1 << 12;

    /** The longest name of a value, what is looked at of its data, and more. */
    private static final int LARGEST = 128 << 10;

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

    /** One whose access list forbids it is opened as for a backup, which the process may have the privilege for. */
    static Ntdll.Opened handle(String kernelName, int access, int options) {
        Ntdll.Opened opened = Ntdll.openKey(kernelName, access | VIEW_64, options);
        return opened.status() == NtStatus.ACCESS_DENIED
                ? Ntdll.openKey(kernelName, access | VIEW_64, options | BACKUP)
                : opened;
    }

    /** The same of a key below an open one; the memory is that of {@link Ntdll#openKey}, twice. */
    static Ntdll.Opened handle(SegmentAllocator space, long root, MemorySegment name, int access) {
        Ntdll.Opened opened = Ntdll.openKey(space, root, name, access | VIEW_64, 0);
        return opened.status() == NtStatus.ACCESS_DENIED
                ? Ntdll.openKey(space, root, name, access | VIEW_64, BACKUP)
                : opened;
    }

    private static Opening open(String kernelName, int access, int options) {
        Ntdll.Opened opened = handle(kernelName, access, options);
        return new Opening(
                opened.status(), opened.isOpen() ? Optional.of(new OpenKey(opened.handle())) : Optional.empty());
    }

    /** A call that fills a buffer and tells how long what it has is. */
    private interface Filling {
        int into(MemorySegment buffer);
    }

    /** Calls once more with a larger buffer where one of that size takes more. */
    private int fill(Filling filling) {
        int status = filling.into(buffer);
        for (int tries = 0; tries < 4 && NtStatus.wantsMore(status); tries++) {
            long needed = Math.min(Integer.toUnsignedLong(length.get(JAVA_INT, 0)), LARGEST);
            if (needed <= buffer.byteSize()) {
                return status;
            }
            buffer = arena.allocate(Math.min(Math.max(needed, 2 * buffer.byteSize()), LARGEST), 8);
            status = filling.into(buffer);
        }
        return status;
    }

    private byte[] filled() {
        return buffer.asSlice(0, Math.min(Integer.toUnsignedLong(length.get(JAVA_INT, 0)), buffer.byteSize()))
                .toArray(JAVA_BYTE);
    }

    private <T> Next<T> told(int status, Function<byte[], T> parse) {
        return NtStatus.isSuccess(status) ? Next.of(parse.apply(filled())) : Next.none(status);
    }

    /** Its kernel name in the case in which the hive has it; where a link was followed, that of where it leads. */
    Optional<String> name() {
        return told(fill(into -> Ntdll.queryKey(handle, NAME, into, length)), KeyInformation::name)
                .value();
    }

    @Override
    public Next<KeyInformation.Head> head() {
        return told(fill(into -> Ntdll.queryKey(handle, FULL, into, length)), KeyInformation::head);
    }

    @Override
    public Next<String> subkey(int index) {
        return told(fill(into -> Ntdll.enumerateKey(handle, index, BASIC, into, length)), KeyInformation::subkey);
    }

    @Override
    public Next<KeyInformation.Value> value(int index, int atMost) {
        int status = fill(into -> Ntdll.enumerateValue(handle, index, VALUE_FULL, into, length));
        // What does not fit is cut off at its end, and the length of the whole is told all the same.
        return NtStatus.isSuccess(status) || status == NtStatus.BUFFER_OVERFLOW
                ? KeyInformation.value(filled(), atMost).map(Next::of).orElseGet(() -> Next.none(status))
                : Next.none(status);
    }

    /** Its security descriptor without what is audited. */
    Next<byte[]> security() {
        return told(fill(into -> Ntdll.querySecurity(handle, OWNER_GROUP_DACL, into, length)), bytes -> bytes);
    }

    @Override
    public void close() {
        Ntdll.close(handle);
        arena.close();
    }
}
