package bzh.vigie.collector.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.conclusion.AccountFacts;
import bzh.vigie.collector.conclusion.Conclusion;
import bzh.vigie.collector.conclusion.Criterion;
import bzh.vigie.collector.conclusion.Facts;
import bzh.vigie.collector.detect.finding.Ruled;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Attestations.Answer;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.event.Event.Change;
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemTimes;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an agent reads in a directory is of the domain, and not of the host that it is on. The live line and a real store. */
final class DirectoryReaderTest {
    private static final Scope ALL = new Scope.All();
    private static final String PLACE = "ad.rights.domain";

    @TempDir
    Path folder;

    private Line line;
    private AgentId reader;
    private Incident incident;

    @BeforeEach
    void open() throws Exception {
        line = new Line(folder);
        reader = line.enrol(1, Line.QUIMPER);
        incident = line.store.write(s -> {
            s.directories().choose(Line.QUIMPER, "mairie.example", reader, line.now);
            return s.incidents().open("rançongiciel", Set.of(Line.QUIMPER), 90, Specimens.ANALYST);
        });
        line.send(reader, line.listed(PLACE));
        line.now = line.now.plusSeconds(60);
    }

    @AfterEach
    void close() {
        line.close();
    }

    private static Item right(String location) {
        return new Item(
                location,
                List.of("T1098"),
                "windows",
                Optional.empty(),
                "S-1-5-21-1-2-3-1106 extended-right DS-Replication-Get-Changes-All",
                "S-1-5-21-1-2-3-1106 (x): extended-right DS-Replication-Get-Changes-All",
                "{domain}",
                "",
                Optional.empty(),
                "",
                Item.Signature.NOT_CHECKED,
                "",
                Item.Shipped.UNKNOWN,
                true,
                ItemTimes.NONE,
                List.of(),
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                Set.of(Item.Trait.SUPERUSER));
    }

    private Alert taken() throws Exception {
        line.send(reader, line.seen(Change.ADDED, right(PLACE)), line.directoryRead());
        Alert alert = line.alerts().getLast();
        assertEquals("vigie-directory-taken", alert.rule());
        assertEquals(Severity.HIGH, alert.severity());
        assertEquals(reader, alert.host());
        return alert;
    }

    private List<AccountFacts.Touched> touched() {
        return line.store.read(s -> AccountFacts.of(s, ALL, incident, line.now).touched());
    }

    private void mark(Alert alert) {
        line.now = line.now.plusSeconds(60);
        line.store.change(s -> {
            Marking.Mark mark = Marking.of(s, alert);
            assertTrue(s.tombstones()
                    .add(
                            ALL,
                            incident.id(),
                            mark.commune(),
                            mark.host(),
                            mark.key(),
                            mark.fields(),
                            Optional.empty(),
                            Specimens.ANALYST)
                    .isPresent());
        });
    }

    private boolean isRuled() {
        return line.store.read(s -> Ruled.is(reader, line.now, s));
    }

    @Test
    void aRightThatSomebodyGotInTheDomainDoesNotTouchTheHostThatReadsIt() throws Exception {
        Alert alert = taken();
        assertEquals(List.of(), touched());
        mark(alert);
        assertEquals(List.of(), touched());
        assertFalse(isRuled());
    }

    @Test
    void thatItComesBackDoesNotEither() throws Exception {
        mark(taken());
        line.send(reader, line.seen(Change.REMOVED, right(PLACE)), line.directoryRead());
        line.now = line.now.plusSeconds(60);
        line.send(reader, line.seen(Change.ADDED, right(PLACE)), line.directoryRead());
        assertTrue(line.rules().contains("vigie-same-attack"), line.rules().toString());
        assertEquals(List.of(), touched());
        assertFalse(isRuled());
        line.store.change(s -> s.incidents()
                .eviction(
                        ALL,
                        incident.id(),
                        Optional.empty(),
                        Optional.of(new Interval(line.now, Optional.of(line.now))),
                        Specimens.ANALYST));
        line.send(reader, line.seen(Change.REMOVED, right(PLACE)), line.directoryRead());
        line.now = line.now.plusSeconds(60);
        line.send(reader, line.seen(Change.ADDED, right(PLACE)), line.directoryRead());
        assertTrue(line.rules().contains("vigie-return"), line.rules().toString());
        assertEquals(List.of(), touched());
        assertFalse(isRuled());
    }

    @Test
    void whatIsMarkedInADirectorySpeaksOfTheDomain() throws Exception {
        attestNotTaken();
        assertEquals(Criterion.State.MET, domain().state());
        Alert alert = taken();
        assertEquals(Criterion.State.MET, domain().state(), "an alert is for a person to decide");
        mark(alert);
        assertEquals(Criterion.State.UNKNOWN, domain().state());
        assertEquals(List.of("domain-taken", "directory-marked"), domain().about());
        line.now = line.now.plusSeconds(60);
        attestNotTaken();
        assertEquals(Criterion.State.MET, domain().state(), "who knew of it says so");
    }

    @Test
    void whoWasNotChosenRaisesNothingOfTheDomainHoweverItWritesTheLocation() throws Exception {
        AgentId other = line.enrol(2, Line.QUIMPER);
        line.send(other, line.seen(Change.ADDED, right(PLACE)), line.directoryRead());
        assertEquals(List.of(), line.rules());
        line.send(other, line.seen(Change.ADDED, right("Ad.rights.domain")), line.directoryRead());
        assertEquals(List.of("vigie-batch-malformed"), line.rules());
    }

    private void attestNotTaken() {
        assertTrue(line.store.<Boolean>write(s -> s.attestations()
                .attest(
                        ALL,
                        incident.id(),
                        Statement.DOMAIN_TAKEN,
                        Optional.empty(),
                        Optional.of(Answer.NO),
                        "rapport du prestataire",
                        Optional.empty(),
                        Specimens.ANALYST)));
    }

    private Criterion domain() {
        return line.store.read(s -> Conclusion.of(Facts.of(s, ALL, incident, line.now))).criteria().stream()
                .filter(each -> each.kind() == Criterion.Kind.DOMAIN_NOT_TAKEN)
                .findFirst()
                .orElseThrow();
    }
}
