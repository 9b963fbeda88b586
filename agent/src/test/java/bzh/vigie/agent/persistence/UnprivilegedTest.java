package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.linux.AsNobody;
import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.agent.persistence.catalogue.Location.Scope;
import bzh.vigie.event.Item;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.ReasonCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody who is not the superuser gets to see: another's home is unreadable, never absent. */
class UnprivilegedTest {
    @TempDir
    private Path folder;

    private Path root;
    private Path closed;
    private final List<Item> items = new ArrayList<>();
    private final List<Scan.Place> places = new ArrayList<>();

    @BeforeEach
    void aHomeThatIsClosed() throws IOException {
        root = folder.resolve("root");
        Trees.write(
                root,
                "/etc/passwd",
                "mallory:x:4711:4711::/home/mallory:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/sh\n");
        Trees.write(root, "/home/mallory/.ssh/authorized_keys", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA mallory\n");
        Trees.write(root, "/home/mallory/.bashrc", "alias sudo=/tmp/sudo\n");
        Trees.write(root, "/home/alice/.bashrc", "alias ll='ls -l'\n");
        closed = root.resolve("home/mallory");
        mode(closed, "---------");
        mode(folder, "rwxr-xr-x");
    }

    @AfterEach
    void open() throws IOException {
        mode(closed, "rwxr-xr-x");
    }

    @Test
    void anothersHomeIsUnreadableAtEveryLocation() throws Exception {
        boolean superuser =
                Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        if (superuser) {
            // once with all rights, so that every class is there before they go
            scan();
            assertTrue(items.stream().anyMatch(item -> item.value().contains("/tmp/sudo")));
            items.clear();
            places.clear();
        }
        AsNobody.run(superuser, this::scan);
        for (Location location : Catalogue.linux()) {
            if (location.scope() != Scope.HOME) {
                continue;
            }
            List<Scan.Place> ofMallory = places.stream()
                    .filter(place -> place.location().equals(location.id())
                            && place.account()
                                    .filter(a -> a.name().equals("mallory"))
                                    .isPresent())
                    .toList();
            assertEquals(1, ofMallory.size(), location.id());
            assertEquals(State.UNREADABLE, ofMallory.getFirst().state(), location.id());
            assertEquals(ReasonCode.NO_RIGHT, ofMallory.getFirst().reason(), location.id());
        }
        assertTrue(items.stream().anyMatch(item -> item.source().equals("/home/alice/.bashrc")));
        assertTrue(items.stream().noneMatch(item -> item.value().contains("/tmp/sudo")));
    }

    private void scan() {
        Scanned scanned = Scanned.linux(root, location -> true);
        items.addAll(scanned.items());
        places.addAll(scanned.places());
    }

    private static void mode(Path path, String mode) throws IOException {
        Path ignored = Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }
}
