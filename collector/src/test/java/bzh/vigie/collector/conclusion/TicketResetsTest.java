package bzh.vigie.collector.conclusion;

import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.START;
import static bzh.vigie.collector.store.Specimens.agent;
import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.collector.conclusion.DomainFacts.Tickets;
import bzh.vigie.collector.store.DirectoryAccounts.Teller;
import bzh.vigie.collector.store.DirectoryAccounts.TicketKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** How often krbtgt was set, by what one or several tell who read the directory. */
final class TicketResetsTest {
    private static final Instant EVICTED = START.plus(Duration.ofDays(10));
    private static final Teller SOUND = new Teller(Optional.of(agent(1)), "dc1");
    private static final Teller OTHER = new Teller(Optional.of(agent(2)), "dc2");
    private static final Teller TOUCHED = new Teller(Optional.of(agent(3)), "dc1");

    private static Instant day(double days) {
        return EVICTED.plusSeconds(Math.round(days * 86_400));
    }

    private static TicketKey key(Teller teller, double set, int version, double first, double last) {
        return new TicketKey(
                AURAY,
                "mairie.example",
                "S-1-5-21-1-2-3-502",
                day(set),
                version < 0 ? OptionalInt.empty() : OptionalInt.of(version),
                teller,
                day(first),
                day(last));
    }

    private static TicketKey key(double set, int version, double first, double last) {
        return key(SOUND, set, version, first, last);
    }

    private static Tickets tickets(TicketKey... keys) {
        return TicketResets.of(
                List.of(keys), TOUCHED::equals, Optional.of(EVICTED), Optional.empty(), Optional.empty());
    }

    @Test
    void krbtgtIsSaidToBeResetAsOftenAsWasSeen() {
        assertEquals(Tickets.TICKETS_UNKNOWN, tickets());
        assertEquals(Tickets.TICKETS_UNKNOWN, tickets(key(-100, 2, -20, -1)), "not read since the end");
        assertEquals(Tickets.TICKETS_NOT, tickets(key(-100, 2, -20, 3)));
        assertEquals(Tickets.TICKETS_ONCE, tickets(key(-100, 2, -20, 1), key(2, 3, 3, 5)));
        assertEquals(Tickets.TICKETS_ONCE, tickets(key(2, 7, 3, 5)), "whatever came before was not seen");
        assertEquals(Tickets.TICKETS_TWICE, tickets(key(2, 3, 3, 4), key(4, 4, 5, 6)));
        assertEquals(
                Tickets.TICKETS_TWICE,
                tickets(key(-100, 2, -20, 1), key(4, 4, 5, 6)),
                "two between two readings, the first of which was after the end");
        assertEquals(
                Tickets.TICKETS_ONCE,
                tickets(key(-100, 2, -20, -1), key(4, 4, 5, 6)),
                "one of the two may be of before the end");
    }

    @Test
    void aDateThatWasMovedWithoutAPasswordIsNoReset() {
        assertEquals(Tickets.TICKETS_NOT, tickets(key(-100, 2, -20, 1), key(2, 2, 3, 6)));
        assertEquals(Tickets.TICKETS_ONCE, tickets(key(-100, 2, -20, 1), key(2, 3, 3, 4), key(4, 3, 5, 6)));
        assertEquals(Tickets.TICKETS_ONCE, tickets(key(2, -1, 3, 4), key(4, -1, 5, 6)), "by dates alone, once at most");
    }

    @Test
    void aNumberThatGoesBackIsAControllerThatWasRestored() {
        assertEquals(Tickets.TICKETS_UNKNOWN, tickets(key(2, 3, 3, 4), key(4, 4, 5, 6), key(7, 3, 7, 8)));
        assertEquals(
                Tickets.TICKETS_UNKNOWN,
                tickets(key(2, 3, 3, 4), key(4, 4, 5, 6), key(7, 3, 7, 8), key(9, 4, 9, 10)),
                "the one that it went back to is none of after");
        assertEquals(
                Tickets.TICKETS_TWICE,
                tickets(key(2, 4, 3, 4), key(7, 3, 7, 8), key(9, 4, 9, 10), key(11, 5, 11, 12)),
                "two since");
        assertEquals(Tickets.TICKETS_NOT, tickets(key(-100, 2, -20, 9), key(2, 3, 3, 4), key(4, 4, 5, 6)));
    }

    @Test
    void aNumberThatJumpedSaysNothingOfWhatWasBetween() {
        assertEquals(Tickets.TICKETS_ONCE, tickets(key(-100, 2, -20, 1), key(2, 100_003, 3, 5)));
        assertEquals(Tickets.TICKETS_ONCE, tickets(key(2, 3, 3, 4), key(2, 100_003, 5, 6)), "one password");
    }

