package bzh.vigie.agent.uplink;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A spool in memory for tests. */
final class MemoryOutbox implements Outbox {
    private final Map<Integer, List<Letter>> kept =
            new HashMap<>(Map.of(1, new ArrayList<>(), 2, new ArrayList<>(), 3, new ArrayList<>()));
    private final long[] written = new long[4];
    private final long[] released = new long[4];
    private final long[] opened = {-1, -1, -1, -1};
    private final long[] sent = new long[4];
    private final long[] taken = new long[4];
    private String epoch = "a".repeat(32);
    private Runnable tell = () -> {};

    void add(int lane, String text) {
        Runnable told;
        synchronized (this) {
            ByteString content = ByteString.copyFromUtf8(text);
            lane(lane).add(new Letter(epoch, lane, ++written[lane], content.size(), content));
            told = tell;
        }
        told.run();
    }

    private List<Letter> lane(int lane) {
        return kept.computeIfAbsent(lane, ignored -> new ArrayList<>());
    }

    /** As where all up to this was on the disk when the agent began, and not all that is there. */
    synchronized void openedWith(int lane, long number) {
        opened[lane] = number;
    }

    /** As after a crash before anything was released beyond this. */
    synchronized void releasedUpTo(int lane, long number) {
        release(epoch, lane, number);
    }

    @Override
    public synchronized List<Standing> standings() {
        return LANES.stream()
                .map(lane -> new Standing(
                        lane,
                        epoch,
                        written[lane],
                        released[lane],
                        Math.max(0, opened[lane]),
                        Math.max(sent[lane], opened[lane] < 0 ? written[lane] : opened[lane])))
                .toList();
    }

    @Override
    public synchronized Optional<Letter> take(int lane) {
        Optional<Letter> next =
                lane(lane).stream().filter(each -> each.number() > taken[lane]).findFirst();
        next.ifPresent(each -> {
            taken[lane] = each.number();
            sent[lane] = Math.max(sent[lane], taken[lane]);
        });
        return next;
    }

    @Override
    public synchronized void rewind() {
        System.arraycopy(released, 0, taken, 0, taken.length);
    }

    @Override
    public synchronized void release(String ofEpoch, int lane, long number) {
        if (ofEpoch.equals(epoch) && number > released[lane]) {
            released[lane] = number;
            lane(lane).removeIf(each -> each.number() <= number);
        }
    }

    @Override
    public synchronized void newEpoch() {
        epoch = "b".repeat(32);
        for (int lane : LANES) {
            List<Letter> anew = new ArrayList<>();
            for (Letter each : lane(lane)) {
                anew.add(new Letter(epoch, lane, anew.size() + 1L, each.inflatedSize(), each.deflated()));
            }
            kept.put(lane, anew);
            written[lane] = anew.size();
            opened[lane] = 0;
            sent[lane] = 0;
            released[lane] = 0;
            taken[lane] = 0;
        }
    }

    @Override
    public synchronized void whenFilled(Runnable whom) {
        tell = whom;
    }

    @Override
    public synchronized long bytes() {
        return kept.values().stream()
                .flatMap(List::stream)
                .mapToLong(each -> each.deflated().size())
                .sum();
    }

    @Override
    public synchronized long batches() {
        return kept.values().stream().mapToLong(List::size).sum();
    }

    @Override
    public boolean isStuck() {
        return false;
    }
}
