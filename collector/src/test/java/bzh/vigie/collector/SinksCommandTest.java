package bzh.vigie.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.notify.Letters;
import bzh.vigie.collector.notify.Letters.Letter;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a receiver does not take is shown to whoever looks after the collector, and sent again when they say so. */
final class SinksCommandTest {
    private static final String SINK = "webhook:hook.example:443#0123abcd";
    private static final InstantSource TIME = InstantSource.fixed(Specimens.START);

    @TempDir
    Path dir;

    private Store store() {
        return SqliteStore.open(new CollectorFolder(dir).state(), TIME);
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(new SinksCommand(TIME), dir, List.of(arguments), "--lang", "fr");
    }

    @Test
    void deadLettersAreShownAndSentAgainByAnAuthor() {
        try (Store store = store()) {
            store.change(session -> {
                session.progress().state("notify", SINK, new byte[Long.BYTES]);
                Letters.put(
                        session,
                        SINK,
                        new Letter(
                                "7",
                                10,
                                true,
                                Specimens.START,
                                Specimens.START,
                                "HTTP 400",
                                "{}".getBytes(StandardCharsets.UTF_8)));
            });
        }
        CommandRun list = run("list");
        assertEquals(3, list.code(), list.err());
        assertTrue(list.out().contains(SINK + " : 0 alerte de retard, 0 lettre en attente, 1 non remise"), list.out());
        assertTrue(list.out().contains("refusée 10 fois : HTTP 400"), list.out());
        String doctor = CommandRun.of(new DoctorCommand(TIME), dir, List.of("--lang", "fr"))
                .out();
        assertTrue(doctor.contains("1 alerte ou courrier a été refusé pour de bon par " + SINK), doctor);

        assertEquals(2, run("resend", SINK).code(), "without an author's reason");
        assertEquals(0, run("resend", SINK, "--reason", "corrected").code());
        assertEquals(1, run("resend", SINK, "--reason", "corrected").code(), "none is left");
        try (Store store = store()) {
            assertEquals(
                    List.of("corrected"),
                    store.read(session -> session.audit().about(SINK)).stream()
                            .map(each -> each.author().reason())
                            .toList());
        }
        assertEquals(0, run("list").code());
    }
}
