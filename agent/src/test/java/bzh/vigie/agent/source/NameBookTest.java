package bzh.vigie.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.agent.host.Sockets.NameAnswer;
import bzh.vigie.agent.host.Sockets.Owner;
import bzh.vigie.event.Event.DnsAnswer;
import bzh.vigie.event.Observed;
import bzh.vigie.event.Observed.Why;
import bzh.vigie.event.ProcessKey;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NameBookTest {
    private final Collected collected = new Collected();
    private final FakeSockets sockets = new FakeSockets();
    private final NameBook book = new NameBook(
            WatchedSystem.WINDOWS,
            collected,
            Collected.CLOCK,
            new Told(WatchedSystem.WINDOWS.network(), 3, collected, Collected.CLOCK));

    @Test
    void anAnswerIsToldOnceWithWhoAsked() {
        sockets.owners.put(7L, new Owner(7, 70, Observed.known("C:\\x.exe")));
        NameAnswer answer = new NameAnswer(7, "WWW.Example.FR", 28, List.of("2001:db8::1"));
        book.told(answer, sockets);
        book.told(answer, sockets);
        book.told(new NameAnswer(8, "nowhere.example", 99, List.of()), sockets);
        List<DnsAnswer> told = collected.all(DnsAnswer.class);
        assertEquals(2, told.size());
        assertEquals("www.example.fr", told.getFirst().query());
        assertEquals("AAAA", told.getFirst().type());
        assertEquals(List.of("2001:db8::1"), told.getFirst().answers());
        assertEquals(
                Observed.known(new ProcessKey("boot", 7, 70)), told.getFirst().process());
        assertEquals("windows.network", told.getFirst().source());
        assertEquals("99", told.getLast().type());
        assertEquals(Observed.missed(Why.ENDED), told.getLast().image());
    }

    @Test
    void aFloodOfNamesIsBoundedAndSaid() {
        for (int i = 0; i < 2_000; i++) {
            book.told(new NameAnswer(7, "n" + i + ".example", 1, List.of()), sockets);
        }
        assertEquals(true, collected.all(DnsAnswer.class).size() < 2_000);
    }
}
