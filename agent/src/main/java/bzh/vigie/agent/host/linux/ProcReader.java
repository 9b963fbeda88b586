package bzh.vigie.agent.host.linux;

import bzh.vigie.agent.host.CommandLine;
import bzh.vigie.agent.host.FileIdentity;
import bzh.vigie.agent.host.OpenImage;
import bzh.vigie.agent.host.ProcessFacts;
import bzh.vigie.event.Observed;
import bzh.vigie.event.Observed.Why;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.IntConsumer;

/**
 * Reads {@code /proc/PID} with as few calls as can be, into buffers made once: a process that ends at once lives for a
 * third of a millisecond, and its arguments go with it. Not thread-safe: one for each thread.
 */
final class ProcReader {
    /** Bytes of arguments that are read; the rest is cut. */
    static final int MAX_ARGUMENTS = 16_384;

    private static final String DELETED = " (deleted)";
    private static final int MAX_PATH = 4_096;
    private static final int DIRENT_RECLEN = 16;
    private static final int DIRENT_NAME = 19;

    private final MemorySegment path = Arena.ofAuto().allocate(64);
    private final MemorySegment data = Arena.ofAuto().allocate(MAX_ARGUMENTS);
    private final MemorySegment stat = Arena.ofAuto().allocate(256, 8);
    private final byte[] bytes = new byte[MAX_ARGUMENTS];
    private final byte[] digits = new byte[16];

    /** What can be read of a process, what goes first being read first. */
    ProcessFacts facts(int pid, boolean withFile) {
        int read = read(pid, "/cmdline");
        List<String> arguments = read > 0 ? ProcCmdline.parse(bytes, read, read == MAX_ARGUMENTS) : List.of();
        Optional<OpenImage> file = withFile ? open(pid) : Optional.empty();
        Observed<String> image = image(pid);
        int length = read(pid, "/stat");
        Optional<ProcStat> found = length > 0 ? ProcStat.parse(bytes, length) : Optional.empty();
        boolean dead = found.isEmpty() || found.get().isDead();
        boolean kernelThread = found.isPresent() && found.get().kernelThread();
        return new ProcessFacts(
                pid,
                found.map(s -> OptionalLong.of(s.startTicks())).orElse(OptionalLong.empty()),
                found.map(s -> OptionalInt.of(s.parent())).orElse(OptionalInt.empty()),
                found.map(ProcStat::name).orElse(""),
                uid(pid),
                kernelThread ? Observed.missed(Why.NOT_OFFERED) : image,
                commandLine(arguments, read, dead),
                kernelThread,
                file);
    }

    private static Observed<CommandLine> commandLine(List<String> arguments, int read, boolean dead) {
        if (read > 0 || (read == 0 && !dead)) {
            return Observed.known(new CommandLine.Arguments(arguments));
        }
        return Observed.missed(read < 0 ? why(read) : Why.ENDED);
    }

    private Observed<String> uid(int pid) {
        int length = read(pid, "/status");
        if (length < 0) {
            return Observed.missed(why(length));
        }
        OptionalInt uid = ProcStatus.effectiveUid(bytes, length);
        return uid.isPresent() ? Observed.known(Integer.toUnsignedString(uid.getAsInt())) : Observed.missed(Why.FAILED);
    }

    /** The path of the running program. */
    Observed<String> image(int pid) {
        int length = SystemCalls.readlink(path(pid, "/exe"), data.asSlice(0, MAX_PATH));
        if (length < 0) {
            return Observed.missed(why(length));
        }
        String name = text(length);
        return Observed.known(name.endsWith(DELETED) ? name.substring(0, name.length() - DELETED.length()) : name);
    }

    /** Start ticks of a process; empty when it is gone. */
    OptionalLong startTicks(int pid) {
        int length = read(pid, "/stat");
        return length <= 0
                ? OptionalLong.empty()
                : ProcStat.parse(bytes, length)
                        .map(s -> OptionalLong.of(s.startTicks()))
                        .orElse(OptionalLong.empty());
    }

    /** The running program, open; empty when it is gone or not to be read. */
    private Optional<OpenImage> open(int pid) {
        int fd = SystemCalls.open(path(pid, "/exe"), LibC.O_RDONLY | LibC.O_CLOEXEC);
        if (fd < 0) {
            return Optional.empty();
        }
        if (SystemCalls.statx(fd, stat) < 0) {
            SystemCalls.close(fd);
            return Optional.empty();
        }
        return Optional.of(new ImageFile(fd, identity(stat)));
    }

