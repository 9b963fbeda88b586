package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.event.Event.Change;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.ReasonCode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What of a place was never read. */
final class KnownSiteTest {
    private static final Site.Name NAME = new Site.Name("linux.cron.d", "");
    private static final KnownSite.Versions OLD = new KnownSite.Versions(1, 1);

    private static KnownSite known(KnownSite.Versions versions, String... unread) {
        return new KnownSite(
                NAME,
                Optional.empty(),
                State.PARTIAL,
                ReasonCode.NO_RIGHT,
                "",
                List.of(unread),
                versions,
                1,
                Fingerprints.NONE,
                Optional.empty());
    }

    private static KnownSite after(KnownSite before, State state, String... unread) {
        SiteReading reading = new SiteReading(
                        List.of(), Optional.empty(), state, ReasonCode.NO_RIGHT, "", 0, Set.of(), Interests.NONE)
                .withUnseen(new Unseen(Set.of(unread), Set.of(), false));
        SuddenLoss.Compared compared = SuddenLoss.first(reading, Change.PRESENT);
        return KnownSite.after(Optional.of(before), NAME, Optional.empty(), compared, 2);
    }

    private static Set<String> neverRead(Set<String> before, String... now) {
        KnownSite known = known(KnownSite.Versions.CURRENT, before.toArray(String[]::new));
        return Set.copyOf(after(known, State.PARTIAL, now).unread());
    }

    @Test
    void itIsWhatWasUnreadBeforeAndIsUnreadNow() {
        assertEquals(Set.of(), neverRead(Set.of(), "/"));
        assertEquals(Set.of(), neverRead(Set.of("/")));
        assertEquals(Set.of("/"), neverRead(Set.of("/"), "/"));
        assertEquals(Set.of("/home/a"), neverRead(Set.of("/"), "/home/a"));
        assertEquals(Set.of("/home/a"), neverRead(Set.of("/home/a"), "/"));
        assertEquals(Set.of("/home/a/b"), neverRead(Set.of("/home/a/b"), "/home/a", "/home/c"));
        assertEquals(Set.of("/home/a/b"), neverRead(Set.of("/home/a", "/home/d"), "/home/a/b", "/home/c"));
        assertEquals(Set.of(), neverRead(Set.of("/home/a"), "/home/ab"));
        assertEquals(Set.of("SYSVOL\\a\\b"), neverRead(Set.of("SYSVOL\\a"), "SYSVOL\\a\\b", "SYSVOL\\ab"));
        assertEquals(Set.of("CN=a,{domain}"), neverRead(Set.of("CN=a,{domain}", "CN=b,{domain}"), "CN=a,{domain}"));
    }

    @Test
    void anotherCatalogueReadsEverythingAnew() {
        KnownSite broken = after(known(OLD), State.PARTIAL, "/");
        assertEquals(List.of("/"), broken.unread());
        assertTrue(broken.hasTheseEyes());
        assertFalse(after(known(OLD), State.UNREADABLE, "/").hasTheseEyes(), "nothing was read with it");
    }
}
