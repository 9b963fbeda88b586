package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import bzh.vigie.agent.host.CommandLine;
import bzh.vigie.agent.windows.ByteReader;
import bzh.vigie.agent.windows.security.Sid;
import bzh.vigie.event.Observed;
import bzh.vigie.event.Observed.Why;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One process, open: what NtQueryInformationProcess and its token tell of it. Its command line is asked of the kernel
 * (ProcessCommandLineInformation, from Windows 8.1 on); where that has none, it is read out of the process' memory, of which no
 * length and no address is believed. Used and closed by one thread.
 */
final class ProcessView implements AutoCloseable {
    private static final int BASIC = 0;
    private static final int TIMES = 4;
    private static final int IMAGE = 43;
    private static final int COMMAND_LINE = 60;
    private static final int TOKEN_USER = 1;

    /** PEB of 64 bits, ProcessParameters; RTL_USER_PROCESS_PARAMETERS of 64 bits, CommandLine (Microsoft, symbols of ntdll). */
    private static final long PARAMETERS = 0x20;

    private static final long PARAMETERS_COMMAND_LINE = 0x70;
    /** No process has memory there: the last address of a user is below. */
    private static final long KERNEL = 0x7fff_ffff_0000L;

    private static final int TEXT_BYTES = 66_000;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment length = arena.allocate(8, 8);
    private final MemorySegment small = arena.allocate(256, 8);
    private final int pid;
    private final Ntdll.Opened process;
    private final MemorySegment text;

    /** Opens that process; the buffer of at least {@link #buffer} bytes is used while it is open. */
    ProcessView(int pid, MemorySegment text) {
        this.pid = pid;
        this.text = text;
        process = ProcessCalls.open(pid, ProcessCalls.QUERY);
    }

    /** A buffer for views, one at a time. */
    static MemorySegment buffer(Arena arena) {
        return arena.allocate(TEXT_BYTES, 8);
    }

    boolean isOpen() {
        return process.isOpen();
    }

    /** Why it could not be opened. */
    Why why() {
        return why(process.status());
    }

    /** What a refusal means. */
    static Why why(int status) {
        return switch (status) {
            // STATUS_INVALID_CID, STATUS_INVALID_PARAMETER, STATUS_PROCESS_IS_TERMINATING
            case 0xC000_000B, 0xC000_000D, 0xC000_010A -> Why.ENDED;
            case 0xC000_0022, 0xC000_0061 -> Why.DENIED;
            default -> Why.FAILED;
        };
    }

    /** When it was made, FILETIME (KERNEL_USER_TIMES). */
    OptionalLong created() {
        MemorySegment times = small.asSlice(0, 32);
        int status = ProcessCalls.query(process.handle(), TIMES, times, length);
        return NtStatus.isSuccess(status) ? OptionalLong.of(times.get(JAVA_LONG, 0)) : OptionalLong.empty();
    }

    /** Whether it has an end already (KERNEL_USER_TIMES, ExitTime). */
    boolean hasEnded() {
        MemorySegment times = small.asSlice(0, 32);
        int status = ProcessCalls.query(process.handle(), TIMES, times, length);
        return NtStatus.isSuccess(status) && times.get(JAVA_LONG, 8) != 0;
    }

    /** Who made it (PROCESS_BASIC_INFORMATION, InheritedFromUniqueProcessId). */
    OptionalInt parent() {
        MemorySegment basic = small.asSlice(0, 48);
        int status = ProcessCalls.query(process.handle(), BASIC, basic, length);
        return NtStatus.isSuccess(status) ? OptionalInt.of((int) basic.get(JAVA_LONG, 40)) : OptionalInt.empty();
    }

    /** The path of its program, as Windows shows paths (ProcessImageFileNameWin32). */
    Observed<String> image() {
        int status = ProcessCalls.query(process.handle(), IMAGE, text, length);
        if (!NtStatus.isSuccess(status)) {
            return Observed.missed(why(status));
        }
        String path = CountedText.read(text, text.address(), 0);
        return path.isEmpty() ? Observed.missed(Why.NOT_OFFERED) : Observed.known(path);
    }

    /** How it was called. */
    Observed<CommandLine> commandLine() {
        int status = ProcessCalls.query(process.handle(), COMMAND_LINE, text, length);
        if (NtStatus.isSuccess(status)) {
            return Observed.known(new CommandLine.Text(CountedText.read(text, text.address(), 0)));
        }
        return status == NtStatus.INVALID_INFO_CLASS ? outOfItsMemory() : Observed.missed(why(status));
    }

    private Observed<CommandLine> outOfItsMemory() {
        Ntdll.Opened open = ProcessCalls.open(pid, ProcessCalls.QUERY | ProcessCalls.READ_MEMORY);
        if (!open.isOpen()) {
            return Observed.missed(why(open.status()));
        }
        try {
            return outOfItsMemory(open.handle());
        } finally {
            Ntdll.close(open.handle());
        }
    }

    private Observed<CommandLine> outOfItsMemory(long handle) {
        MemorySegment basic = small.asSlice(0, 48);
        int status = ProcessCalls.query(handle, BASIC, basic, length);
        if (!NtStatus.isSuccess(status)) {
            return Observed.missed(why(status));
        }
        MemorySegment pointer = small.asSlice(0, 8);
        long block = basic.get(JAVA_LONG, 8);
        if (!isOfUser(block) || !ProcessCalls.read(handle, block + PARAMETERS, pointer, length)) {
            return Observed.missed(Why.FAILED);
        }
        long parameters = pointer.get(JAVA_LONG, 0);
        MemorySegment counted = small.asSlice(0, 16);
        if (!isOfUser(parameters)
                || !ProcessCalls.read(handle, parameters + PARAMETERS_COMMAND_LINE, counted, length)) {
            return Observed.missed(Why.FAILED);
        }
        int bytes = Math.min(CountedText.length(counted, 0), 2 * CountedText.MOST + 2);
        long address = CountedText.address(counted, 0);
        if (bytes == 0) {
            return Observed.known(new CommandLine.Text(""));
        }
        MemorySegment line = text.asSlice(0, bytes);
        return isOfUser(address) && ProcessCalls.read(handle, address, line, length)
                ? Observed.known(new CommandLine.Text(CountedText.text(line)))
                : Observed.missed(Why.FAILED);
    }

    private static boolean isOfUser(long address) {
        return address > 0 && address < KERNEL;
    }

    /** The SID of whoever it runs as. */
    Observed<String> account() {
        Ntdll.Opened token = ProcessCalls.openToken(process.handle());
        if (!token.isOpen()) {
            return Observed.missed(why(token.status()));
        }
        try {
            // TOKEN_USER: address of the SID u64, attributes u32, and the SID, at most 68 bytes.
            int status = ProcessCalls.queryToken(token.handle(), TOKEN_USER, small, length);
            if (!NtStatus.isSuccess(status)) {
                return Observed.missed(why(status));
            }
            long at = small.get(JAVA_LONG, 0) - small.address();
            long size = Math.min(small.byteSize(), Integer.toUnsignedLong(length.get(JAVA_INT, 0)));
            if (at < 0 || at >= size) {
                return Observed.missed(Why.FAILED);
            }
            ByteReader bytes = ByteReader.of(small.asSlice(at, size - at).toArray(JAVA_BYTE));
            return Sid.read(bytes).map(sid -> Observed.known(sid.toString())).orElse(Observed.missed(Why.FAILED));
        } finally {
            Ntdll.close(token.handle());
        }
    }

    @Override
    public void close() {
        if (process.isOpen()) {
            Ntdll.close(process.handle());
        }
        arena.close();
    }
}
