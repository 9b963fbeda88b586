package bzh.vigie.collector.store;

import bzh.vigie.event.DirectoryAccount;
import bzh.vigie.event.Event;
import bzh.vigie.event.ReasonCode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Accounts of domains, as the agent told them that was chosen to read their directory (decision 0063). Its word is one host's, and that of
 * one controller. A domain is told apart by commune, as in {@link Directories}.
 */
public interface DirectoryAccounts {
    /** Accounts that are kept of one domain at most; of one that has more, it is said that not all are known. */
    int MOST_ACCOUNTS = 200_000;

    /** An account. */
    record Known(Commune commune, String domain, DirectoryAccount account) {}

    /**
     * Whose word something is.
     *
     * @param reader the agent that told it; empty where that was not kept
     * @param controller that was asked; empty where it did not say its name, or that was not kept
     */
    record Teller(Optional<AgentId> reader, String controller) {}

    /**
     * What is known of the reading of a domain that has a reader. Times are by the agent's clock, as far as that was put right, and never
     * later than when it was received.
     *
     * @param reader who reads it now
     * @param since when that one was chosen, by the collector's clock
     * @param controller that was asked last; empty where none was
     * @param whole when the last reading of all accounts began that came to its end
     * @param last when the last reading began that came to its end without a gap since all were read
     * @param reason why the last reading did not come to its end; {@link ReasonCode#NONE} where it did, or goes on
     * @param tellers of everything that is known of its accounts, of a reading that goes on too
     */
    record Reading(
            Commune commune,
            String domain,
            AgentId reader,
            Instant since,
            String controller,
            Optional<Instant> whole,
            Optional<Instant> last,
            ReasonCode reason,
            List<Teller> tellers) {
        public Reading {
            tellers = List.copyOf(tellers);
        }
    }

    /**
     * A password that krbtgt was told to have, by one agent that asked one controller.
     *
     * @param set when it was set, as the directory says
     * @param version its number; empty where it is not told
     * @param teller who told it
     * @param first when it was seen first
     * @param last when it was seen last
     */
    record TicketKey(
            Commune commune,
            String domain,
            String sid,
            Instant set,
            OptionalInt version,
            Teller teller,
            Instant first,
            Instant last) {}

    /**
     * What a directory says of the account of a SID, of whose domain it has accounts.
     *
     * @param domain of the directory, as its reader says: whether the SID is one of that domain is not known
     * @param reader who reads it now
     * @param isWhole whether all its accounts were read once; before that one that is not told may be there
     * @param account empty where it has none of that SID
     */
    record Telling(String domain, AgentId reader, boolean isWhole, Optional<DirectoryAccount> account) {}

    /**
     * Takes a part of a reading; whether its sender is the reader of that domain is for the caller to know. A reading of all accounts that
     * comes to its end takes those away of which it did not tell.
     *
     * @param at when that was read
     */
    void take(Commune commune, Event.DirectoryAccounts part, Instant at);

    /** When the last part of a reading of that domain was read, whether or not that came to its end; by the clock of {@link Reading}. */
    Optional<Instant> told(Commune commune, String domain);

    /** Of each domain that has a reader and may be seen, by commune and domain; also where nothing was read yet. */
    List<Reading> readings(Scope scope);

    /** What each directory of that commune that has accounts of that one's domain says of it, by domain. */
    List<Telling> telling(Commune commune, String sid);

    /** The accounts of such domains, by commune, domain and SID. */
    List<Known> accounts(Scope scope);

    /** Likewise of one kind. */
    List<Known> accounts(Scope scope, DirectoryAccount.Kind kind);

    /** The passwords of krbtgt of such domains, by commune, domain, SID, when they were set and who told them. */
    List<TicketKey> keys(Scope scope);

    /**
     * Lets go of domains of which nothing was told since.
     *
     * @return how many rows, at most about so many
     */
    int retain(Instant oldest, int most);
}
