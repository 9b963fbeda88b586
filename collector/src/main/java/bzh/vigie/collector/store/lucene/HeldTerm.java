package bzh.vigie.collector.store.lucene;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.EventHistory.Held;

/**
 * Whose an event is and how large, as one term, so that the dictionary alone tells what each host has in a slice:
 *
 * <pre>
 * term = commune / agent / size        size: bytes of the {@link EventForm}, rounded up to a power of two, as its exponent
 * </pre>
 */
final class HeldTerm {
    private HeldTerm() {}

    static String of(EventForm.Content event, int bytes) {
        return beginning(event.host(), event.commune()) + (Integer.SIZE - Integer.numberOfLeadingZeros(bytes - 1));
    }

    /** The beginning of all terms of one host. */
    static String beginning(AgentId host, Commune commune) {
        return commune.insee() + "/" + host.text() + "/";
    }

    /** What so many events with this term hold. */
    static Held held(String term, long events) {
        String[] parts = term.split("/", -1);
        return new Held(new AgentId(parts[1]), new Commune(parts[0]), events << Integer.parseInt(parts[2]));
    }
}
