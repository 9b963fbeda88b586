package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.KeyGathering;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.WindowsPath;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Reads all that a key holds, number by number, while others may write to it: what goes away meanwhile moves what comes after it,
 * so that one would be passed over or told twice. A key that was written to is read again; one that is written to all the time is
 * told once each name, and counts as not wholly read. Pure.
 */
final class SteadyKey {
    private static final int TRIES = 3;

    /** More values or subkeys than any key has. */
    private static final int MAX = 1 << 20;

    private static final int MAX_DISTINCT = 1 << 14;

    /** A key that is open. */
    interface Source {
        /** Tells the key itself. */
        Next<KeyInformation.Head> head();

        /** The value of that number, with at most so many bytes of its data. */
        Next<KeyInformation.Value> value(int index, int atMost);

        /** The name of the subkey of that number. */
        Next<String> subkey(int index);
    }

    /**
     * One of several, or why there is none.
     *
     * @param status NO_MORE_ENTRIES after the last
     */
    record Next<T>(Optional<T> value, int status) {
        static <T> Next<T> of(T value) {
            return new Next<>(Optional.of(value), 0);
        }

        static <T> Next<T> none(int status) {
            return new Next<>(Optional.empty(), status);
        }

        boolean isEnd() {
            return value.isEmpty() && status == NtStatus.NO_MORE_ENTRIES;
        }
    }

    /** What was read of a key. */
    record Content(KeyInformation.Head head, KeyGathering gathered) {}

    private final Source key;
    private final UnaryOperator<String> told;

    /** Whether two subkeys may be told under one name. */
    private final boolean renames;

    private boolean deleted;

    private SteadyKey(Source key, UnaryOperator<String> told, boolean renames) {
        this.key = key;
        this.told = told;
        this.renames = renames;
    }

    /** All that the key holds; absent where it is deleted. */
    static Reading<Content> read(Source key) {
        return new SteadyKey(key, name -> name, false).read();
    }

    /** The same with other names for its subkeys; of two that have the same then, one is told. */
    static Reading<Content> read(Source key, UnaryOperator<String> told) {
        return new SteadyKey(key, told, true).read();
    }

    private Reading<Content> read() {
        KeyInformation.Head before = head();
        for (int tries = 1; ; tries++) {
            boolean isLast = tries == TRIES;
            KeyGathering gathered = new KeyGathering();
            values(gathered, isLast);
            subkeys(gathered, isLast || renames);
            KeyInformation.Head after = head();
            if (deleted) {
                return Reading.absent();
            }
            boolean isSteady = after.equals(before);
            if (isSteady || isLast) {
                if (!isSteady) {
                    gathered.missed();
                }
                return Reading.found(new Content(after, gathered));
            }
            before = after;
        }
    }

    private KeyInformation.Head head() {
        Next<KeyInformation.Head> head = key.head();
        deleted |= head.status() == NtStatus.KEY_DELETED;
        return head.value().orElse(KeyInformation.Head.UNKNOWN);
    }

    private void values(KeyGathering to, boolean once) {
        Set<String> names = new HashSet<>();
        boolean more = true;
        for (int index = 0; more && index < MAX && !deleted; index++) {
            Next<KeyInformation.Value> next = key.value(index, to.room());
            if (next.value().isPresent()) {
                KeyInformation.Value read = next.value().get();
                if (!once || names.add(WindowsPath.fold(read.value().name()))) {
                    more = to.value(read.value(), read.bytes(), read.size());
                }
            } else if (next.isEnd()) {
                more = false;
            } else {
                more = missed(to, next.status());
            }
        }
    }

    private void subkeys(KeyGathering to, boolean once) {
        Set<String> names = new HashSet<>();
        for (int index = 0; index < MAX && !deleted; index++) {
            Next<String> next = key.subkey(index);
            if (next.value().isPresent()) {
                String name = next.value().get();
                if (!to.hasRoomFor(name)) {
                    return;
                }
                String shown = told.apply(name);
                // More names than that would take too much memory for what is seldom at all.
                if (!once || names.size() >= MAX_DISTINCT || names.add(WindowsPath.fold(shown))) {
                    to.subkey(shown);
                }
            } else if (next.isEnd() || !missed(to, next.status())) {
                return;
            }
        }
    }

    /** Counts what could not be read; whether there may be more after it. */
    private boolean missed(KeyGathering to, int status) {
        deleted |= status == NtStatus.KEY_DELETED;
        to.missed();
        return NtStatus.wantsMore(status);
    }
}
