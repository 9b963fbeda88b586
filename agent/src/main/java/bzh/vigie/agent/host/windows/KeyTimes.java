package bzh.vigie.agent.host.windows;

import bzh.vigie.text.LetterCase;
import java.security.SecureRandom;
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

    /** Names that give the same number as others can only be found by whoever knows where it begins. */
    private static final long SEED = new SecureRandom().nextLong();

    private static final long PRIME = 0x9e37_79b9_7f4a_7c15L;

    private int keys;
    private long sum = SEED;

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
            KeyInformation.Head head = key.head().value().orElse(KeyInformation.Head.UNKNOWN);
            mix(head.written());
            // Whoever may write to a key may set when that was as well (NtSetInformationKey), but not hide how much it
            // holds.
            mix(head.values());
            mix(head.subkeys());
            return levels == 0 || subkeys(key, kernelName, levels - 1);
        }
    }

    private boolean subkeys(OpenKey key, String kernelName, int levels) {
        for (int index = 0; ; index++) {
            Optional<String> name = key.subkey(index).value();
            if (name.isEmpty()) {
                return true;
            }
            name.get().chars().forEach(this::mix);
            mix(name.get().length());
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
