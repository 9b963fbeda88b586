package bzh.vigie.collector.detect.persistence;

import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Directories;
import bzh.vigie.collector.store.Directories.Reader;
import bzh.vigie.collector.store.DirectoryAccounts;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Item;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Of which domain something of a directory is told, and which controller was asked last when it was: what an item itself leaves out, so that
 * it is the same whoever reads it.
 */
record DirectoryWord(Optional<Reader> reader, String controller) {
    private static final DirectoryWord NONE = new DirectoryWord(Optional.empty(), "");

    /** That of an item; nothing where it is of no directory. */
    static DirectoryWord of(Store.Session session, Seen seen, Item item) {
        if (!item.location().startsWith(Directories.LOCATIONS)) {
            return NONE;
        }
        Optional<Reader> reader = session.directories().readBy(seen.host());
        return new DirectoryWord(
                reader,
                reader.map(each ->
                                session
                                        .directoryAccounts()
                                        .readings(new Scope.Communes(Set.of(each.commune())))
                                        .stream()
                                        .filter(reading -> reading.domain().equals(each.domain()))
                                        .map(DirectoryAccounts.Reading::controller)
                                        .findFirst()
                                        .orElse(""))
                        .orElse(""));
    }

    /** What tells its domain from others of a commune: the DNS name, or the host that told it where it is no reader. */
    String of(AgentId host) {
        return reader.map(Reader::domain).orElse(host.text());
    }

    /** The evidence with it. */
    Map<String, String> with(Map<String, String> evidence) {
        if (reader.isEmpty()) {
            return evidence;
        }
        Map<String, String> all = new LinkedHashMap<>(evidence);
        all.put(Directories.DOMAIN_FIELD, reader.get().domain());
        if (!controller.isEmpty()) {
            all.put(Directories.CONTROLLER_FIELD, controller);
        }
        return all;
    }
}
