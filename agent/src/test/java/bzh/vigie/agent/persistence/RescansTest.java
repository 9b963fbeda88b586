package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.persistence.Rescans.Work;
import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.event.LocationStatus.Trigger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is noticed is read at once, and what is noticed again and again at a pace; time is handed in. */
class RescansTest {
    private static final Site.Name SMALL = new Site.Name("small", "");
    private static final Site.Name LARGE = new Site.Name("large", "");
    private static final Site.Name OTHER = new Site.Name("other", "");

    /** Near the end of a long, as a clock of nanoseconds may be. */
    private long now = Long.MAX_VALUE - Duration.ofSeconds(30).toNanos();

    private final Rescans rescans = new Rescans(() -> now);

    @Test
    void theFirstChangeIsReadAtOnceAndTheLastOneOnceMore() throws InterruptedException {
        read(OTHER, Pace.SAVED);
        notice(LARGE);
        assertEquals(List.of(LARGE), due());
        read(LARGE, Duration.ofSeconds(1));
        notice(LARGE);
        notice(LARGE);
        assertEquals(List.of(), due());
        passes(Duration.ofSeconds(19).minusNanos(1));
        assertEquals(List.of(), due());
        passes(Duration.ofNanos(1));
        assertEquals(List.of(LARGE), due());
        read(LARGE, Duration.ofSeconds(1));
        passes(Duration.ofMinutes(1));
        assertEquals(List.of(), due());
        notice(LARGE);
        assertEquals(List.of(LARGE), due());
    }

    @Test
    void whatComesAndSoonGoesAgainIsReadAtOnceAsLongAsThereAreSavings() throws InterruptedException {
        for (int second = 0; second < Pace.AT_ONCE.toSeconds(); second++) {
            notice(LARGE);
            assertEquals(List.of(LARGE), due());
            read(LARGE, Duration.ofSeconds(1));
        }
        notice(LARGE);
        assertEquals(List.of(LARGE), due());
        read(LARGE, Duration.ofSeconds(1));
        notice(LARGE);
        assertEquals(List.of(), due());
        // What a quiet time of twenty times that gives back.
        passes(Pace.AT_ONCE.multipliedBy(Pace.TIMES));
        assertEquals(List.of(LARGE), due());
        read(LARGE, Duration.ofSeconds(1));
        notice(LARGE);
        assertEquals(List.of(LARGE), due());
    }

    @Test
    void theRestOfTheSavingsIsUsedWithPauses() throws InterruptedException {
        read(OTHER, Pace.AT_ONCE.plusSeconds(1));
        notice(LARGE);
        assertEquals(List.of(LARGE), due());
        read(LARGE, Duration.ofSeconds(1));
        notice(LARGE);
        passes(Duration.ofSeconds(Pace.TIMES_SAVED).minusNanos(1));
        assertEquals(List.of(), due());
        passes(Duration.ofNanos(1));
        assertEquals(List.of(LARGE), due());
    }

    /** As bench/Latency.java plants them: half a minute between two of a place, each there for ten seconds at most. */
    @Test
    void noneOfFiftySpecimensThatLiveFiveSecondsIsMissed() throws InterruptedException {
        Duration life = Duration.ofSeconds(5);
        Duration between = Duration.ofMillis(1_300);
        for (int specimen = 0; specimen < 50; specimen++) {
            Changing place = specimen % 7 == 4
                    ? new Changing(LARGE, Duration.ofMillis(700))
                    : specimen % 7 == 3
                            ? new Changing(OTHER, Duration.ofMillis(150))
                            : new Changing(SMALL, Duration.ofMillis(20));
            notice(place.site);
            long gone = now + life.toNanos();
            while (place.used.isZero() && now - gone < 0) {
                readWhatIsDue(place);
                passes(Duration.ofMillis(10));
            }
            assertTrue(!place.used.isZero(), "specimen " + specimen + " of " + place.site);
            notice(place.site);
            long next = now + between.toNanos();
            while (now - next < 0) {
                readWhatIsDue(place);
                passes(Duration.ofMillis(10));
            }
        }
    }

    private void readWhatIsDue(Changing changing) throws InterruptedException {
        for (Site.Name site : due()) {
            if (site.equals(changing.site)) {
                changing.isRead();
            } else {
                read(site, Duration.ofMillis(700));
            }
        }
    }

    @Test
    void whatOneSiteUsedUpMakesNoOtherWaitLongerThanItsOwnPart() throws InterruptedException {
        read(LARGE, Pace.SAVED.multipliedBy(2));
        notice(OTHER);
        assertEquals(List.of(OTHER), due());
        read(OTHER, Duration.ofMillis(150));
        notice(OTHER);
        passes(Duration.ofMillis(150).multipliedBy(2L * Pace.TIMES).minusNanos(1));
        assertEquals(List.of(), due());
        passes(Duration.ofNanos(1));
        assertEquals(List.of(OTHER), due());
    }

