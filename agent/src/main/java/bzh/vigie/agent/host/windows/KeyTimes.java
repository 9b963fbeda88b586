package bzh.vigie.agent.host.windows;

import bzh.vigie.text.LetterCase;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One number over the names of the keys below another, down to some level, and when each was last written to: where it is the same
 * as before, what changed lies deeper. Windows itself writes to deep keys all the time, such as those of the programs that run.
 * Used by one thread.
 */
final class KeyTimes {
    /** More keys than these take too long to be asked each time: there is no number of them. */
    private static final int MOST = 6_000;

    /** Below a user's classes Windows keeps here what its windows look like; nothing in it runs a program. */
    private static final String OF_WINDOWS = "Local Settings";

    private static final long PRIME = 0x9e37_79b9_7f4a_7c15L;

    private int keys;
    private long sum;

    private KeyTimes() {}

    /** That of the key of that kernel name and so many levels below it; empty where they are too many or cannot be read. */
    static OptionalLong of(String kernelName, int levels) {
        KeyTimes times = new KeyTimes();
        return times.below(kernelName, levels) ? OptionalLong.of(times.sum) : OptionalLong.empty();
    }

    private boolean below(String kernelName, int levels) {
        if (++keys > MOST) {
            return false;
        }
        OpenKey.Opening opening = OpenKey.open(kernelName, OpenKey.QUERY);
        if (opening.key().isEmpty()) {
            // Only some may be asked: what cannot be read now is no change.
            mix(opening.status());
            return true;
        }
        try (OpenKey key = opening.key().get()) {
            mix(key.head().value().map(KeyInformation.Head::written).orElse(0L));
            return levels == 0 || subkeys(key, kernelName, levels - 1);
        }
    }

    private boolean subkeys(OpenKey key, String kernelName, int levels) {
        for (int index = 0; ; index++) {
            Optional<String> name = key.subkey(index).value();
            if (name.isEmpty()) {
                return true;
            }
            mix(name.get().hashCode());
            if (!LetterCase.same(name.get(), OF_WINDOWS) && !below(kernelName + "\\" + name.get(), levels)) {
                return false;
            }
        }
    }

    private void mix(long value) {
        long h = (sum ^ value) * PRIME;
        sum = h ^ h >>> 32;
    }
}
