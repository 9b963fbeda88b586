package bzh.vigie.collector.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * When passwords of a directory's accounts were set, as somebody exported it; never a password or a hash. Lists are only ever added; of
 * several of one name in a commune the last counts, and an empty one takes those before back.
 */
public interface PasswordLists {
    /** Accounts of one list at most. */
    int MOST_ACCOUNTS = 100_000;

    /** Whose password it is. */
    enum Kind {
        /** A person's or a service's. */
        ACCOUNT,
        /** That of krbtgt, or of a read-only controller's. */
        KERBEROS,
        /** A computer's. */
        MACHINE,
        /** That of a trust between domains. */
        TRUST
    }

    /**
     * An account.
     *
     * @param account folded, without its domain; a computer's with its {@code $}
     * @param set when its password was set last; empty where the list does not say, or says never
     * @param dayOnly whether only the day is known: {@code set} is its first instant
     */
    record Aged(String account, Kind kind, boolean enabled, Optional<Instant> set, boolean dayOnly) {
        /** Of two lines of one name that which asks for more: one that may be used, one without a date, the older one. */
        public static Aged worse(Aged a, Aged b) {
            if (a.enabled() != b.enabled()) {
                return a.enabled() ? a : b;
            }
            if (a.set().isEmpty() || b.set().isEmpty()) {
                return a.set().isEmpty() ? a : b;
            }
            return a.set().get().isAfter(b.set().get()) ? b : a;
        }
    }

    /**
     * A list.
     *
     * @param sha256 of the file
     * @param accounts how many it has
     * @param current whether no later one has taken its place
     */
    record PasswordList(
            long number,
            Commune commune,
            String name,
            String sha256,
            int accounts,
            boolean current,
            Instant written,
            Author author) {}

    /**
     * Keeps a list.
     *
     * @return its number; empty, and nothing written, where the commune may not be seen or is none of the incident
     */
    Optional<Long> add(
            Scope scope,
            IncidentId id,
            Commune commune,
            String name,
            String sha256,
            List<Aged> accounts,
            Author author);

    /** Every list of the communes that may be seen, in the order of writing. */
    List<PasswordList> lists(Scope scope, IncidentId id);

    /** What a list has, in its order; nothing where its commune may not be seen. */
    List<Aged> accounts(Scope scope, long list);

    /** What a list has of an account of that folded name; nothing where its commune may not be seen. */
    List<Aged> accounts(Scope scope, long list, String account);
}
