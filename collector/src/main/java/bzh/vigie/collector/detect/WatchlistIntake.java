package bzh.vigie.collector.detect;

import bzh.vigie.collector.intel.Imported;
import bzh.vigie.collector.intel.Indicator;
import bzh.vigie.collector.intel.Observable;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Indicators;
import bzh.vigie.collector.store.Indicators.Listed;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Puts what a file of indicators holds on the watchlist: what is accepted, and what a person confirmed by its value. Pure but for the store. */
public final class WatchlistIntake {
    private WatchlistIntake() {}

    /** What is looked for on one line; so is it confirmed. */
    public static String value(Observable what) {
        return what.value().replace('\n', '|');
    }

    /**
     * What of a file is to be put on the list.
     *
     * @param unknown values that were confirmed, and of which nothing waits for that; a slip of the pen, so nothing should be written
     */
    public record Chosen(List<Indicator> indicators, List<String> unknown) {
        public Chosen {
            indicators = List.copyOf(indicators);
            unknown = List.copyOf(unknown);
        }
    }

    /**
     * What is accepted, and of what waits for it what is confirmed by its value, or by its type, a colon and its value where several have that value;
     * in any letter case.
     */
    public static Chosen chosen(Imported imported, Collection<String> confirmed) {
        return chosen(imported, Set.of(), confirmed);
    }

    /**
     * The same, and those at these places of what waits.
     *
     * @param places in {@link Imported#toConfirm}, from 0
     */
    public static Chosen chosen(Imported imported, Set<Integer> places, Collection<String> confirmed) {
        Set<String> asked = confirmed.stream()
                .map(value -> value.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> unknown = new TreeSet<>(asked);
        List<Indicator> chosen = new ArrayList<>(imported.accepted());
        int place = 0;
        for (Imported.Doubtful each : imported.toConfirm()) {
            Observable what = each.indicator().what();
            String value = value(what).toLowerCase(Locale.ROOT);
            String typed = what.type().toLowerCase(Locale.ROOT) + ":" + value;
            if (asked.contains(value) || asked.contains(typed) || places.contains(place)) {
                chosen.add(each.indicator());
                unknown.remove(value);
                unknown.remove(typed);
            }
            place++;
        }
        return new Chosen(chosen, List.copyOf(unknown));
    }

    /** Whether who sees that may decide about the whole of it: the incident's communes, or the region where there is no incident. */
    public static boolean mayDecide(Store.Session session, Scope scope, Optional<String> incident) {
        return incident.map(number -> session.incidents().whole(scope, new IncidentId(number)))
                .orElse(scope instanceof Scope.All);
    }

    /** What became of it. */
    public sealed interface Outcome {
        /** Nothing is written: there would be more than the watchlist may have. */
        record Full() implements Outcome {}

        /**
         * It is written.
         *
         * @param fresh those that were not there before; what is kept already is to be looked through for them
         * @param known those that were there
         * @param unobservable those that no agent can see
         * @param reopened approvals that wait again, because one of the new ones speaks against them
         */
        record Added(List<Listed> fresh, int known, long unobservable, int reopened) implements Outcome {
            public Added {
                fresh = List.copyOf(fresh);
            }
        }
    }

    /**
     * Puts them on the list, with the approvals that they speak against: in one transaction, so that an interruption leaves neither
     * without the other.
     *
     * @param subject what the audit log says was added, such as the name of a file
     */
    public static Outcome add(
            Store.Session session, Optional<String> incident, List<Indicator> chosen, String subject, Author author) {
        if (session.indicators().count() + chosen.size() > Indicators.MOST) {
            return new Outcome.Full();
        }
        List<Listed> fresh = session.indicators().add(incident, chosen, subject, author);
        return new Outcome.Added(
                fresh,
                chosen.size() - fresh.size(),
                chosen.stream().filter(each -> !each.what().isObservable()).count(),
                Reopening.of(session, fresh, author));
    }
}
