package bzh.vigie.collector.evidence;

import bzh.vigie.collector.evidence.LedgerVerification.Difference;
import bzh.vigie.collector.ledger.LedgerContent;
import bzh.vigie.collector.ledger.LedgerEntry;
import bzh.vigie.collector.store.LedgerWords;
import bzh.vigie.collector.store.Store;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Lines of incidents against what the ledger says of them. */
final class Lined {
    private final Store.Session session;
    private final Findings found;
    private final Set<String> written = new HashSet<>();
    private Optional<Map<String, String>> before = Optional.empty();

    Lined(Store.Session session, Findings found) {
        this.session = session;
        this.found = found;
    }

    /** What the first entry says was there; one of an older version says nothing of lines, and has no such reference. */
    void before(LedgerEntry entry, Optional<LedgerContent> said) {
        if (entry.reference().equals(LedgerWords.LINES)) {
            before = Optional.of(said.map(Lined::digests).orElse(Map.of()));
        }
    }

    /** The entry with which an older ledger began to tell of lines: one, and none where the first entry does. */
    void opened(LedgerEntry entry, Optional<LedgerContent> said) {
        if (before.isPresent()) {
            found.add(Difference.BEGUN_AGAIN, Long.toString(entry.number()));
        }
        before = Optional.of(said.map(Lined::digests).orElse(Map.of()));
    }

    private static Map<String, String> digests(LedgerContent said) {
        Map<String, String> digests = new HashMap<>();
        said.fields().forEach((name, value) -> {
            if (name.startsWith(LedgerWords.LINES + ".")) {
                digests.put(name.substring(LedgerWords.LINES.length() + 1), value);
            }
        });
        return digests;
    }

    void written(String reference, Optional<LedgerContent> said) {
        if (reference.endsWith(LedgerWords.SEVERAL)) {
            said.ifPresent(words -> together(reference, words));
            return;
        }
        written.add(reference);
        if (said.isEmpty()) {
            return;
        }
        Optional<LedgerContent> is = session.ledger().line(reference);
        if (is.isEmpty()) {
            found.add(Difference.LINE_GONE, reference);
        } else if (!said.get().equals(is.get())) {
            found.add(Difference.LINE_CHANGED, reference);
        }
    }

    private void together(String reference, LedgerContent said) {
        String table = table(reference);
        List<String> keys = List.of(said.field(LedgerWords.KEYS).split("\n", -1));
        List<String> references = keys.stream().map(key -> table + "/" + key).toList();
        written.addAll(references);
        if (!said.field(LedgerWords.LINES)
                .equals(session.ledger().digests(references).get(table))) {
            found.add(Difference.LINE_CHANGED, table + "/" + keys.getFirst() + " … " + keys.getLast());
        }
    }

    private static String table(String reference) {
        return reference.substring(0, Math.max(0, reference.indexOf('/')));
    }

    /** Goes through all that are there. */
    void end() {
        if (before.isEmpty()) {
            // A ledger of an older version, to which nothing was added since.
            return;
        }
        Map<String, List<String>> untold = new LinkedHashMap<>();
        for (String reference : session.ledger().lines()) {
            if (!written.contains(reference)) {
                untold.computeIfAbsent(table(reference), ignored -> new ArrayList<>())
                        .add(reference);
            }
        }
        Map<String, String> old = before.get();
        untold.forEach((table, references) -> {
            if (!old.containsKey(table)) {
                references.forEach(reference -> found.add(Difference.LINE_NOT_IN_LEDGER, reference));
            }
        });
        old.forEach((table, said) -> {
            List<String> references = untold.getOrDefault(table, List.of());
            if (!said.equals(session.ledger().digests(references).getOrDefault(table, "0"))) {
                found.add(Difference.BEFORE_CHANGED, table);
            }
        });
    }
}
