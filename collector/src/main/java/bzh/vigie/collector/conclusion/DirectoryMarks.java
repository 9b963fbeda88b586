package bzh.vigie.collector.conclusion;

import bzh.vigie.collector.store.Directories;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones.Nature;
import bzh.vigie.collector.store.Tombstones.Recurrence;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What of a directory is marked as the attacker's or came back: he had the domain then, and not for that the host whose agent reads it. */
final class DirectoryMarks {
    private static final Set<Nature> NOT_OURS = EnumSet.of(Nature.AUTHORISED, Nature.UNRELATED);

    private DirectoryMarks() {}

    /** When the last was marked or seen again; empty where none was. */
    static Optional<Instant> last(
            Store.Session session, Scope scope, IncidentId incident, List<Recurrence> recurrences) {
        Stream<Instant> marked = session.tombstones().list(scope, incident).stream()
                .filter(each -> each.standing() && Directories.isOfDirectory(each.fields()))
                .map(Tombstone::marked);
        Stream<Instant> again = recurrences.stream()
                .filter(each -> each.nature()
                        .filter(line -> NOT_OURS.contains(line.nature()))
                        .isEmpty())
                .map(Recurrence::alert)
                .filter(alert -> Directories.isOfDirectory(alert.evidence()))
                .map(alert -> alert.lastTime());
        return Stream.concat(marked, again).max(Comparator.naturalOrder());
    }
}
