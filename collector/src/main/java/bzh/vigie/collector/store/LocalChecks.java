package bzh.vigie.collector.store;

import bzh.vigie.event.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Which watchlist each host checks by itself, and when it went through all that it has with it (decision 0041): as the host told it. */
public interface LocalChecks {
    /**
     * A full pass of a host over its catalogue.
     *
     * @param received when it was told, by the collector's clock
     * @param items compared
     * @param places kinds of places
     * @param unreadPlaces of them not or not wholly read
     * @param untold hits beyond those that are told
     */
    record Swept(Instant received, int items, int places, int unreadPlaces, int untold) {
        /** Whether it read every place and told every hit. */
        public boolean isWhole() {
            return unreadPlaces == 0 && untold == 0;
        }
    }

    /**
     * What a host checks.
     *
     * @param list id of the list
     * @param entries on it; 0 where it was taken back
     * @param taken when the host first told that it checks this one, by the collector's clock
     * @param swept the last sweep with this list
     */
    record Check(AgentId host, Commune commune, Sha256 list, int entries, Instant taken, Optional<Swept> swept) {
        /** Whether it went through all that it has with that list, as far as it can: it is not asked again for what it cannot read. */
        public boolean hasSwept(Sha256 with) {
            return list.equals(with) && swept.isPresent();
        }
    }

    /** A host checks a list from now on; what it told of another is forgotten, of the same one it stays. */
    void taken(AgentId host, Commune commune, Sha256 list, int entries, Instant received);

    /** A host has gone through all that it has; nothing where that was with another list than it checks. */
    void swept(AgentId host, Sha256 list, Swept swept);

    Optional<Check> find(AgentId host);

    /** Those of hosts that may be seen, by host. */
    List<Check> list(Scope scope);
}
