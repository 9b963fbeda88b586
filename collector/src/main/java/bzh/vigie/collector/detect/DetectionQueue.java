package bzh.vigie.collector.detect;

import bzh.vigie.collector.store.AgentId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Batches that were read from the log and wait for detection: a queue per agent, served by deficit round robin over processor time
 * (Shreedhar and Varghese, 1995), charged to agent and commune. Among those that have time left in the round the order of the log counts; one
 * that has none waits for the next round. A batch of one agent never overtakes another of it. Not thread-safe.
 */
final class DetectionQueue {
    /** Processor time of an agent in a round. */
    private static final long AGENT = Duration.ofMillis(20).toNanos();
    /** Processor time of a commune in a round. */
    private static final long COMMUNE = Duration.ofMillis(80).toNanos();
    /** Bytes that wait in memory, as agents deflated them. */
    private static final long MOST_BYTES = 64L << 20;

    /** Records that were read at once, of which some are not judged yet. */
    private static final class Chunk {
        private final long after;
        private final long upTo;
        private int left;

        Chunk(long after, long upTo, int left) {
            this.after = after;
            this.upTo = upTo;
            this.left = left;
        }
    }

    /** A batch that waits. */
    static final class Waiting {
        private final Delivered batch;
        private final Chunk chunk;
        private final long place;

        private Waiting(Delivered batch, Chunk chunk, long place) {
            this.batch = batch;
            this.chunk = chunk;
            this.place = place;
        }

        Delivered batch() {
            return batch;
        }

        /** Number of the record after which it lies in the log. */
        long after() {
            return chunk.after;
        }

        /** Number of the last record that was read with it. */
        long upTo() {
            return chunk.upTo;
        }
    }

    /** Processor time that somebody has left in this round; below zero what it used too much. */
    private static final class Account {
        private final long quantum;
        private long left;

        Account(long quantum) {
            this.quantum = quantum;
            this.left = quantum;
        }

        /** Rounds until there is time left again. */
        long rounds() {
            return left > 0 ? 0 : -left / quantum + 1;
        }

        void refill(long rounds) {
            left = Math.min(quantum, left + rounds * quantum);
        }
    }

    /** The batches of one agent. */
    private static final class Line {
        private final Deque<Waiting> waiting = new ArrayDeque<>();
        private final Account agent;
        private final Account commune;

        Line(Account agent, Account commune) {
            this.agent = agent;
            this.commune = commune;
        }

        long rounds() {
            return Math.max(agent.rounds(), commune.rounds());
        }
    }

    private final Deque<Chunk> chunks = new ArrayDeque<>();
    private final Map<AgentId, Line> lines = new HashMap<>();
    private final Map<String, Account> communes = new HashMap<>();
    /** Agents with batches that wait, by the place of the first. */
    private final TreeMap<Long, Line> heads = new TreeMap<>();

    private long places;
    private long bytes;

    /** Whether enough waits. */
    boolean isFull() {
        return bytes >= MOST_BYTES;
    }

    boolean isEmpty() {
        return heads.isEmpty();
    }

    /** When the batch that waits longest was received; empty where none waits. */
    Optional<Instant> oldest() {
        return heads.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        heads.firstEntry().getValue().waiting.getFirst().batch.received());
    }

    /** Takes what was read after that record, up to that one. */
    void add(List<Delivered> batches, long after, long upTo) {
        Chunk chunk = new Chunk(after, upTo, batches.size());
        chunks.add(chunk);
        for (Delivered batch : batches) {
            Line line = lines.computeIfAbsent(batch.agent(), id -> {
                Account commune = communes.computeIfAbsent(batch.commune().insee(), insee -> new Account(COMMUNE));
                return new Line(new Account(AGENT), commune);
            });
            Waiting last = new Waiting(batch, chunk, places++);
            line.waiting.addLast(last);
            bytes += batch.weight();
            if (line.waiting.size() == 1) {
                heads.put(last.place, line);
            }
        }
    }

    /** The next to be judged, at most that many: each of an agent and a commune that have time left. */
    List<Waiting> take(int most) {
        List<Waiting> taken = new ArrayList<>();
        Set<Line> inDebt = new HashSet<>();
        while (taken.size() < most && !heads.isEmpty()) {
            Optional<Line> next = heads.values().stream()
                    .filter(line -> !inDebt.contains(line))
                    .filter(line -> line.rounds() == 0 || !inDebt.add(line))
                    .findFirst();
            if (next.isEmpty()) {
                if (!taken.isEmpty()) {
                    break;
                }
                refill(heads.values());
                inDebt.clear();
                continue;
            }
            taken.add(removeFirst(next.get()));
        }
        return taken;
    }

    private Waiting removeFirst(Line line) {
        Waiting first = line.waiting.removeFirst();
        heads.remove(first.place);
        if (!line.waiting.isEmpty()) {
            heads.put(line.waiting.getFirst().place, line);
        }
        bytes -= first.batch.weight();
        return first;
    }

    /** As many rounds as it takes until one of them has time left. */
    private void refill(Collection<Line> waiting) {
        long rounds = waiting.stream().mapToLong(Line::rounds).min().orElse(1);
        lines.values().forEach(line -> line.agent.refill(rounds));
        communes.values().forEach(commune -> commune.refill(rounds));
        lines.values().removeIf(line -> line.waiting.isEmpty() && line.agent.left == AGENT);
    }

    /** Puts back, to where they were, what was taken and not judged. */
    void putBack(List<Waiting> taken) {
        for (Waiting each : taken.reversed()) {
            Line line = lines.get(each.batch.agent());
            if (line == null) {
                throw new IllegalStateException("the line of what was taken stays until it is charged");
            }
            if (!line.waiting.isEmpty()) {
                heads.remove(line.waiting.getFirst().place);
            }
            line.waiting.addFirst(each);
            heads.put(each.place, line);
            bytes += each.batch.weight();
        }
    }

    /** Charges one that was judged with the processor time that it took. */
    void judged(Waiting each, long nanos) {
        each.chunk.left--;
        while (!chunks.isEmpty() && chunks.getFirst().left == 0) {
            chunks.removeFirst();
        }
        Line line = lines.get(each.batch.agent());
        if (line != null) {
            line.agent.left -= nanos;
            line.commune.left -= nanos;
        }
    }

    /**
     * The last record up to which all are judged, once these are.
     *
     * @param read last record that was read
     */
    long reached(Collection<Waiting> also, long read) {
        Map<Chunk, Integer> done = new HashMap<>();
        also.forEach(each -> done.merge(each.chunk, 1, Integer::sum));
        for (Chunk chunk : chunks) {
            if (chunk.left > done.getOrDefault(chunk, 0)) {
                return chunk.after;
            }
        }
        return read;
    }

    /** Forgets what waits: it is read again. What was used is not forgotten. */
    void clear() {
        chunks.clear();
        heads.clear();
        lines.values().forEach(line -> line.waiting.clear());
        bytes = 0;
    }
}
