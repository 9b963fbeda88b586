package bzh.vigie.collector.detect;

import bzh.vigie.collector.store.AgentId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Batches that were read from the log and wait for detection: a queue per agent, served by deficit round robin over processor time
 * (Shreedhar and Varghese, 1995), charged to agent and commune. Agents that have used nothing since they came go before all others, and by
 * themselves (RFC 8290, 4.2). Among those that have time left in the round the order of the log counts; one that has none waits for the
 * next round. A batch of one agent never overtakes another of it. Not thread-safe.
 */
final class DetectionQueue {
    /** Processor time of an agent in a round, after which its batch is interrupted. */
    static final long AGENT = Duration.ofMillis(5).toNanos();
    /** Processor time after which those under way give way to an agent that has used nothing since it came. */
    static final long BRIEF = Duration.ofMillis(1).toNanos();
    /** Processor time of a commune in a round. */
    private static final long COMMUNE = Duration.ofMillis(20).toNanos();
    /** Batches that were interrupted and are kept open, with some 50 kB each; others are read from their beginning again. */
    private static final int MOST_OPEN = 256;
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

    /** A batch that waits, or what is left of it. */
    static final class Waiting {
        private final Delivered batch;
        private final Chunk chunk;
        private final long place;
        private @Nullable Opening opening;
        private int done;

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

        /** Its events, from the first that is not done on. */
        Opening opening() {
            Opening open = opening;
            if (open == null) {
                open = new Opening(batch.payload());
                opening = open;
                while (open.index() < done && open.next() instanceof Opening.Piece.One) {
                    // These are done.
                }
            }
            return open;
        }

        /** So many of its events are done for good. */
        void done(int events) {
            done = events;
        }

        /** Lets go of what it holds; it is read again where it goes on. */
        void shut() {
            Opening open = opening;
            if (open != null) {
                open.close();
                opening = null;
            }
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
        /** Whether it used nothing since it came. */
        private boolean fresh = true;

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
    /** Likewise, those that used nothing since they came. */
    private final TreeMap<Long, Line> freshHeads = new TreeMap<>();

    private final LinkedHashSet<Waiting> open = new LinkedHashSet<>();
    private long places;
    private long bytes;

    /** Whether enough waits. */
    boolean isFull() {
        return bytes >= MOST_BYTES;
    }

    boolean isEmpty() {
        return heads.isEmpty() && freshHeads.isEmpty();
    }

    /** Whether an agent waits that has used nothing since it came. */
    boolean hasFresh() {
        return !freshHeads.isEmpty();
    }

    /** When the batch that waits longest was received; empty where none waits. */
    Optional<Instant> oldest() {
        return Stream.of(heads, freshHeads)
                .filter(each -> !each.isEmpty())
                .map(each -> each.firstEntry().getValue().waiting.getFirst())
                .min(Comparator.comparingLong(first -> first.place))
                .map(first -> first.batch.received());
    }

    private Map<Long, Line> heads(Line line) {
        return line.fresh ? freshHeads : heads;
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
                line.fresh = line.agent.left == AGENT;
                heads(line).put(last.place, line);
            }
        }
    }

    /** The next to be judged, at most that many: each of an agent and a commune that have time left. */
    List<Waiting> take(int most) {
        List<Waiting> taken = takeFresh(most);
        if (taken.isEmpty()) {
            taken = take(most, heads);
        }
        if (taken.isEmpty() && !isEmpty()) {
            refill();
            return take(most);
        }
        return taken;
    }

    /** Likewise, of those alone that used nothing since they came. */
    List<Waiting> takeFresh(int most) {
        return take(most, freshHeads);
    }

    private List<Waiting> take(int most, Map<Long, Line> from) {
        List<Waiting> taken = new ArrayList<>();
        Set<Line> inDebt = new HashSet<>();
        while (taken.size() < most) {
            Optional<Line> next = from.values().stream()
                    .filter(line -> !inDebt.contains(line))
                    .filter(line -> line.rounds() == 0 || !inDebt.add(line))
                    .findFirst();
            if (next.isEmpty()) {
                break;
            }
            taken.add(removeFirst(next.get()));
        }
        return taken;
    }

    private Waiting removeFirst(Line line) {
        Waiting first = line.waiting.removeFirst();
        heads(line).remove(first.place);
        if (!line.waiting.isEmpty()) {
            heads(line).put(line.waiting.getFirst().place, line);
        }
        bytes -= first.batch.weight();
        return first;
    }

    /** As many rounds as it takes until one of them has time left. */
    private void refill() {
        long rounds = Stream.of(heads, freshHeads)
                .flatMap(each -> each.values().stream())
                .mapToLong(Line::rounds)
                .min()
                .orElse(1);
        lines.values().forEach(line -> line.agent.refill(rounds));
        communes.values().forEach(commune -> commune.refill(rounds));
        lines.values().removeIf(line -> line.waiting.isEmpty() && line.agent.left == AGENT);
    }

    /** Puts back, to where they were, what was taken and not judged to its end. */
    void putBack(List<Waiting> taken) {
        for (Waiting each : taken.reversed()) {
            Line line = lines.get(each.batch.agent());
            if (line == null) {
                throw new IllegalStateException("the line of what was taken stays until it is charged");
            }
            if (!line.waiting.isEmpty()) {
                heads(line).remove(line.waiting.getFirst().place);
            }
            line.waiting.addFirst(each);
            heads(line).put(each.place, line);
            bytes += each.batch.weight();
            open.remove(each);
            if (each.opening != null) {
                open.add(each);
            }
        }
        while (open.size() > MOST_OPEN) {
            open.removeFirst().shut();
        }
    }

    /** Charges an agent with processor time that was spent on what it sent. */
    void charge(AgentId agent, long nanos) {
        Line line = lines.get(agent);
        if (line == null) {
            return;
        }
        line.agent.left -= nanos;
        line.commune.left -= nanos;
        if (line.fresh) {
            Optional<Long> head = Optional.ofNullable(line.waiting.peekFirst()).map(first -> first.place);
            head.ifPresent(freshHeads::remove);
            line.fresh = false;
            head.ifPresent(place -> heads.put(place, line));
        }
    }

    /** One was judged to its end. */
    void judged(Waiting each) {
        each.shut();
        open.remove(each);
        each.chunk.left--;
        while (!chunks.isEmpty() && chunks.getFirst().left == 0) {
            chunks.removeFirst();
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
        freshHeads.clear();
        open.forEach(Waiting::shut);
        open.clear();
        lines.values().forEach(line -> line.waiting.clear());
        bytes = 0;
    }
}
