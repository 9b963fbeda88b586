package bzh.vigie.agent.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.FileWatch;
import bzh.vigie.agent.host.FileWatch.Change;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.event.Event.FileAction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class LinuxFileWatchTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path root;

    LinuxFiles files;
    FileWatch watch;

    @BeforeEach
    void open() {
        files = LinuxFiles.under(root.toString()).ifFound().orElseThrow();
        watch = LinuxFileWatch.open(files).ifFound().orElseThrow();
    }

    @AfterEach
    void close() {
        watch.close();
        files.close();
    }

    @Test
    void aFileWrittenInAWatchedDirectoryIsTold() throws IOException {
        Files.createDirectories(root.resolve("etc"));
        assertInstanceOf(Reading.Found.class, watch.watch(HostPath.of("/etc")));
        Files.writeString(root.resolve("etc/crontab"), "x");
        assertTrue(watch.await(LONG).contains(in("/etc", "/etc/crontab")));
    }

    @Test
    void aDirectoryThatGoesIsTold() throws IOException {
        Files.createDirectories(root.resolve("etc"));
        assertInstanceOf(Reading.Found.class, watch.watch(HostPath.of("/etc")));
        Files.delete(root.resolve("etc"));
        Set<Change> changes = new HashSet<>(watch.await(LONG));
        assertTrue(changes.contains(new Change.In(HostPath.of("/etc"), Optional.empty())), changes.toString());
        assertInstanceOf(Reading.Absent.class, watch.watch(HostPath.of("/etc")));
    }

    @Test
    void whatIsNotRetainedIsNoLongerWatched() throws IOException {
        Files.createDirectories(root.resolve("a"));
        Files.createDirectories(root.resolve("b"));
        assertInstanceOf(Reading.Found.class, watch.watch(HostPath.of("/a")));
        assertInstanceOf(Reading.Found.class, watch.watch(HostPath.of("/b")));
        watch.retain(Set.of(HostPath.of("/b")));
        assertEquals(List.of(), watch.await(Duration.ZERO));
        Files.writeString(root.resolve("a/x"), "x");
        Files.writeString(root.resolve("b/y"), "y");
        for (Change change : watch.await(LONG)) {
            if (!(change instanceof Change.Touched touched)) {
                assertEquals(in("/b", "/b/y"), change);
            } else {
                assertEquals(HostPath.of("/b/y"), touched.file());
            }
        }
    }

    @Test
    void eachFileSaysWhatBecameOfIt() throws IOException {
        Path etc = Files.createDirectories(root.resolve("etc"));
        assertInstanceOf(Reading.Found.class, watch.watch(HostPath.of("/etc")));
        Files.writeString(etc.resolve("job"), "x");
        awaitTouched("/etc/job", FileAction.CREATED);
        Files.writeString(etc.resolve("job"), "y");
        awaitTouched("/etc/job", FileAction.MODIFIED);
        Files.move(etc.resolve("job"), etc.resolve("other"));
        awaitTouched("/etc/job", FileAction.DELETED);
        Files.delete(etc.resolve("other"));
        awaitTouched("/etc/other", FileAction.DELETED);
        Files.createDirectory(etc.resolve("folder"));
        assertTrue(watch.await(LONG).stream().noneMatch(Change.Touched.class::isInstance));
    }

    private void awaitTouched(String file, FileAction action) {
        Change wanted = new Change.Touched(HostPath.of("/etc"), HostPath.of(file), action);
        List<Change> all = new ArrayList<>();
        while (!all.contains(wanted)) {
            List<Change> more = watch.await(LONG);
            assertFalse(more.isEmpty(), () -> wanted + " not among " + all);
            all.addAll(more);
        }
    }

    @Test
    void aClosedWatchWatchesNothingAndDoesNotWait() {
        watch.close();
        assertInstanceOf(Reading.Refused.class, watch.watch(HostPath.ROOT));
        assertEquals(List.of(), watch.await(LONG));
    }

    @Test
    @Timeout(300) // instead of a day
    void whoIsWokenGoesOnOnce() throws IOException {
        Files.createDirectories(root.resolve("etc"));
        assertInstanceOf(Reading.Found.class, watch.watch(HostPath.of("/etc")));
        watch.wake();
        assertEquals(List.of(), watch.await(Duration.ofDays(1)));
        Files.writeString(root.resolve("etc/crontab"), "x");
        assertTrue(watch.await(LONG).contains(in("/etc", "/etc/crontab")));
    }

    private static Change in(String directory, String entry) {
        return new Change.In(HostPath.of(directory), Optional.of(HostPath.of(entry)));
    }
}
