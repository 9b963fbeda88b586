package bzh.vigie.agent.budget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a virtual machine that only pretends, and a clock that is handed in. */
class ClassCacheTest {
    @TempDir
    Path folder;

    private final List<List<String>> started = new ArrayList<>();
    private final List<Integer> killed = new ArrayList<>();
    private OptionalInt making = OptionalInt.of(0);
    private OptionalInt trying = OptionalInt.of(ClassCache.RAN);
    private long now = Long.MAX_VALUE - 5;

    @BeforeEach
    void theVirtualMachineHasListedItsClasses() throws IOException {
        for (String each : List.of("agent.jar", "modules", "classes.jsa.list")) {
            Path ignored = Files.writeString(folder.resolve(each), each);
        }
    }

    @Test
    void itIsMadeAfterAMinuteOfQuietAndTriedBeforeItIsPutInItsPlace() throws IOException {
        ClassCache cache = cache();
        cache.look(false);
        cache.look(true);
        cache.look(false);
        quiet(cache);
        assertEquals("-Xshare:dump", started.getFirst().getFirst());
        assertFalse(Files.exists(archive()), "not before it was tried");
        cache.look(true);
        assertEquals("-Xshare:on", started.get(1).getFirst());
        cache.look(true);
        assertEquals("made", Files.readString(archive()));
        assertFalse(Files.exists(folder.resolve("classes.jsa.new")));
        quiet(cache);
        assertEquals(2, started.size());
    }

    @Test
    void oneOfThisBuildAndRuntimeIsKept() throws IOException {
        make();
        make();
        assertEquals(2, started.size());
    }

    @Test
    void oneOfAnotherBuildOrRuntimeIsMadeAnew() throws IOException {
        make();
        for (String each : List.of("agent.jar", "modules")) {
            Path ignored = Files.writeString(folder.resolve(each), "another " + each);
            int before = started.size();
            make();
            assertEquals(before + 2, started.size(), each);
        }
    }

    @Test
    void oneWithoutItsKeyIsMadeAnew() throws IOException {
        make();
        Files.delete(folder.resolve("classes.jsa.of"));
        make();
        assertEquals(4, started.size());
    }

    @Test
    void whatCannotBeMadeOrDoesNotStartIsNotPutInItsPlace() throws IOException {
        making = OptionalInt.of(1);
        make();
        assertEquals(1, started.size());
        making = OptionalInt.of(0);
        trying = OptionalInt.of(1);
        make();
        assertEquals(3, started.size());
        assertFalse(Files.exists(archive()));
        assertFalse(Files.exists(folder.resolve("classes.jsa.new")));
    }

    @Test
    void withoutAListNothingIsStarted() throws IOException {
        Files.delete(folder.resolve("classes.jsa.list"));
        make();
        assertEquals(List.of(), started);
    }

    @Test
    void oneThatTakesTooLongOrIsUnderwayAtTheEndIsKilled() {
        making = OptionalInt.empty();
        ClassCache cache = cache();
        quiet(cache);
        cache.look(true);
        assertEquals(List.of(), killed);
        now += ClassCache.LONGEST.toNanos();
        cache.look(true);
        assertEquals(1, killed.size());
        ClassCache other = cache();
        quiet(other);
        other.close();
        assertEquals(2, killed.size());
    }

    private void make() throws IOException {
        ClassCache cache = cache();
        quiet(cache);
        cache.look(true);
        cache.look(true);
        cache.close();
        assertTrue(killed.isEmpty());
    }

    private void quiet(ClassCache cache) {
        cache.look(true);
        now += ClassCache.QUIET.toNanos();
        cache.look(true);
    }

    private Path archive() {
        return folder.resolve("classes.jsa");
    }

    private ClassCache cache() {
        return new ClassCache(
                archive(),
                List.of(folder.resolve("agent.jar")),
                List.of(folder.resolve("modules")),
                this::started,
                () -> now);
    }

    private Optional<ClassCache.Started> started(List<String> words) {
        started.add(words);
        OptionalInt exit = words.getFirst().equals("-Xshare:dump") ? making : trying;
        try {
            Path ignored = Files.writeString(folder.resolve("classes.jsa.new"), "made");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.of(new ClassCache.Started() {
            @Override
            public OptionalInt exit() {
                return exit;
            }

            @Override
            public void kill() {
                killed.add(started.size());
            }
        });
    }
}
