package bzh.vigie.collector.conclusion;

import bzh.vigie.collector.conclusion.Conclusion.Word;
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

    private record Computed(long last, Conclusion conclusion) {}

    /** What can be concluded now. */
    public Conclusion now() {
        return store.read(this::compute);
    }

    /** The point of the store up to which a conclusion takes into account what enters the ledger; another one where something was added. */
    public long point() {
        return store.read(this::last);
    }

    private long last(Store.Session session) {
        return session.ledger().lastAbout(incident.communes());
    }

    /** At a time as precise as what is kept, so that the same time is worked out again. */
    private Conclusion compute(Store.Session session) {
        return Conclusion.of(Facts.of(session, scope, incident, clock.instant().truncatedTo(ChronoUnit.MICROS)));
    }

    /**
     * What is signed or refused is computed in a reading, for which nobody waits, and written where the ledger said nothing since of the incident's
     * communes or of none: no alert, no decision and no line that it rests on comes in between. What agents told meanwhile counts as told after it.
     *
     * @param seen the word that the person was shown, which alone they may have meant; empty where it is shown with the decision
     */
    public Outcome decide(Decision decision, Optional<Word> seen, Author author) {
        for (int i = 0; i < ATTEMPTS; i++) {
            Computed computed = store.read(session -> new Computed(last(session), compute(session)));
            Conclusion conclusion = computed.conclusion();
            if (seen.filter(word -> word != conclusion.word()).isPresent()) {
                return new Outcome.Another(conclusion);
            }
            boolean written = store.write(session -> last(session) == computed.last()
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
