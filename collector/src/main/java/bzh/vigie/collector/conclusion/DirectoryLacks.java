package bzh.vigie.collector.conclusion;

import bzh.vigie.collector.conclusion.DomainFacts.Lack;
import bzh.vigie.collector.conclusion.DomainFacts.Lacking;
import bzh.vigie.collector.incident.UnreadDirectory;
import bzh.vigie.collector.store.Directories;
import bzh.vigie.collector.store.DirectoryAccounts.Reading;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.LocationText;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What a reading of a directory lacks to count. Pure.
 *
 * @param ended when the last eviction ended
 * @param asked when it is to have been read last
 * @param at for when it is asked
 */
record DirectoryLacks(Mistrusted mistrusted, Optional<Instant> ended, Instant asked, Instant at) {
    /** Longer than that without a reading of a directory, what it was when the watch ended is not known. */
    private static final Duration LATELY = Duration.ofDays(2);

    /** How far the clock of a reader may be off after it was put right. */
    private static final Duration UNSURE = Duration.ofMinutes(1);

    /** Lies on a controller's disk: no reading of a directory tells of it. */
    private static final String ON_DISK = "ad.database";

    /** Until when what is known of a directory may be from: what was told last takes the place of what was told before, also for an earlier time. */
    static Instant toldUntil(Reading reading, Instant at) {
        return reading.last().filter(at::isBefore).orElse(at);
    }

    /** Of a domain that has a reader whose host is known. */
    List<Lacking> of(Reading reading, Host reader, List<LocationStatus> statuses, UnreadDirectory gaps) {
        List<Lacking> lacks = new ArrayList<>();
        if (reading.last().isEmpty()) {
            lacks.add(new Lacking(Lack.DIRECTORY_NOT_READ, List.of()));
        } else {
            Instant last = reading.last().get();
            boolean isBefore = ended.filter(last::isBefore).isPresent();
            List<String> unread = unread(reading, reader, statuses, gaps, !isBefore);
            if (!unread.isEmpty() || reading.reason() != ReasonCode.NONE) {
                lacks.add(new Lacking(Lack.DIRECTORY_IN_PART, unread));
            }
            if (isBefore) {
                lacks.add(new Lacking(Lack.DIRECTORY_NOT_SINCE, List.of()));
            } else if (last.isBefore(asked.minus(LATELY))) {
                lacks.add(new Lacking(Lack.DIRECTORY_NOT_LATELY, List.of()));
            }
        }
        List<String> readers = mistrusted.readers(reading);
        if (!readers.isEmpty()) {
            lacks.add(new Lacking(Lack.DIRECTORY_READER_TOUCHED, readers));
        }
        List<String> controllers = mistrusted.controllers(reading);
        if (!controllers.isEmpty()) {
            lacks.add(new Lacking(Lack.DIRECTORY_CONTROLLER_TOUCHED, controllers));
        }
        return lacks;
    }

    /**
     * Places that were not, or not wholly read but for objects that are told one by one; with the time asked for also those that were not since the eviction ended, or not by the
     * one who reads now: what another one told goes on as its own.
     */
    private List<String> unread(
            Reading reading, Host reader, List<LocationStatus> statuses, UnreadDirectory gaps, boolean since) {
        List<LocationStatus> here = statuses.stream()
                .filter(status -> status.location().startsWith(Directories.LOCATIONS))
                .toList();
        TreeSet<String> unread = new TreeSet<>(gaps.places());
        if (since) {
            Instant least = reading.since().isAfter(ended.orElse(Instant.MIN))
                    ? reading.since().minus(UNSURE)
                    : ended.orElse(Instant.MIN);
            Predicate<LocationStatus> isSince = status -> {
                Instant started =
                        Moment.instant(status.startedWallMicros()).minus(reader.skewMicros(), ChronoUnit.MICROS);
                return !started.isBefore(least) && DomainPeople.isPossible(started, toldUntil(reading, at));
            };
            LocationText.ids(Directories.LOCATIONS).stream()
                    .filter(place -> !place.equals(ON_DISK))
                    .filter(place ->
                            here.stream().noneMatch(status -> status.location().equals(place) && isSince.test(status)))
                    .forEach(unread::add);
        }
        return List.copyOf(unread);
    }
}
