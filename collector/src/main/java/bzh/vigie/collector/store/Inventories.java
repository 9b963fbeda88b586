package bzh.vigie.collector.store;

import bzh.vigie.event.Event.LocationRead;
import bzh.vigie.event.InventoryDigest;
import bzh.vigie.event.Item;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is known of the persistence items of each host, past states included, and how common each is. */
public interface Inventories {
    /**
     * An item as this collector knows it on one host.
     *
     * @param firstSeen receipt time of the first event that told an item with this key on this host, whatever its form and
     *     removals in between: the only "before" and "after" there is
     * @param since receipt time of the first event that told it in this form without a removal or another form in between
     * @param lastSeen receipt time of the last event or complete reading of its location that found it, or the beginning of the last full
     *     pass that did
     * @param reading the agent's reading that told it last
     * @param removed receipt time of its removal, empty while it is there
     */
    record Known(
            Item item, Instant firstSeen, Instant since, Instant lastSeen, long reading, Optional<Instant> removed) {}

    /** What is there now with this key. */
    Optional<Known> find(AgentId host, String key);

    /** What is there now with this key; where nothing is, what was there last. */
    Optional<Known> last(AgentId host, String key);

    /** Everything there now in one location for one account id (empty for the machine). */
    List<Known> location(AgentId host, String location, String accountId);

    /** Everything there at that receipt time, oldest first. */
    List<Known> at(AgentId host, Instant when);

    /** What of these locations was there at that receipt time, oldest first. */
    List<Known> at(AgentId host, Set<String> locations, Instant when);

    /** What is there on one of several hosts. */
    record OnHost(AgentId host, Known known) {}

    /** What is there now on hosts of a commune that may be seen, in all locations whose id has this in it. */
    List<OnHost> now(Scope scope, Commune commune, String location);

    /**
     * A form in which an item stood on a host for a time, without the item: there are few different ones and many of these.
     *
     * @param item its number, for {@link #item}
     * @param key a number that items with one key on one host share
     * @param shape of the item
     * @param firstSeen receipt of the first event that told anything with its key there
     * @param since receipt of the first event that told it in this form
     * @param until receipt of its end; empty while it is there
     * @param listed receipt of the first that was ever told of its location and account there
     */
    record Stood(
            long item,
            long key,
            String shape,
            Instant firstSeen,
            Instant since,
            Optional<Instant> until,
            Instant listed) {}

    /** What stood on a host at some time from the first instant on and before the other, in no order. */
    List<Stood> during(AgentId host, Instant from, Instant to);

    /** The item of that number, without times but for when it starts. */
    Item item(long number);

    /** The fingerprint under which the item of that number was stored; empty where what is stored is not it. */
    String fingerprint(long number);

    /** The item is there, in this form, since or still. */
    void put(AgentId host, Commune commune, Item item, long reading, Instant received);

    /** The item is no longer there. */
    void remove(AgentId host, String key, Instant received);

    /** A reading of a location ended. Removes nothing: what a complete listing did not list is for the caller to remove. */
    void read(AgentId host, LocationRead read, Instant received);

    /**
     * Removes what a host told of itself, and each item that it alone had. What it read of a directory stays, which is its commune's; how common a thing is no
     * longer counts it.
     */
    void forget(AgentId host);

    /**
     * A full pass of a host's agent over all that it watches on the machine itself.
     *
     * @param began by the collector's clock, never after its receipt
     * @param received when the collector learned of its end
     */
    record Pass(Instant began, Instant received, Word word) {}

    /** What a pass says of what the collector has. */
    enum Word {
        /** It is as the pass found it: whatever was wholly read is confirmed as of the beginning of the pass. */
        AGREES,
        /** It is not, so that nothing is confirmed. */
        DIFFERS,
        /** The agent told no digest: a change was still to be told, or its version is older. */
        UNTOLD
    }

    /** A pass ended; of one that agrees, what is there in each location that was wholly read was seen when it began. */
    void passed(AgentId host, Pass pass);

    /** The last of them. */
    Optional<Pass> lastPass(AgentId host);

    /** The digest of each location and account that was told. */
    List<InventoryDigest.Entry> digests(AgentId host);

    /** The last status of each location and account. */
    List<LocationStatus> statuses(AgentId host);

    /** Digest last told for a location and account, empty if never. */
    Optional<Sha256> digest(AgentId host, String location, String accountId);

    /**
     * When a location was last scanned for an account and what was told of it was found true: the later of the receipt of its last complete
     * reading and the beginning of the last full pass that agreed; empty where neither was, and where it could not be read since.
     */
    Optional<Instant> scanned(AgentId host, String location, String accountId);

    /** Whether a full listing of this location was ever received from this host for this account. */
    boolean hasListing(AgentId host, String location, String accountId);

    /**
     * A text that is another one once a reading of a host's locations whose ids begin so ended, whoever read them before: what was worked out
     * of their items may be kept with it. Reads no item.
     */
    String point(AgentId host, String locations);

    /** How many communes and hosts have or had this shape. */
    Prevalence prevalence(String shape);

    /** How many of the communes that may be seen have or had this shape. */
    int communes(Scope scope, String shape);

    /** How many communes but those had this shape before that receipt time. */
    int communesBefore(String shape, Instant before, Set<Commune> but);

    /** Over how many communes and hosts something is spread. */
    record Prevalence(int communes, int hosts) {}
}
