package bzh.vigie.collector.detect.neighbour;

import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Witnesses.Import;
import bzh.vigie.collector.store.Witnesses.Sighting;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Goes through what was imported of witnesses, each line once, so many lines in one transaction that whoever else writes does not wait. Where it
 * stands goes with the transaction.
 *
 * <pre>
 *   state of an incident = DONE [NUMBER LINE]     the last import that it is through; the next and its line, where it is in the middle of one
 * </pre>
 */
final class LateImports {
    /** Lines at one time. */
    static final int LINES = 20_000;

    private static final String STATE = "late-witness-imports";

    private LateImports() {}

    /** Takes a line of an import that no later one has taken the place of. */
    interface Lines {
        void take(Import from, Sighting line);
    }

    private record Place(long done, long number, int line) {
        static Place of(Incident incident, Store.Session session) {
            String[] words = session.progress()
                    .state(STATE, incident.id().text())
                    .map(bytes -> new String(bytes, StandardCharsets.US_ASCII).split(" ", -1))
                    .orElse(new String[] {"0"});
            return words.length == 3
                    ? new Place(Long.parseLong(words[0]), Long.parseLong(words[1]), Integer.parseInt(words[2]))
                    : new Place(Long.parseLong(words[0]), 0, 0);
        }

        int after(Import each) {
            return each.number() == number ? line : Integer.MIN_VALUE;
        }

        void keep(Incident incident, Store.Session session) {
            String state = number == 0 ? Long.toString(done) : done + " " + number + " " + line;
            session.progress().state(STATE, incident.id().text(), state.getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** Hands on the next lines; whether there are more. */
    static boolean walk(Store.Session session, Lines lines) {
        Scope all = new Scope.All();
        int left = LINES;
        for (Incident incident : session.incidents().list(all)) {
            Place begun = Place.of(incident, session);
            Place place = begun;
            for (Import each : session.witnesses().imports(all, incident.id())) {
                if (each.number() > place.done()) {
                    List<Sighting> page = each.current()
                            ? session.witnesses().lines(each.number(), place.after(each), left)
                            : List.of();
                    page.forEach(line -> lines.take(each, line));
                    if (each.current() && page.size() == left) {
                        new Place(place.done(), each.number(), page.getLast().line()).keep(incident, session);
                        return true;
                    }
                    left -= page.size();
                    place = new Place(each.number(), 0, 0);
                }
            }
            if (!place.equals(begun)) {
                place.keep(incident, session);
            }
        }
        return false;
    }
}
