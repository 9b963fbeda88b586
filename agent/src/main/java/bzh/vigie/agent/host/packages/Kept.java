package bzh.vigie.agent.host.packages;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** The descriptions of packages read last, as many as fit: files of one package are asked for one after another. */
final class Kept<T> {
    private static final int MAX_WEIGHT = 2 << 20;

    private final Map<InstalledPackage, T> kept = new LinkedHashMap<>(16, 0.75f, true);
    private final ToIntFunction<T> weight;
    private int total;

    /** Weighed in bytes like that. */
    Kept(ToIntFunction<T> weight) {
        this.weight = weight;
    }

    /** What is kept, or else what reading gives. */
    Optional<T> get(InstalledPackage of, Function<InstalledPackage, Optional<T>> read) {
        T there = kept.get(of);
        if (there != null) {
            return Optional.of(there);
        }
        Optional<T> now = read.apply(of);
        now.ifPresent(value -> put(of, value));
        return now;
    }

    void clear() {
        kept.clear();
        total = 0;
    }

    private void put(InstalledPackage of, T value) {
        total += weight.applyAsInt(value);
        kept.put(of, value);
        Iterator<T> oldest = kept.values().iterator();
        while (total > MAX_WEIGHT && kept.size() > 1) {
            total -= weight.applyAsInt(oldest.next());
            oldest.remove();
        }
    }
}
