package bzh.vigie.agent.source;

import bzh.vigie.agent.host.ProcessFacts;
import bzh.vigie.agent.host.Processes;
import bzh.vigie.agent.host.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Holds the list of processes against what the notices told. Who is in the list and was never told is told now. Who was told and is not in the
 * list twice is asked for by its number: if it still runs it is kept out of the list, which programs that hide do; otherwise its end was
 * not told. The second look comes half a minute after the first. Not thread-safe.
 */
final class ProcessCrossCheck {
    private static final Duration SECOND_LOOK = Duration.ofSeconds(30);
    private static final long ON_ITS_WAY = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int MOST_NAMED = 8;

    private final Processes processes;
    private final LiveProcesses live;
    private final Found found;
    private final Duration every;
    private Map<Integer, Long> absent = Map.of();
    private Set<Integer> hidden = Set.of();
    private int untoldLooks;
    private int untold;
    private long looked = System.nanoTime();

    /** What becomes of what was found. */
    interface Found {
        /** It runs and was not told. */
        void untold(ProcessFacts facts);

        /** It does not run any more and its end was not told. */
        void ended(int pid);
    }

    ProcessCrossCheck(Processes processes, LiveProcesses live, Found found, Duration every) {
        this.processes = processes;
        this.live = live;
        this.found = found;
        this.every = every;
    }

    /** Whether it is time for a look. */
    boolean isDue() {
        boolean again = !absent.isEmpty() && SECOND_LOOK.compareTo(every) < 0;
        return System.nanoTime() - looked > (again ? SECOND_LOOK : every).toNanos();
    }

    /**
     * Looks.
     *
     * @return how many starts and ends were not told
     */
    int look() throws Refused {
        looked = System.nanoTime();
        Map<Integer, Long> before = new HashMap<>();
        live.pids().forEach(pid -> live.get(pid).ifPresent(one -> before.put(pid, one.start())));
        Set<Integer> there = new HashSet<>();
        List<ProcessFacts> unknown = new ArrayList<>();
        processes.running(facts -> {
            there.add(facts.pid());
            if (!facts.kernelThread() && !isKnown(facts)) {
                unknown.add(facts);
            }
        });
        before.keySet().removeAll(there);
        if (unknown.isEmpty() && before.isEmpty()) {
            untoldLooks = 0;
            absent = Map.of();
            hidden = Set.of();
            return 0;
        }
        // A notice may still be on its way.
        LockSupport.parkNanos(ON_ITS_WAY);
        return missed(unknown) + absent(before);
    }

    private boolean isKnown(ProcessFacts facts) {
        return live.get(facts.pid(), facts.startTicks().orElse(0)).isPresent();
    }

    private int missed(List<ProcessFacts> unknown) {
        List<ProcessFacts> missed =
                unknown.stream().filter(facts -> !isKnown(facts)).toList();
        missed.forEach(found::untold);
        untold = missed.size();
        untoldLooks = missed.isEmpty() ? 0 : untoldLooks + 1;
        return missed.size();
    }

    private int absent(Map<Integer, Long> gone) {
        gone.entrySet()
                .removeIf(each -> live.get(each.getKey(), each.getValue()).isEmpty());
        Set<Integer> stillThere = new TreeSet<>();
        int ended = 0;
        for (Map.Entry<Integer, Long> each : gone.entrySet()) {
            if (each.getValue().equals(absent.get(each.getKey()))) {
                if (processes.runs(each.getKey(), each.getValue())) {
                    stillThere.add(each.getKey());
                } else {
                    found.ended(each.getKey());
                    ended++;
                }
            }
        }
        absent = gone;
        hidden = stillThere;
        return ended;
    }

    /** What the looks say against the source, as a detail; empty for nothing. */
    Optional<String> doubt(WatchedSystem system) {
        if (!hidden.isEmpty()) {
            String pids = hidden.stream()
                    .limit(MOST_NAMED)
                    .map(pid -> Integer.toUnsignedString(pid))
                    .collect(Collectors.joining(", "));
            return Optional.of(system.detail("process-hidden", hidden.size(), pids));
        }
        return untoldLooks > 1 ? Optional.of(system.detail("process-untold", untold)) : Optional.empty();
    }
}
