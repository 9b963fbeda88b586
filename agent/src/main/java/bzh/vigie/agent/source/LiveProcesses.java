package bzh.vigie.agent.source;

import bzh.vigie.agent.host.ProcessFacts;
import bzh.vigie.event.Observed;
import bzh.vigie.event.Observed.Why;
import bzh.vigie.event.ProcessKey;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The processes that run, as far as the source has heard: who they are when their children start or when they end. At most
 * 65,536; what comes over that is not remembered. Thread-safe.
 */
final class LiveProcesses {
    private static final int MAX = 65_536;
    /** A start taken from the time of a fork notice can fall just behind the boundary of a tick. */
    private static final long TOLERANCE = 1;

    private final String bootId;
    private final Map<Integer, Live> live = new ConcurrentHashMap<>();

    /**
     * One of them.
     *
     * @param start see {@link ProcessKey}
     * @param parent who made it
     * @param told its start was told, so its end is
     */
    record Live(long start, Observed<ProcessKey> parent, Observed<String> image, boolean told) {}

    LiveProcesses(String bootId) {
        this.bootId = bootId;
    }

    ProcessKey key(int pid, long start) {
        return new ProcessKey(bootId, pid, start);
    }

    Optional<Live> get(int pid) {
        return Optional.ofNullable(live.get(pid));
    }

    /** The one of that pid, unless another start shows that the pid was given to another process. */
    Optional<Live> get(int pid, long start) {
        return get(pid).filter(l -> Math.abs(l.start() - start) <= TOLERANCE);
    }

    Observed<ProcessKey> keyOf(int pid) {
        return get(pid).map(l -> Observed.known(key(pid, l.start()))).orElse(Observed.missed(Why.ENDED));
    }

    /** Who made it, unless whoever has that pid now began later: then it was given to another process. */
    Observed<ProcessKey> parentOf(ProcessFacts facts) {
        long start = facts.startTicks().orElse(Long.MAX_VALUE - TOLERANCE);
        return facts.parentPid().isPresent()
                ? get(facts.parentPid().getAsInt())
                        .filter(l -> l.start() <= start + TOLERANCE)
                        .map(l -> Observed.known(key(facts.parentPid().getAsInt(), l.start())))
                        .orElse(Observed.missed(Why.ENDED))
                : Observed.missed(Why.ENDED);
    }

    Observed<String> imageOf(Observed<ProcessKey> process) {
        return process.ifKnown()
                .flatMap(key -> get(key.pid(), key.start()))
                .map(Live::image)
                .orElse(Observed.missed(Why.ENDED));
    }

    void put(int pid, Live process) {
        if (live.size() < MAX || live.containsKey(pid)) {
            live.put(pid, process);
        }
    }

    Optional<Live> remove(int pid) {
        return Optional.ofNullable(live.remove(pid));
    }

    /** All pids now. */
    Iterable<Integer> pids() {
        return live.keySet();
    }
}
