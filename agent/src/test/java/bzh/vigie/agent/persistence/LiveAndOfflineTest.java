package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.linux.LiveMachine;
import bzh.vigie.agent.host.offline.MountedLinux;
import bzh.vigie.event.Item;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Contract: the same system read live and as a tree gives the same items (DESIGN.md 5.8). */
class LiveAndOfflineTest {
    @Test
    void theSameSystemGivesTheSameKeysAndFingerprints() {
        try (Machine live = LiveMachine.open().ifFound().orElseThrow();
                Machine offline = MountedLinux.open(Path.of("/")).ifFound().orElseThrow()) {
            assertEquals("live", live.files().reader());
            assertEquals("offline", offline.files().reader());
            Set<String> onlyLive = null;
            Set<String> onlyAsTree = null;
            // Others change this machine between two readings, and their processes come and go: only a difference of
            // reading is there each time.
            for (int round = 0; round < 4; round++) {
                Set<String> asLive = names(live);
                Set<String> asTree = names(offline);
                assertFalse(asLive.isEmpty());
                onlyLive = both(onlyLive, without(asLive, asTree));
                onlyAsTree = both(onlyAsTree, without(asTree, asLive));
                if (onlyLive.isEmpty() && onlyAsTree.isEmpty()) {
                    return;
                }
            }
            assertEquals(Set.of(), onlyLive, "only read live");
            assertEquals(Set.of(), onlyAsTree, "only read as a tree");
        }
    }

    private static Set<String> both(@Nullable Set<String> some, Set<String> others) {
        Set<String> both = new TreeSet<>(others);
        if (some != null) {
            both.retainAll(some);
        }
        return both;
    }

    private static Set<String> without(Set<String> some, Set<String> others) {
        Set<String> rest = new TreeSet<>(some);
        rest.removeAll(others);
        return rest;
    }

    private static Set<String> names(Machine machine) {
        Set<String> names = new TreeSet<>();
        for (Item item : Scanned.of(machine).items()) {
            // what other tests do in /tmp meanwhile is not of this system
            if (!item.target().startsWith("/tmp/")) {
                names.add(item.location() + " " + item.name() + " " + item.key() + " " + item.fingerprint());
            }
        }
        return names;
    }
}
