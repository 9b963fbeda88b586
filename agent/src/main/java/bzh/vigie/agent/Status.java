package bzh.vigie.agent;

import bzh.vigie.agent.persistence.Inventory;
import bzh.vigie.agent.source.CoverageLedger.Watched;
import bzh.vigie.agent.spool.LostEvents;
import bzh.vigie.agent.uplink.Notice;
import bzh.vigie.event.LocationStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a running agent says of itself, as {@code status} shows it. Texts in it are as the machine gave them.
 *
 * @param sources what each lost includes what the spool could not keep of it
 * @param lost what the spool could not keep, since the agent's start
 */
record Status(
        Agent agent,
        Link link,
        Use use,
        List<Watched> sources,
        List<LostEvents> lost,
        List<LocationStatus> locations,
        List<Notice> notices) {
    Status {
        sources = List.copyOf(sources);
        lost = List.copyOf(lost);
        locations = List.copyOf(locations);
        notices = List.copyOf(notices);
    }

    /**
     * Who.
     *
     * @param pid of the process that wrote this
     * @param written when this was written
     * @param certificateEnds last day of the agent's certificate
     * @param stopped the agent said so itself
     * @param page where the page for the users of this machine lies
     */
    record Agent(
            String id,
            String commune,
            String version,
            long pid,
            Instant started,
            Instant written,
            Instant certificateEnds,
            boolean stopped,
            String page) {}

    /**
     * How the connection stands.
     *
     * @param word connected, connecting, failed, stopped, or the collector's reason: revoked, unknown …
     * @param reason why it failed, such as {@code other-authority}; empty otherwise
     * @param collector the address, empty where there is none
     * @param detail what was met or said; may be empty
     * @param retrySeconds after {@code since}; 0 where no attempt is waited for
     */
    record Link(
            String word,
            String reason,
            String collector,
            String detail,
            Instant since,
            long retrySeconds,
            Optional<Instant> lastAcknowledged,
            OptionalLong skewMicros,
            long sent,
            long acknowledged,
            long bytesSent) {}

    /**
     * What the agent uses and keeps.
     *
     * @param inventory how far the first full pass of this start has come
     * @param cpuShare of one processor, over the last ten minutes
     */
    record Use(
            long spoolBytes,
            long spoolBatches,
            Inventory.Progress inventory,
            long rssBytes,
            double cpuShare,
            int threads,
            boolean overBudget) {}
}
