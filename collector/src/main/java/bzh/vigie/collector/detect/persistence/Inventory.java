package bzh.vigie.collector.detect.persistence;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Directories;
import bzh.vigie.collector.store.Inventories;
import bzh.vigie.collector.store.Inventories.Known;
import bzh.vigie.collector.store.Inventories.Pass;
import bzh.vigie.collector.store.Inventories.Word;
import bzh.vigie.event.Account;
import bzh.vigie.event.Event.Change;
import bzh.vigie.event.Event.Coverage;
import bzh.vigie.event.Event.ItemSeen;
import bzh.vigie.event.Event.LocationRead;
import bzh.vigie.event.InventoryDigest;
import bzh.vigie.event.Item;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.UnreadObjects;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Keeps the inventories and decides what an item that an agent tells means against what the collector knows: an agent that
 * lists everything again (after a loss, or a new spool) says "present", and only the collector knows that this item was not
 * there before.
 */
public final class Inventory {
    private Inventory() {}

    /** A change that is to be judged. */
    public record Judged(Change change, Optional<Item> before) {}

    /**
     * Takes an item in; empty where it says nothing new.
     *
     * @param known what the inventory has of its key
     */
    public static Optional<Judged> take(
            Inventories inventories,
            AgentId host,
            Commune commune,
            ItemSeen seen,
            Optional<Known> known,
            Instant received) {
        Item item = seen.item();
        if (seen.change() == Change.REMOVED) {
            if (known.isEmpty()) {
                return Optional.empty();
            }
            inventories.remove(host, item.key(), received);
            return Optional.of(new Judged(Change.REMOVED, known.map(Known::item)));
        }
        Optional<Judged> judged = judge(inventories, host, seen, known);
        inventories.put(host, commune, item, seen.reading(), received);
        return judged;
    }

    /** Takes the end of a reading in; gives what a complete listing no longer has, as removals. */
    public static List<ItemSeen> end(Inventories inventories, AgentId host, LocationRead read, Instant received) {
        List<ItemSeen> gone = new ArrayList<>();
        LocationStatus status = read.status();
        boolean butObjects = UnreadObjects.isReadBut(status);
        if (read.completeListing() && (status.state() == LocationStatus.State.READ || butObjects)) {
            String account = accountId(status.account());
            List<Known> all = inventories.location(host, status.location(), account);
            Set<String> unread = butObjects ? unread(all, read.reading()) : Set.of();
            for (Known known : all) {
                // Another reading, not an older one: the numbers begin anew with a new agent state.
                if (known.reading() != read.reading()
                        && (UnreadObjects.isOne(known.item())
                                || !unread.contains(known.item().source()))) {
                    gone.add(new ItemSeen(
                            read.at(),
                            read.source(),
                            Change.REMOVED,
                            known.item(),
                            Optional.of(known.item()),
                            read.reading()));
                }
            }
        }
        inventories.read(host, read, received);
        return gone;
    }

    /**
     * Takes the end of a full pass in. What agents read of directories is told by itself each time and no part of it.
     *
     * @param began by the collector's clock
     */
    public static void pass(Inventories inventories, AgentId host, Coverage pass, Instant began, Instant received) {
        Word word = pass.digest()
                .map(told -> told.equals(InventoryDigest.over(inventories.digests(host).stream()
                                .filter(each -> !each.location().startsWith(Directories.LOCATIONS))
                                .toList()))
                        ? Word.AGREES
                        : Word.DIFFERS)
                .orElse(Word.UNTOLD);
        inventories.passed(host, new Pass(began.isBefore(received) ? began : received, received, word));
    }

    /** Sources of which that reading says that something of them could not be read. */
    private static Set<String> unread(List<Known> all, long reading) {
        return all.stream()
                .filter(known -> known.reading() == reading && UnreadObjects.isOne(known.item()))
                .map(known -> known.item().source())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Optional<Judged> judge(Inventories inventories, AgentId host, ItemSeen seen, Optional<Known> known) {
        Item item = seen.item();
        if (known.isPresent()) {
            String was = known.get().item().fingerprint();
            String is = item.fingerprint();
            if (was.equals(is)) {
                return Optional.empty();
            }
            boolean sameVersion = version(was).equals(version(is)) && seen.change() != Change.NEWLY_VISIBLE;
            return Optional.of(new Judged(
                    sameVersion ? Change.CHANGED : Change.NEWLY_VISIBLE,
                    Optional.of(known.get().item())));
        }
        return Optional.of(
                switch (seen.change()) {
                    case PRESENT -> new Judged(presentMeans(inventories, host, item), Optional.empty());
                    case CHANGED -> new Judged(Change.CHANGED, seen.before());
                    case ADDED, NEWLY_VISIBLE, REMOVED -> new Judged(seen.change(), Optional.empty());
                });
    }

    private static Change presentMeans(Inventories inventories, AgentId host, Item item) {
        if (!inventories.hasListing(host, item.location(), accountId(item.account()))) {
            return Change.PRESENT;
        }
        boolean couldBeRead = inventories.statuses(host).stream()
                .filter(status -> status.location().equals(item.location())
                        && accountId(status.account()).equals(accountId(item.account())))
                .allMatch(status -> status.state() == LocationStatus.State.READ
                        || status.state() == LocationStatus.State.NOT_APPLICABLE
                        || (UnreadObjects.isReadBut(status) && !isHidden(inventories, host, item)));
        return couldBeRead ? Change.ADDED : Change.NEWLY_VISIBLE;
    }

    /** Whether nothing of the object that it is of could be read before. */
    private static boolean isHidden(Inventories inventories, AgentId host, Item item) {
        return inventories.find(host, UnreadObjects.keyOfHidden(item)).isPresent();
    }

    private static String accountId(Optional<Account> account) {
        return account.map(Account::id).orElse("");
    }

    private static String version(String fingerprint) {
        int colon = fingerprint.indexOf(':');
        return colon < 0 ? "" : fingerprint.substring(0, colon);
    }
}
