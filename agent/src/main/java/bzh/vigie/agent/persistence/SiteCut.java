package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.HostPath;
import bzh.vigie.event.Item;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import bzh.vigie.wire.EventCodec;
import bzh.vigie.wire.MalformedBatchException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A reading cut to what {@link SiteWire} takes: what is too much, too long or no item to whoever decodes it is left out and
 * counted, and the reading is then partial. Of what was left out nothing is known, which is not the same as gone.
 */
final class SiteCut {
    private final List<byte[]> items = new ArrayList<>();
    private final List<byte[]> listed = new ArrayList<>();
    private final SiteReading reading;

    private SiteCut(SiteReading of, int maxItems, long maxBytes, boolean isOfDirectory) {
        long total = 0;
        List<Item> kept = new ArrayList<>();
        for (Item item : of.items()) {
            byte[] encoded = EventCodec.encodeItem(item);
            if (kept.size() < maxItems && total + encoded.length <= maxBytes && isTaken(encoded)) {
                total += encoded.length;
                kept.add(item);
                items.add(encoded);
            }
        }
        List<Item> keptListed = new ArrayList<>();
        for (Item item : of.listed()) {
            byte[] encoded = EventCodec.encodeItem(item);
            if (keptListed.size() < Gathering.MOST_LISTED && total + encoded.length <= maxBytes && isTaken(encoded)) {
                total += encoded.length;
                keptListed.add(item);
                listed.add(encoded);
            }
        }
        long paths = of.unread().stream().mapToLong(path -> path.bytes().length).sum();
        Set<HostPath> unread = of.unread().size() > SiteWire.MAX_PATHS || paths > SiteWire.MAX_PATH_BYTES
                ? Set.of(HostPath.ROOT)
                : of.unread().stream()
                        .map(path -> isTaken(path) ? path : HostPath.ROOT)
                        .collect(Collectors.toUnmodifiableSet());
        Set<Finder.Interest> interests = new HashSet<>();
        long names = 0;
        for (Finder.Interest interest : of.interests().files()) {
            names += SiteWire.length(interest);
            if (isTaken(interest.directory())
                    && interests.size() < SiteWire.MAX_PATHS
                    && names <= SiteWire.MAX_PATH_BYTES) {
                interests.add(interest);
            }
        }
        int cut = of.listed().size()
                - keptListed.size()
                + of.items().size()
                - kept.size()
                + of.interests().files().size()
                - interests.size();
        if (cut == 0) {
            reading = new SiteReading(
                            kept, of.asShipped(), of.state(), of.reason(), of.detail(), of.bytes(), unread, interests)
                    .withListed(keptListed)
                    .withUnseen(unseen(of.unseen()));
            return;
        }
        Set<HostPath> all = new HashSet<>(unread.size() < SiteWire.MAX_PATHS ? unread : Set.of());
        boolean ignored = (!isOfDirectory || unread.size() >= SiteWire.MAX_PATHS) && all.add(HostPath.ROOT);
        Unseen unseen = unseen(of.unseen());
        reading = new SiteReading(
                        kept,
                        of.asShipped(),
                        of.state() == State.UNREADABLE ? State.UNREADABLE : State.PARTIAL,
                        ReasonCode.TOO_LARGE,
                        SourceText.detail("location-cut", cut),
                        of.bytes(),
                        all,
                        interests)
                .withListed(keptListed)
                .withUnseen(new Unseen(unseen.hidden(), unseen.doubted(), unseen.doubtsAll() || isOfDirectory));
    }

    /** Objects of a longer name are not told apart: then any may be doubted. */
    private static Unseen unseen(Unseen of) {
        Set<String> hidden = taken(of.hidden());
        Set<String> doubted = taken(of.doubted());
        boolean cut = hidden.size() < of.hidden().size()
                || doubted.size() < of.doubted().size();
        return new Unseen(hidden, doubted, of.doubtsAll() || cut);
    }

    private static Set<String> taken(Set<String> objects) {
        return objects.stream()
                .filter(object -> object.getBytes(StandardCharsets.UTF_8).length <= SiteWire.MAX_OBJECT)
                .limit(UnseenObjects.MOST)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** As much of it as goes through. */
    static SiteCut of(SiteReading reading) {
        return of(reading, SiteWire.MAX_ITEMS, SiteWire.MAX_ITEM_BYTES);
    }

    /** With bounds of its own, for both counts. */
    static SiteCut of(SiteReading reading, int maxItems, long maxBytes) {
        return new SiteCut(reading, maxItems, maxBytes, false);
    }

    /**
     * The same of a place of a directory. What is cut is what came last and matters less: what is not found may still be there, what is found
     * is new, so that whoever fills a place hides nothing that comes to it.
     */
    static SiteCut ofDirectory(SiteReading reading) {
        return new SiteCut(reading, SiteWire.MAX_ITEMS, SiteWire.MAX_ITEM_BYTES, true);
    }

    /** The items of {@link #reading()}, encoded, in its order. */
    List<byte[]> items() {
        return items;
    }

    /** Those of {@link #reading()} that were folded and are on the watchlist, encoded, in its order. */
    List<byte[]> listed() {
        return listed;
    }

    SiteReading reading() {
        return reading;
    }

    private static boolean isTaken(HostPath path) {
        return path.bytes().length <= SiteWire.MAX_TEXT;
    }

    private static boolean isTaken(byte[] encoded) {
        if (encoded.length > SiteWire.MAX_ITEM) {
            return false;
        }
        try {
            Item ignored = EventCodec.decodeItem(encoded);
            return true;
        } catch (MalformedBatchException e) {
            return false;
        }
    }
}
