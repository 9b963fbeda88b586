package bzh.vigie.collector.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.Change;
import bzh.vigie.event.Event.LocationRead;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.LocationStatus.State;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listings of a directory in which single objects could not be read: they say what is new and gone everywhere else. */
final class UnreadObjectsTest {
    private static final String PLACE = "ad.rights.unit";

    @TempDir
    private Path folder;

    private Line line;
    private AgentId pc;
    private long reading = 10;

    @BeforeEach
    void open() {
        line = new Line(folder);
        pc = line.enrol(1, Line.QUIMPER);
        line.store.change(session -> session.directories().choose(Line.QUIMPER, "mairie.example", pc, Line.START));
    }

    @AfterEach
    void close() {
        line.close();
    }

    private static Item right(String unit, String name) {
        return Line.item(
                PLACE, "OU=" + unit + ",{domain}", name, name, Shipped.UNKNOWN, Optional.empty(), Trait.SUPERUSER);
    }

    private Event present(Item item) {
        return new Event.ItemSeen(line.at(0), "directory.ldap", Change.PRESENT, item, Optional.empty(), reading);
    }

    private Event listed(String detail) {
        LocationRead whole = Specimens.read(PLACE, Optional.empty(), State.READ, reading++, true);
        LocationStatus status = whole.status();
        return new LocationRead(
                whole.at(),
                whole.source(),
                new LocationStatus(
                        PLACE,
                        Optional.empty(),
                        detail.isEmpty() ? State.READ : State.PARTIAL,
                        status.reason(),
                        detail,
                        status.reader(),
                        status.items(),
                        status.bytes(),
                        status.startedWallMicros(),
                        status.durationMicros(),
                        status.trigger(),
                        status.catalogueVersion()),
                whole.reading(),
                true,
                whole.digest());
    }

    private List<String> told() {
        return line.alerts().stream()
                .map(Alert::evidence)
                .flatMap(evidence -> Stream.concat(
                        Stream.of(evidence.get("change") + " " + evidence.get("source") + " " + evidence.get("name")),
                        evidence.getOrDefault("together", "")
                                .lines()
                                .map(line -> line.split("\t", -1))
                                .map(line -> line[1] + " " + line[2] + " " + line[3])))
                .toList();
    }

    @Test
    void aListingWithAnUnreadObjectRemovesWhatWentFromTheOthersAlone() throws Exception {
        line.send(pc, present(right("Ecole", "a")), present(right("Mairie", "b")), listed(""), line.directoryRead());
        int before = told().size();
        line.send(
                pc,
                present(right("Ecole", "unreadable")),
                listed("directory-objects-unread|1|OU=Ecole,{domain}"),
                line.directoryRead());
        assertEquals(
                List.of("added OU=Ecole,{domain} unreadable", "removed OU=Mairie,{domain} b"),
                told().subList(before, told().size()));
        // Read again: what the object still has was there all the time, and what it has not went.
        line.send(pc, listed(""), line.directoryRead());
        assertEquals(
                List.of("removed OU=Ecole,{domain} a", "removed OU=Ecole,{domain} unreadable"),
                told().subList(before + 2, told().size()).stream().sorted().toList());
    }

    @Test
    void whatIsNewBesideAnUnreadObjectIsAddedAndInItNewlyVisible() throws Exception {
        String unread = "directory-objects-unread|1|OU=Ecole,{domain}";
        line.send(
                pc,
                present(right("Ecole", "unreadable")),
                present(right("Mairie", "b")),
                listed(unread),
                line.directoryRead());
        int before = told().size();
        line.send(
                pc,
                present(right("Mairie", "b")),
                present(right("Mairie", "c")),
                present(right("Ecole", "a")),
                listed(""),
                line.directoryRead());
        assertEquals(
                List.of("added OU=Mairie,{domain} c", "removed OU=Ecole,{domain} unreadable"),
                told().subList(before, told().size()));
    }

    @Test
    void aPlaceThatIsPartialOtherwiseRemovesNothing() throws Exception {
        line.send(pc, present(right("Ecole", "a")), listed(""), line.directoryRead());
        int before = told().size();
        line.send(
                pc,
                present(right("Mairie", "b")),
                listed("directory-objects-many|256|OU=Ecole,{domain}"),
                line.directoryRead());
        line.send(
                pc,
                present(right("Mairie", "c")),
                listed("directory-objects-many|256|OU=Ecole,{domain}"),
                line.directoryRead());
        assertEquals(List.of("added OU=Mairie,{domain} b"), told().subList(before, told().size()));
    }

    @Test
    void whatIsNewInAPlaceThatLostMostAtOnceIsAdded() throws Exception {
        line.send(pc, present(right("Ecole", "a")), listed("directory-gone-at-once|12|15"), line.directoryRead());
        int before = told().size();
        line.send(pc, present(right("Ecole", "a")), present(right("Mairie", "b")), listed(""), line.directoryRead());
        assertEquals(List.of("added OU=Mairie,{domain} b"), told().subList(before, told().size()));
    }
}
