package bzh.vigie.agent.host;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A watch that tells what a test says, of what is watched. Thread-safe. */
public class FakeWatch implements FileWatch, KeyWatch {
    private final LinkedBlockingQueue<List<Change>> told = new LinkedBlockingQueue<>();
    private final Set<HostPath> directories = new HashSet<>();
    private final Set<Key> keys = new HashSet<>();
    private final Set<Key> released = new HashSet<>();

    /** Something of that name in a directory changed: true where that is watched. */
    public synchronized boolean changed(HostPath directory, String name) {
        return directories.contains(directory)
                && told.offer(List.of(new Change.In(directory, Optional.of(directory.child(name)))));
    }

    /** Something in a key changed, or it is gone: how many watches tell of it. */
    public synchronized int changed(String path, boolean gone) {
        int count = 0;
        String folded = WindowsPath.fold(path);
        for (Key key : keys) {
            boolean reaches = key.path().equals(folded)
                    || (key.levels() > 0 && folded.startsWith(key.path() + Registry.SEPARATOR));
            if (reaches && told.offer(List.of(new Change.At(key, gone)))) {
                count++;
            }
        }
        return count;
    }

    /** Whether that key is watched, and was given up before. */
    public synchronized boolean isNew(String path) {
        String folded = WindowsPath.fold(path);
        return released.stream().anyMatch(key -> key.path().equals(folded) && keys.contains(key));
    }

    @Override
    public synchronized Reading<HostPath> watch(HostPath directory) {
        boolean ignored = directories.add(directory);
        return Reading.found(directory);
    }

    @Override
    public synchronized Reading<Key> watch(Key key) {
        boolean ignored = keys.add(key);
        return Reading.found(key);
    }

    @Override
    public synchronized void release(Key key) {
        boolean ignored = keys.remove(key) && released.add(key);
    }

    @Override
    public synchronized void retain(Set<HostPath> wanted) {
        boolean ignored = directories.retainAll(wanted);
    }

    @Override
    public synchronized void retainKeys(Set<Key> wanted) {
        boolean ignored = keys.retainAll(wanted);
    }

    @Override
    public Reading<KeyWatch> keys() {
        return Reading.found(this);
    }

    @Override
    public List<Change> await(Duration atMost) {
        try {
            List<Change> first = told.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
            List<Change> all = new ArrayList<>(first == null ? List.of() : first);
            for (List<Change> more = told.poll(); more != null; more = told.poll()) {
                all.addAll(more);
            }
            return all;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    @Override
    public void wake() {
        boolean ignored = told.offer(List.of());
    }

    @Override
    public void close() {
        wake();
    }
}
