package bzh.vigie.agent.host;

import java.util.List;
import java.util.Optional;

/**
 * A local group as the system lists it.
 *
 * @param name in the language of the system
 * @param members their SIDs; empty where the system did not tell them
 */
public record GroupRow(String name, Optional<List<String>> members) {
    public GroupRow {
        members = members.map(List::copyOf);
    }
}
