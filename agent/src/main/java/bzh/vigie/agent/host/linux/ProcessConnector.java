package bzh.vigie.agent.host.linux;

import bzh.vigie.agent.host.ProcessNotices;
import bzh.vigie.agent.host.Refused;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * The kernel's process connector (Documentation/driver-api/connector.rst): one message for each fork, exec and exit. On an
 * exec {@code /proc} is read at once on the receiving thread, which runs ahead of ordinary ones, since a short-lived process
 * takes its arguments with it. Refused without CAP_NET_ADMIN and outside the first network namespace.
 */
final class ProcessConnector implements ProcessNotices {
    /** The clock ticks a second that /proc speaks in, on every architecture that we ship for (time(7), USER_HZ). */
    static final long NANOS_PER_TICK = 10_000_000L;

    private static final int NETLINK_CONNECTOR = 11;
    private static final int CN_IDX_PROC = 1;
    private static final int CLOCK_MONOTONIC = 1;
    private static final int CLOCK_BOOTTIME = 7;
    private static final int QUEUE = 8 << 20;
    private static final int SCHED_RR = 2;
    private static final int SCHED_RESET_ON_FORK = 0x40000000;
    private static final int NICE = -20;
    private static final int MAX_CPUS = 8_192;

    private final Netlink netlink;
    private final ProcReader reader = new ProcReader();
    private final ConnectorMessage message = new ConnectorMessage();
    private final MemorySegment time;
    private int[] lastSequence = new int[16];
    private boolean[] known = new boolean[16];
    private boolean[] doubtful = new boolean[16];
    private boolean ahead;

    private ProcessConnector(Netlink netlink) {
        this.netlink = netlink;
        time = netlink.arena().allocate(16, 8);
    }

    static ProcessConnector open() throws Refused {
        Netlink netlink = Netlink.open(NETLINK_CONNECTOR, CN_IDX_PROC, 4_096, QUEUE);
        try {
            MemorySegment all = netlink.arena().allocate(40, 8);
            ConnectorMessage.writeListen(all);
            netlink.send(all);
            MemorySegment some = netlink.arena().allocate(44, 8);
            ConnectorMessage.writeListen(
                    some,
                    ConnectorMessage.FORK | ConnectorMessage.EXEC | ConnectorMessage.PTRACE | ConnectorMessage.EXIT);
            netlink.send(some);
        } catch (Refused e) {
            netlink.close();
            throw e;
        }
        return new ProcessConnector(netlink);
    }

    @Override
    public boolean next(Watcher watcher) {
        if (!ahead) {
            ahead = true;
            goAhead();
        }
        int length = netlink.receive();
        if (length > 0 && message.read(netlink.buffer(), length)) {
            tell(watcher);
        } else if (length == Netlink.OVERRUN) {
            Arrays.fill(doubtful, true);
            watcher.lost(1);
        }
        return length != Netlink.BROKEN;
    }

    /**
     * On a busy machine with two cores this made the difference between 60 to 80 command lines of 100 processes that end at
     * once (ordinary), 90 to 96 (nice -20) and 99 to 100 (lowest real-time priority). The work for one notice is bounded, and
     * the watcher admits only so many.
     */
    private void goAhead() {
        MemorySegment priority = netlink.arena().allocate(4, 4);
        priority.set(ValueLayout.JAVA_INT, 0, 1);
        if (SystemCalls.scheduleThisThread(SCHED_RR | SCHED_RESET_ON_FORK, priority) < 0) {
            int ignored = SystemCalls.niceThisThread(NICE);
        }
    }

    private void tell(Watcher watcher) {
        if (message.what() == ConnectorMessage.EXEC && watcher.admits()) {
            int pid = message.process();
            watcher.executed(pid, ticks(), reader.facts(pid, true));
        } else if (message.isNewProcess()) {
            watcher.forked(message.parent(), message.child(), ticks());
        } else if (message.isProcessEnd()) {
            watcher.exited(message.process(), message.exitCode());
        } else if (message.isTraceBegin()) {
            watcher.traced(message.tracer(), message.process());
        }
        countLost(watcher);
    }

    private void countLost(Watcher watcher) {
        int cpu = message.cpu();
        if (cpu < 0 || cpu >= MAX_CPUS) {
            return;
        }
        if (cpu >= lastSequence.length) {
            int size = Integer.highestOneBit(cpu) * 2;
            lastSequence = Arrays.copyOf(lastSequence, size);
            known = Arrays.copyOf(known, size);
            doubtful = Arrays.copyOf(doubtful, size);
        }
        // Kinds that are filtered out leave gaps too, so a gap counts only after the kernel said that it dropped some.
        int gap = message.sequence() - lastSequence[cpu] - 1;
        if (known[cpu] && doubtful[cpu] && gap > 0) {
            watcher.lost(gap);
        }
        doubtful[cpu] = false;
        known[cpu] = true;
        lastSequence[cpu] = message.sequence();
    }

    /** The message's time in clock ticks since boot: /proc counts sleep, the connector does not. */
    private long ticks() {
        return (message.nanos() + clock(CLOCK_BOOTTIME) - clock(CLOCK_MONOTONIC)) / NANOS_PER_TICK;
    }

    private long clock(int id) {
        return SystemCalls.clockGettime(id, time) < 0
                ? 0
                : time.get(ValueLayout.JAVA_LONG, 0) * 1_000_000_000L + time.get(ValueLayout.JAVA_LONG, 8);
    }

    @Override
    public void close() {
        netlink.close();
    }
}
