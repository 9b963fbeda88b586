package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Apart;
import bzh.vigie.agent.host.Reading.Refused;
import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.event.Clock;
import bzh.vigie.event.LocationStatus.Trigger;
import bzh.vigie.event.Moment;
import java.time.Duration;
import java.util.Optional;

/**
 * What of the inventory's work another process does: the sites that a pass goes through, and those that take long, but for what
 * only this process can ask the kernel. While it reads, this one reads what is noticed; where both read the same site, what the
 * other one read is passed over, since it may be older. Used by one thread.
 */
final class PassApart implements AutoCloseable {
    private static final int MAX_READS = 3;

    /** A process that was started between passes is ended when it has had nothing to read for so long. */
    private static final Duration IDLE = Duration.ofMinutes(1);

    private record Handed(
            Site site,
            Rescans.Work.Read read,
            Interests armed,
            Optional<Refused<?>> unwatched,
            Moment started,
            int reads) {}

    private final SiteBook book;
    private final Rescans rescans;
    private final Clock clock;
    private final ReaderApart reader;
    private Optional<Handed> handed = Optional.empty();
    private boolean overtaken;
    private boolean runs;
    private long lastArrival;

    PassApart(Apart apart, SiteBook book, Rescans rescans, Clock clock) {
        this.book = book;
        this.rescans = rescans;
        this.clock = clock;
        this.reader = new ReaderApart(
                apart,
                book.store(),
                (site, reading) -> rescans.arrived(new Rescans.Work.Arrived(site, reading)),
                System::nanoTime,
                book::watchlist);
    }

    /** Takes it over, now or as soon as it can; false where it is to be read inside. */
    boolean takes(Rescans.Work.Read read) {
        Optional<Site> site =
                book.readable(read.site()).filter(PassApart::isOfFiles).filter(each -> !book.isReadHereOnly(each));
        boolean takesLong = site.filter(s -> !s.location().isNotified()).isPresent();
        if (site.isEmpty() || reader.isGivenUp() || (read.trigger() != Trigger.PASS && !takesLong)) {
            return false;
        }
        if (handed.isPresent()) {
            if (read.trigger() == Trigger.PASS) {
                rescans.later(read);
            } else {
                rescans.afterHandedOver(read);
            }
            return true;
        }
        overtaken = false;
        handOver(site.get(), read, book.watched(site.get()), 1);
        return true;
    }

    /** The site is being read inside: what is underway of it is older. */
    void readInside(Site.Name site) {
        overtaken |= handed.filter(h -> h.site().name().equals(site)).isPresent();
    }

    /** Tells what was read, or has it read again where something new is to be watched first. */
    void arrived(Rescans.Work.Arrived arrived) {
        long began = System.nanoTime();
        reader.arrived();
        runs = arrived.reading().isPresent();
        lastArrival = began;
        Optional<Handed> was = handed;
        handed = Optional.empty();
        if (was.isEmpty()) {
            return;
        }
        Handed of = was.get();
        if (!overtaken) {
            arrived.reading()
                    .ifPresentOrElse(
                            now -> arrived(of, now),
                            () -> rescans.urgent(
                                    of.site().name(),
                                    of.read().trigger(),
                                    of.read().listAll()));
        }
        if (handed.isEmpty() && arrived.reading().isPresent()) {
            rescans.read(of.read(), reader.spentNanos() + System.nanoTime() - began);
        }
    }

    private void arrived(Handed of, SiteReading now) {
        if (of.reads() < MAX_READS && !of.armed().containsAll(now.interests())) {
            handOver(of.site(), of.read(), now.interests(), of.reads() + 1);
            return;
        }
        // What a pass found while a change was noticed is not what only the pass found.
        boolean noticed = of.read().trigger() == Trigger.PASS
                && rescans.isUrgent(of.site().name());
        Rescans.Work.Read read = noticed
                ? new Rescans.Work.Read(
                        of.site().name(), Trigger.NOTIFICATION, of.read().listAll())
                : of.read();
        book.take(of.site(), read, now, of.started(), of.unwatched());
    }

    private void handOver(Site site, Rescans.Work.Read read, Interests interests, int reads) {
        Optional<Refused<?>> unwatched = book.watch(site, interests);
        handed = Optional.of(new Handed(site, read, interests, unwatched, clock.now(), reads));
        rescans.handedOver(site.name());
        reader.read(site, book.isNew() && book.isNotified(site.name()));
    }

    /**
     * To be called every few seconds.
     *
     * @param inPass a pass is underway, which may need the process again
     */
    void look(boolean inPass) {
        reader.look();
        if (runs && !inPass && handed.isEmpty() && System.nanoTime() - lastArrival > IDLE.toNanos()) {
            passIsOver();
        }
    }

    void passIsOver() {
        runs = false;
        reader.passIsOver();
    }

    @Override
    public void close() {
        reader.close();
    }

    /** Whether all of it lies in files: what the kernel shows of processes is shown only to whoever may trace them. */
    private static boolean isOfFiles(Site site) {
        return site.location().places().stream().noneMatch(Location::isOfTheKernel);
    }
}
