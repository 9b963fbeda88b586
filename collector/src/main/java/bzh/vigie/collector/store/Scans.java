package bzh.vigie.collector.store;

import bzh.vigie.collector.store.Alerts.Alert;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Files of {@code agent scan} of an incident: what lay on a seized disk, or on that of a host that has an agent. The files are kept as they
 * are and only ever added to; taking one back is a line of its own.
 */
public interface Scans {
    /** A file at most, in bytes. */
    int MOST_BYTES = 64 << 20;

    /** Places that a comparison names. */
    int MOST_NAMED = 200;

    /** Under this key the evidence of a finding names the scan that shows it. */
    String SCAN = "disk_scan";

    /** Under this key the evidence of such a finding says of when the disk is, as a person stated. */
    String AS_OF = "disk_as_of";

    /** When something was last seen; what was only seen on a disk, of when that is, and what an external log tells, when it was done. */
    static Instant lastSeen(Alert alert) {
        boolean disk = alert.count() == 1 && alert.evidence().containsKey(SCAN);
        // An export is imported again, with what was in it before.
        boolean log = alert.evidence().containsKey(CloudExports.EXTERNAL_LOG);
        return disk || log ? alert.hostTime() : alert.lastTime();
    }

    /**
     * What a person says of a file.
     *
     * @param host an agent's, or {@link #idOf} of a disk whose host has none
     * @param enrolled whether the host has an agent
     * @param name of the host
     * @param asOf of when the disk is: when its system was last switched off
     * @param otherMedia whether it was read by a system from other media, and not by its own
     */
    record Stated(Commune commune, AgentId host, boolean enrolled, String name, Instant asOf, boolean otherMedia) {}

    /**
     * What the file says.
     *
     * @param sha256 of it
     * @param reader live or offline
     * @param os linux or windows
     * @param catalogue version of the places that were read
     * @param refused lines that are none of a scan
     */
    record Content(String sha256, String reader, String os, String catalogue, int items, int places, int refused) {}

    /**
     * How it compares with what the agent of the host told until then.
     *
     * @param hidden the disk has them and the agent did not tell them
     * @param untold the agent told them and the disk does not have them
     * @param otherwise both have them, and not alike
     * @param notCompared places that one of both could not read, or does not know
     * @param named the first of these, as place and account, two blanks between
     */
    record Compared(int hidden, int untold, int otherwise, int notCompared, List<String> named) {
        public Compared {
            named = List.copyOf(named);
        }

        /** All that differs. */
        public int differences() {
            return hidden + untold + otherwise;
        }
    }

    /**
     * A file.
     *
     * @param number grows with each
     * @param compared empty where its host has no agent
     * @param standing false where it was taken back
     */
    record Scan(
            long number,
            IncidentId incident,
            Stated stated,
            Content content,
            Optional<Compared> compared,
            boolean standing,
            Instant written,
            Author author) {}

    /** What a disk of that name in that commune is called by where its host has no agent: always the same. */
    static AgentId idOf(Commune commune, String name) {
        return new AgentId(
                UUID.nameUUIDFromBytes(("vigie-disk|" + commune.insee() + "|" + name).getBytes(StandardCharsets.UTF_8))
                        .toString());
    }

    /**
     * Keeps a file.
     *
     * @param bytes of the file, at most {@link #MOST_BYTES}
     * @return its number; empty, and nothing written, where the commune may not be seen or is none of the incident
     */
    Optional<Long> add(
            Scope scope,
            IncidentId id,
            Stated stated,
            Content content,
            Optional<Compared> compared,
            byte[] bytes,
            Author author);

    /** Takes one back, with all that was concluded from it; false, and nothing written, where none stands that may be seen. */
    boolean withdraw(Scope scope, IncidentId id, long number, Author author);

    /** Those of an incident in communes that may be seen, in the order of writing, also those taken back. */
    List<Scan> list(Scope scope, IncidentId id);

    /** Those of all incidents that stand, in communes that may be seen. */
    List<Scan> standing(Scope scope);

    /**
     * The file of that number.
     *
     * @throws StoreException damaged, where it is not as it was kept
     */
    byte[] bytes(Scan scan);
}
