package bzh.vigie.agent.persistence;

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
 * The keys in which a change would change what one site holds: of each place the key before its first star, as deep as the place
 * goes and one level more where it ends in a star, or the key that it names, as deep as a format asked for something below it; and
 * the nearest key above that, where it comes, goes and is replaced. What an item leads to elsewhere is not watched, as files that
 * items run are not. Used by one thread.
 */
final class WatchedKeys {
    private final Registry registry;

    private final Map<String, Integer> there = new LinkedHashMap<>();
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
            // What a key of any name means stands in keys below it as often as in itself.
            watch(fixed, depth(path.substring(fixed.length())) + (path.endsWith("*") ? 1 : 0));
        }
        above(fixed);
    }

    /** Several places stand below one key, which may be large. */
    private boolean isThere(String path) {
        return looked.computeIfAbsent(
                WindowsPath.fold(path), p -> registry.key(p).ifFound().isPresent());
    }

    private void watch(String path, int levels) {
        int ignored = there.merge(WindowsPath.fold(path), levels, Math::max);
    }

    /** How many names it has, each after a separator. */
    private static int depth(String below) {
        return (int) below.chars().filter(c -> c == Registry.SEPARATOR).count();
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
                String folded = WindowsPath.fold(asked);
                if (folded.startsWith(below)) {
                    watched(folded);
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

    /** The key above it that is watched is so down to it. */
    private void watched(String path) {
        for (int end = path.lastIndexOf(Registry.SEPARATOR);
                end > 0;
                end = path.lastIndexOf(Registry.SEPARATOR, end - 1)) {
            String above = path.substring(0, end);
            if (there.containsKey(above)) {
                watch(above, depth(path.substring(end)));
                return;
            }
        }
    }

    Set<KeyInterest> interests() {
        Set<KeyInterest> interests = new LinkedHashSet<>();
        there.forEach((path, levels) -> interests.add(KeyInterest.of(path, levels)));
        missing.forEach((path, parent) -> interests.add(KeyInterest.appearing(parent, path)));
        return interests;
    }
}
