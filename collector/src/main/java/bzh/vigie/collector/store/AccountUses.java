package bzh.vigie.collector.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which account logged on to which host, and when first and last: what is asked after an eviction long after the events themselves are
 * gone. One row a host, account and way to prove itself; logons that failed are none.
 */
public interface AccountUses {
    /** Rows of one host at most; that there were more is told by one whose account is empty. */
    int MOST_OF_A_HOST = 5_000;

    /** A row's end is not moved for less, so that what is used all the time is not written all the time. */
    Duration PRECISION = Duration.ofMinutes(1);

    /**
     * An account on a host.
     *
     * @param account folded, without its domain; empty where the host had more than are kept
     * @param domain folded first part of its domain's name; empty for one of the host, or where nothing says
     * @param sid of the last logon; may be empty
     * @param way how it came in last, as a word
     * @param key fingerprint of the SSH key that it proved itself by; empty for a password or a ticket
     * @param first earliest time of a logon, by the host's clock less what it is known to be wrong by
     * @param last receipt of the last logon, up to {@link #PRECISION} too early
     */
    record Use(
            AgentId host,
            Commune commune,
            String account,
            String domain,
            String sid,
            String way,
            String key,
            Instant first,
            Instant last) {
        /** Whether it only says that the host had more accounts than are kept. */
        public boolean isMore() {
            return account.isEmpty();
        }

        /** Whether it was used at that time or later, as far as is known. */
        public boolean isSince(Instant when) {
            return !last.plus(PRECISION).isBefore(when);
        }
    }

    /** A logon of it was told; the same told twice changes nothing. */
    void seen(Use use);

    /** Those on hosts of these communes, by host and account. */
    List<Use> list(Scope scope);

    /** Those of this name, in one commune where it names one, by commune, domain and host; at most {@code limit}. */
    List<Use> named(Scope scope, Optional<Commune> commune, String account, int limit);

    /**
     * An account in a list: of a domain in a commune, or of one host.
     *
     * @param host whose it is, where its domain is empty
     * @param hosts on how many it was used
     */
    record Account(
            Commune commune,
            String domain,
            Optional<AgentId> host,
            String name,
            int hosts,
            Instant first,
            Instant last) {}

    /**
     * Accounts by name, commune, domain and host, from after the last of the page before; at most {@code limit}.
     *
     * @param commune only of this one
     * @param beginning of the name, folded
     */
    List<Account> accounts(
            Scope scope, Optional<Commune> commune, String beginning, Optional<Account> after, int limit);

    /** From when on this store keeps them: of earlier logons it knows only what hosts told later. */
    Instant since();
}