    /** From a struct statx (statx(2)): ino at 32, size 40, ctime 96, mtime 112, device 136. */
    static FileIdentity identity(MemorySegment statx) {
        long device = ((long) statx.get(ValueLayout.JAVA_INT, 136) << 32)
                | Integer.toUnsignedLong(statx.get(ValueLayout.JAVA_INT, 140));
        return new FileIdentity(
                device,
                statx.get(ValueLayout.JAVA_LONG, 32),
                statx.get(ValueLayout.JAVA_LONG, 40),
                nanos(statx, 112),
                nanos(statx, 96));
    }

    private static long nanos(MemorySegment statx, long offset) {
        return statx.get(ValueLayout.JAVA_LONG, offset) * 1_000_000_000L + statx.get(ValueLayout.JAVA_INT, offset + 8);
    }

    /** Tells every number among the names of a directory such as {@code /proc} or {@code /proc/PID/fd}. */
    void numbers(MemorySegment directory, IntConsumer each) {
        int fd = SystemCalls.open(directory, LibC.O_RDONLY | LibC.O_DIRECTORY | LibC.O_CLOEXEC);
        if (fd < 0) {
            return;
        }
        MemorySegment entries = Arena.ofAuto().allocate(8_192, 8);
        try {
            int length;
            while ((length = SystemCalls.getdents(fd, entries)) > 0) {
                int at = 0;
                while (at + DIRENT_NAME < length) {
                    int number = number(entries, at + DIRENT_NAME);
                    if (number >= 0) {
                        each.accept(number);
                    }
                    at += Short.toUnsignedInt(entries.get(ValueLayout.JAVA_SHORT_UNALIGNED, at + DIRENT_RECLEN));
                }
            }
        } finally {
            SystemCalls.close(fd);
        }
    }

    private static int number(MemorySegment names, long from) {
        long value = 0;
        long at = from;
        byte b;
        while ((b = names.get(ValueLayout.JAVA_BYTE, at++)) != 0) {
            if (b < '0' || b > '9' || value > Integer.MAX_VALUE / 10) {
                return -1;
            }
            value = value * 10 + (b - '0');
        }
        return at == from + 1 ? -1 : (int) value;
    }

    /** Reads a link whose target is short, such as {@code socket:[123]}; the text is cut at 64 bytes, empty if gone. */
    String link(MemorySegment name) {
        int length = SystemCalls.readlink(name, data.asSlice(0, 64));
        return length < 0 ? "" : text(length);
    }

    private int read(int pid, String name) {
        int fd = SystemCalls.open(path(pid, name), LibC.O_RDONLY | LibC.O_CLOEXEC);
        if (fd < 0) {
            return fd;
        }
        int length = SystemCalls.read(fd, data);
        SystemCalls.close(fd);
        if (length > 0) {
            MemorySegment.copy(data, ValueLayout.JAVA_BYTE, 0, bytes, 0, length);
        }
        return length;
    }

    /** {@code /proc/PID} and a name as a C string, valid until the next call. */
    MemorySegment path(int pid, String name) {
        int at = 0;
        at = put(at, "/proc/");
        int count = 0;
        int rest = pid;
        do {
            digits[count++] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        while (count > 0) {
            path.set(ValueLayout.JAVA_BYTE, at++, digits[--count]);
        }
        at = put(at, name);
        path.set(ValueLayout.JAVA_BYTE, at, (byte) 0);
        return path;
    }

    private int put(int from, String ascii) {
        for (int i = 0; i < ascii.length(); i++) {
            path.set(ValueLayout.JAVA_BYTE, from + i, (byte) ascii.charAt(i));
        }
        return from + ascii.length();
    }

    private String text(int length) {
        MemorySegment.copy(data, ValueLayout.JAVA_BYTE, 0, bytes, 0, length);
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private static Why why(int errno) {
        return switch (-errno) {
            case LibC.ENOENT, LibC.ESRCH -> Why.ENDED;
            case LibC.EPERM, LibC.EACCES -> Why.DENIED;
            default -> Why.FAILED;
        };
    }
}
