package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * One number over the names of the keys below another, down to some level, and when each was last written to, and how much it holds: where it is the same
 * as before, what changed lies deeper. Windows itself writes to deep keys all the time, such as those of the programs that run.
 * A key's name, and its time with how much it holds, are asked of the key above, so that only those are opened that have to be
 * looked below. Used by one thread.
 */
final class KeyTimes {
    /** More keys than these take too long to be asked each time: there is no number of them. */
    private static final int MOST = 6_000;

    /** Below a user's classes Windows keeps here what its windows look like; nothing in it runs a program. */
    private static final String OF_WINDOWS = "Local Settings";

    /** Names that give the same number as others can only be found by whoever knows where it begins. */
    private static final long SEED = new SecureRandom().nextLong();

    private static final int KEY_BASIC_INFORMATION = 0;
    private static final int KEY_FULL_INFORMATION = 2;

    private final Arena arena;
    private final MemorySegment length;
    private final MemorySegment space;
    private final MemorySegment head;

    /** One for each level, since the one above goes on with its own. */
    private final List<BasicKey> buffers = new ArrayList<>();

    private int keys;
    private long sum = SEED;

    private KeyTimes(Arena arena) {
        this.arena = arena;
        this.length = arena.allocate(4, 4);
        this.head = arena.allocate(BasicKey.BYTES, 8);
        this.space = arena.allocate(2 * Ntdll.OPEN_BYTES, 8);
    }

    /** That of the key of that kernel name and so many levels below it; empty where they are too many. */
    static OptionalLong of(String kernelName, int levels) {
        try (Arena arena = Arena.ofConfined()) {
            KeyTimes times = new KeyTimes(arena);
            return times.isSummed(kernelName, levels) ? OptionalLong.of(times.sum) : OptionalLong.empty();
        }
    }

    private boolean isSummed(String kernelName, int levels) {
        Ntdll.Opened opened = OpenKey.handle(kernelName, OpenKey.QUERY, 0);
        if (!opened.isOpen()) {
            // Only some may be asked: what cannot be read now is no change.
            mix(opened.status());
            return true;
        }
        try {
            mixHead(Ntdll.queryKey(opened.handle(), KEY_FULL_INFORMATION, head, length));
            return levels <= 0 || below(opened.handle(), 0, levels);
        } finally {
            Ntdll.close(opened.handle());
        }
    }

    /** Whether those below an open key, so many levels of them, are not too many. */
    private boolean below(long key, int depth, int levels) {
        BasicKey subkey = buffer(depth);
        for (int index = 0; ; index++) {
            int status = Ntdll.enumerateKey(key, index, KEY_BASIC_INFORMATION, subkey.buffer(), length);
            if (!isTold(status)) {
                return true;
            }
            if (++keys > MOST) {
                return false;
            }
            subkey.told(length.get(JAVA_INT, 0));
            sum = subkey.nameMixedInto(sum);
            if (!subkey.isNamed(OF_WINDOWS)) {
                // Whoever may write to a key may set when that was as well (NtSetInformationKey),
                // but not hide how much it holds.
                mixHead(Ntdll.enumerateKey(key, index, KEY_FULL_INFORMATION, head, length));
                if (levels > 1 && !belowSubkey(key, subkey.name(), depth + 1, levels - 1)) {
                    return false;
                }
            }
        }
    }

    private boolean belowSubkey(long key, MemorySegment name, int depth, int levels) {
        Ntdll.Opened opened = OpenKey.handle(SegmentAllocator.slicingAllocator(space), key, name, OpenKey.QUERY);
        if (!opened.isOpen()) {
            mix(opened.status());
            return true;
        }
        try {
            return below(opened.handle(), depth, levels);
        } finally {
            Ntdll.close(opened.handle());
        }
    }

    /** A name that did not fit is one all the same. */
    private static boolean isTold(int status) {
        return NtStatus.isSuccess(status) || status == NtStatus.BUFFER_OVERFLOW;
    }

    private BasicKey buffer(int depth) {
        while (buffers.size() <= depth) {
            buffers.add(new BasicKey(arena.allocate(BasicKey.BYTES, 8)));
        }
        return buffers.get(depth);
    }

    private void mixHead(int status) {
        sum = BasicKey.headMixedInto(sum, head, isTold(status) ? length.get(JAVA_INT, 0) : 0);
    }

    private void mix(long value) {
        sum = BasicKey.mixed(sum, value);
    }
}
