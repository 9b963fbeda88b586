package bzh.vigie.collector.detect.finding;

import bzh.vigie.collector.detect.sigma.Card;
import bzh.vigie.collector.detect.sigma.Level;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Situation;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The cards of the detectors in code: each finds its severity and techniques in its own. Immutable. */
public final class Cards {
    private final Map<String, Card> cards = new HashMap<>();

    public Cards(Collection<Card> cards) {
        cards.forEach(card -> this.cards.put(card.id(), card));
    }

    /** A finding about an event, with the severity and the techniques of the detector's card. */
    public Finding about(Seen seen, String detector, String cause, Map<String, String> evidence) {
        return Finding.about(
                seen, detector, severity(detector, seen.situation()), techniques(detector), cause, evidence);
    }

    /** The severity outside an incident. */
    public Severity severity(String detector) {
        return severity(detector, Situation.CALM);
    }

    public Severity severity(String detector, Situation situation) {
        return severity(card(detector), situation);
    }

    /** The severity that what a rule finds has in a situation. */
    public static Severity severity(Card card, Situation situation) {
        return severity(card.level(situation == Situation.MONITORING));
    }

    public List<String> techniques(String detector) {
        return card(detector).techniques();
    }

    /** The store's word for a Sigma level. */
    public static Severity severity(Level level) {
        return switch (level) {
            case INFORMATIONAL -> Severity.INFORMATIONAL;
            case LOW -> Severity.LOW;
            case MEDIUM -> Severity.MEDIUM;
            case HIGH -> Severity.HIGH;
            case CRITICAL -> Severity.CRITICAL;
        };
    }

    private Card card(String detector) {
        Card card = cards.get(detector);
        if (card == null) {
            throw new IllegalStateException(
                    "the card of detector " + detector + " is missing from the program's rules");
        }
        return card;
    }
}
