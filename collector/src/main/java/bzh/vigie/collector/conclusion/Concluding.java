package bzh.vigie.collector.conclusion;

import bzh.vigie.collector.conclusion.Conclusion.Word;
import bzh.vigie.collector.ledger.LedgerEntry;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Conclusions.Decision;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.ItemFields;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Works out the conclusion of an incident now, and writes what a person says of it. Thread-safe. */
public final class Concluding {
    /** How often one is worked out anew because something came in between. */
    private static final int ATTEMPTS = 5;

    private final Store store;
    private final Scope scope;
    private final Incident incident;
    private final InstantSource clock;

    /** Of this incident, within what may be seen. */
    public Concluding(Store store, Scope scope, Incident incident, InstantSource clock) {
        this.store = store;
        this.scope = scope;
        this.incident = incident;
        this.clock = clock;
    }

    /** What became of a decision. */
    public sealed interface Outcome {
        /** It is written; of this conclusion. */
        record Written(Conclusion conclusion) implements Outcome {}

        /** The word is another one by now, and nothing is written. */
        record Another(Conclusion conclusion) implements Outcome {}

        /** Something came in between each time, or the whole of the incident may not be decided about. */
        record Busy() implements Outcome {}
    }

    private record Computed(Optional<LedgerEntry> head, Conclusion conclusion) {}

    /** What can be concluded now. */
    public Conclusion now() {
        return store.read(this::compute);
    }

    /** At a time as precise as what is kept, so that the same time is worked out again. */
    private Conclusion compute(Store.Session session) {
        return Conclusion.of(Facts.of(session, scope, incident, clock.instant().truncatedTo(ChronoUnit.MICROS)));
    }

    /**
     * What is signed or refused is computed in a reading, for which nobody waits, and written where the ledger said nothing since: no alert,
     * no decision and no line comes in between. What agents told meanwhile counts as told after it.
     *
     * @param seen the word that the person was shown, which alone they may have meant; empty where it is shown with the decision
     */
    public Outcome decide(Decision decision, Optional<Word> seen, Author author) {
        for (int i = 0; i < ATTEMPTS; i++) {
            Computed computed =
                    store.read(session -> new Computed(session.ledger().last(), compute(session)));
            Conclusion conclusion = computed.conclusion();
            if (seen.filter(word -> word != conclusion.word()).isPresent()) {
                return new Outcome.Another(conclusion);
            }
            boolean written = store.write(session -> session.ledger().last().equals(computed.head())
                    && session.conclusions()
                            .decide(
                                    scope,
                                    incident.id(),
                                    decision,
                                    ItemFields.word(conclusion.word()),
                                    conclusion.facts().at(),
                                    ConclusionText.of(conclusion),
                                    author));
            if (written) {
                return new Outcome.Written(conclusion);
            }
        }
        return new Outcome.Busy();
    }
}
