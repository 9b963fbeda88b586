package bzh.vigie.collector.detect.fields;

import bzh.vigie.collector.detect.sigma.LogSource;

/** The word for each kind of event (field {@code kind}), and the log source it is judged under. */
final class Kinds {
    static final String PROCESS_STARTED = "process-started";
    static final String PROCESS_STOPPED = "process-stopped";
    static final String LOGON = "logon";
    static final String FLOW = "flow";
    static final String LISTENER = "listener";
    static final String DNS_ANSWER = "dns-answer";
    static final String KERNEL_CODE = "kernel-code";
    static final String PROCESS_ACCESS = "process-access";
    static final String FILE_CHANGE = "file-change";
    static final String FILE_DELETION = "file-deletion";
    static final String ACCOUNT_CHANGE = "account-change";
    static final String ITEM = "item";
    static final String LOCATION = "location";
    static final String LOG_RECORD = "log-record";
    static final String COVERAGE = "coverage";
    static final String SOURCE_STATE = "source-state";
    static final String LOSS = "loss";
    static final String AGENT_STATE = "agent-state";
    static final String NEIGHBOURS = "neighbours";
    static final String WATCHLIST_CHECK = "watchlist-check";
    static final String DIRECTORY_ACCOUNTS = "directory-accounts";

    private Kinds() {}

    /**
     * The log source of a kind.
     *
     * @param product of the host, such as linux
     * @param channel of a log record, empty for other kinds
     */
    static LogSource logSource(String kind, String product, String channel) {
        return kind.equals(LOG_RECORD) ? new LogSource(product, "", channel) : LogSources.ofKind(kind, product);
    }
}
