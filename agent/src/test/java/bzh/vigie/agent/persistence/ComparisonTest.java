package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.event.Event.Change;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.Item.Signature;
import bzh.vigie.event.ItemTimes;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.ReasonCode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is told of an account of which nothing but times is other than before. */
class ComparisonTest {
    private static final long MONDAY = 1_795_000_000_000_000L;
    private static final long TUESDAY = MONDAY + 86_400_000_000L;

    @Test
    void aPasswordThatWasSetIsToldAndIsNoChangeOfTheAccount() {
        List<Comparison.Told> told = told(account(OptionalLong.of(1), MONDAY), account(OptionalLong.of(1), TUESDAY));
        assertEquals(1, told.size());
        assertEquals(Change.PRESENT, told.getFirst().change());
        assertEquals(OptionalLong.of(TUESDAY), told.getFirst().item().times().passwordSetMicros());
    }

    @Test
    void aLogonAloneIsNotTold() {
        assertEquals(List.of(), told(account(OptionalLong.of(1), MONDAY), account(OptionalLong.of(2), MONDAY)));
    }

    @Test
    void anotherTimeToStartIsToldAndIsNoChangeOfTheTask() {
        ItemTimes three = ItemTimes.NONE.starting("calendar StartBoundary=2026-01-01T03:00:00 DaysInterval=1");
        ItemTimes four = ItemTimes.NONE.starting("calendar StartBoundary=2026-01-01T04:00:00 DaysInterval=1");
        assertEquals(List.of(), told(item(three), item(three)));
        List<Comparison.Told> told = told(item(three), item(four));
        assertEquals(
                List.of(Change.PRESENT),
                told.stream().map(Comparison.Told::change).toList());
        assertEquals(four.starts(), told.getFirst().item().times().starts());
        // An agent of before that told no times.
        assertEquals(1, told(item(ItemTimes.NONE), item(four)).size());
    }

    private static List<Comparison.Told> told(Item before, Item now) {
        KnownSite known = new KnownSite(
                new Site.Name("windows.account.local", ""),
                Optional.empty(),
                State.READ,
                ReasonCode.NONE,
                "",
                List.of(),
                KnownSite.Versions.CURRENT,
                1,
                Fingerprints.of(List.of(before)),
                Optional.empty());
        SiteReading reading = new SiteReading(
                List.of(now), Optional.empty(), State.READ, ReasonCode.NONE, "", 0, Set.of(), Interests.NONE);
        return Comparison.of(known, () -> List.of(before), reading, false).told();
    }

    private static Item account(OptionalLong lastLogon, long passwordSet) {
        return item(new ItemTimes(OptionalLong.of(5), lastLogon, OptionalLong.of(passwordSet)));
    }

    private static Item item(ItemTimes times) {
        return new Item(
                "windows.account.local",
                List.of("T1078.003"),
                "windows",
                Optional.empty(),
                "mairie",
                "RID 1001",
                "HKLM\\SAM\\SAM\\Domains\\Account\\Users\\000003E9",
                "",
                Optional.empty(),
                "",
                Signature.NOT_CHECKED,
                "",
                Shipped.UNKNOWN,
                true,
                times,
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
