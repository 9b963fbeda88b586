package bzh.vigie.collector.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** On which days which person's account logged on to which host, at its screen or from afar. Bounded for each host and day. */
public interface UserDays {
    /** Accounts that one host may tell of on one day; past them only {@link #TOO_MANY} is kept. */
    int MOST_OF_DAY = 200;

    /** Stands for accounts that there was no room for. */
    String TOO_MANY = "*";

    /**
     * A day of an account on a host.
     *
     * @param account its id (uid, SID), or its name where it has none; {@link #TOO_MANY} for those that there was no room for
     * @param first the first logon of the day, by the collector's clock
     * @param last the last one
     */
    record UserDay(String account, String name, Instant first, Instant last) {}

    /**
     * When a day of an account was told first.
     *
     * @param day its begin in UTC
     * @param received by this store's clock; the epoch where an older version kept it
     */
    record ToldDay(String account, Instant day, Instant received) {}

    /** The days of a host that were told first between these, in no order. */
    List<ToldDay> told(AgentId host, Instant from, Instant to);

    /** The oldest day that is kept of any host: those before it were let go. */
    Optional<Instant> oldest();

    /** Keeps a logon, or stretches the day that is there to it. */
    void loggedOn(AgentId host, String account, String name, Instant time);

    /** The days of a host on which something lies between these, by account and day. */
    List<UserDay> of(AgentId host, Instant from, Instant to);

    /**
     * Lets go of days before that instant, the oldest first, at most that many.
     *
     * @return how many went
     */
    int retain(Instant oldest, int most);
}
