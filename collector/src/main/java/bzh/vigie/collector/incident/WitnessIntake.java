package bzh.vigie.collector.incident;

import bzh.vigie.collector.incident.WitnessReader.Result;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Witnesses;
import bzh.vigie.collector.store.Witnesses.Import;
import java.util.Optional;

/** When an export of a witness is taken into an incident, and which of them stands. */
public final class WitnessIntake {
    private WitnessIntake() {}

    /** Why a file is not taken. */
    public enum Refusal {
        TOO_LONG,
        NO_YEAR,
        NONE,
        AMBIGUOUS,
        /** From some place on it is not what it began as: of what stands behind nothing is known. */
        BROKEN,
        /** It is a table of Microsoft's portal in a language whose headings are not known. */
        OTHER_LANGUAGE,
        TOO_LARGE
    }

    /** Why what was read is not taken; empty where it is. */
    public static Optional<Refusal> refusal(Result read) {
        if (read.cut()) {
            return Optional.of(Refusal.TOO_LONG);
        }
        if (read.yearless() > 0) {
            return Optional.of(Refusal.NO_YEAR);
        }
        if (read.lines().isEmpty()) {
            return Optional.of(Refusal.NONE);
        }
        return read.ambiguous() > 0 ? Optional.of(Refusal.AMBIGUOUS) : Optional.empty();
    }

    /** How many lines a refusal is about: of too many the most that may be. */
    public static int lines(Result read) {
        return read.cut() ? Witnesses.MOST_LINES : Math.max(read.yearless(), read.ambiguous());
    }

    /** The same file where it is there already. */
    public static Optional<Import> same(
            Store.Session session, Scope scope, IncidentId incident, Commune commune, String sha256) {
        return session.witnesses().imports(scope, incident).stream()
                .filter(each -> each.current()
                        && each.commune().equals(commune)
                        && each.sha256().equals(sha256))
                .findFirst();
    }

    /** The import of that name with something in it, which can be taken back. */
    public static Optional<Import> standing(
            Store.Session session, Scope scope, IncidentId incident, Commune commune, String name) {
        return session.witnesses().imports(scope, incident).stream()
                .filter(each -> each.commune().equals(commune)
                        && each.name().equals(name)
                        && each.current()
                        && each.hasContent())
                .findFirst();
    }
}
