package bzh.vigie.agent.host.linux;

import bzh.vigie.agent.host.Sockets.Owner;
import bzh.vigie.event.Observed;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Which process holds a socket, by the links in {@code /proc/PID/fd}. Looks first at who held sockets before and at who is new, then
 * at all others; takes a thousandth of the processor in the long run, and half a second at first. Not thread-safe.
 */
final class SocketOwners {
    private static final MemorySegment PROC = Arena.global().allocateFrom("/proc");
    private static final int CLOCK_THREAD_CPUTIME_ID = 3;
    private static final long SHARE = 1_000;
    private static final long RESERVE = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int MAX_LIKELY = 256;

    private final ProcReader reader = new ProcReader();
    private final MemorySegment link = Arena.ofAuto().allocate(64);
    private final MemorySegment time = Arena.ofAuto().allocate(16, 8);
    private final Map<Integer, Boolean> likely = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Boolean> eldest) {
            return size() > MAX_LIKELY;
        }
    };
    private Set<Integer> lookedAt = new HashSet<>();
    private long credit = RESERVE;
    private long credited = System.nanoTime();

    Map<Long, Owner> find(Set<Long> inodes) {
        Map<Long, Owner> found = new HashMap<>();
        long now = System.nanoTime();
        credit = Math.min(RESERVE, credit + (now - credited) / SHARE);
        credited = now;
        if (credit <= 0 || inodes.isEmpty()) {
            return found;
        }
        long began = processorTime();
        Set<Long> wanted = new HashSet<>(inodes);
        for (int pid : List.copyOf(likely.keySet())) {
            look(pid, wanted, found);
        }
        if (!wanted.isEmpty()) {
            List<Integer> all = new ArrayList<>();
            reader.numbers(PROC, all::add);
            Set<Integer> there = new HashSet<>(all);
            // Who is new first, then the rest, the latest first.
            for (int i = all.size() - 1; i >= 0 && !wanted.isEmpty(); i--) {
                if (!lookedAt.contains(all.get(i))) {
                    look(all.get(i), wanted, found);
                }
            }
            for (int i = all.size() - 1; i >= 0 && !wanted.isEmpty(); i--) {
                if (lookedAt.contains(all.get(i)) && !likely.containsKey(all.get(i))) {
                    look(all.get(i), wanted, found);
                }
            }
            lookedAt = there;
        }
        credit -= processorTime() - began;
        return found;
    }

    /** What this thread has used of the processor, in nanoseconds; a busy machine costs us time, but no share. */
    private long processorTime() {
        return SystemCalls.clockGettime(CLOCK_THREAD_CPUTIME_ID, time) < 0
                ? 0
                : time.get(ValueLayout.JAVA_LONG, 0) * 1_000_000_000L + time.get(ValueLayout.JAVA_LONG, 8);
    }

    private void look(int pid, Set<Long> wanted, Map<Long, Owner> found) {
        if (wanted.isEmpty()) {
            return;
        }
        String base = "/fd/";
        List<Long> held = new ArrayList<>();
        reader.numbers(reader.path(pid, "/fd"), fd -> {
            int length = SystemCalls.readlink(reader.path(pid, base + fd), link);
            long inode = SocketLink.inode(link, length);
            if (inode >= 0 && wanted.remove(inode)) {
                held.add(inode);
            }
        });
        if (held.isEmpty()) {
            return;
        }
        likely.put(pid, true);
        OptionalLong start = reader.startTicks(pid);
        Observed<String> image = reader.image(pid);
        if (start.isPresent()) {
            held.forEach(inode -> found.put(inode, new Owner(pid, start.getAsLong(), image)));
        }
    }
}
