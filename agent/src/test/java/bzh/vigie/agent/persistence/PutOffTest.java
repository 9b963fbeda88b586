package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.Accounts.LocalAccount;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Packages;
import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.agent.persistence.catalogue.Location.Scope;
import bzh.vigie.event.Account;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.Item.Signature;
import bzh.vigie.event.ItemTimes;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.LocationStatus.Trigger;
import bzh.vigie.event.Observed;
import bzh.vigie.event.ReasonCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What looks like nobody's while a package manager is at work waits for its end, and not for long. */
class PutOffTest {
    private static final Site SITE = site(Scope.MACHINE, Optional.empty());
    private static final Rescans.Work.Read READ = new Rescans.Work.Read(SITE.name(), Trigger.NOTIFICATION, false);

    private boolean atWork = true;
    private long now = Long.MAX_VALUE - Duration.ofSeconds(30).toNanos();

    private final PutOff putOff = new PutOff(
            new Packages() {
                @Override
                public Observed<String> owner(HostPath path) {
                    return Observed.known("");
                }

                @Override
                public boolean atWork() {
                    return atWork;
                }
            },
            () -> now);

    @Test
    void whatIsNobodysWaitsUntilTheManagerHasEnded() {
        assertEquals(Optional.empty(), told(reading(Shipped.UNOWNED)));
        assertEquals(Optional.empty(), told(reading(Shipped.UNOWNED)));
        assertEquals(List.of(), putOff.due());
        assertFalse(putOff.isEmpty());
        atWork = false;
        assertEquals(List.of(READ), putOff.due());
        assertTrue(putOff.isEmpty());
        SiteReading owned = reading(Shipped.AS_PACKAGED);
        assertEquals(Optional.of(owned), told(owned));
    }

    @Test
    void afterTwoMinutesItIsToldWithTheReasonAndReadOnceMoreAtTheEnd() {
        assertEquals(Optional.empty(), told(reading(Shipped.MODIFIED)));
        now += PutOff.MOST.toNanos() - 1;
        assertEquals(List.of(), putOff.due());
        assertEquals(Optional.empty(), told(reading(Shipped.MODIFIED)));
        now++;
        assertEquals(List.of(READ), putOff.due());
        assertEquals(List.of(), putOff.due());
        SiteReading told = told(reading(Shipped.MODIFIED)).orElseThrow();
        assertEquals("location-package-manager|2", told.detail());
        assertEquals(State.READ, told.state());
        assertEquals(List.of(), putOff.due());
        atWork = false;
        assertEquals(List.of(READ), putOff.due());
        assertEquals(List.of(), putOff.due());
    }

    /** dpkg writes the digests of a new package's configuration files into its status when all is configured (deb-conffiles(5)). */
    @Test
    void whatItsPackageHasNoDigestOfYetWaitsToo() {
        SiteReading unpacked = reading(item(Shipped.UNKNOWN, "fail2ban"));
        assertEquals(Optional.empty(), told(unpacked));
        atWork = false;
        assertEquals(List.of(READ), putOff.due());
        assertTrue(told(unpacked).isPresent());
    }

    /** The manager may be replacing the agent itself, and has half of its files in place. */
    @Test
    void atTheEndWhatNoPackageHasIsToldAndTheRestIsLeftToTheNextStart() {
        assertEquals(Optional.empty(), told(reading(Shipped.UNOWNED)));
        assertEquals(List.of(READ), putOff.end());
        assertTrue(told(reading(Shipped.UNOWNED)).isPresent());
        assertEquals(Optional.empty(), told(reading(Shipped.MODIFIED)));
        assertEquals(Optional.empty(), told(reading(item(Shipped.UNKNOWN, "fail2ban"))));
        assertTrue(told(reading(Shipped.AS_PACKAGED)).isPresent());
        atWork = false;
        assertTrue(told(reading(Shipped.MODIFIED)).isPresent());
    }

    @Test
    void allElseIsToldAtOnce() {
        for (Shipped shipped : List.of(Shipped.AS_PACKAGED, Shipped.UNKNOWN)) {
            assertTrue(told(reading(shipped)).isPresent());
        }
        SiteReading known = reading(Shipped.UNOWNED);
        assertTrue(
                putOff.told(SITE, READ, known, Fingerprints.of(known.items())).isPresent());
        Rescans.Work.Read asked = new Rescans.Work.Read(SITE.name(), Trigger.REQUEST, true);
        assertTrue(putOff.told(SITE, asked, known, Fingerprints.NONE).isPresent());
        Site home = site(
                Scope.HOME,
                Optional.of(new LocalAccount(
                        new Account("1000", "alice"), 1_000, 1_000, HostPath.of("/home/alice"), "/bin/sh")));
        assertTrue(putOff.told(home, READ, known, Fingerprints.NONE).isPresent());
        atWork = false;
        assertTrue(told(known).isPresent());
        assertTrue(putOff.isEmpty());
    }

    private Optional<SiteReading> told(SiteReading reading) {
        return putOff.told(SITE, READ, reading, Fingerprints.NONE);
    }

    private static Site site(Scope scope, Optional<LocalAccount> owner) {
        return new Site(
                Catalogue.linux().stream()
                        .filter(location -> location.scope() == scope)
                        .findFirst()
                        .orElseThrow(),
                owner);
    }

    private static SiteReading reading(Shipped shipped) {
        return reading(item(shipped, ""));
    }

    private static SiteReading reading(Item item) {
        return new SiteReading(List.of(item), Optional.empty(), State.READ, ReasonCode.NONE, "", 0, Set.of(), Set.of());
    }

    private static Item item(Shipped shipped, String packageName) {
        return new Item(
                SITE.location().id(),
                SITE.location().techniques(),
                "linux",
                Optional.empty(),
                "name",
                "value",
                "/etc/source",
                "",
                Optional.empty(),
                "",
                Signature.NOT_CHECKED,
                packageName,
                shipped,
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
                Set.of());
    }
}
