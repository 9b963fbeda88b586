package bzh.vigie.agent.selftest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.offline.MountedLinux;
import bzh.vigie.agent.identity.IdentityException;
import bzh.vigie.agent.identity.StateFolder;
import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.agent.selftest.Selftest.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelftestTest {
    @TempDir
    Path folder;

    private Path root;
    private StateFolder state;

    @BeforeEach
    void makeAMachine() throws IOException, IdentityException {
        root = Files.createDirectories(folder.resolve("root"));
        state = new StateFolder(folder.resolve("state"));
        state.create();
        Files.createDirectories(root.resolve("etc"));
        Files.writeString(root.resolve("etc/passwd"), "root:x:0:0::/root:/bin/sh\n");
        for (Canary canary : Canaries.all()) {
            String directory = canary.path().substring(1, canary.path().lastIndexOf('/'));
            Files.createDirectories(root.resolve(
                    directory.contains(Canary.MARK) ? directory.substring(0, directory.lastIndexOf('/')) : directory));
        }
        // As on a machine, whatever this one takes away from who makes a directory.
        try (Stream<Path> all = Files.walk(root)) {
            for (Path each : all.filter(Files::isDirectory).toList()) {
                Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }

    @Test
    void eachSpecimenIsFoundAndNothingOfItStays() throws IOException, InterruptedException {
        Set<Path> before = files();
        List<Result> results;
        try (Machine machine = MountedLinux.open(root).ifFound().orElseThrow();
                Selftest test = new Selftest(state, root, new SecureRandom(), InstantSource.fixed(Instant.EPOCH))) {
            results = test.run(machine, false);
        }
        Set<String> tried = new TreeSet<>();
        Set<String> missed = new TreeSet<>();
        for (Result result : results) {
            if (result instanceof Result.Tried t) {
                tried.add(t.location());
                if (!t.found()) {
                    missed.add(t.location());
                }
            }
        }
        Set<String> planned = new TreeSet<>();
        Canaries.all().forEach(canary -> planned.add(canary.location()));
        assertEquals(Set.of(), missed);
        assertEquals(planned, tried);
        assertEquals(
                Catalogue.linux().stream().map(Location::id).toList(),
                results.stream().map(Result::location).toList());
        assertEquals(before, files());
        try (Stream<Path> left = Files.list(state.path())) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void whatAKilledSelftestLeftIsRemovedByTheNext() throws IOException {
        Set<Path> before = files();
        Plantings killed = new Plantings(state, root);
        String secret = "0123456789abcdef0123456789abcdef";
        List<Canary> canaries = Canaries.all().stream().map(c -> c.with(secret)).toList();
        killed.announce(secret, canaries);
        for (Canary canary : canaries) {
            killed.plant(canary, secret);
        }
        assertFalse(before.equals(files()));
        assertEquals(List.of(), new Plantings(state, root).clear());
        assertEquals(before, files());
    }

    /** The owner of a web server's folder could put a link to any file in the place of what root is about to write. */
    @Test
    void belowADirectoryThatAnotherAccountMayChangeNothingIsWrittenOrRemoved() throws IOException {
        String secret = "0123456789abcdef0123456789abcdef";
        Plantings plantings = new Plantings(state, root);
        Path web = root.resolve("var/www/html");
        Path open = root.resolve("etc/cron.d");
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxr-x"));
        Path link = root.resolve("var/www");
        Path moved = Files.move(link, root.resolve("moved"));
        Files.createSymbolicLink(link, moved);
        assertTrue(Files.isDirectory(web));
        List<Canary> refused = Canaries.all().stream()
                .map(canary -> canary.with(secret))
                .filter(canary ->
                        canary.path().startsWith("/var/www/") || canary.path().startsWith("/etc/cron.d/"))
                .toList();
        assertEquals(
                Set.of("linux.cron.d", "linux.web.script"),
                refused.stream().map(Canary::location).collect(Collectors.toSet()));
        for (Canary canary : refused) {
            assertFalse(plantings.isOurs(canary, secret), canary.path());
        }
        plantings.announce(secret, refused);
        Path left = Files.writeString(open.resolve("vigie-" + secret), secret);
        state.write("selftest.planted", secret + "\n/etc/cron.d/vigie-" + secret + "\n");
        assertEquals(List.of("/etc/cron.d/vigie-" + secret), plantings.clear());
        assertTrue(Files.exists(left));
    }

    @Test
    void aFileThatIsNoSpecimenIsNeverRemovedOrWrittenOver() throws IOException {
        Path theirs = root.resolve("etc/cron.d/theirs");
        Files.writeString(theirs, "* * * * * root /bin/true\n");
        state.write("selftest.planted", "0123456789abcdef0123456789abcdef\n/etc/cron.d/theirs\n");
        new Plantings(state, root).clear();
        assertTrue(Files.exists(theirs));
        Canary canary = Canary.file("linux.cron.d", "/etc/cron.d/theirs", "mine\n");
        try {
            new Plantings(state, root).plant(canary, "mine");
        } catch (IOException e) {
            assertTrue(Files.readString(theirs).contains("root"));
            return;
        }
        throw new AssertionError("written over");
    }

    @Test
    void noSpecimenIsOneThatRuns() {
        for (Canary canary : Canaries.all()) {
            assertEquals(0, canary.mode() & 0111, canary.path());
            assertTrue(canary.path().contains(Canary.MARK) && canary.content().contains(Canary.MARK), canary.path());
        }
    }

    private Set<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return new HashSet<>(all.toList());
        }
    }
}
