package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_CHAR;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import bzh.vigie.agent.host.HostText;
import bzh.vigie.agent.host.Reading;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * The calls of the native interface of Windows (ntdll, documented for drivers as Zw*) that files and the registry are read
 * with. Names are counted, so that one that holds a NUL, which no program of the Win32 interface can open, is read like any
 * other. Each call gives its {@link NtStatus}. Safe for any thread.
 */
final class Ntdll {
    private static final SymbolLookup LIBRARY = library();

    private static final int CASE_INSENSITIVE = 0x40;
    private static final int SHARE_ALL = 7;
    private static final int OBJECT_ATTRIBUTES_BYTES = 48;
    private static final int LONGEST_NAME = 32_766;

    /** Memory that opening a key by a name that is there already takes: a handle, OBJECT_ATTRIBUTES and UNICODE_STRING. */
    static final int OPEN_BYTES = 8 + OBJECT_ATTRIBUTES_BYTES + 16;

    private static final int LINK_QUERY = 0x1;
    private static final byte EXPOSE_PLACEHOLDERS = 2;
    private static final int LINK_BYTES = 2_048;

    private static final MethodHandle OPEN_FILE =
            call("NtOpenFile", ADDRESS, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle READ_FILE =
            call("NtReadFile", JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle QUERY_FILE =
            call("NtQueryInformationFile", JAVA_LONG, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle QUERY_VOLUME =
            call("NtQueryVolumeInformationFile", JAVA_LONG, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle QUERY_DIRECTORY = call(
            "NtQueryDirectoryFile",
            JAVA_LONG,
            JAVA_LONG,
            ADDRESS,
            ADDRESS,
            ADDRESS,
            ADDRESS,
            JAVA_INT,
            JAVA_INT,
            JAVA_BYTE,
            ADDRESS,
            JAVA_BYTE);
    private static final MethodHandle FILE_CONTROL = call(
            "NtFsControlFile",
            JAVA_LONG,
            JAVA_LONG,
            ADDRESS,
            ADDRESS,
            ADDRESS,
            JAVA_INT,
            ADDRESS,
            JAVA_INT,
            ADDRESS,
            JAVA_INT);
    private static final MethodHandle OPEN_LINK = call("NtOpenSymbolicLinkObject", ADDRESS, JAVA_INT, ADDRESS);
    private static final MethodHandle QUERY_LINK = call("NtQuerySymbolicLinkObject", JAVA_LONG, ADDRESS, ADDRESS);
    private static final MethodHandle OPEN_KEY = call("NtOpenKeyEx", ADDRESS, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle QUERY_KEY = call("NtQueryKey", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
    private static final MethodHandle ENUMERATE_KEY =
            call("NtEnumerateKey", JAVA_LONG, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
    private static final MethodHandle ENUMERATE_VALUE =
            call("NtEnumerateValueKey", JAVA_LONG, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
    private static final MethodHandle QUERY_SECURITY =
            call("NtQuerySecurityObject", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
    private static final MethodHandle SYSTEM_TIME = call("NtQuerySystemTime", ADDRESS);
    private static final MethodHandle CLOSE = call("NtClose", JAVA_LONG);

    private Ntdll() {}

    /** What an open gave: a handle where the status is success, otherwise zero. */
    record Opened(int status, long handle) {
        boolean isOpen() {
            return NtStatus.isSuccess(status);
        }
    }

    @SuppressWarnings("restricted") // native access is what this class is for
    private static SymbolLookup library() {
        return SymbolLookup.libraryLookup("ntdll", Arena.global());
    }

    /** A call that gives its status. */
    static MethodHandle call(String name, MemoryLayout... arguments) {
        return NativeCalls.call("ntdll", name, JAVA_INT, arguments);
    }

    /**
     * Opens a file or directory that others go on using as they like.
     *
     * @param root the directory that the name is relative to, or 0 for a name from the root of all objects
     */
    static Opened openFile(long root, String name, int access, int options) {
        return openFile(root, name, access, options, 0);
    }

    /** The same with more attributes of the object's name (OBJ_*). */
    static Opened openFile(long root, String name, int access, int options, int more) {
        if (name.length() > LONGEST_NAME) {
            return new Opened(NtStatus.NAME_NOT_FOUND, 0);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment handle = arena.allocate(ADDRESS);
            MemorySegment attributes = attributes(arena, root, name);
            attributes.set(JAVA_INT, 24, CASE_INSENSITIVE | more);
            MemorySegment io = arena.allocate(16, 8);
            int status = (int) OPEN_FILE.invokeExact(handle, access, attributes, io, SHARE_ALL, options);
            return new Opened(status, NtStatus.isSuccess(status) ? handle.get(JAVA_LONG, 0) : 0);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** What the object of that name stands for where it is a link among objects, such as a drive's letter. */
    static Reading<String> linkTarget(String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment handle = arena.allocate(ADDRESS);
            int opened = (int) OPEN_LINK.invokeExact(handle, LINK_QUERY, attributes(arena, 0, name));
            if (!NtStatus.isSuccess(opened)) {
                return NtStatus.failed(opened, name);
            }
            MemorySegment text = arena.allocate(LINK_BYTES, 2);
            MemorySegment counted = arena.allocate(16, 8);
            counted.set(JAVA_SHORT, 2, (short) LINK_BYTES);
            counted.set(ADDRESS, 8, text);
            int status = (int) QUERY_LINK.invokeExact(handle.get(JAVA_LONG, 0), counted, MemorySegment.NULL);
            close(handle.get(JAVA_LONG, 0));
            int length = Math.min(Short.toUnsignedInt(counted.get(JAVA_SHORT, 0)), LINK_BYTES);
            return NtStatus.isSuccess(status)
                    ? Reading.found(HostText.units(text.asSlice(0, length).toArray(JAVA_BYTE)))
                    : NtStatus.failed(status, name);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** Opens a key by its kernel name; {@code options} are those of RegCreateKeyEx. */
    static Opened openKey(String name, int access, int options) {
        if (name.length() > LONGEST_NAME) {
            return new Opened(NtStatus.NAME_NOT_FOUND, 0);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment handle = arena.allocate(ADDRESS);
            MemorySegment attributes = attributes(arena, 0, name);
            int status = (int) OPEN_KEY.invokeExact(handle, access, attributes, options);
            return new Opened(status, NtStatus.isSuccess(status) ? handle.get(JAVA_LONG, 0) : 0);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /**
     * Opens a key below an open one.
     *
     * @param space takes {@value #OPEN_BYTES} bytes of the call's own
     * @param name its units, which the call reads where they are; at most 32,766
     */
    static Opened openKey(SegmentAllocator space, long root, MemorySegment name, int access, int options) {
        try {
            MemorySegment handle = space.allocate(ADDRESS);
            MemorySegment attributes = attributes(space, root, name, name.byteSize());
            int status = (int) OPEN_KEY.invokeExact(handle, access, attributes, options);
            return new Opened(status, NtStatus.isSuccess(status) ? handle.get(JAVA_LONG, 0) : 0);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    private static MemorySegment attributes(SegmentAllocator arena, long root, String name) {
        MemorySegment text = arena.allocate(2L * Math.max(1, name.length()), 2);
        MemorySegment.copy(name.toCharArray(), 0, text, JAVA_CHAR, 0, name.length());
        return attributes(arena, root, text, 2L * name.length());
    }

    /** OBJECT_ATTRIBUTES with a UNICODE_STRING. */
    private static MemorySegment attributes(SegmentAllocator arena, long root, MemorySegment text, long bytes) {
        MemorySegment counted = arena.allocate(16, 8);
        counted.set(JAVA_SHORT, 0, (short) bytes);
        counted.set(JAVA_SHORT, 2, (short) bytes);
        counted.set(ADDRESS, 8, text);
        MemorySegment attributes = arena.allocate(OBJECT_ATTRIBUTES_BYTES, 8);
        attributes.set(JAVA_INT, 0, OBJECT_ATTRIBUTES_BYTES);
        attributes.set(JAVA_LONG, 8, root);
        attributes.set(ADDRESS, 16, counted);
        attributes.set(JAVA_INT, 24, CASE_INSENSITIVE);
        return attributes;
    }

    /** Reads from that place on; how many bytes came stands at 8 of {@code io}. */
    static int readFile(long file, long at, MemorySegment io, MemorySegment buffer, MemorySegment place) {
        place.set(JAVA_LONG, 0, at);
        try {
            return (int) READ_FILE.invokeExact(
                    file,
                    0L,
                    MemorySegment.NULL,
                    MemorySegment.NULL,
                    io,
                    buffer,
                    (int) buffer.byteSize(),
                    place,
                    MemorySegment.NULL);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** FILE_INFORMATION_CLASS. */
    static int queryFile(long file, MemorySegment io, MemorySegment buffer, int information) {
        try {
            return (int) QUERY_FILE.invokeExact(file, io, buffer, (int) buffer.byteSize(), information);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** FS_INFORMATION_CLASS. */
    static int queryVolume(long file, MemorySegment io, MemorySegment buffer, int information) {
        try {
            return (int) QUERY_VOLUME.invokeExact(file, io, buffer, (int) buffer.byteSize(), information);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** As many of the next entries as fit. */
    static int queryDirectory(long directory, MemorySegment io, MemorySegment buffer, int information) {
        try {
            return (int) QUERY_DIRECTORY.invokeExact(
                    directory,
                    0L,
                    MemorySegment.NULL,
                    MemorySegment.NULL,
                    io,
                    buffer,
                    (int) buffer.byteSize(),
                    information,
                    (byte) 0,
                    MemorySegment.NULL,
                    (byte) 0);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** A control code without input. */
    static int fileControl(long file, MemorySegment io, int code, MemorySegment buffer) {
        try {
            return (int) FILE_CONTROL.invokeExact(
                    file, 0L, MemorySegment.NULL, MemorySegment.NULL, io, code, MemorySegment.NULL, 0, buffer, (int)
                            buffer.byteSize());
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** KEY_INFORMATION_CLASS; {@code length} takes how many bytes there are. */
    static int queryKey(long key, int information, MemorySegment buffer, MemorySegment length) {
        try {
            return (int) QUERY_KEY.invokeExact(key, information, buffer, (int) buffer.byteSize(), length);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** The subkey of that number. */
    static int enumerateKey(long key, int index, int information, MemorySegment buffer, MemorySegment length) {
        try {
            return (int) ENUMERATE_KEY.invokeExact(key, index, information, buffer, (int) buffer.byteSize(), length);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** The value of that number. */
    static int enumerateValue(long key, int index, int information, MemorySegment buffer, MemorySegment length) {
        try {
            return (int) ENUMERATE_VALUE.invokeExact(key, index, information, buffer, (int) buffer.byteSize(), length);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** SECURITY_INFORMATION of an open object, self-relative. */
    static int querySecurity(long object, int information, MemorySegment buffer, MemorySegment length) {
        try {
            return (int) QUERY_SECURITY.invokeExact(object, information, buffer, (int) buffer.byteSize(), length);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** What the clock says that stamps files, FILETIME. */
    static long systemTime() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment time = arena.allocate(8, 8);
            int ignored = (int) SYSTEM_TIME.invokeExact(time);
            return time.get(JAVA_LONG, 0);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    static void close(long handle) {
        try {
            int ignored = (int) CLOSE.invokeExact(handle);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /**
     * Lets this process see files that a cloud keeps as what they are, by tag and attributes, which Windows hides from some programs
     * (RtlSetProcessPlaceholderCompatibilityMode, PHCM_EXPOSE_PLACEHOLDERS). A Windows without the call has no such files.
     */
    @SuppressWarnings("restricted")
    static void exposePlaceholders() {
        MethodHandle call = LIBRARY.find("RtlSetProcessPlaceholderCompatibilityMode")
                .map(address ->
                        Linker.nativeLinker().downcallHandle(address, FunctionDescriptor.of(JAVA_BYTE, JAVA_BYTE)))
                .orElse(MethodHandles.empty(MethodType.methodType(byte.class, byte.class)));
        try {
            byte ignored = (byte) call.invokeExact(EXPOSE_PLACEHOLDERS);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }
}
