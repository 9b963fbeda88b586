package bzh.vigie.collector.store;

import java.util.function.Consumer;
import java.util.function.Function;

/**
 * State of the collector: hosts, tokens, inventories, alerts, positions, audit. Thread-safe; one writer at a time, readers
 * do not wait for it. Failures are {@link StoreException}.
 */
public interface Store extends AutoCloseable {
    /** Runs one transaction: all of it is durable when this returns, none of it if the work throws. */
    <T> T write(Function<Session, T> work);

    /** Reads one consistent state; a write through this session throws. */
    <T> T read(Function<Session, T> work);

    /** {@link #write(Function)} without a result. */
    default void change(Consumer<Session> work) {
        write(session -> {
            work.accept(session);
            return Boolean.TRUE;
        });
    }

    @Override
    void close();

    /** What one transaction can reach. Valid only inside it, on its thread. */
    interface Session {
        Tokens tokens();

        Hosts hosts();

        Inventories inventories();

        Alerts alerts();

        AlertExceptions alertExceptions();

        CoverageLog coverage();

        Neighbours neighbours();

        UserDays userDays();

        Thresholds thresholds();

        Indicators indicators();

        LocalChecks localChecks();

        Directories directories();

        DirectoryAccounts directoryAccounts();

        Progress progress();

        Incidents incidents();

        ExpectedHosts expectedHosts();

        AccountUses accountUses();

        PasswordLists passwordLists();

        Witnesses witnesses();

        CloudExports cloudExports();

        Scans scans();

        Attestations attestations();

        Tombstones tombstones();

        Conclusions conclusions();

        Reviews reviews();

        SavedSearches savedSearches();

        RuleHits ruleHits();

        KeptCounts keptCounts();

        People people();

        Identities identities();

        Audit audit();

        Ledger ledger();
    }
}
