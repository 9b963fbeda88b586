package bzh.vigie.collector.detect.behaviour;

import bzh.vigie.collector.detect.finding.Detector;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.DirectoryEvents;
import bzh.vigie.event.Event;
import java.util.List;
import java.util.function.Consumer;

/** Tells which hosts wrote down a change of a directory, so that it is read; finds nothing by itself. */
public final class DirectoryChanges implements Detector {
    private final Consumer<AgentId> told;

    /**
     * One that tells so.
     *
     * @param told which host it was; called again where events are judged again
     */
    public DirectoryChanges(Consumer<AgentId> told) {
        this.told = told;
    }

    @Override
    public List<Finding> judge(Seen seen, Store.Session session) {
        if (seen.event() instanceof Event.LogRecord record
                && !seen.isNotice()
                && DirectoryEvents.isChange(record.channel(), Integer.toString(record.eventId()))) {
            told.accept(seen.host());
        }
        return List.of();
    }
}
