package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.PasswdAccounts;
import bzh.vigie.agent.host.linux.LinuxFileWatch;
import bzh.vigie.agent.host.linux.LinuxFiles;
import bzh.vigie.agent.host.packages.InstalledPackages;
import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.event.Event.Change;
import bzh.vigie.event.Event.ItemSeen;
import bzh.vigie.event.Event.LocationRead;
import bzh.vigie.event.LocationStatus.Trigger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every location that is said to be noticed at once is: its specimen is laid into a machine whose first pass is over, and comes
 * as an item that a notification led to. Specimens that share no file are laid together.
 */
class NotifiedTest {
    @TempDir
    private Path folder;

    private final Collected events = new Collected();

    /** @param paths of its files and links, relative to the root */
    private record Specimen(Location location, Path home, Set<Path> paths, List<String> links, List<String> modes) {
        static Specimen of(Location location) throws IOException {
            Path home = CatalogueTest.FIXTURES.resolve(location.id());
            List<String> links = lines(home.resolve("links"));
            Set<Path> paths = new TreeSet<>();
            try (Stream<Path> files = Files.walk(home.resolve("host"))) {
                files.filter(Files::isRegularFile)
                        .forEach(file -> paths.add(home.resolve("host").relativize(file)));
            }
            links.forEach(line -> paths.add(Path.of(line.substring(1, line.indexOf(" -> ")))));
            return new Specimen(location, home, paths, links, lines(home.resolve("modes")));
        }

        private static List<String> lines(Path file) throws IOException {
            return Files.exists(file)
                    ? Files.readAllLines(file).stream()
                            .filter(line -> line.startsWith("/"))
                            .toList()
                    : List.of();
        }

        /** Takes away what earlier specimens had as something else: a directory or a link here, a file on the way here. */
        private static void clear(Path root, Path target) throws IOException {
            for (Path at = target.getParent(); at != null && !at.equals(root); at = at.getParent()) {
                if (Files.exists(at, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                    Files.delete(at);
                }
            }
            if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
                Trees.delete(target);
            } else if (Files.isSymbolicLink(target)) {
                Files.delete(target);
            }
        }

        void lay(Path root) throws IOException {
            for (Path path : paths) {
                Path target = root.resolve(path);
                clear(root, target);
                Files.createDirectories(target.getParent());
                Path file = home.resolve("host").resolve(path);
                if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                    Path ignored = Files.copy(
                            file, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
                } else {
                    boolean ignored = Files.deleteIfExists(target);
                }
            }
            Trees.link(root, links);
            Trees.modes(root, modes);
        }
    }

    @Test
    void whatIsSaidToBeNoticedAtOnceIs() throws Exception {
        assumeTrue(
                Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "files of the superuser are needed");
        Path root = Files.createDirectories(folder.resolve("root"));
        Trees.write(root, "/etc/passwd", "root:x:0:0::/root:/bin/sh\n");
        LinuxFiles files = LinuxFiles.under(root.toString()).ifFound().orElseThrow();
        try (Machine machine = new Machine(
                        files, new PasswdAccounts(files), new InstalledPackages(files), LinuxFileWatch.open(files));
                Inventory inventory = Inventory.open(
                        events, events, machine, folder.resolve("state"), new OwnCanaries(folder, () -> 0, () -> {}))) {
            inventory.start();
            long patience = System.nanoTime() + Duration.ofMinutes(3).toNanos();
            while (inventory.passes() == 0) {
                assertTrue(System.nanoTime() < patience, "the first pass does not end");
                Thread.sleep(10);
            }
            List<Specimen> left = new ArrayList<>();
            for (Location location : Catalogue.linux()) {
                if (location.isNotified()) {
                    left.add(Specimen.of(location));
                }
            }
            while (!left.isEmpty()) {
                List<Specimen> together = together(left);
                left.removeAll(together);
                for (Specimen each : together) {
                    each.lay(root);
                }
                together.forEach(each -> assertNoticed(each.location().id()));
            }
        }
    }

    private void assertNoticed(String location) {
        ItemSeen seen;
        try {
            seen = (ItemSeen) events.await(e -> e instanceof ItemSeen item
                    && item.item().location().equals(location)
                    && (item.change() == Change.ADDED || item.change() == Change.CHANGED));
        } catch (AssertionError e) {
            throw new AssertionError(location + " was not noticed", e);
        }
        LocationRead read =
                (LocationRead) events.await(e -> e instanceof LocationRead r && r.reading() == seen.reading());
        assertEquals(Trigger.NOTIFICATION, read.status().trigger(), location);
    }

    /** As many from the start as share no path and none of which lies below another's. */
    private static List<Specimen> together(List<Specimen> left) {
        List<Specimen> together = new ArrayList<>();
        Set<Path> taken = new HashSet<>();
        Set<Path> folders = new HashSet<>();
        for (Specimen each : left) {
            Set<Path> above = new HashSet<>();
            for (Path path : each.paths()) {
                for (Path at = path.getParent(); at != null; at = at.getParent()) {
                    above.add(at);
                }
            }
            boolean apart = each.paths().stream().noneMatch(path -> taken.contains(path) || folders.contains(path))
                    && above.stream().noneMatch(taken::contains);
            if (apart) {
                together.add(each);
                taken.addAll(each.paths());
                folders.addAll(above);
            }
        }
        return together;
    }
}
