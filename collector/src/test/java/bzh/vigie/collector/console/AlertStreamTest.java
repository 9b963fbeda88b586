package bzh.vigie.collector.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.console.TestConsole.Client;
import bzh.vigie.collector.console.route.AlertFeed;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stream of alerts for programs: what it gives to whom, how it goes on, and when it ends. */
final class AlertStreamTest {
    private static final String PATH = "/api/v1/alerts/stream";

    @TempDir
    Path folder;

    private TestConsole console;

    @BeforeEach
    void start() throws IOException {
        console = TestConsole.start(folder);
        raise("a1", TestConsole.OWN, 1);
    }

    @AfterEach
    void stop() {
        console.close();
    }

    private void raise(String id, Commune commune, int host) {
        console.store().change(s -> s.alerts().raise(Specimens.alert(id, commune, host, id, 1)));
    }

    /** One event: its name, id and data. */
    private record Told(String event, String id, String data) {}

    private static final class Listening implements Closeable {
        private final BufferedReader in;

        Listening(Client client, String path) throws IOException {
            in = new BufferedReader(new InputStreamReader(client.open(path), StandardCharsets.UTF_8));
        }

        Told next() throws IOException {
            String event = "";
            String id = "";
            String data = "";
            while (true) {
                String line = in.readLine();
                if (line == null) {
                    return new Told("end", "", "");
                }
                if (line.startsWith("event: ")) {
                    event = line.substring(7);
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("data: ")) {
                    data = line.substring(6);
                } else if (line.isEmpty() && !event.isEmpty()) {
                    return new Told(event, id, data);
                }
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    @Test
    void whatIsRaisedComesOnceAndInOrderAlsoAfterABreak() throws IOException {
        Client program = console.api(Role.ANALYST, new Scope.Communes(Set.of(TestConsole.OWN)));
        try (Listening stream = new Listening(program, PATH)) {
            assertEquals(new Told("position", "a1", "{\"after\":\"a1\"}"), stream.next());
            raise("foreign", TestConsole.FOREIGN, 2);
            raise("a2", TestConsole.OWN, 1);
            Told second = stream.next();
            assertEquals("alert a2", second.event() + " " + second.id());
            assertTrue(second.data().contains("\"commune\":\"29019\""), second.data());
        }
        List<String> missed = new ArrayList<>();
        console.store().change(s -> {
            for (int i = 0; i < 450; i++) {
                missed.add("m" + i);
                s.alerts().raise(Specimens.alert("m" + i, TestConsole.OWN, 1, "m" + i, 1));
                s.alerts().raise(Specimens.alert("f" + i, TestConsole.FOREIGN, 2, "f" + i, 1));
            }
        });
        try (Listening stream = new Listening(program, PATH + "?after=a2")) {
            List<String> came = new ArrayList<>();
            while (came.size() < missed.size()) {
                came.add(stream.next().id());
            }
            assertEquals(missed, came);
        }
        try (Listening stream = new Listening(program, PATH + "?after=f0")) {
            assertEquals("lost", stream.next().event());
            assertEquals(new Told("position", "m449", "{\"after\":\"m449\"}"), stream.next());
        }
    }

    @Test
    void aPersonHasThreeStreamsAtMostAndTheFourthIsToldSo() throws IOException {
        Client program = console.api(Role.LEAD);
        List<Listening> streams = new ArrayList<>();
        try {
            for (int i = 0; i < AlertFeed.STREAMS_OF_ONE; i++) {
                Listening stream = new Listening(program, PATH);
                assertEquals("position", stream.next().event());
                streams.add(stream);
            }
            TestConsole.Page fourth = program.get(PATH);
            assertEquals(429, fourth.status());
            assertTrue(fourth.text().contains("\"code\":\"stream.many\""), fourth.text());
            assertFalse(fourth.header("retry-after").isEmpty());
        } finally {
            for (Listening stream : streams) {
                stream.close();
            }
        }
        // Those that went away are known to be gone, without waiting for a next event.
        int status = 429;
        for (int i = 0; i < 200 && status == 429; i++) {
            status = program.status(PATH);
        }
        assertEquals(200, status);
    }

    @Test
    void aStreamEndsWithTheRightToIt() throws IOException {
        try (Listening stream = new Listening(console.as(Role.ANALYST), PATH)) {
            assertEquals("position", stream.next().event());
            console.store().change(s -> s.people().disable("analyst", true, new Author("test", "left")));
            // Told once a second at most: an alert that comes later is not.
            List<String> came = new ArrayList<>();
            Thread raising = Thread.ofVirtual().start(() -> {
                for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
                    raise("late" + i, TestConsole.OWN, 1);
                    try {
                        Thread.sleep(500);
                    } catch (InterruptedException e) {
                        return;
                    }
                }
            });
            try {
                for (Told told = stream.next(); !told.event().equals("end"); told = stream.next()) {
                    came.add(told.id());
                }
            } catch (IOException reset) {
                came.add("reset");
            } finally {
                raising.interrupt();
            }
            assertTrue(came.size() < 10, came.toString());
        }
    }
}
