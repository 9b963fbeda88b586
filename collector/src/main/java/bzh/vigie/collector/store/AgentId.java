package bzh.vigie.collector.store;

import java.util.UUID;

/** The id given to an agent at enrolment: a UUIDv7 (RFC 9562) in its usual text form. */
public record AgentId(String text) implements Comparable<AgentId> {
    public AgentId {
        if (!UUID.fromString(text).toString().equals(text)) {
            throw new IllegalArgumentException("an agent id is a lower-case UUID");
        }
    }

    @Override
    public int compareTo(AgentId other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
