package bzh.vigie.collector.incident;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static bzh.vigie.collector.store.Specimens.AURAY;
import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.collector.intel.Indicator;
import bzh.vigie.collector.intel.Observable;
import bzh.vigie.collector.intel.Tlp;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Witnesses.Kind;
import bzh.vigie.collector.store.Witnesses.Outcome;
import bzh.vigie.collector.store.Witnesses.Sighting;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However much witnesses tell, what they tell last is held against the watchlist too. */
final class WatchedLinesTest {
    private static final Scope ALL = new Scope.All();
    private static final String WATCHED = "203.0.113.66";

    @TempDir
    private Path dir;

    private static Sighting line(int number, String source) {
        return new Sighting(number, Specimens.minute(number), "", source, "192.0.2.1", "", Outcome.SUCCESS);
    }

    @Test
    void theNewestLineOfMoreThanAreReadAtOnceIsFoundAndAllAreCounted() throws Exception {
        try (Store store = SqliteStore.open(dir, InstantSource.fixed(Specimens.START))) {
            Incident incident = store.write(session -> {
                Incident opened = session.incidents().open("rançongiciel", Set.of(AURAY), 30, ANALYST);
                session.indicators()
                        .add(
                                Optional.of(opened.id().text()),
                                List.of(new Indicator(
                                        new Observable.Address(WATCHED),
                                        "CERT",
                                        "",
                                        Tlp.AMBER,
                                        80,
                                        Optional.empty(),
                                        Optional.empty(),
                                        false,
                                        true)),
                                "lot",
                                ANALYST);
                List<Sighting> many = Stream.concat(
                                IntStream.rangeClosed(1, 10_000).mapToObj(i -> line(i, i == 1 ? WATCHED : "192.0.2.7")),
                                Stream.of(line(10_001, WATCHED), line(10_002, WATCHED)))
                        .toList();
                session.witnesses().add(ALL, opened.id(), AURAY, "pare-feu", Kind.FIREWALL, "00", 0, many, ANALYST);
                session.witnesses()
                        .add(ALL, opened.id(), AURAY, "vpn", Kind.VPN, "01", 0, List.of(line(1, WATCHED)), ANALYST);
                session.witnesses().add(ALL, opened.id(), AURAY, "vpn", Kind.VPN, "", 0, List.of(), ANALYST);
                return opened;
            });
            WatchedLines watched = store.read(session -> WatchedLines.of(session, ALL, incident.id(), 2));
            assertEquals(3, watched.count(), "an import that was taken back tells nothing");
            assertEquals(
                    List.of(10_002, 10_001),
                    watched.newest().stream()
                            .map(told -> told.sighting().line())
                            .toList());
        }
    }
}
