package bzh.vigie.collector;

import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Directories;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Checks whether a commune has a place left for another domain that is read. */
final class DirectoryChecks {
    private DirectoryChecks() {}

    static List<Check> all(Store store) {
        Map<String, Long> read = store.read(session -> session.directories().list(new Scope.All())).stream()
                .filter(Directories.Reader::isRead)
                .map(Directories.Reader::commune)
                .collect(Collectors.groupingBy(Commune::insee, TreeMap::new, Collectors.counting()));
        return read.entrySet().stream()
                .filter(each -> each.getValue() >= Directories.MOST_READ)
                .map(each -> Check.note("directory-places", each.getKey(), Integer.toString(Directories.MOST_READ)))
                .toList();
    }
}