    @Test
    void whatChangesOnAndOnTakesATwentiethOfAProcessor() throws InterruptedException {
        Changing large = new Changing(LARGE, Duration.ofSeconds(2));
        Changing other = new Changing(OTHER, Duration.ofMillis(500));
        Changing small = new Changing(SMALL, Duration.ofMillis(10));
        List<Changing> all = List.of(large, other, small);
        Duration hour = Duration.ofHours(1);
        long end = now + hour.toNanos();
        while (now - end < 0) {
            all.forEach(each -> notice(each.site));
            for (Site.Name site : due()) {
                all.stream().filter(each -> each.site.equals(site)).forEach(Changing::isRead);
            }
            passes(Duration.ofMillis(100));
        }
        Duration dear = large.used.plus(other.used);
        assertTrue(dear.compareTo(hour.dividedBy(20).plus(Pace.SAVED).plusSeconds(5)) <= 0, dear.toString());
        assertTrue(dear.compareTo(hour.dividedBy(30)) >= 0, dear.toString());
        assertTrue(small.used.compareTo(hour.dividedBy(20)) <= 0, small.used.toString());
    }

    private final class Changing {
        private final Site.Name site;
        private final Duration cost;
        private Duration used = Duration.ZERO;

        Changing(Site.Name site, Duration cost) {
            this.site = site;
            this.cost = cost;
        }

        void isRead() {
            used = used.plus(cost);
            read(site, cost);
        }
    }

    @Test
    void whatIsReadQuicklyDoesNotWaitForWhatIsNot() throws InterruptedException {
        read(LARGE, Duration.ofSeconds(20));
        read(SMALL, Duration.ofMillis(100));
        notice(SMALL);
        notice(OTHER);
        assertEquals(List.of(OTHER), due());
        passes(Duration.ofSeconds(2));
        assertEquals(List.of(SMALL), due());
    }

    @Test
    void whoeverAsksDoesNotWait() throws InterruptedException {
        read(LARGE, Duration.ofSeconds(20));
        notice(LARGE);
        assertEquals(List.of(), due());
        rescans.urgent(LARGE, Trigger.REQUEST, true);
        assertEquals(List.of(LARGE), due());
        rescans.urgent(LARGE, Trigger.PASS, false);
        assertEquals(List.of(LARGE), due());
    }

    @Test
    void whatIsNoticedWhileItIsReadWaitsForItsPace() throws InterruptedException {
        notice(LARGE);
        assertEquals(List.of(LARGE), due());
        notice(LARGE);
        read(LARGE, Duration.ofSeconds(10));
        assertEquals(List.of(), due());
        passes(Duration.ofSeconds(10).multipliedBy(Pace.TIMES_SAVED));
        assertEquals(List.of(LARGE), due());
    }

    @Test
    void whatAnotherProcessIsToReadWaitsUntilItsAnswerIsTaken() throws InterruptedException {
        Site site = new Site(Catalogue.linux().getFirst(), Optional.empty());
        Work.Arrived arrived = new Work.Arrived(site, Optional.of(SiteReading.NOBODY));
        rescans.handedOver(site.name());
        rescans.afterHandedOver(new Work.Read(LARGE, Trigger.NOTIFICATION, false));
        notice(LARGE);
        notice(OTHER);
        assertEquals(List.of(OTHER), due());
        rescans.arrived(arrived);
        assertEquals(Optional.of(arrived), next());
        assertEquals(List.of(LARGE), due());
    }

    @Test
    void nothingWaitsForMoreThanTenMinutes() throws InterruptedException {
        read(LARGE, Duration.ofHours(1));
        read(OTHER, Duration.ofHours(1));
        notice(LARGE);
        passes(Pace.MOST);
        assertEquals(List.of(LARGE), due());
    }

    private void passes(Duration time) {
        now += time.toNanos();
    }

    private void notice(Site.Name site) {
        rescans.urgent(site, Trigger.NOTIFICATION, false);
    }

    private void read(Site.Name site, Duration took) {
        now += took.toNanos();
        rescans.read(new Work.Read(site, Trigger.NOTIFICATION, false), took.toNanos());
    }

    private List<Site.Name> due() throws InterruptedException {
        List<Site.Name> due = new ArrayList<>();
        for (Optional<Work> next = next(); next.isPresent(); next = next()) {
            due.add(((Work.Read) next.get()).site());
        }
        return due;
    }

    private Optional<Work> next() throws InterruptedException {
        return rescans.next(Duration.ZERO, Duration.ZERO);
    }
}