    @Test
    void theWordOfATouchedReaderRaisesNothing() {
        assertEquals(
                Tickets.TICKETS_UNKNOWN, tickets(key(TOUCHED, 2, 3, 3, 4), key(TOUCHED, 4, 4, 5, 6)), "nobody else's");
        assertEquals(
                Tickets.TICKETS_ONCE,
                tickets(key(TOUCHED, 2, 3, 3, 4), key(TOUCHED, 4, 4, 5, 6), key(SOUND, 4, 4, 7, 8)));
        assertEquals(
                Tickets.TICKETS_TWICE,
                tickets(
                        key(TOUCHED, 2, 3, 3, 4),
                        key(TOUCHED, 4, 4, 5, 6),
                        key(SOUND, 2, 3, 3, 4),
                        key(SOUND, 4, 4, 7, 8)),
                "each is confirmed");
        assertEquals(
                Tickets.TICKETS_ONCE,
                tickets(key(-100, 2, -20, -5), key(TOUCHED, -100, 2, -3, 1), key(4, 4, 5, 6)),
                "that the one of before still stood is its word alone");
        assertEquals(
                Tickets.TICKETS_NOT, tickets(key(-100, 2, -20, 3), key(TOUCHED, 4, 3, 4, 5), key(TOUCHED, 6, 4, 6, 7)));
    }

    @Test
    void theWordOfATouchedReaderLowersWhatOthersTell() {
        TicketKey[] well = {key(2, 3, 3, 4), key(4, 4, 5, 6)};
        assertEquals(Tickets.TICKETS_TWICE, tickets(well));
        assertEquals(
                Tickets.TICKETS_NOT, tickets(well[0], well[1], key(TOUCHED, -100, 2, -20, 9)), "the old one is back");
        assertEquals(
                Tickets.TICKETS_ONCE,
                tickets(well[0], well[1], key(TOUCHED, -100, 3, -20, 1), key(TOUCHED, 4, 4, 5, 6)),
                "the date of the first was moved");
    }

    @Test
    void aSecondKrbtgtDoesNotStandForTheFirst() {
        TicketKey old = key(-100, 2, -20, 6);
        TicketKey[] other = {key(2, 3, 3, 4), key(4, 4, 5, 6)};
        List<TicketKey> all = new ArrayList<>(List.of(old));
        for (TicketKey each : other) {
            all.add(new TicketKey(
                    each.commune(),
                    each.domain(),
                    "S-1-5-21-9-9-9-502",
                    each.set(),
                    each.version(),
                    each.teller(),
                    each.first(),
                    each.last()));
        }
        assertEquals(
                Tickets.TICKETS_NOT,
                TicketResets.of(all, TOUCHED::equals, Optional.of(EVICTED), Optional.of(day(6)), Optional.empty()),
                "both are told");
        assertEquals(
                Tickets.TICKETS_NOT,
                TicketResets.of(all, TOUCHED::equals, Optional.of(EVICTED), Optional.of(day(7)), Optional.empty()),
                "of none it is told since");
    }

    /** Of a krbtgt that nobody else told of. */
    private static TicketKey another(Teller teller, double set, int version, double first, double last) {
        TicketKey key = key(teller, set, version, first, last);
        return new TicketKey(
                key.commune(),
                key.domain(),
                "S-1-5-21-9-9-9-502",
                key.set(),
                key.version(),
                key.teller(),
                key.first(),
                key.last());
    }

    private static Tickets anew(Optional<Instant> rebuilt, TicketKey... keys) {
        return TicketResets.of(List.of(keys), TOUCHED::equals, Optional.of(EVICTED), Optional.of(day(7)), rebuilt);
    }

    @Test
    void aKrbtgtThatOneReaderAloneTellsDoesNotTakeTheOthersPlace() {
        TicketKey old = key(SOUND, -100, 2, -20, 5);
        TicketKey[] made = {another(OTHER, 6, 3, 7, 7.5), another(OTHER, 7.6, 4, 7.6, 8)};
        assertEquals(Tickets.TICKETS_NOT, anew(Optional.empty(), old, made[0], made[1]), "another's word alone");
        assertEquals(
                Tickets.TICKETS_NOT,
                anew(Optional.empty(), old, made[0], made[1], another(SOUND, 4, 9, 4, 4.5)),
                "who told of the old one did so after that");
        assertEquals(
                Tickets.TICKETS_TWICE,
                anew(Optional.empty(), old, another(SOUND, 6, 3, 6, 6.5), made[0], made[1]),
                "who told of the old one does not any more");
        assertEquals(
                Tickets.TICKETS_NOT,
                anew(Optional.empty(), old, key(TOUCHED, -100, 2, -20, 5), another(SOUND, 6, 3, 6, 6.5), made[1]),
                "one of those who told of it");
        assertEquals(Tickets.TICKETS_TWICE, anew(Optional.of(day(9)), old, made[0], made[1]), "a person states it");
        assertEquals(
                Tickets.TICKETS_NOT, anew(Optional.of(day(4)), old, made[0], made[1]), "the old one was seen after it");
    }

    @Test
    void numbersOfTwoAreComparedAsFarAsTheyAgree() {
        assertEquals(
                Tickets.TICKETS_ONCE,
                tickets(key(SOUND, -100, 2, -20, 1), key(OTHER, 4, 4, 5, 6)),
                "they told of no password together");
        assertEquals(
                Tickets.TICKETS_TWICE, tickets(key(SOUND, 2, 3, 3, 4), key(OTHER, 2, 3, 3, 4), key(OTHER, 4, 4, 5, 6)));
        assertEquals(
                Tickets.TICKETS_ONCE,
                tickets(key(SOUND, 2, 3, 3, 4), key(SOUND, 4, 4, 5, 6), key(OTHER, 4, 9, 5, 6)),
                "one of them is wrong");
    }
}
