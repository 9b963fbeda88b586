package bzh.vigie.collector;

import bzh.vigie.collector.detect.DiskOwner;
import bzh.vigie.collector.detect.DiskOwner.Mismatch;
import bzh.vigie.collector.detect.DiskOwner.What;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Scans.Stated;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.ItemFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Refuses a file that says to be of another host or time than it is taken in for, unless a person repeats what it says. */
final class DiskOwnerCheck {
    private static final int LONGEST = 300;
    private static final int LONGEST_REASON = 2_000;

    private final IncidentWork work;
    private final List<String> confirm;

    /** @param confirm values that the person repeats */
    DiskOwnerCheck(IncidentWork work, List<String> confirm) {
        this.work = work;
        this.confirm = List.copyOf(confirm);
    }

    /**
     * Whether it may be taken in; says of each value that does not fit what both say.
     *
     * @param id of the incident, whose eviction a disk that was read from other media is held against
     */
    boolean isIts(Store store, IncidentId id, DiskOwner disk, Stated stated) {
        if (stated.enrolled() && !disk.isNamed()) {
            work.err().println(work.words().say("scan-of-nobody"));
            return false;
        }
        Optional<String> taken = store.read(session -> session.scans().list(new Scope.All(), id).stream()
                .filter(scan -> scan.standing() && !scan.stated().host().equals(stated.host()))
                .filter(scan -> disk.isSameDiskIn(session.scans().bytes(scan)))
                .map(scan -> scan.stated().name())
                .findFirst());
        if (taken.isPresent()) {
            work.err().println(work.words().say("scan-same-disk", Words.clean(taken.get(), LONGEST)));
            return false;
        }
        List<Mismatch> open = store
                .read(session -> {
                    var host = session.hosts().find(stated.host());
                    List<Mismatch> all = new ArrayList<>();
                    if (stated.enrolled()) {
                        host.ifPresent(each ->
                                all.addAll(disk.against(each, session.hosts().formerNames(each.id()))));
                    }
                    disk.against(
                                    stated.asOf(),
                                    host.map(each -> each.skewMicros()).orElse(0L))
                            .ifPresent(all::add);
                    if (stated.enrolled() && stated.otherMedia() && all.stream().noneMatch(DiskOwnerCheck::isOfTime)) {
                        Evictions.of(session.incidents().evictions(new Scope.All(), id))
                                .forHost(stated.host())
                                .flatMap(Interval::end)
                                .flatMap(end -> disk.against(stated.asOf(), end))
                                .ifPresent(all::add);
                    }
                    return all;
                })
                .stream()
                .filter(each -> !confirm.contains(Words.clean(each.disk(), LONGEST)))
                .toList();
        for (Mismatch each : open) {
            work.err()
                    .println(work.words()
                            .say(
                                    "scan-mismatch-" + ItemFields.word(each.what()),
                                    Words.clean(each.disk(), LONGEST),
                                    Words.clean(each.said(), LONGEST),
                                    Words.clean(disk.newestFile(), LONGEST)));
        }
        if (!open.isEmpty()) {
            work.err().println(work.words().say("scan-mismatch"));
        }
        return open.isEmpty();
    }

    private static boolean isOfTime(Mismatch mismatch) {
        return mismatch.what() == What.LATER || mismatch.what() == What.EARLIER;
    }

    /** The person's reason with what was confirmed, so that it stands beside the file. */
    static Author confirmed(Author author, List<String> confirm) {
        if (confirm.isEmpty()) {
            return author;
        }
        String reason = author.reason() + " [--confirm " + Words.clean(String.join(", ", confirm), LONGEST) + "]";
        return new Author(
                author.name(), reason.substring(0, Math.min(LONGEST_REASON, reason.length())), author.systemUser());
    }
}
