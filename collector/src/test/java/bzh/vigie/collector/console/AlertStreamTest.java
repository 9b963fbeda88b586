package bzh.vigie.collector.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.console.TestConsole.Client;
import bzh.vigie.collector.console.route.AlertFeed;
import bzh.vigie.collector.store.Alerts.Closing;
import bzh.vigie.collector.store.Alerts.Move;
import bzh.vigie.collector.store.Alerts.Step;
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
import java.util.OptionalLong;
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
            assertEquals(new Told("position", "a1~0", "{\"after\":\"a1~0\"}"), stream.next());
            raise("foreign", TestConsole.FOREIGN, 2);
            raise("a2", TestConsole.OWN, 1);
            Told second = stream.next();
            assertEquals("alert a2~0", second.event() + " " + second.id());
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
                came.add(stream.next().id().replace("~0", ""));
            }
            assertEquals(missed, came);
        }
        try (Listening stream = new Listening(program, PATH + "?after=f0")) {
            assertEquals("lost", stream.next().event());
            assertEquals(new Told("position", "m449~0", "{\"after\":\"m449~0\"}"), stream.next());
        }
    }

    /** What an exception hid and somebody opens after all: in the stream, and after a break. */
    @Test
    void whatWasHiddenComesWhenSomebodyOpensIt() throws IOException {
        for (String id : List.of("h1", "h2")) {
            console.store().change(s -> s.alerts().except(Specimens.alert(id, TestConsole.OWN, 1, id, 1), 1));
        }
        raise("a2", TestConsole.OWN, 1);
        Client program = console.api(Role.ANALYST, new Scope.Communes(Set.of(TestConsole.OWN)));
        String first;
        try (Listening stream = new Listening(program, PATH + "?after=a1")) {
            assertEquals("a2~0", stream.next().id());
            decide("h1", Move.of(Step.COMMENTED));
            decide("h1", Move.of(Step.REOPENED));
            Told opened = stream.next();
            assertTrue(
                    opened.data().contains("\"alert\":\"h1\"") || opened.data().contains("\"id\":\"h1\""),
                    opened.data());
            assertEquals("a2~2", opened.id());
            first = opened.id();
        }
        decide("h1", Move.close(Closing.TEST));
        decide("h1", Move.of(Step.REOPENED));
        decide("h2", Move.of(Step.REOPENED));
        raise("a3", TestConsole.OWN, 1);
        try (Listening stream = new Listening(program, PATH + "?after=" + first)) {
            // The stream that ended may have read on meanwhile: closed and opened again, h1 was there before.
            assertTrue(Set.of("a3~2", "a3~3", "a3~4").contains(stream.next().id()));
            Told second = stream.next();
            assertEquals("a3~5", second.id());
            assertTrue(second.data().contains("\"h2\""), second.data());
        }
    }

    private void decide(String id, Move move) {
        console.store()
                .change(s -> s.alerts()
                        .decide(new Scope.All(), id, OptionalLong.empty(), move, new Author("test", "a reason")));
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
            // The store is looked at once a second, the right as often: of alerts that come one after another few are
            // told.
            List<String> came = new ArrayList<>();
            while (came.size() < 10 && tells(stream, "late" + came.size())) {
                came.add("late" + came.size());
            }
            assertTrue(came.size() < 10, came.toString());
        }
    }

    /** Whether the stream tells this alert, and does not end. */
    private boolean tells(Listening stream, String alert) {
        raise(alert, TestConsole.OWN, 1);
        try {
            return !stream.next().event().equals("end");
        } catch (IOException reset) {
            return false;
        }
    }
}
