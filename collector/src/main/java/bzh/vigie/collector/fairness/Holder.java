package bzh.vigie.collector.fairness;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import java.util.Optional;

/**
 * Who is charged: an agent and its commune, both from its certificate; or an address that has shown none. All such addresses are one commune,
 * which never has more than its share.
 *
 * @param name of the agent or the address
 * @param group of the commune; empty for an address
 */
public record Holder(String name, String group) {
    /** An agent of that commune. */
    public static Holder of(AgentId agent, Commune commune) {
        return new Holder(agent.text(), commune.insee());
    }

    /** An address without a certificate. */
    public static Holder stranger(String address) {
        return new Holder(address, "");
    }

    boolean isStranger() {
        return group.isEmpty();
    }

    /** The agent; empty for an address. */
    public Optional<AgentId> agent() {
        return isStranger() ? Optional.empty() : Optional.of(new AgentId(name));
    }
}
