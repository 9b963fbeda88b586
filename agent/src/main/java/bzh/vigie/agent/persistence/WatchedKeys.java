package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.KeyWatch.Reach;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.host.RegistryKey;
import bzh.vigie.agent.host.WindowsPath;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The keys in which a change would change what one site holds: of each place the key before its first star with all below it, or
 * the key that it names, with all below it where a format asked for something there; where that is not there, the nearest key
 * above it that is. What an item leads to elsewhere is not watched, as files that items run are not. Used by one thread.
 */
final class WatchedKeys {
    private final Registry registry;

    private final Map<String, Reach> there = new LinkedHashMap<>();
    private final Map<String, String> missing = new LinkedHashMap<>();
    private final Map<String, Boolean> looked = new HashMap<>();

    WatchedKeys(Registry registry) {
        this.registry = registry;
    }

    /** One of the site's places, whose names may hold stars. */
    void place(String path) {
        int star = path.indexOf('*');
        String fixed = star < 0 ? path : path.substring(0, path.lastIndexOf(Registry.SEPARATOR, star));
        if (isThere(fixed)) {
            watch(fixed, star < 0 ? Reach.ITSELF : Reach.BELOW);
        } else {
            above(fixed);
        }
    }

    /** Several places stand below one key, which may be large. */
    private boolean isThere(String path) {
        return looked.computeIfAbsent(
                WindowsPath.fold(path), p -> registry.key(p).ifFound().isPresent());
    }

    private void watch(String path, Reach reach) {
        Reach ignored = there.merge(WindowsPath.fold(path), reach, (old, now) -> old == Reach.BELOW ? old : now);
    }

    private void above(String missingPath) {
        String path = missingPath;
        for (int end = path.lastIndexOf(Registry.SEPARATOR); end > 0; end = path.lastIndexOf(Registry.SEPARATOR)) {
            String parent = path.substring(0, end);
            if (isThere(parent)) {
                String ignored = missing.put(WindowsPath.fold(path), parent);
                return;
            }
            path = parent;
        }
    }

    /** The registry for a format that understands the key of that path: what it asks for below that key is watched too. */
    Registry asking(String path) {
        String below = WindowsPath.fold(path) + Registry.SEPARATOR;
        return new Registry() {
            @Override
            public Reading<RegistryKey> key(String asked) {
                if (WindowsPath.fold(asked).startsWith(below)) {
                    watched(path);
                }
                return registry.key(asked);
            }

            @Override
            public Reading<byte[]> security(String asked) {
                return registry.security(asked);
            }

            @Override
            public Optional<String> link(String asked) {
                return registry.link(asked);
            }

            @Override
            public List<Profile> profiles() {
                return registry.profiles();
            }

            @Override
            public void close() {
                // It belongs to whoever opened it.
            }
        };
    }

    /** A key that is watched itself is watched with all below it; others stand below one that is. */
    private void watched(String path) {
        if (there.containsKey(WindowsPath.fold(path))) {
            watch(path, Reach.BELOW);
        }
    }

    Set<KeyInterest> interests() {
        Set<KeyInterest> interests = new LinkedHashSet<>();
        there.forEach((path, reach) -> interests.add(KeyInterest.of(path, reach)));
        missing.forEach((path, parent) -> interests.add(KeyInterest.appearing(parent, path)));
        return interests;
    }
}
