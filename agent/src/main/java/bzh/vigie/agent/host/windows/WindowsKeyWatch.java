package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.FileWatch.Change;
import bzh.vigie.agent.host.KeyWatch;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.LetterCase;
import bzh.vigie.text.SourceText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Changes of registry keys through NtNotifyChangeKey, each key with an event of its own, so that it is known which one changed; a
 * {@link KeyWaiter} waits for 63 of them (docs/decisions/0017). At most {@link #MOST} keys are watched. A key is opened with no
 * other right than to be told of it, in the view of a 64-bit program, links followed. Thread-safe.
 */
final class WindowsKeyWatch implements KeyWatch, AutoCloseable {
    static final int MOST = 20 * KeyWaiter.ROOM;

    private static final int NOTIFY = 0x10;
    private static final int VIEW_64 = 0x100;

    private final KernelNames names;
    private final Noticed noticed;
    private final Map<Key, KeyWaiter> watched = new HashMap<>();
    private final List<KeyWaiter> waiters = new ArrayList<>();
    private boolean closed;

    WindowsKeyWatch(KernelNames names, Noticed noticed) {
        this.names = names;
        this.noticed = noticed;
    }

    @Override
    public synchronized Reading<Key> watch(Key key) {
        if (closed) {
            return Reading.refused(ReasonCode.STOPPED, SourceText.detail("watch-closed"));
        }
        if (watched.containsKey(key)) {
            // What is gone took itself out.
            return Reading.found(key);
        }
        Optional<String> kernel =
                LetterCase.same(key.path(), "HKU") ? Optional.of(KernelNames.USER) : names.kernel(key.path());
        if (kernel.isEmpty()) {
            return Reading.absent();
        }
        if (watched.size() >= MOST) {
            return Reading.refused(ReasonCode.FAILED, SourceText.detail("watch-keys-none-left", MOST));
        }
        Ntdll.Opened opened = Ntdll.openKey(kernel.get(), NOTIFY | VIEW_64, 0);
        return opened.isOpen() ? arm(key, kernel.get(), opened.handle()) : NtStatus.failed(opened.status(), key.path());
    }

    private Reading<Key> arm(Key key, String kernelName, long handle) {
        Optional<KeyWaiter> free = waiters.stream().filter(KeyWaiter::hasRoom).findFirst();
        if (free.isEmpty()) {
            Ntdll.Opened bell = KeyWaiter.bell();
            if (!bell.isOpen()) {
                Ntdll.close(handle);
                return NtStatus.failed(bell.status(), key.path());
            }
            free = Optional.of(KeyWaiter.start(this::changed, bell.handle()));
            waiters.add(free.get());
        }
        // It may change before it is known here that it is watched.
        watched.put(key, free.get());
        int status = free.get().add(key, kernelName, handle);
        if (!NtStatus.isSuccess(status)) {
            watched.remove(key);
            return NtStatus.failed(status, key.path());
        }
        return Reading.found(key);
    }

    private void changed(Key key, boolean gone) {
        if (gone) {
            synchronized (this) {
                watched.remove(key);
            }
        }
        noticed.add(new Change.At(key, gone));
    }

    @Override
    public synchronized void release(Key key) {
        Optional.ofNullable(watched.remove(key)).ifPresent(waiter -> waiter.drop(key));
    }

    @Override
    public synchronized void retainKeys(Set<Key> keys) {
        watched.entrySet().removeIf(entry -> {
            boolean unwanted = !keys.contains(entry.getKey());
            if (unwanted) {
                entry.getValue().drop(entry.getKey());
            }
            return unwanted;
        });
    }

    @Override
    public synchronized void close() {
        closed = true;
        watched.clear();
        waiters.forEach(KeyWaiter::close);
    }
}
