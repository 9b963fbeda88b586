package bzh.vigie.collector.console.route;

import bzh.vigie.collector.store.StoreException;
import java.lang.System.Logger.Level;

/** An export in the audit log: that it begins, before anything is given, and how it ended. */
public final class ExportLog {
    private static final System.Logger LOG = System.getLogger(ExportLog.class.getName());

    private final Call call;
    private final String ended;

    private ExportLog(Call call, String ended) {
        this.call = call;
        this.ended = ended;
    }

    /**
     * Tells that an export begins.
     *
     * @param begun the action, such as {@code events-exported}
     * @param ended the action at its end
     * @param subject what is exported
     * @throws StoreException where that cannot be told: then nothing is given
     */
    public static ExportLog begin(Call call, String begun, String ended, String subject) {
        call.change((session, author) -> session.audit().add(author, begun, subject));
        return new ExportLog(call, ended);
    }

    /** Tells how it ended. What was given is given: where that cannot be told, the collector's own log has it. */
    public void end(String how) {
        try {
            call.change((session, author) -> session.audit().add(author, ended, how));
        } catch (StoreException e) {
            LOG.log(Level.ERROR, "the end of an export does not stand in the audit log: " + ended, e);
        }
    }
}
