package bzh.vigie.collector.store;

import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.agent;
import static bzh.vigie.collector.store.Specimens.item;
import static bzh.vigie.collector.store.Specimens.minute;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a store does when a process that writes is killed, and when two write. An implementation says how to open one. */
public abstract class StoreCrashContract {
    @TempDir
    protected Path dir;

    /** Opens the store, also in the child process: has a constructor without arguments. */
    public interface Opener {
        Store open(Path folder);
    }

    protected abstract Class<? extends Opener> opener();

    private Store open() throws ReflectiveOperationException {
        return opener().getDeclaredConstructor().newInstance().open(dir);
    }

    /** One transaction writes to every table: its number is the position, the alert, the audit entry and the item. */
    private static void writeAll(Store.Session session, long number) {
        session.progress().position("log", number);
        session.alerts().raise(Specimens.alert("alert-" + number, AURAY, 1, "cause", number));
        session.audit().add(Specimens.ANALYST, "did", "thing-" + number);
        for (int i = 0; i < 20; i++) {
            session.inventories()
                    .put(
                            agent(1),
                            AURAY,
                            item("cron", Optional.empty(), "item" + i, "value-" + number, 0),
                            number,
                            minute(number));
        }
    }

    /** Writes until killed and says each commit: arguments are the opener's class and the folder. */
    public static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) throws ReflectiveOperationException {
            Opener opener = Class.forName(arguments[0])
                    .asSubclass(Opener.class)
                    .getDeclaredConstructor()
                    .newInstance();
            Store store = opener.open(Path.of(arguments[1]));
            while (true) {
                long next = 1 + store.read(s -> s.progress().position("log").orElse(0));
                store.change(s -> writeAll(s, next));
                System.out.println(next);
                System.out.flush();
            }
        }
    }

    private Process child() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        opener().getName(),
                        dir.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void aKilledWriterLeavesWholeTransactionsAndNoneThatItSaidIsLost() throws Exception {
        open().close();
        Random random = new Random(11);
        long said = 0;
        for (int round = 0; round < 3; round++) {
            Process child = child();
            try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
                for (int i = 5 + random.nextInt(20); i > 0; i--) {
                    said = Long.parseLong(String.valueOf(lines.readLine()));
                }
                child.toHandle().destroyForcibly();
                child.waitFor();
                // What it said before it died still counts.
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    said = Math.max(said, Long.parseLong(line));
                }
            }
            try (Store store = open()) {
                long position = store.read(s -> s.progress().position("log").orElse(0));
                assertTrue(position >= said, () -> "position " + position);
                store.read(s -> {
                    assertEquals(
                            position,
                            s.alerts().after(new Scope.All(), 0, 10_000).size());
                    List<Audit.Entry> audit = s.audit().list(0, 10_000);
                    assertEquals(position, audit.size());
                    assertTrue(s.audit().verifies());
                    for (Inventories.Known known : s.inventories().at(agent(1), minute(position))) {
                        assertEquals("value-" + position, known.item().value());
                    }
                    assertEquals(
                            20, s.inventories().at(agent(1), minute(position)).size());
                    assertEquals(20, s.inventories().at(agent(1), minute(1)).size());
                    return true;
                });
            }
        }
    }

    @Test
    void twoProcessesWriteWithoutLosingEachOthersWork() throws Exception {
        try (Store store = open()) {
            Process child = child();
            long ours = 0;
            try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
                long said = Long.parseLong(String.valueOf(lines.readLine()));
                while (said < 20) {
                    store.change(s -> s.audit().add(Specimens.ANALYST, "ours", "here"));
                    ours++;
                    said = Long.parseLong(String.valueOf(lines.readLine()));
                }
            }
            child.toHandle().destroyForcibly();
            child.waitFor();
            long expected = ours;
            store.read(s -> {
                assertEquals(expected, s.audit().about("here").size());
                assertEquals(
                        s.progress().position("log").orElse(0) + expected,
                        s.audit().list(0, 100_000).size());
                assertTrue(s.audit().verifies());
                return true;
            });
        }
    }
}
